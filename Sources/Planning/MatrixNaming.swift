import Expressions

/// The names of matrix jobs, as GitHub's `JobNameBuilder` makes them.
enum MatrixNaming {
    private static let limit = 100

    /// The scalars of a combination in order, nested ones too, without empty ones: `linux, 6.3`.
    static func text(of combination: Value) -> String {
        var parts: [String] = []
        collect(combination, into: &parts)
        return cut(parts.joined(separator: ", "))
    }

    /// `test (linux, 6.3)`, or the name alone where there is no combination.
    static func name(_ base: String, _ combination: String) -> String {
        cut(combination.isEmpty ? base : "\(base) (\(combination))")
    }

    /// 100 characters at most, the last three then dots.
    static func cut(_ text: String) -> String {
        text.utf16.count <= limit ? text : String(text.prefix(limit - 3)) + "..."
    }

    private static func collect(_ value: Value, into parts: inout [String]) {
        switch value {
        case .array(let array):
            for item in array.items { collect(item, into: &parts) }
        case .object(let object):
            for member in object.members { collect(member.value, into: &parts) }
        default:
            let text = value.text
            if !text.isEmpty { parts.append(text) }
        }
    }
}
