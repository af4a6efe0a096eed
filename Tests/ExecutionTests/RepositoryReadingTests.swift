import Events
import Foundation
import GitRepositories
import TestSupport
import Testing

@testable import Execution

@Suite struct RepositoryReadingTests {
    static func facts(_ test: TestRepository) throws -> RepositoryFacts {
        try RepositoryReading.facts(of: try GitRepository.discover(from: test.folder.path), now: 7)
    }

    static func paths(_ test: TestRepository, _ name: String, includingWorkTree: Bool = false) throws -> [String]? {
        let repository = try GitRepository.discover(from: test.folder.path)
        let event = try EventSynthesis.event(EventRequest(name: name, repository: try facts(test)))
        return try RepositoryReading.changedPaths(of: event, in: repository, includingWorkTree: includingWorkTree)
    }

    @Test func theLastCommitCountsAsPushed() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "app"))
            let first = try test.commit(["a"])
            #expect(try Self.facts(test).before == nil)
            #expect(try Self.paths(test, "push") == ["a"])
            let second = try test.commit(["b"], message: "two")
            let facts = try Self.facts(test)
            #expect(facts.identity.fullName == "local/app")
            #expect(facts.ref == "refs/heads/main")
            #expect(facts.before == first)
            #expect(facts.commits.map(\.sha) == [second])
            #expect(facts.head?.message == "two\n")
            #expect(facts.defaultBranchSHA == second)
            #expect(facts.user.email == "ada@example.org")
            #expect(try Self.paths(test, "push") == ["b"])
            try test.write("c")
            #expect(try Self.paths(test, "push", includingWorkTree: true) == ["b", "c"])
            #expect(try Self.paths(test, "schedule") == nil)
        }
    }

    @Test func whatIsAheadOfTheUpstreamCountsAsPushed() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "app"))
            let first = try test.commit(["a"])
            try test.git("remote", "add", "origin", "git@github.com:octo/app.git")
            try test.git("update-ref", "refs/remotes/origin/main", first)
            try test.git("config", "branch.main.remote", "origin")
            try test.git("config", "branch.main.merge", "refs/heads/main")
            let second = try test.commit(["b"])
            let third = try test.commit(["c"])
            var facts = try Self.facts(test)
            #expect(facts.identity.fullName == "octo/app")
            #expect(facts.before == first && !facts.isForced)
            #expect(facts.commits.map(\.sha) == [second, third])
            #expect(try Self.paths(test, "push") == ["b", "c"])
            #expect(try Self.paths(test, "pull_request") == ["b", "c"])
            try test.git("update-ref", "refs/remotes/origin/main", second)
            try test.git("reset", "-q", "--hard", first)
            let other = try test.commit(["d"])
            facts = try Self.facts(test)
            #expect(facts.before == second && facts.isForced)
            #expect(facts.commits.map(\.sha) == [other])
        }
    }

    @Test func aTagHasNoHistory() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "app"))
            try test.commit(["a"])
            try test.git("tag", "v1")
            try test.git("checkout", "-q", "--detach", "v1")
            let facts = try Self.facts(test)
            #expect(facts.ref == "refs/tags/v1")
            #expect(facts.before == nil && facts.commits.isEmpty)
            #expect(try Self.paths(test, "push") == nil)
        }
    }

    @Test func aRepositoryWithoutCommitsHasFactsToo() async throws {
        try await withTemporaryFolder { folder in
            let facts = try Self.facts(try TestRepository(folder.appending(path: "app")))
            #expect(facts.head == nil && facts.ref == "refs/heads/main")
        }
    }
}
