import Actions
import Foundation
import TestSupport
import Testing
import Workflows

/// A folder with repositories `OWNER/NAME`, and a store that fetches from them.
struct Forge {
    let root: URL

    init(_ root: URL) {
        self.root = root
    }

    var storeFolder: String { root.appending(path: "state/actions").path }

    func repository(_ name: String) throws -> TestRepository {
        try TestRepository(root.appending(path: "forge/\(name)"))
    }

    func store(isOffline: Bool = false, limits: FetchLimits = .init(), token: String? = nil) throws -> ActionStore {
        let source = try ActionSources.Source("\(root.path)/forge/{owner}/{repo}")
        return ActionStore(folder: storeFolder, sources: ActionSources([source]), isOffline: isOffline, token: token, limits: limits)
    }
}

func reference(_ text: String) throws -> RepositoryReference {
    guard case .repository(let reference)? = ActionReference(text) else { throw NotAReference(text: text) }
    return reference
}

struct NotAReference: Error {
    var text: String
}

private func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
}

@Suite struct ActionStoreTests {
    @Test func `a tag, a branch and a commit are the same files, kept once`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("acme/tool")
            try repository.write("run.sh", "#!/bin/sh\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: repository.folder.path + "/run.sh")
            try FileManager.default.createSymbolicLink(
                atPath: repository.folder.path + "/link", withDestinationPath: "dir/../action.yml")
            let commit = try repository.commit(["action.yml", "dir/file"])
            try repository.git("tag", "-a", "-m", "one", "v1")
            let store = try forge.store()
            let stored = try await store.repository(reference("acme/tool@v1"))
            #expect(stored.commit == commit)
            #expect(stored.ref == "v1")
            #expect(stored.fullRef == "refs/tags/v1")
            #expect(stored.folder == "\(forge.storeFolder)/acme/tool/\(commit)")
            #expect(try await store.repository(reference("acme/tool@main")).folder == stored.folder)
            #expect(try await store.repository(reference("Acme/Tool@v1")).name == "Acme/Tool")
            #expect(try await store.repository(reference("acme/tool@\(commit.uppercased())")).folder == stored.folder)
            #expect(try await store.repository(reference("acme/tool@refs/tags/v1")).commit == commit)
            #expect(!exists(stored.folder + "/.git"))
            #expect(FileManager.default.isExecutableFile(atPath: stored.folder + "/run.sh"))
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: stored.folder + "/link") == "dir/../action.yml")
            let left = try FileManager.default.contentsOfDirectory(atPath: "\(forge.storeFolder)/acme/tool")
            #expect(Set(left) == ["lock", "refs", commit])
        }
    }

    @Test func `a commit is on a branch, on a tag only, or on neither`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("a/b")
            let first = try repository.commit(["x"])
            try repository.commit(["y"])
            let tagged = try repository.git("commit-tree", "-p", "HEAD", "-m", "released", "HEAD^{tree}")
            try repository.git("tag", "v1", tagged)
            let strange = try repository.git("commit-tree", "-p", "HEAD", "-m", "a fork's", "HEAD^{tree}")
            let store = try forge.store()
            for (commit, holder) in [(first, CommitHolder.branch), (tagged, .tag), (strange, .nothing)] {
                let stored = try await store.repository(reference("a/b@\(commit)"))
                #expect(try await store.holder(of: stored) == holder)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: "\(forge.storeFolder)/a/b")
            #expect(left.allSatisfy { !$0.hasSuffix(".tmp") })
        }
    }

    @Test func `a tag wins over a branch of the same name`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("a/b")
            let first = try repository.commit(["x"])
            try repository.git("tag", "both")
            try repository.git("checkout", "-q", "-b", "both")
            try repository.commit(["y"])
            #expect(try await forge.store().repository(reference("a/b@both")).commit == first)
        }
    }

    @Test func `a commit that no ref names any more is fetched by its id`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("a/b")
            try repository.commit(["x"])
            let old = try repository.commit(["y"])
            try repository.commit(["z"])
            #expect(try await forge.store().repository(reference("a/b@\(old)")).commit == old)
        }
    }

    @Test func `a name is looked up once by a store, and anew by the next`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("a/b")
            let first = try repository.commit(["x"])
            let store = try forge.store()
            _ = try await store.repository(reference("a/b@main"))
            let second = try repository.commit(["y"])
            #expect(try await store.repository(reference("a/b@main")).commit == first)
            #expect(try await forge.store().repository(reference("a/b@main")).commit == second)
        }
    }

    @Test func `jobs that ask at once get one fetch`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let commit = try forge.repository("a/b").commit(["x"])
            let stores = try (0..<3).map { _ in try forge.store() }
            let wanted = try reference("a/b@main")
            try await withThrowingTaskGroup(of: String.self) { group in
                for place in 0..<9 { group.addTask { try await stores[place % 3].repository(wanted).commit } }
                for try await found in group { #expect(found == commit) }
            }
        }
    }

    @Test func `offline, what is there is used, and what is missing is named at once`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let commit = try forge.repository("a/b").commit(["x"])
            _ = try await forge.store().repository(reference("a/b@main"))
            try FileManager.default.removeItem(at: folder.appending(path: "forge"))
            let store = try forge.store(isOffline: true)
            #expect(try await store.repository(reference("a/b@main")).commit == commit)
            #expect(try await store.repository(reference("a/b@\(commit)")).commit == commit)
            let wanted = try ["a/b@main", "a/b@v1", "c/d@v2"].map { try reference($0) }
            let error = await #expect(throws: ActionError.self) { try await store.repository(wanted[2]) }
            #expect(error?.kind == .missing)
            let all = ActionStore.missingError(Array(wanted.dropFirst()))
            #expect(all.message == "not in the action store, and --offline forbids to fetch: \"a/b@v1\", \"c/d@v2\"")
        }
    }

    @Test func `what a killed fetch left is removed, and nothing half-made is used`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let commit = try forge.repository("a/b").commit(["x"])
            let leftover = URL(filePath: "\(forge.storeFolder)/a/b/fetch.1.tmp/tree")
            try FileManager.default.createDirectory(at: leftover, withIntermediateDirectories: true)
            let stored = try await forge.store().repository(reference("a/b@main"))
            #expect(stored.commit == commit)
            #expect(!exists(leftover.path))
        }
    }

    @Test func `what is at hand is told without asking`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("a/b")
            let commit = try repository.commit(["x"])
            let store = try forge.store()
            #expect(store.atHand(try reference("a/b@main")) == nil)
            _ = try await store.repository(reference("a/b@main"))
            try repository.commit(["y"])
            let known = try #require(try forge.store().atHand(reference("a/b@main")))
            #expect(known.commit == commit && known.fullRef == "refs/heads/main")
            #expect(store.atHand(try reference("a/b@\(commit)"))?.fullRef == nil)
        }
    }

    @Test func `the next source is tried where one does not have the repository`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let commit = try forge.repository("a/b").commit(["x"])
            let sources = try ["\(folder.path)/nowhere/{owner}/{repo}", "\(folder.path)/forge/{owner}/{repo}"].map {
                try ActionSources.Source($0)
            }
            let store = ActionStore(folder: forge.storeFolder, sources: ActionSources(sources))
            #expect(try await store.repository(reference("a/b@main")).commit == commit)
            let other = ActionStore(folder: folder.path + "/other", sources: ActionSources(sources))
            #expect(try await other.repository(reference("a/b@\(commit)")).commit == commit)
        }
    }
}

@Suite struct ActionStoreRefusalTests {
    private func refusal(
        of text: String, _ store: ActionStore, comment: String = ""
    ) async throws -> String {
        let wanted = try reference(text)
        let error = await #expect(throws: ActionError.self) { try await store.repository(wanted) }
        return error?.description ?? ""
    }

    @Test func `a ref that is not there is named, with the nearest`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("a/b")
            try repository.commit(["x"])
            try repository.git("tag", "v1.2.3")
            let text = try await refusal(of: "a/b@v1.2.4", try forge.store())
            #expect(text.hasPrefix("cannot find \"v1.2.4\" of \"a/b\": file://"))
            #expect(text.hasSuffix("has no tag or branch of that name; did you mean \"v1.2.3\"?"))
            let short = try await refusal(of: "a/b@0123456", try forge.store())
            #expect(short.hasSuffix("write all 40 digits of a commit's id"))
            let none = try await refusal(of: "a/none@v1", try forge.store())
            #expect(none.contains("does not appear to be a git repository"))
            let commit = try await refusal(of: "a/b@\(String(repeating: "0", count: 40))", try forge.store())
            #expect(commit.hasPrefix("cannot fetch 0000000000000000000000000000000000000000 of \"a/b\""))
        }
    }

    @Test(
        "links that leave the tree are refused by name",
        arguments: [
            ("link", "/etc/passwd"), ("dir/link", "../../x"), ("a", "dir/inner/../../../x"), ("link", ".."),
        ])
    func links(path: String, target: String) async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("a/b")
            try repository.write("dir/file")
            // `dir/inner` is `dir` itself, so `dir/inner/../..` is above the root although the text of it is not.
            try FileManager.default.createSymbolicLink(atPath: repository.folder.path + "/dir/inner", withDestinationPath: ".")
            try FileManager.default.createSymbolicLink(atPath: repository.folder.path + "/\(path)", withDestinationPath: target)
            try repository.commit(["x"])
            let text = try await refusal(of: "a/b@main", try forge.store())
            #expect(text.contains("the link \"\(path)\" leads out of the repository, to \"\(target)\""))
            let left = try FileManager.default.contentsOfDirectory(atPath: "\(forge.storeFolder)/a/b")
            #expect(left == ["lock"])
        }
    }

    @Test func `large files, large repositories and trees without end are refused`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("a/b")
            try repository.write("large", String(repeating: "x", count: 5000))
            try repository.write("other", String(repeating: "y", count: 5000))
            try repository.commit(["x"])
            var limits = FetchLimits()
            limits.file = 4096
            let file = try await refusal(of: "a/b@main", try forge.store(limits: limits))
            #expect(file.contains("\"large\" has 5000 bytes, more than the limit of 4096 bytes"))
            limits = FetchLimits()
            limits.repository = 8000
            let whole = try await refusal(of: "a/b@main", try forge.store(limits: limits))
            #expect(whole.contains("larger than the limit of 8000 bytes"))
            let bomb = try treeBomb(in: repository)
            let endless = try await refusal(of: "a/b@\(bomb)", try forge.store())
            #expect(endless.contains("it has too many files"))
        }
    }

    /// A commit of 16 trees that stands for 10^16 files.
    private func treeBomb(in repository: TestRepository) throws -> String {
        var id = try repository.git("rev-parse", "HEAD:x")
        var line = "100644 blob"
        for _ in 0..<16 {
            let text = (0..<10).map { "\(line) \(id)\tf\($0)\n" }.joined()
            try repository.write("tree.txt", text)
            id = try repository.git("-c", "alias.make=!git mktree <tree.txt", "make")
            line = "040000 tree"
        }
        let commit = try repository.git("commit-tree", "-m", "bomb", id)
        try repository.git("branch", "bomb", commit)
        return commit
    }

    @Test func `submodules are never fetched, whatever their URL says`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("a/b")
            try repository.write(
                ".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = ext::sh -c 'touch \(folder.path)/ran'\n")
            let commit = try repository.commit(["y"])
            try repository.git("update-index", "--add", "--cacheinfo", "160000,\(commit),x")
            try repository.git("commit", "-q", "-m", "submodule")
            let stored = try await forge.store().repository(reference("a/b@main"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: stored.folder + "/x").isEmpty)
            #expect(!exists(folder.path + "/ran"))
        }
    }

    @Test func `no hook, filter or setting of the repository runs`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let repository = try forge.repository("a/b")
            try repository.write(".gitattributes", "* filter=evil\n")
            try repository.commit(["x"])
            try repository.git("config", "filter.evil.smudge", "touch \(folder.path)/ran")
            let hook = repository.folder.appending(path: ".git/hooks/post-checkout")
            try FileManager.default.createDirectory(at: hook.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("#!/bin/sh\ntouch \(folder.path)/ran\n".utf8).write(to: hook)
            _ = try await forge.store().repository(reference("a/b@main"))
            #expect(!exists(folder.path + "/ran"))
        }
    }

    @Test func `a cancelled fetch leaves nothing and is not remembered`() async throws {
        try await withTemporaryFolder { folder in
            let forge = Forge(folder)
            let commit = try forge.repository("a/b").commit(["x"])
            let store = try forge.store()
            let wanted = try reference("a/b@main")
            let task = Task { try await store.repository(wanted) }
            task.cancel()
            await #expect(throws: ActionError.self) { try await task.value }
            #expect(try await store.repository(wanted).commit == commit)
        }
    }
}
