import Foundation
import GitRepositories
import TestSupport
import Testing

@Suite struct MergeCommitTests {
    /// A base and a head with a common ancestor, each with a commit of its own; returns their ids.
    private func diverged(_ test: TestRepository, head: String = "b", text: String = "head\n") throws -> (base: String, head: String) {
        try test.commit(["a", "d/x", "d/y"])
        try test.git("checkout", "-q", "-b", "topic")
        try test.write(head, text)
        try test.git("add", "-A")
        try test.git("commit", "-q", "-m", "head")
        let tip = try test.git("rev-parse", "HEAD")
        try test.git("checkout", "-q", "main")
        try test.write("d/x", "base\n")
        try test.git("commit", "-q", "-a", "-m", "base")
        return (try test.git("rev-parse", "HEAD"), tip)
    }

    @Test func aMergeHasBothSidesAndTouchesNothing() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            let (base, head) = try diverged(test)
            let before = try test.git("count-objects")
            let repository = try test.open()
            guard case .merged(let sha) = try repository.mergeCommit(of: head, into: base) else {
                Issue.record("no merge")
                return
            }
            #expect(try repository.commit(sha).parents == [base, head])
            #expect(try repository.commit(sha).message == "Merge \(head) into \(base)")
            #expect(try test.git("count-objects") == before)
            #expect(repository.isMade(sha) && !repository.isMade(head))
            #expect(try test.open().mergeCommit(of: head, into: base) == .merged(sha))
            try FileManager.default.createDirectory(at: folder.appending(path: "w"), withIntermediateDirectories: true)
            var request = CopyRequest(root: folder.appending(path: "w").path)
            request.history = .shallow(depth: 1)
            request.ref = "refs/remotes/pull/1/merge"
            _ = try repository.checkOut(commit: sha, request)
            let copy = TestRepository(existing: folder.appending(path: "w"))
            #expect(try copy.git("status", "--porcelain") == "")
            #expect(try copy.git("rev-parse", "HEAD") == sha)
            #expect(try copy.git("log", "-1", "--format=%an %s").hasPrefix("GitHub Merge "))
            #expect(try copy.read("d/x") == "base\n")
            #expect(try copy.read("b") == "head\n")
            #expect(try copy.git("fsck", "--full", "--strict").contains("error") == false)
        }
    }

    @Test func linesOfOneFileAreMerged() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder)
            try test.write("f", "1\n2\n3\n4\n5\n")
            try test.commit(["a"])
            try test.git("checkout", "-q", "-b", "topic")
            try test.write("f", "one\n2\n3\n4\n5\n")
            try test.git("commit", "-q", "-a", "-m", "head")
            let head = try test.git("rev-parse", "HEAD")
            try test.git("checkout", "-q", "main")
            try test.write("f", "1\n2\n3\n4\nfive\n")
            try test.git("commit", "-q", "-a", "-m", "base")
            let repository = try test.open()
            guard case .merged(let sha) = try repository.mergeCommit(of: head, into: try test.git("rev-parse", "HEAD")) else {
                Issue.record("no merge")
                return
            }
            let copy = folder.appending(path: ".git/copy")
            try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
            _ = try repository.checkOut(commit: sha, CopyRequest(root: copy.path))
            #expect(try String(contentsOf: copy.appending(path: "f"), encoding: .utf8) == "one\n2\n3\n4\nfive\n")
        }
    }

    @Test func conflictsAreNamed() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder)
            let (base, head) = try diverged(test, head: "d/x", text: "other\n")
            #expect(try test.open().mergeCommit(of: head, into: base) == .conflict(paths: ["d/x"]))
        }
    }

    @Test func whatTheBaseHasIsNoMerge() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder)
            let one = try test.commit(["a"])
            let two = try test.commit(["b"])
            let repository = try test.open()
            #expect(try repository.mergeCommit(of: one, into: two) == .nothingToMerge)
            #expect(try repository.mergeCommit(of: two, into: two) == .nothingToMerge)
            #expect(try repository.mergeCommit(of: String(repeating: "0", count: 40), into: two) == .nothingToMerge)
            guard case .merged(let sha) = try repository.mergeCommit(of: two, into: one) else {
                Issue.record("no merge")
                return
            }
            #expect(repository.haveSameTree(sha, two))
        }
    }
}
