import Testing

@testable import OptionParsing

@Suite struct HelpTextTests {
    @Test func aCommandIsExplainedInTables() {
        #expect(
            HelpText(Sample.tool.chain(to: ["exec"]), width: 80).text == """
                tool exec - run a workflow

                Usage: tool exec [OPTIONS] FILE [OTHER...]

                Runs the jobs of a workflow on this machine, each in a sandbox of its own, and
                ends when the last one has ended.

                Arguments:
                  FILE   the workflow
                  OTHER  more of them

                Options:
                  -j, --jobs N             how many jobs run at once (default: 2)
                      --root FOLDER        the repository
                      --secret NAME=VALUE  a secret (may be repeated)
                  -P LABEL=ENGINE          the engine of a label (may be repeated)
                      --format FORMAT      how to print (text, json; default: text)
                  -h, --help               show this text

                Options of every command:
                  -q, --quiet    say less
                  -v, --verbose  say more

                Examples:
                  # run one workflow
                  tool exec ci.yml

                """)
    }

    @Test func aProgramListsItsCommands() {
        let text = HelpText([Sample.tool]).text
        #expect(text.contains("Usage: tool [OPTIONS] COMMAND\n"))
        #expect(text.contains("Commands:\n  exec   run a workflow\n  cache  look after caches\n"))
        #expect(text.hasSuffix("See \"tool COMMAND --help\" for one of them.\n"))
    }

    @Test func longTextsAreWrappedInTheirColumn() {
        let option = OptionKey(flag: "--a-rather-long-name-that-leaves-no-room", help: String(repeating: "word ", count: 20))
        let spec = CommandSpec("x", summary: "y") { $0.options = [option.definition] }
        let lines = HelpText([spec], width: 60).text.split(separator: "\n")
        #expect(lines.contains("      --a-rather-long-name-that-leaves-no-room"))
        #expect(lines.contains(where: { $0.hasPrefix(String(repeating: " ", count: 38) + "word") }))
        #expect(lines.allSatisfy { $0.count <= 60 })
    }
}
