/// What `--help` prints for a command.
package struct HelpText: Sendable {
    private let chain: [CommandSpec]
    private let width: Int

    /// - Parameters:
    ///   - chain: The program, then the commands down to the one to explain; at least one.
    ///   - width: The width of the terminal in characters; texts are wrapped at 60 to 120.
    package init(_ chain: [CommandSpec], width: Int = 100) {
        self.chain = chain
        self.width = min(max(width, 60), 120)
    }

    /// The text, ending in a newline.
    package var text: String {
        guard let command = chain.last else { return "" }
        let name = chain.map(\.name).joined(separator: " ")
        var sections = ["\(name) - \(command.summary)", "Usage: \(usage(name, command))"]
        if !command.details.isEmpty {
            sections += command.details.split(separator: "\n\n").map { wrapped(String($0), indent: 0).joined(separator: "\n") }
        }
        sections += section("Commands", command.commands.map { Row(term: $0.name, text: $0.summary) })
        sections += section("Arguments", command.positionals.map { Row(term: $0.name, text: $0.help) })
        sections += section("Options", command.options.map(Self.row) + [Row(term: "-h, --help", text: "show this text")])
        let inherited = chain.dropLast().flatMap(\.options)
        sections += section("Options of every command", inherited.map(Self.row))
        if !command.examples.isEmpty {
            sections.append("Examples:\n" + command.examples.map { "  # \($0.purpose)\n  \($0.command)" }.joined(separator: "\n"))
        }
        if !command.commands.isEmpty {
            sections.append("See \"\(name) COMMAND --help\" for one of them.")
        }
        return sections.joined(separator: "\n\n") + "\n"
    }

    /// A line of a table.
    private struct Row {
        var term: String
        var text: String
    }

    private func usage(_ name: String, _ command: CommandSpec) -> String {
        var parts = [name]
        if chain.contains(where: { !$0.options.isEmpty }) { parts.append("[OPTIONS]") }
        if !command.commands.isEmpty { parts.append("COMMAND") }
        return (parts + command.positionals.map(\.usage)).joined(separator: " ")
    }

    private static func row(_ option: OptionDefinition) -> Row {
        var term = option.names.joined(separator: ", ")
        if option.short == nil { term = "    " + term }
        if let placeholder = option.placeholder { term += " " + placeholder }
        var notes: [String] = []
        // A long list would bury the rest.
        if case .words(let words) = option.completion, words.count <= 8 { notes.append(words.joined(separator: ", ")) }
        if let fallback = option.shownFallback?(), !fallback.isEmpty { notes.append("default: \(fallback)") }
        if option.form == .repeated { notes.append("may be repeated") }
        return Row(term: term, text: notes.isEmpty ? option.help : "\(option.help) (\(notes.joined(separator: "; ")))")
    }

    private func section(_ title: String, _ rows: [Row]) -> [String] {
        guard !rows.isEmpty else { return [] }
        let column = min(rows.map(\.term.count).max() ?? 0, 34) + 4
        let lines = rows.flatMap { row -> [String] in
            let text = wrapped(row.text, indent: column)
            guard row.term.count + 4 <= column else { return ["  " + row.term] + text }
            let padding = String(repeating: " ", count: column - 2 - row.term.count)
            return ["  \(row.term)\(padding)\((text.first ?? "").dropFirst(column))"] + text.dropFirst()
        }
        return [([title + ":"] + lines).joined(separator: "\n")]
    }

    /// Lines of at most the terminal's width; words longer than that stay whole.
    private func wrapped(_ text: String, indent: Int) -> [String] {
        let blank = String(repeating: " ", count: indent)
        var lines: [String] = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            if let line = lines.last, line.count + 1 + word.count <= width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(blank + word)
            }
        }
        return lines
    }
}
