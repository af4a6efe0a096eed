import OptionParsing
import Workflows

/// What `NAME=VALUE` gives to a run, and how its name may be written.
enum AssignmentKind: CaseIterable, Sendable {
    case secret, variable, environment, input

    /// Where it is read from without an option.
    var usualFile: String {
        switch self {
        case .secret: ".secrets"
        case .variable: ".vars"
        case .environment: ".env"
        case .input: ".input"
        }
    }

    private var noun: String {
        switch self {
        case .secret: "a secret"
        case .variable: "a variable"
        case .environment: "an environment variable"
        case .input: "an input"
        }
    }

    /// What is wrong with a name (docs.github.com, "Using secrets in GitHub Actions", "Store information in variables").
    func mistake(inName name: String) -> UsageError? {
        if name.isEmpty { return UsageError("the name of \(noun) is missing", remedy: "write NAME=VALUE") }
        switch self {
        case .secret, .variable: return mistake(inStoredName: name)
        case .environment:
            if ReservedVariables.contains(name) {
                return UsageError(
                    "the runner sets \"\(name)\" itself, so this value would have no effect",
                    remedy: "choose another name, or the option that says what you mean, such as --ref, --event or --actor")
            }
            guard name.contains(where: { $0 == "=" || $0 == "\0" }) else { return nil }
            return UsageError("\"\(name)\" can't be the name of \(noun)", remedy: "a name has neither \"=\" nor a zero byte in it")
        case .input:
            if Self.isWord(name, extra: "-") { return nil }
            return UsageError(
                "\"\(name)\" can't be the name of \(noun)",
                remedy: "letters, digits, \"_\" and \"-\" make a name; it begins with a letter or \"_\"")
        }
    }

    /// What is wrong with a value; it is never quoted.
    func mistake(inValue value: String, of name: String) -> UsageError? {
        guard self == .environment, value.utf8.contains(0) else { return nil }
        return UsageError("the value of \"\(name)\" has a zero byte in it", remedy: "the environment can't hold one: take it out")
    }

    private func mistake(inStoredName name: String) -> UsageError? {
        guard Self.isWord(name, extra: "_") else {
            return UsageError(
                "\"\(name)\" can't be the name of \(noun)", remedy: "letters, digits and \"_\" make a name; it doesn't begin with a digit")
        }
        if name.uppercased().hasPrefix("GITHUB_"), self == .variable || name.uppercased() != "GITHUB_TOKEN" {
            let exception = self == .secret ? "; only GITHUB_TOKEN may" : ""
            return UsageError(
                "\"\(name)\" can't be the name of \(noun)", remedy: "GitHub lets no name begin with GITHUB_\(exception); choose another")
        }
        return nil
    }

    private static func isWord(_ name: String, extra: Character) -> Bool {
        let isLetter = { (character: Character) in character.isASCII && character.isLetter || character == "_" }
        guard let first = name.first, isLetter(first) else { return false }
        return name.allSatisfy { isLetter($0) || $0.isASCII && $0.isNumber || $0 == extra }
    }
}
