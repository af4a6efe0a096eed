import Actions
import Diagnostics
import Foundation
import TestSupport
import Testing
import Workflows

@Suite struct ActionLockTests {
    private static let lock = ActionLock(
        workflows: [".github/workflows/ci.yml": ["a/b/sub@v1", "docker://x", "./local"]],
        dependencies: [
            "a/b@v1": .init(
                ref: "refs/tags/v1", commit: String(repeating: "1", count: 40), ownerID: 5, repositoryID: 7, uses: ["c/d@main"]),
            "c/d@main": .init(ref: "refs/heads/main", commit: String(repeating: "2", count: 40)),
        ])

    @Test func `what is written is read again`() {
        let (read, findings) = ActionLock.read(Array(Self.lock.text.utf8))
        #expect(findings.isEmpty)
        #expect(read == Self.lock)
        let empty = ActionLock.read(Array(ActionLock().text.utf8))
        #expect(empty.lock == ActionLock())
    }

    @Test(
        "what is wrong is found with its place",
        arguments: [
            (
                "version: 'v0.0.1'\n",
                "1:10: the lock file has version \"v0.0.1\", and only \"v0.0.2\" and \"v0.0.3\" are known"
            ),
            ("workflows: {}\n", "1:1: the lock file has no version, and only \"v0.0.2\" and \"v0.0.3\" are known"),
            ("version: v0.0.2\ndependencies:\n  a/b@v1: {ref: v1, commit: abc}\n", "3:29: \"abc\" is no commit"),
            ("version: v0.0.2\ndependencies:\n  a/b@v1: {ref: v1}\n", "3:11: a dependency without \"commit\""),
            ("version: v0.0.2\nworkflows: [x]\n", "2:12: workflows is no mapping"),
            ("version: v0.0.2\nworkflows: {x: y}\n", "2:16: \"y\" is no list"),
            ("version: v0.0.2\nother: 1\n", "2:1: unexpected key \"other\""),
            ("[]", "1:1: the lock file is no mapping"),
        ])
    func findings(text: String, expected: String) {
        let (_, findings) = ActionLock.read(Array(text.utf8))
        let first = findings.first
        #expect("\(first?.range?.start.line ?? 0):\(first?.range?.start.column ?? 0): \(first?.message ?? "")" == expected)
    }

    @Test func `a file keeps its version`() {
        let newer = "version: 'v0.0.3'\nworkflows: {}\ndependencies: {}\n"
        #expect(ActionLock.read(Array(newer.utf8)).lock?.text.contains("\nversion: 'v0.0.3'\n") == true)
    }

    @Test func `a workflow that the file does not name is not held to it`() throws {
        #expect(Self.lock.pins(forWorkflow: ".github/workflows/other.yml") == nil)
        let pins = try #require(Self.lock.pins(forWorkflow: ".github/workflows/ci.yml"))
        #expect(pins.has(try reference("A/B/other@v1")))
        // Only what it names itself; the rest is needed by that.
        #expect(!pins.has(try reference("c/d@main")))
        #expect(pins.commit(of: try reference("c/d@main")) == String(repeating: "2", count: 40))
        #expect(!pins.has(try reference("a/b@V1")))
    }

    @Test func `a moved tag is an error that shows both commits, and what is not locked is one too`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("a/b")
            let first = try repository.commit(["x"])
            try repository.git("tag", "v1")
            let lock = ActionLock(workflows: ["ci.yml": ["a/b@v1"]], dependencies: ["a/b@v1": .init(ref: "v1", commit: first)])
            let wanted = try reference("a/b@v1")
            let pins = lock.pins(forWorkflow: "ci.yml")
            #expect(try await forge.store().pinned(to: pins).repository(wanted).commit == first)
            let second = try repository.commit(["y"])
            try repository.git("tag", "-f", "v1")
            let store = try forge.store().pinned(to: pins)
            let moved = await #expect(throws: ActionError.self) { try await store.repository(wanted) }
            #expect(
                moved?.message
                    == "\"a/b@v1\" has moved: \".github/workflows/actions.lock\" has commit \(first), but it is \(second) now")
            #expect(moved?.kind == .locked)
            let other = try reference("a/b@main")
            let absent = await #expect(throws: ActionError.self) { try await store.repository(other) }
            #expect(absent?.message == "\"a/b@main\" is not in \".github/workflows/actions.lock\", which \"ci.yml\" is held to")
            #expect(try await store.pinned(to: nil).repository(wanted).commit == second)
        }
    }
}
