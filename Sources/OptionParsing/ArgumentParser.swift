import Diagnostics

/// A mistake in the command line.
package struct UsageError: Error, Equatable, Sendable {
    /// Lower case, names in double quotes, no full stop.
    package var message: String
    /// How to mend it.
    package var remedy: String?

    package init(_ message: String, remedy: String? = nil) {
        self.message = message
        self.remedy = remedy
    }
}

/// The values of a command line that has no mistakes in its form.
package struct ParsedArguments: Sendable {
    /// The names of the command and those above it, the program's own left out.
    package fileprivate(set) var path: [String] = []
    fileprivate var options: [String: [String]] = [:]
    fileprivate var positionals: [String: [String]] = [:]

    /// An option's value, or its fallback.
    package subscript<Value>(key: OptionKey<Value>) -> Value {
        key.value(options[key.definition.name] ?? [])
    }

    /// The values given for an argument, in order.
    package subscript(positional: Positional) -> [String] {
        positionals[positional.name] ?? []
    }
}

/// What a command line asks for.
package enum ParseResult: Sendable {
    case run(ParsedArguments)
    /// `--help` was given somewhere, or no command at all (`isRequested` is false then).
    case help(path: [String], isRequested: Bool)
    /// All mistakes, at least one.
    case failure([UsageError], path: [String])
}

/// Reads command lines by a tree of commands.
///
/// Options may stand before, between and behind arguments; `--` ends them. `--key=value`, `--key value`, `-kvalue`
/// and `-k value` are the same; short flags may be joined. Of a single-valued option the last one counts.
package struct ArgumentParser: Sendable {
    private let root: CommandSpec

    package init(_ root: CommandSpec) {
        self.root = root
    }

    /// - Parameter arguments: Without the program's name.
    package func parse(_ arguments: [String]) -> ParseResult {
        var reading = ArgumentReading(root: root, arguments: arguments)
        reading.readAll()
        let path = reading.chain.dropFirst().map(\.name)
        if reading.asksForHelp { return .help(path: path, isRequested: true) }
        let command = reading.chain.last ?? root
        if reading.errors.isEmpty, !command.commands.isEmpty, command.positionals.isEmpty, !reading.hasOptions {
            return .help(path: path, isRequested: false)
        }
        var parsed = ParsedArguments(path: path, options: reading.options)
        parsed.positionals = reading.assignPositionals(of: command)
        guard reading.errors.isEmpty else { return .failure(reading.errors, path: path) }
        return .run(parsed)
    }
}

/// The state of one reading.
private struct ArgumentReading {
    private(set) var chain: [CommandSpec]
    private(set) var errors: [UsageError] = []
    private(set) var options: [String: [String]] = [:]
    private(set) var asksForHelp = false
    private var words: [String] = []
    private var rest: ArraySlice<String>

    init(root: CommandSpec, arguments: [String]) {
        chain = [root]
        rest = arguments[...]
    }

    var hasOptions: Bool {
        !options.isEmpty
    }

    mutating func readAll() {
        while let argument = rest.popFirst() {
            if argument == "--" {
                rest.forEach { words.append($0) }
                return
            }
            if argument == "--help" || argument == "-h" {
                asksForHelp = true
            } else if argument.hasPrefix("--") {
                readLong(argument)
            } else if argument.hasPrefix("-"), argument != "-" {
                readShort(argument)
            } else if !readCommand(argument) {
                return
            }
        }
    }

    /// False when no command has that name: what follows can't be understood then.
    private mutating func readCommand(_ argument: String) -> Bool {
        let commands = chain.last?.commands ?? []
        guard !commands.isEmpty else {
            words.append(argument)
            return true
        }
        if let command = commands.first(where: { $0.name == argument }) {
            chain.append(command)
            return true
        }
        let names = commands.map(\.name)
        let remedy = Suggestion.nearest(to: argument, among: names).map { "did you mean \"\($0)\"?" } ?? "the commands are \(quoted(names))"
        errors.append(UsageError("no command is named \"\(argument)\"", remedy: remedy))
        asksForHelp = asksForHelp || rest.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
        return false
    }

    private var known: [OptionDefinition] {
        chain.reversed().flatMap(\.options)
    }

    private mutating func readLong(_ argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let option = known.first(where: { $0.name == parts[0] }) else { return unknown(parts[0]) }
        take(option, as: parts[0], attached: parts.count > 1 ? parts[1] : nil)
    }

    private mutating func readShort(_ argument: String) {
        var letters = argument.dropFirst()
        while let letter = letters.popFirst() {
            let name = "-\(letter)"
            if name == "-h" {
                asksForHelp = true
                continue
            }
            guard let option = known.first(where: { $0.short == name }) else { return unknown(letters.isEmpty ? name : argument) }
            if option.form == .flag {
                take(option, as: name, attached: nil)
            } else {
                if letters.first == "=" { letters.removeFirst() }
                return take(option, as: name, attached: letters.isEmpty ? nil : String(letters))
            }
        }
    }

    private mutating func unknown(_ name: String) {
        let candidates = known.flatMap(\.names) + ["--help"]
        // One letter is as near to any other: no guess for short forms.
        let guess = name.hasPrefix("--") ? Suggestion.nearest(to: name, among: candidates) : nil
        let list = "see \"\(invocation) --help\"; write \"--\" before an argument that begins with \"-\""
        errors.append(UsageError("no option is named \"\(name)\"", remedy: guess.map { "did you mean \"\($0)\"?" } ?? list))
    }

    private mutating func take(_ option: OptionDefinition, as name: String, attached: String?) {
        guard option.form != .flag else {
            if attached != nil { errors.append(UsageError("option \"\(name)\" takes no value", remedy: "write \"\(name)\" alone")) }
            options[option.name, default: []].append("")
            return
        }
        guard let value = attached ?? nextValue() else {
            let usage = "\(name) \(option.placeholder ?? "VALUE")"
            errors.append(UsageError("option \"\(name)\" needs a value", remedy: "write \"\(usage)\": \(option.help)"))
            return
        }
        options[option.name, default: []].append(value)
        if !option.accepts(value) { errors.append(refusal(of: value, for: option, as: name)) }
    }

    /// The next argument, unless it is an option of this command itself.
    private mutating func nextValue() -> String? {
        guard let next = rest.first, next != "--" else { return nil }
        let name = next.split(separator: "=").first.map(String.init) ?? next
        guard !known.contains(where: { $0.names.contains(name) }) else { return nil }
        return rest.popFirst()
    }

    private func refusal(of value: String, for option: OptionDefinition, as name: String) -> UsageError {
        var remedy = option.expectation.map { "\($0) is expected" } ?? option.help
        if case .words(let words) = option.completion, let guess = Suggestion.nearest(to: value, among: words) {
            remedy += "; did you mean \"\(guess)\"?"
        }
        return UsageError("\"\(value)\" is not a value of option \"\(name)\"", remedy: remedy)
    }

    mutating func assignPositionals(of command: CommandSpec) -> [String: [String]] {
        // A word that is no command was reported; arguments can't be missing then.
        guard command.commands.isEmpty else { return [:] }
        var result: [String: [String]] = [:]
        var left = words[...]
        for positional in command.positionals {
            let values = positional.isRepeated ? Array(left) : Array(left.prefix(1))
            left = left.dropFirst(values.count)
            result[positional.name] = values
            if positional.isRequired, values.isEmpty {
                errors.append(UsageError("argument \(positional.name) is missing", remedy: positional.help))
            }
            for value in values where !positional.choices.isEmpty && !positional.choices.contains(value) {
                let guess = Suggestion.nearest(to: value, among: positional.choices).map { "; did you mean \"\($0)\"?" } ?? ""
                errors.append(
                    UsageError(
                        "\"\(value)\" is not a value of \(positional.name)",
                        remedy: "one of \(quoted(positional.choices)) is expected\(guess)"))
            }
        }
        for word in left { errors.append(UsageError("unexpected argument \"\(word)\"", remedy: "see \"\(invocation) --help\"")) }
        return result
    }

    private var invocation: String {
        chain.map(\.name).joined(separator: " ")
    }

    private func quoted(_ names: [String]) -> String {
        names.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
