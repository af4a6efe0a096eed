import Foundation
import OptionParsing
import TestSupport
import Testing

@testable import RunnerCommands

@Suite struct RunnerCommandTests {
    @Test func theVersionIsOneLine() async throws {
        try await withTemporaryFolder { folder in
            let run = try await CommandRun(["--version"], folder: folder)
            #expect(run.status == .success)
            #expect(run.output == "runner \(RunnerCommand.version)\n")
        }
    }

    @Test func helpGoesToStandardOutputWhenItWasAskedFor() async throws {
        try await withTemporaryFolder { folder in
            for words in [["--help"], ["help"], ["-h", "check"], ["check", "--help"], ["help", "check"]] {
                let run = try await CommandRun(words, folder: folder)
                #expect(run.status == .success)
                #expect(run.output.contains("\n\nUsage: runner "))
                #expect(run.errors.isEmpty)
            }
            let bare = try await CommandRun([], folder: folder)
            #expect(bare.status == .usage)
            #expect(bare.output.isEmpty)
            #expect(bare.errors.contains("Commands:\n"))
        }
    }

    @Test func everyCommandHasAnExampleAndASummary() {
        for command in RunnerCommand.spec.commands {
            #expect(!command.summary.isEmpty)
            #expect(!command.examples.isEmpty, "\(command.name)")
        }
    }

    static let mistakes: [(words: String, errors: String)] = [
        ("chek", "runner: no command is named \"chek\"\n  help: did you mean \"check\"?\n"),
        ("help chek", "runner: no command is named \"chek\"\n  help: did you mean \"check\"?\n"),
        ("check --formt json", "runner: no option is named \"--formt\"\n  help: did you mean \"--format\"?\n"),
        (
            "check --limit deep=1 \u{1B}[1m",
            "runner: \"deep=1\" is not a value of option \"--limit\"\n"
                + "  help: one of file-size, depth, jobs, reusable-depth, \"=\" and a whole number of at least 1 is expected\n"
        ),
        (
            "completions tcsh",
            "runner: \"tcsh\" is not a value of SHELL\n  help: one of \"bash\", \"zsh\", \"fish\" is expected\n"
        ),
        (
            "check \u{1B}[1m",
            "runner: there is no file or folder \"␛[1m\"\n"
                + "  help: workflows live in .github/workflows/NAME.yml; or name a workflow file, or a folder of them\n"
        ),
    ]

    @Test(arguments: mistakes) func mistakesAreUsageErrors(words: String, errors: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await CommandRun(words.split(separator: " ").map(String.init), folder: folder)
            #expect(run.status == .usage)
            #expect(run.errors == errors)
            #expect(run.output.isEmpty)
        }
    }

    @Test func aDumbTerminalIsNotDrawnOn() {
        #expect(!Console.movesCursor(["TERM": "dumb"]))
        #expect(Console.movesCursor(["TERM": "xterm"]) && Console.movesCursor([:]))
    }

    @Test func jobIDsAreThoseOfTheRepositorysWorkflows() async throws {
        try await withTemporaryFolder { folder in
            let jobs = "{runs-on: ubuntu-latest, steps: [{run: x}]}"
            try folder.write("on: push\njobs:\n  build: \(jobs)\n  test: \(jobs)\n", to: ".github/workflows/a.yml")
            try folder.write("on: push\njobs:\n  test: \(jobs)\n  lint: \(jobs)\n", to: ".github/workflows/b.yml")
            try folder.write("- nonsense", to: ".github/workflows/c.yml")
            let run = try await CommandRun(["completions", "--job-ids"], folder: folder.appending(path: ".github"))
            #expect(run.output == "build\ntest\nlint\n")
            #expect(try await CommandRun(["completions"], folder: folder).status == .usage)
        }
    }

    @Test func completionsOfferJobsEventsAndCommands() async throws {
        try await withTemporaryFolder { folder in
            let bash = try await CommandRun(["completions", "bash"], folder: folder).output
            #expect(bash.contains("' exec:--job') kind=words words=$(\"${COMP_WORDS[0]}\" 'completions' '--job-ids' 2>/dev/null) ;;"))
            #expect(bash.contains("kind=words words='exec plan "))
            #expect(bash.contains(" pull_request "))
            let zsh = try await CommandRun(["completions", "zsh"], folder: folder).output
            #expect(zsh.contains(":ID: _runner_output completions --job-ids'"))
            let fish = try await CommandRun(["completions", "fish"], folder: folder).output
            #expect(fish.contains("-a '(runner completions --job-ids 2>/dev/null)'"))
        }
    }

    @Test func completionsAreScriptsForEachShell() async throws {
        try await withTemporaryFolder { folder in
            for (shell, start) in [("bash", "# bash completion"), ("zsh", "#compdef runner"), ("fish", "# fish completion")] {
                let run = try await CommandRun(["completions", shell], folder: folder)
                #expect(run.status == .success)
                #expect(run.output.hasPrefix(start))
            }
        }
    }
}
