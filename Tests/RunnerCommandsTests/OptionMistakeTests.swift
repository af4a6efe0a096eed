import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

/// Command lines that would do nothing, or something else than was meant.
@Suite struct OptionMistakeTests {
    private static let workflow = """
        on: [push, workflow_dispatch]
        jobs:
          test:
            runs-on: ubuntu-latest
            strategy: {matrix: {os: [linux, mac], version: [5, 6]}}
            steps: [{run: make test}]
        """

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var words: [String]
        /// What is said, the mend behind it.
        var expected: String
    }

    static let cases = [
        Case(
            testDescription: "an event that GitHub doesn't have", words: ["--event", "pul_request"],
            expected: "no event is named \"pul_request\" | did you mean \"pull_request\"?"),
        Case(
            testDescription: "an event that is like no other", words: ["--event", "moon"],
            expected:
                "no event is named \"moon\" | some are \"push\", \"pull_request\", \"workflow_dispatch\", \"schedule\", \"release\""),
        Case(
            testDescription: "a secret whose name begins with a digit", words: ["--secret", "1A=hunter2"],
            expected: "option \"--secret\": \"1A\" can't be the name of a secret | "
                + "letters, digits and \"_\" make a name; it doesn't begin with a digit"),
        Case(
            testDescription: "a secret without a name", words: ["--secret", "=hunter2"],
            expected: "option \"--secret\": the name of a secret is missing | write NAME=VALUE"),
        Case(
            testDescription: "a variable with GitHub's prefix", words: ["--var", "github_X=1"],
            expected:
                "option \"--var\": \"github_X\" can't be the name of a variable | GitHub lets no name begin with GITHUB_; choose another"),
        Case(
            testDescription: "a variable of the environment that the runner sets", words: ["--env", "GITHUB_SHA=1"],
            expected: "option \"--env\": the runner sets \"GITHUB_SHA\" itself, so this value would have no effect | "
                + "choose another name, or the option that says what you mean, such as --ref, --event or --actor"),
        Case(
            testDescription: "an input with a blank in its name", words: ["--input", "a b=1"],
            expected: "option \"--input\": \"a b\" can't be the name of an input | "
                + "letters, digits, \"_\" and \"-\" make a name; it begins with a letter or \"_\""),
        Case(
            testDescription: "an input for an event without any", words: ["--event", "push", "--input", "a=1"],
            expected: "the event \"push\" has no inputs, so --input a would have no effect | add --event workflow_dispatch"),
        Case(
            testDescription: "a key that no matrix has", words: ["--matrix", "oss:linux"],
            expected: "no matrix has the key \"oss\" | the keys are \"os\", \"version\"; did you mean \"os\"?"),
        Case(
            testDescription: "a value that no matrix has, beside one that it has", words: ["--matrix", "OS:mac", "--matrix", "OS:linus"],
            expected: "no matrix has the value \"linus\" for \"OS\" | the values are \"linux\", \"mac\"; did you mean \"linux\"?"),
        Case(
            testDescription: "a job that no workflow has", words: ["--job", "tset"],
            expected: "no workflow has a job \"tset\" | the jobs are \"test\"; did you mean \"test\"?"),
        Case(
            testDescription: "a file that isn't there", words: ["cii.yml"],
            expected: "there is no file or folder \"cii.yml\" | did you mean \"ci.yml\"?"),
        Case(
            testDescription: "a file in a folder that isn't there", words: ["ci/ci.yml"],
            expected: "there is no file or folder \"ci/ci.yml\" | "
                + "workflows live in .github/workflows/NAME.yml; or name a workflow file, or a folder of them"),
    ]

    @Test(arguments: cases) func isAUsageErrorThatSaysHowToMend(_ c: Case) async throws {
        try await withTemporaryFolder { folder in
            try folder.write(Self.workflow, to: ".github/workflows/ci.yml")
            let run = try await CommandRun(["exec"] + c.words, folder: folder)
            #expect(run.status == .usage)
            #expect(run.errors == "runner: " + c.expected.replacing(" | ", with: "\n  help: ") + "\n")
        }
    }

    @Test func aWrongOptionIsToldOfBeforeAFileIsRead() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("gitdir: nowhere", to: ".git")
            let run = try await CommandRun(["exec", "--event", "pusj"], folder: folder)
            #expect(run.errors == "runner: no event is named \"pusj\"\n  help: did you mean \"push\"?\n")
        }
    }

    @Test func findingsInSettingsAreUsageErrors() async throws {
        try await withTemporaryFolder { folder in
            try folder.write(Self.workflow, to: ".github/workflows/ci.yml")
            try folder.write("A-B=hunter2\nOK=1\nGITHUB_TOKEN=2\nGITHUB_FOO=3\n", to: ".secrets")
            try folder.write("label: {}\n", to: "runner.yml")
            let run = try await CommandRun(["plan", "--config", "runner.yml"], folder: folder)
            #expect(run.status == .usage)
            #expect(
                run.errors == """
                    .secrets:1:1: error: "A-B" can't be the name of a secret [env]
                      help: letters, digits and "_" make a name; it doesn't begin with a digit
                    .secrets:4:1: error: "GITHUB_FOO" can't be the name of a secret [env]
                      help: GitHub lets no name begin with GITHUB_; only GITHUB_TOKEN may; choose another
                    runner.yml:1:1: error: unexpected key "label" [schema]
                      |
                    1 | label: {}
                      | ^~~~~
                      help: the keys are "labels", "jobs", "memory", "cpus", "pids", "network", "actions-source", "offline", "real-actions", "node", "fetch-limit", "fetch-timeout"; did you mean "labels"?

                    """)
        }
    }

    @Test func findingsInWorkflowsWinOverThoseInSettings() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("on: push\njobs: {}\n", to: ".github/workflows/ci.yml")
            try folder.write("nonsense\n", to: ".vars")
            #expect(try await CommandRun(["plan"], folder: folder).status == .invalid)
        }
    }

    @Test func aFolderWithoutWorkflowsSaysWhatToDo() async throws {
        try await withTemporaryFolder { folder in
            let run = try await CommandRun(["exec"], folder: folder)
            #expect(run.status == .usage)
            #expect(
                run.errors == """
                    runner: "\(folder.path)" is in no git repository and has no folder ".github/workflows"
                      help: go to a repository, or name a workflow file: `runner exec FILE`

                    """)
        }
    }

    @Test func aBareRepositorySaysWhatToDo() async throws {
        try await withTemporaryFolder { folder in
            for name in ["objects", "refs"] {
                try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
            }
            try folder.write("ref: refs/heads/main\n", to: "HEAD")
            try folder.write("[core]\n\tbare = true\n\trepositoryformatversion = 0\n", to: "config")
            let run = try await CommandRun(["plan"], folder: folder)
            #expect(run.status == .usage)
            #expect(run.errors.contains("is a bare repository: it has no work tree to run workflows of\n  help: run `git clone "))
        }
    }

    @Test func pathsAreShownFromWhereOneStands() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("on: push\njobs: {}\n", to: ".github/workflows/ci.yml")
            try folder.write("", to: "deep/down/file")
            let below = folder.appending(path: "deep/down")
            #expect(try await CommandRun(["check"], folder: below).output.hasPrefix("../../.github/workflows/ci.yml:"))
            #expect(try await CommandRun(["check", "../../.github/workflows"], folder: below).status == .failed)
        }
    }
}
