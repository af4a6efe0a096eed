import Testing

@testable import Execution

@Suite struct ShellTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String { shell }
        var shell: String
        var arguments: [String]?
    }

    static let cases = [
        Case(shell: "bash", arguments: ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "/s.sh"]),
        Case(shell: "BASH", arguments: ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "/s.sh"]),
        Case(shell: "sh", arguments: ["sh", "-e", "/s.sh"]),
        Case(shell: "python", arguments: ["python", "/s.py"]),
        Case(shell: "pwsh", arguments: ["pwsh", "-command", ". '/s.ps1'"]),
        Case(shell: "bash -e {0}", arguments: ["bash", "-e", "/s"]),
        Case(shell: "perl {0} {1}", arguments: ["perl", "/s", "{1}"]),
        Case(shell: "sh -c \"x {0} y\"", arguments: ["sh", "-c", "x /s y"]),
        Case(shell: "bash -l", arguments: nil),
        Case(shell: "{0}", arguments: nil),
        Case(shell: "", arguments: nil),
    ]

    @Test(arguments: cases) func namesAProgram(_ test: Case) {
        switch Shell.named(test.shell) {
        case .success(let shell): #expect(shell.arguments(script: "/s" + shell.fileExtension) == test.arguments)
        case .failure: #expect(test.arguments == nil)
        }
    }

    @Test func theImpliedShellHasNoPipefailAndFallsBackToSh() {
        #expect(Shell.implied.arguments(script: "/s.sh") == ["bash", "-e", "/s.sh"])
        #expect(Shell.implied.arguments(script: "/s.sh", usesFallback: true) == ["sh", "-e", "/s.sh"])
    }

    @Test func powerShellScriptsStopAtErrorsAndPassTheStatusOn() throws {
        let text = try Shell.named("pwsh").get().contents(of: "Get-Item x")
        #expect(text.hasPrefix("$ErrorActionPreference = 'stop'\nGet-Item x\n"))
        #expect(text.hasSuffix("{ exit $LASTEXITCODE }"))
    }
}
