import Expressions

extension Value {
    /// A scalar as the text that it prints as.
    var scalarText: String {
        switch self {
        case .string(let text): text
        case .bool(let bool): "\(bool)"
        case .number(let number): number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
        case .null, .array, .object: ""
        }
    }

    /// A string as a number.
    var scalarNumber: Double {
        if case .string(let text) = self { Double(text) ?? .nan } else { .nan }
    }
}
