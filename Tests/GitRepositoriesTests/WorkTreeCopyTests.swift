import Foundation
import Glibc
import TestSupport
import Testing

@testable import GitRepositories

@Suite struct WorkTreeCopyTests {
    @Test func listsWhatGitWouldAndNothingElse() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.write(".gitignore", "*.o\nbuild/\n/only-here\n!keep.o\n")
            try test.write("build/forced")
            try test.git("add", "-f", "build/forced")
            try test.commit(["a", "d/tracked", "deleted", "run.sh"])
            try FileManager.default.removeItem(at: test.folder.appending(path: "deleted"))
            chmod(test.folder.appending(path: "run.sh").path, 0o750)
            for path in ["x.o", "keep.o", "build/other", "d/untracked", "d/y.o", "d/only-here", "only-here", "ä ö.txt"] {
                try test.write(path)
            }
            try FileManager.default.createSymbolicLink(atPath: test.folder.appending(path: "link").path, withDestinationPath: "/etc")
            let nested = try TestRepository(test.folder.appending(path: "nested"))
            try nested.commit(["inner"])
            mkfifo(test.folder.appending(path: "pipe").path, 0o600)
            let files = try test.open().workTreeFiles()
            #expect(
                files.map(\.path) == [
                    ".gitignore", "a", "build/forced", "d/only-here", "d/tracked", "d/untracked", "keep.o", "link", "run.sh", "ä ö.txt",
                ])
            #expect(files.first { $0.path == "run.sh" }?.mode == 0o750)
            #expect(files.first { $0.path == "link" }?.isSymlink == true)
            let rest = try test.open().workTreeFiles(leavingOut: ["d", "a"]).map(\.path)
            #expect(rest.first == ".gitignore" && rest[1] == "build/forced" && rest[2] == "keep.o")
        }
    }

    @Test func aTrackedFolderThatBecameALinkIsNotFollowed() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.commit(["d/secret"])
            try FileManager.default.moveItem(at: test.folder.appending(path: "d"), to: folder.appending(path: "outside"))
            try FileManager.default.createSymbolicLink(
                at: test.folder.appending(path: "d"), withDestinationURL: folder.appending(path: "outside"))
            #expect(try test.open().workTreeFiles().map(\.path) == ["d"])
        }
    }

    @Test func gitWorksInACopy() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.commit(["a", "d/b"])
            try test.git("tag", "-a", "-m", "x", "v1")
            let sha = try test.commit(["c"])
            try test.git("remote", "add", "origin", "https://me:secret@github.com/o/n.git")
            try test.git("gc", "-q")
            try test.commit(["later"])
            try test.git("reset", "-q", "--hard", sha)
            try test.write("a", "changed\n")
            try test.write("new")
            try FileManager.default.createSymbolicLink(atPath: test.folder.appending(path: "link").path, withDestinationPath: "a")
            try FileManager.default.createDirectory(at: folder.appending(path: "w"), withIntermediateDirectories: true)
            let report = try test.open().copyWorkTree(CopyRequest(root: folder.appending(path: "w").path))
            #expect(report.files == 5)
            let copy = TestRepository(existing: folder.appending(path: "w"))
            #expect(try copy.git("rev-parse", "HEAD") == sha)
            #expect(try copy.git("branch", "--show-current") == "main")
            #expect(try copy.git("status", "--porcelain") == test.git("status", "--porcelain"))
            #expect(try copy.git("describe").hasPrefix("v1-1-g"))
            #expect(try copy.git("log", "--format=%s").split(separator: "\n").count == 2)
            #expect(try copy.git("fsck", "--full", "--strict").contains("error") == false)
            #expect(try copy.git("remote", "get-url", "origin") == "https://github.com/o/n.git")
            #expect(try copy.read("link") == "changed\n")
        }
    }

    @Test func aCleanCopyIsCleanWithoutARefresh() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.commit(["a", "d/b"])
            try FileManager.default.createDirectory(at: folder.appending(path: "w"), withIntermediateDirectories: true)
            _ = try test.open().copyWorkTree(CopyRequest(root: folder.appending(path: "w").path))
            try TestRepository(existing: folder.appending(path: "w")).git("diff-index", "--quiet", "HEAD")
        }
    }

    @Test func aCopySharesNoInode() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.commit(["a"])
            try FileManager.default.createDirectory(at: folder.appending(path: "w"), withIntermediateDirectories: true)
            _ = try test.open().copyWorkTree(CopyRequest(root: folder.appending(path: "w").path))
            let all = FileManager.default.enumerator(atPath: folder.appending(path: "w").path)?.allObjects as? [String] ?? []
            #expect(all.count > 5)
            for path in all {
                var status = stat()
                lstat(folder.appending(path: "w/\(path)").path, &status)
                #expect(status.st_mode & S_IFMT == S_IFDIR || status.st_nlink == 1, "\(path)")
            }
        }
    }

    @Test func aShallowCopyHasTheLastCommitsOnly() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            for number in 1...4 { try test.commit(["f\(number)"], message: "\(number)") }
            try test.git("tag", "v1")
            try FileManager.default.createDirectory(at: folder.appending(path: "w"), withIntermediateDirectories: true)
            var request = CopyRequest(root: folder.appending(path: "w").path)
            request.subfolder = "deep/er"
            request.history = .shallow(depth: 2)
            _ = try test.open().copyWorkTree(request)
            let copy = TestRepository(existing: folder.appending(path: "w/deep/er"))
            #expect(try copy.git("log", "--format=%s") == "4\n3")
            #expect(try copy.git("tag") == "")
            #expect(try copy.git("rev-parse", "--is-shallow-repository") == "true")
            #expect(try copy.git("rev-parse", "origin/main") == copy.git("rev-parse", "HEAD"))
        }
    }

    @Test func borrowedObjectsComeAlong() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            let sha = try test.commit(["a"])
            try test.git("clone", "-q", "--shared", ".", "../clone")
            try FileManager.default.createDirectory(at: folder.appending(path: "w"), withIntermediateDirectories: true)
            let clone = try GitRepository.discover(from: folder.appending(path: "clone").path)
            _ = try clone.copyWorkTree(CopyRequest(root: folder.appending(path: "w").path))
            let copy = TestRepository(existing: folder.appending(path: "w"))
            #expect(try copy.git("log", "--format=%H") == sha)
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: "w/.git/objects/info/alternates").path) == false)
        }
    }

    @Test func linksInTheTargetAreNotFollowed() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.commit(["d/a", "b"])
            let outside = folder.appending(path: "outside")
            let target = folder.appending(path: "w")
            for url in [outside, target] { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
            try Data("mine".utf8).write(to: outside.appending(path: "b"))
            for name in ["d", ".git", "sub"] {
                try FileManager.default.createSymbolicLink(at: target.appending(path: name), withDestinationURL: outside)
            }
            try FileManager.default.createSymbolicLink(
                at: target.appending(path: "b"), withDestinationURL: outside.appending(path: "b"))
            var request = CopyRequest(root: target.path)
            _ = try test.open().copyWorkTree(request)
            request.subfolder = "sub"
            _ = try test.open().checkOut(commit: "HEAD", request)
            #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == ["b"])
            #expect(try String(contentsOf: outside.appending(path: "b"), encoding: .utf8) == "mine")
            request.subfolder = "../outside"
            #expect(throws: GitError.self) { try test.open().copyWorkTree(request) }
        }
    }

    @Test func anotherCommitIsCheckedOut() async throws {
        try await withTemporaryFolder { folder in
            let test = try TestRepository(folder.appending(path: "r"))
            try test.write(".gitattributes", "*.txt eol=crlf\n")
            try test.write("run.sh", "#!/bin/sh\n")
            chmod(test.folder.appending(path: "run.sh").path, 0o755)
            try FileManager.default.createSymbolicLink(atPath: test.folder.appending(path: "link").path, withDestinationPath: "run.sh")
            let sha = try test.commit(["a.txt", "d/b"], message: "first")
            try test.git("tag", "-a", "-m", "x", "v1")
            try test.commit(["d/b", "new"], message: "second")
            try FileManager.default.createDirectory(at: folder.appending(path: "w"), withIntermediateDirectories: true)
            try Data("old".utf8).write(to: folder.appending(path: "w/old"))
            var request = CopyRequest(root: folder.appending(path: "w").path)
            request.isClean = true
            let report = try test.open().checkOut(commit: "v1", request)
            #expect(report.files == 5)
            let copy = TestRepository(existing: folder.appending(path: "w"))
            #expect(try copy.git("rev-parse", "HEAD") == sha)
            #expect(try copy.git("status", "--porcelain") == "")
            try copy.git("diff-index", "--quiet", "HEAD")
            #expect(try copy.read("a.txt") == "a.txt first\r\n")
            #expect(try copy.read("link") == "#!/bin/sh\n")
            #expect(FileManager.default.isExecutableFile(atPath: folder.appending(path: "w/run.sh").path))
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "w/old").path))
            #expect(throws: GitError.self) { try test.open().checkOut(commit: "nowhere", request) }
        }
    }
}
