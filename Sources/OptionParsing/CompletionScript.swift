/// Scripts that teach shells to complete a program's command line; made from the tree of commands.
package enum CompletionScript {
    /// For `source <(PROGRAM completions bash)`; needs bash 4.4 and nothing else.
    package static func bash(_ root: CommandSpec) -> String {
        BashCompletion(root: root).script
    }

    /// For a file `_PROGRAM` in `fpath`, or to be sourced.
    package static func zsh(_ root: CommandSpec) -> String {
        ZshCompletion(root: root).script
    }

    /// For `PROGRAM completions fish | source`.
    package static func fish(_ root: CommandSpec) -> String {
        FishCompletion(root: root).script
    }

    /// All commands that can be reached, with the chain from the root down, the root first.
    static func chains(from root: CommandSpec) -> [[CommandSpec]] {
        var result: [[CommandSpec]] = []
        var waiting: [[CommandSpec]] = [[root]]
        while let chain = waiting.popLast() {
            result.append(chain)
            waiting += (chain.last?.commands ?? []).reversed().map { chain + [$0] }
        }
        return result
    }

    /// A word in single quotes, as bash and zsh read it.
    static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
