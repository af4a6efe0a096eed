/// The completion script for fish: a `complete` line a command and option.
struct FishCompletion {
    let root: CommandSpec

    var script: String {
        var lines = ["# fish completion for \(root.name)", "complete -c \(root.name) -f"]
        for chain in CompletionScript.chains(from: root) {
            guard let command = chain.last else { continue }
            lines += command.commands.map { below in
                line(isAt(chain), "-a \(quoted(below.name)) -d \(quoted(below.summary))")
            }
            lines += command.positionals.prefix(1).compactMap { positional in
                offer(positional.completion).map { line(isAt(chain), $0) }
            }
            lines += command.options.map { line(isWithin(chain), option($0)) }
        }
        lines.append("complete -c \(root.name) -s h -l help -d 'show this text'")
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ condition: String, _ rest: String) -> String {
        condition.isEmpty ? "complete -c \(root.name) \(rest)" : "complete -c \(root.name) -n \(quoted(condition)) \(rest)"
    }

    /// The command typed so far is this one or one below it.
    private func isWithin(_ chain: [CommandSpec]) -> String {
        chain.dropFirst().map { "__fish_seen_subcommand_from \($0.name)" }.joined(separator: "; and ")
    }

    /// The command typed so far is exactly this one.
    private func isAt(_ chain: [CommandSpec]) -> String {
        let below = (chain.last?.commands ?? []).map(\.name)
        let notBelow = below.isEmpty ? [] : ["not __fish_seen_subcommand_from \(below.joined(separator: " "))"]
        return ([isWithin(chain)].filter { !$0.isEmpty } + notBelow).joined(separator: "; and ")
    }

    private func option(_ option: OptionDefinition) -> String {
        let names = option.names.map { $0.hasPrefix("--") ? "-l \($0.dropFirst(2))" : "-s \($0.dropFirst())" }
        var words = names + ["-d \(quoted(option.help))"]
        if option.form != .flag { words.append(option.completion == .files ? "-r" : "-x") }
        if let offer = offer(option.completion), option.form != .flag { words.append(offer) }
        return words.joined(separator: " ")
    }

    private func offer(_ completion: Completion) -> String? {
        switch completion {
        case .nothing: nil
        case .files: "-F"
        case .folders: "-a '(__fish_complete_directories)'"
        case .output(let arguments): "-a \(quoted("(\(root.name) \(arguments.joined(separator: " ")) 2>/dev/null)"))"
        case .words(let words): "-a \(quoted(words.joined(separator: " ")))"
        }
    }

    /// A word in single quotes, as fish reads it.
    private func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
