import RunRecords

/// Colours and signs of the views; without colour the words alone tell.
struct TerminalStyle {
    var usesColor: Bool

    func bold(_ text: String) -> String { wrapped(text, "1") }
    func dim(_ text: String) -> String { wrapped(text, "2") }
    func red(_ text: String) -> String { wrapped(text, "31") }
    func green(_ text: String) -> String { wrapped(text, "32") }
    func yellow(_ text: String) -> String { wrapped(text, "33") }
    func cyan(_ text: String) -> String { wrapped(text, "36") }

    private func wrapped(_ text: String, _ code: String) -> String {
        usesColor ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    func colored(_ text: String, for conclusion: Conclusion) -> String {
        switch conclusion {
        case .success: green(text)
        case .failure, .notRun: red(text)
        case .cancelled: yellow(text)
        case .skipped: dim(text)
        }
    }

    func sign(_ conclusion: Conclusion) -> String {
        switch conclusion {
        case .success: "✓"
        case .failure: "✗"
        case .cancelled: "◼"
        case .skipped: "–"
        case .notRun: "!"
        }
    }

    func word(_ conclusion: Conclusion) -> String {
        conclusion == .notRun ? "not run" : conclusion.rawValue
    }

    func colored(_ text: String, for level: Annotation.Level) -> String {
        switch level {
        case .error: red(text)
        case .warning: yellow(text)
        case .notice: cyan(text)
        }
    }
}
