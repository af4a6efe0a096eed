/// The completion script for zsh: a function a command, each calling those below it.
struct ZshCompletion {
    let root: CommandSpec

    var script: String {
        let functions = CompletionScript.chains(from: root).map(function).joined(separator: "\n")
        return """
            #compdef \(root.name)
            _\(root.name)_output() {
                local -a lines
                lines=(${(f)"$(\(root.name) "$@" 2>/dev/null)"})
                compadd -a lines
            }
            \(functions)
            if [[ $funcstack[1] == _\(root.name) ]]; then
                _\(root.name) "$@"
            else
                compdef _\(root.name) \(root.name)
            fi

            """
    }

    private func name(_ chain: [CommandSpec]) -> String {
        "_" + chain.map(\.name).joined(separator: "_").replacing("-", with: "_")
    }

    private func function(_ chain: [CommandSpec]) -> String {
        guard let command = chain.last else { return "" }
        let options = chain.flatMap(\.options).map(argument) + ["'(-h --help)'{-h,--help}'[show this text]'"]
        guard !command.commands.isEmpty else {
            let arguments = (options + positionals(command)).joined(separator: " \\\n        ")
            return "\(name(chain))() {\n    _arguments -s -S \\\n        \(arguments)\n}"
        }
        let described = command.commands.map { "            " + CompletionScript.quoted("\($0.name):\($0.summary)") }
        let calls = command.commands.map { "            \($0.name)) \(name(chain + [$0])) ;;" }
        return """
            \(name(chain))() {
                local context state line
                local -a commands
                _arguments -C -s \\
                    \((options + ["'1:command:->command'", "'*::argument:->argument'"]).joined(separator: " \\\n        "))
                case $state in
                    command)
                        commands=(
            \(described.joined(separator: "\n"))
                        )
                        _describe command commands
                        ;;
                    argument)
                        case $words[1] in
            \(calls.joined(separator: "\n"))
                        esac
                        ;;
                esac
            }
            """
    }

    private func argument(_ option: OptionDefinition) -> String {
        let repeats = option.form == .repeated ? "*" : ""
        let help = "[\(escaped(option.help, also: "[]"))]"
        var value = ""
        if option.form != .flag { value = ":\(escaped(option.placeholder ?? "value", also: "")):\(action(option.completion))" }
        return option.names.map { name in
            let equals = option.form != .flag && name.hasPrefix("--") ? "=" : ""
            return CompletionScript.quoted("\(repeats)\(name)\(equals)\(help)\(value)")
        }.joined(separator: " ")
    }

    private func positionals(_ command: CommandSpec) -> [String] {
        command.positionals.map { positional in
            let place = positional.isRepeated ? "*:" : positional.isRequired ? ":" : "::"
            return CompletionScript.quoted("\(place)\(escaped(positional.name, also: "")):\(action(positional.completion))")
        }
    }

    private func action(_ completion: Completion) -> String {
        switch completion {
        case .nothing: " "
        case .files: "_files"
        case .folders: "_files -/"
        // With the blank in front it is called as it stands.
        case .output(let arguments): " _\(root.name)_output \(arguments.joined(separator: " "))"
        case .words(let words): "(\(words.joined(separator: " ")))"
        }
    }

    /// `:` and some others end a part of an `_arguments` specification.
    private func escaped(_ text: String, also others: String) -> String {
        text.map { $0 == ":" || $0 == "\\" || others.contains($0) ? "\\\($0)" : String($0) }.joined()
    }
}
