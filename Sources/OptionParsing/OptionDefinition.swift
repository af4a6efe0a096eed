/// What a shell may offer for a value.
package enum Completion: Sendable, Equatable {
    case nothing, files, folders
    case words([String])
    /// The lines that the program itself prints when it is called with these arguments.
    case output(of: [String])
}

/// An option as the parser, the help text and the completions see it; declared through an `OptionKey`.
package struct OptionDefinition: Sendable {
    /// How many values an option takes.
    package enum Form: Sendable {
        /// No value: given or not.
        case flag
        /// One value; of several the last counts.
        case single
        /// Any number of values, in order.
        case repeated
    }

    /// `--jobs`.
    package let name: String
    /// `-j`; nothing without a short form.
    package let short: String?
    /// What stands for the value in help texts, `N`; nothing for a flag.
    package let placeholder: String?
    package let help: String
    package let form: Form
    /// What a value must be, for the message when it is not: `a whole number of at least 1`.
    package var expectation: String?
    /// The value that counts when the option is not given, for the help text.
    ///
    /// A closure, since printing a value of any type makes Swift search the program for conformances, at every start.
    package var shownFallback: (@Sendable () -> String)?
    package var completion = Completion.nothing
    /// Whether a value can be read.
    package var accepts: @Sendable (String) -> Bool = { _ in true }

    /// - Parameter usage: `-j, --jobs N`: short form and placeholder may be left out. An option with a short form alone
    ///   (`-P LABEL`) has it as its name.
    init(_ usage: String, help: String, form: Form) {
        let words = usage.split(separator: " ")
        let names = words.filter { $0.hasPrefix("-") }.map { $0.hasSuffix(",") ? String($0.dropLast()) : String($0) }
        let shortName = names.first { !$0.hasPrefix("--") }
        let longName = names.first { $0.hasPrefix("--") }
        name = longName ?? shortName ?? usage
        short = shortName
        placeholder = words.last.flatMap { $0.hasPrefix("-") ? nil : String($0) }
        self.help = help
        self.form = form
    }

    /// The words that name it: `-j`, `--jobs`.
    package var names: [String] {
        [short, name].compactMap(\.self).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
