/// The completion script for bash: one function that finds the command typed so far and looks its words up.
struct BashCompletion {
    let root: CommandSpec

    var script: String {
        let function = "_" + root.name
        return """
            # bash completion for \(root.name)
            \(function)() {
                local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
                local command= options= words= kind= index
                COMPREPLY=()
                # "=" is a word of its own: --key=value arrives as three words.
                if [[ $current == "=" ]]; then
                    current=
                elif [[ $previous == "=" ]] && ((COMP_CWORD > 1)); then
                    previous=${COMP_WORDS[COMP_CWORD-2]}
                fi
                for ((index = 1; index < COMP_CWORD; index++)); do
                    case "$command ${COMP_WORDS[index]}" in
            \(commandCases)
                    esac
                done
                case "$command:$previous" in
            \(valueCases)
                    *)
                        case "$command" in
            \(wordCases)
                        esac
                        if [[ $current == -* ]]; then
                            words=$options kind=words
                        fi
                        ;;
                esac
                case "$kind" in
                    words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
                    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
                    folders) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
                esac
            }
            complete -F \(function) \(root.name)

            """
    }

    private var chains: [[CommandSpec]] {
        CompletionScript.chains(from: root)
    }

    /// The path of a chain as the script spells it: a blank before each name.
    private func path(_ chain: [CommandSpec]) -> String {
        chain.dropFirst().map { " " + $0.name }.joined()
    }

    private var commandCases: String {
        let paths = chains.dropFirst().map { CompletionScript.quoted(path($0)) }
        guard !paths.isEmpty else { return "            '') ;;" }
        return "            \(paths.joined(separator: "|"))) command+=\" ${COMP_WORDS[index]}\" ;;"
    }

    private var valueCases: String {
        chains.flatMap { chain in
            chain.flatMap(\.options).filter { $0.form != .flag }.map { option in
                let patterns = option.names.map { CompletionScript.quoted("\(path(chain)):\($0)") }.joined(separator: "|")
                return "        \(patterns)) \(assignment(option.completion)) ;;"
            }
        }.joined(separator: "\n")
    }

    private var wordCases: String {
        chains.map { chain in
            let names = chain.flatMap(\.options).flatMap(\.names) + ["--help"]
            let commands = chain.last?.commands.map(\.name) ?? []
            let words = commands.isEmpty ? chain.last?.positionals.first?.completion ?? .nothing : .words(commands)
            let options = CompletionScript.quoted(names.joined(separator: " "))
            return "                \(CompletionScript.quoted(path(chain)))) options=\(options) \(assignment(words)) ;;"
        }.joined(separator: "\n")
    }

    private func assignment(_ completion: Completion) -> String {
        switch completion {
        case .nothing: "kind=nothing"
        case .files: "kind=files"
        case .folders: "kind=folders"
        case .output(let arguments):
            "kind=words words=$(\"${COMP_WORDS[0]}\" \(arguments.map(CompletionScript.quoted).joined(separator: " ")) 2>/dev/null)"
        case .words(let words): "kind=words words=\(CompletionScript.quoted(words.joined(separator: " ")))"
        }
    }
}
