import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

/// A repository with workflows, and a forge with what they use.
private struct Scene {
    let folder: URL
    let repository: TestRepository

    init(_ folder: URL) throws {
        self.folder = folder
        repository = try TestRepository(folder.appending(path: "work"))
    }

    func workflow(_ name: String, _ steps: String) throws {
        try repository.write(".github/workflows/\(name)", "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n\(steps)")
    }

    /// An action on the forge; the id of its commit.
    @discardableResult
    func action(_ name: String, _ text: String, tag: String) throws -> String {
        let place = folder.appending(path: "forge/\(name)")
        let forge = FileManager.default.fileExists(atPath: place.path) ? TestRepository(existing: place) : try TestRepository(place)
        try forge.write("action.yml", "name: A\ndescription: B\n\(text)")
        try forge.git("add", "-A")
        try forge.git("commit", "-q", "--allow-empty", "-m", "x")
        try forge.git("tag", "-f", tag)
        return try forge.git("rev-parse", "HEAD")
    }

    static let plain = "runs: {using: node24, main: a.js}\n"

    static func composite(_ uses: String) -> String {
        "runs:\n  using: composite\n  steps:\n    - uses: \(uses)\n"
    }

    func run(_ words: String...) async throws -> CommandRun {
        let source =
            words[0] == "exec" || ["lock", "fetch"].contains(words[1]) ? ["--actions-source", "\(folder.path)/forge/{owner}/{repo}"] : []
        return try await CommandRun(words + source, folder: repository.folder)
    }
}

@Suite struct ActionsCommandTests {
    @Test func `fetch follows composite actions, list shows what is there, prune removes it`() async throws {
        try await withTemporaryFolder { folder in
            let scene = try Scene(folder)
            let inner = try scene.action("c/d", Scene.plain, tag: "v2")
            let outer = try scene.action("a/b", Scene.composite("c/d@v2"), tag: "v1")
            try scene.workflow("ci.yml", "      - uses: actions/checkout@v5\n      - uses: a/b@v1\n      - uses: docker://alpine\n")
            let fetched = try await scene.run("actions", "fetch")
            #expect(fetched.output == "a/b@v1  \(outer)\nc/d@v2  \(inner)\n")
            #expect(fetched.errors.isEmpty)
            #expect(fetched.status == .success)
            let listed = try await scene.run("actions", "list")
            let words = listed.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(words == [["a/b", outer, "v1", "today"], ["c/d", inner, "v2", "today"]])
            #expect(try await scene.run("actions", "list", "--json").output.contains("\"a/b\""))
            #expect(try await scene.run("actions", "prune").output.hasPrefix("nothing to remove in "))
            #expect(try await scene.run("actions", "prune", "--all").output == "removed a/b \(outer)\nremoved c/d \(inner)\n")
            #expect(try await scene.run("actions", "list").output.hasPrefix("no actions in "))
        }
    }

    @Test func `offline, fetch names all that is missing at once`() async throws {
        try await withTemporaryFolder { folder in
            let scene = try Scene(folder)
            try scene.workflow("ci.yml", "      - uses: a/b@v1\n      - uses: c/d/e@v2\n")
            let run = try await scene.run("actions", "fetch", "--offline")
            #expect(run.status == .failed)
            #expect(run.errors.contains("not in the action store, and --offline forbids to fetch: \"a/b@v1\", \"c/d@v2\""))
        }
    }

    @Test func `fetch goes on after what can't be had, and says why`() async throws {
        try await withTemporaryFolder { folder in
            let scene = try Scene(folder)
            let commit = try scene.action("c/d", Scene.plain, tag: "v2")
            try scene.action("e/f", "runs: {using: node24}\n", tag: "v3")
            try scene.workflow("ci.yml", "      - uses: a/b@v1\n      - uses: c/d@v2\n      - uses: e/f@v3\n")
            let run = try await scene.run("actions", "fetch")
            #expect(run.status == .failed)
            #expect(run.output.contains("c/d@v2  \(commit)\n"))
            #expect(run.errors.contains("runner: cannot find \"v1\" of \"a/b\""))
            #expect(run.errors.contains("\"e/f@v3\" is not a valid action: action.yml:3:7: required property is missing: \"main\""))
        }
    }

    @Test func `lock writes down all that is needed, shows what changes, and removes what is not needed any more`() async throws {
        try await withTemporaryFolder { folder in
            let scene = try Scene(folder)
            let inner = try scene.action("c/d", Scene.plain, tag: "v2")
            let outer = try scene.action("a/b", Scene.composite("c/d@v2"), tag: "v1")
            try scene.workflow("ci.yml", "      - uses: a/b@v1\n")
            let first = try await scene.run("actions", "lock")
            let last = "2 actions of 1 workflow locked in .github/workflows/actions.lock\n"
            #expect(first.output == "+ a/b@v1  \(outer)\n+ c/d@v2  \(inner)\n\(last)")
            let text = try scene.repository.read(".github/workflows/actions.lock")
            #expect(text.hasPrefix("# Written by \"runner actions lock\". Which commit each action was.\nversion: 'v0.0.2'\n"))
            #expect(text.contains("  'a/b@v1':\n    ref: 'v1'\n    commit: 'sha1-\(outer)'\n    uses:\n      - 'c/d@v2'\n"))
            #expect(try await scene.run("actions", "lock").output == ".github/workflows/actions.lock is up to date\n")
            let moved = try scene.action("c/d", Scene.plain + "# changed\n", tag: "v2")
            try scene.workflow("ci.yml", "      - uses: c/d@v2\n")
            let check = try await scene.run("actions", "lock", "--check")
            #expect(check.status == .failed)
            #expect(check.output == "- a/b@v1\n~ c/d@v2  \(inner) -> \(moved)\n")
            let second = try await scene.run("actions", "lock")
            #expect(second.output.hasSuffix("1 action of 1 workflow locked in .github/workflows/actions.lock\n"))
        }
    }

    @Test func `a tag that has moved since it was locked ends the run, and both commits are shown`() async throws {
        try await withTemporaryFolder { folder in
            let scene = try Scene(folder)
            let locked = try scene.action("a/b", Scene.composite("c/d@v2"), tag: "v1")
            try scene.action("c/d", "runs: {using: composite, steps: []}\n", tag: "v2")
            try scene.workflow("ci.yml", "      - uses: a/b@v1\n")
            _ = try await scene.run("actions", "lock")
            let moved = try scene.action("a/b", Scene.composite("c/d@v2") + "# changed\n", tag: "v1")
            let run = try await scene.run("exec", "ci.yml", "--engine", "host", "-P", "x=host")
            #expect(run.status == .failed)
            #expect(
                run.output.contains(
                    "\"a/b@v1\" has moved: \".github/workflows/actions.lock\" has commit \(locked), but it is \(moved) now"))
            try scene.workflow("ci.yml", "      - uses: a/b@v1\n      - uses: e/f@v1\n")
            let unlisted = try await scene.run("exec", "ci.yml", "--engine", "host", "-P", "x=host")
            #expect(unlisted.status == .invalid)
            #expect(unlisted.errors.contains("ci.yml:7:15: error: \"e/f@v1\" is not in \".github/workflows/actions.lock\""))
        }
    }

    @Test func `lock refuses what only a fork can have made, and tells of what a step can change`() async throws {
        try await withTemporaryFolder { folder in
            let scene = try Scene(folder)
            try scene.action("a/b", Scene.plain, tag: "v1")
            let forge = TestRepository(existing: folder.appending(path: "forge/a/b"))
            let tagged = try forge.git("commit-tree", "-p", "HEAD", "-m", "released", "HEAD^{tree}")
            try forge.git("tag", "v2", tagged)
            let strange = try forge.git("commit-tree", "-p", "HEAD", "-m", "a fork's", "HEAD^{tree}")
            try scene.workflow("ci.yml", "      - uses: a/b@\(strange)\n")
            let refused = try await scene.run("actions", "lock")
            #expect(refused.status == .failed)
            #expect(refused.errors.contains("\"a/b@\(strange)\" is on no branch and no tag of its repository"))
            try scene.repository.write("local/action.yml", "name: L\ndescription: L\n\(Scene.plain)")
            try scene.workflow("ci.yml", "      - uses: a/b@v2\n      - uses: ./local\n      - uses: ./elsewhere\n")
            let run = try await scene.run("actions", "lock")
            #expect(run.status == .success)
            #expect(
                run.errors == """
                    runner: note: .github/workflows/ci.yml:7:15: "./local" is what the workspace holds by then; "$/local" is pinned to the commit
                    runner: note: "a/b@v2" is on a tag, but on no branch; GitHub's own tool refuses that

                    """)
        }
    }

    @Test func `limits of fetches are the user's`() async throws {
        try await withTemporaryFolder { folder in
            let scene = try Scene(folder)
            try scene.action("a/b", Scene.plain + "#" + String(repeating: "x", count: 5000) + "\n", tag: "v1")
            try scene.workflow("ci.yml", "      - uses: a/b@v1\n")
            let run = try await scene.run("actions", "fetch", "--fetch-limit", "16k")
            #expect(run.errors.contains("\"action.yml\" has 50"))
            #expect(run.errors.contains("more than the limit of 4096 bytes"))
            #expect(run.errors.contains("help: use another version of it, or allow more with --fetch-limit"))
            #expect(try await scene.run("actions", "fetch", "--fetch-limit", "32k").status == .success)
        }
    }

    @Test func `plan shows the jobs of other repositories' workflows once they are here`() async throws {
        try await withTemporaryFolder { folder in
            let scene = try Scene(folder)
            let forge = try TestRepository(folder.appending(path: "forge/a/b"))
            try forge.write(
                ".github/workflows/w.yml", "on: workflow_call\njobs:\n  inner:\n    runs-on: ubuntu-latest\n    steps: [{run: echo}]\n")
            try forge.commit([])
            try forge.git("tag", "v1")
            try scene.repository.write(
                ".github/workflows/ci.yml", "on: push\njobs:\n  outer:\n    uses: a/b/.github/workflows/w.yml@v1\n")
            let before = try await scene.run("plan", "ci.yml", "--format", "json")
            #expect(before.status == .success && before.output.contains("\"outer\"") && !before.output.contains("outer / inner"))
            _ = try await scene.run("actions", "fetch")
            let after = try await scene.run("plan", "ci.yml", "--format", "json")
            #expect(after.status == .success && after.output.contains("outer / inner"))
        }
    }

    @Test func `workflows of other repositories that call each other in a circle are refused`() async throws {
        try await withTemporaryFolder { folder in
            let scene = try Scene(folder)
            for (name, other) in [("a/b", "c/d"), ("c/d", "a/b")] {
                let forge = try TestRepository(folder.appending(path: "forge/\(name)"))
                try forge.write(
                    ".github/workflows/w.yml", "on: workflow_call\njobs:\n  on:\n    uses: \(other)/.github/workflows/w.yml@v1\n")
                try forge.commit([])
                try forge.git("tag", "v1")
            }
            try scene.repository.write(".github/workflows/ci.yml", "on: push\njobs: {a: {uses: a/b/.github/workflows/w.yml@v1}}\n")
            let run = try await scene.run("exec", "ci.yml")
            #expect(run.status == .invalid)
            #expect(run.errors.contains("workflows call each other in a loop"), "\(run.errors)")
        }
    }

    @Test(arguments: [["exec"], ["actions", "fetch"], ["actions", "lock"]])
    func `what is no source is told without its password`(words: [String]) async throws {
        try await withTemporaryFolder { folder in
            let scene = try Scene(folder)
            try scene.workflow("ci.yml", "      - run: echo\n")
            let run = try await CommandRun(
                words + ["--actions-source", "https://ada:word@x.org/{owner}/{rpo}"], folder: scene.repository.folder)
            #expect(run.status == .usage)
            #expect(
                run.errors == """
                    runner: "{rpo}" in "https://***@x.org/{owner}/{rpo}" is not known
                      help: the placeholders are {owner} and {repo}; did you mean "{repo}"?

                    """)
        }
    }

    @Test func `actions that use each other in a circle come to an end`() async throws {
        try await withTemporaryFolder { folder in
            let scene = try Scene(folder)
            try scene.action("a/b", Scene.composite("c/d@v1"), tag: "v1")
            try scene.action("c/d", Scene.composite("a/b@v1"), tag: "v1")
            try scene.workflow("ci.yml", "      - uses: a/b@v1\n")
            let run = try await scene.run("actions", "lock")
            #expect(run.status == .success)
            #expect(run.output.hasSuffix("2 actions of 1 workflow locked in .github/workflows/actions.lock\n"))
        }
    }
}
