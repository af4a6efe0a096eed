import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite struct ContainedFolderTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// Makes things in the folder `t`.
        var script = "true"
        var path: String
        var links = ContainedFolder.Links.followed
        /// Nothing where it is written.
        var errno: Int32?
    }

    static let cases = [
        Case(testDescription: "a file", path: "f"),
        Case(testDescription: "a file in folders that are missing", path: "a/b/c/f"),
        Case(testDescription: "a file in place of another", script: "echo old > t/f; chmod 0 t/f", path: "f"),
        Case(testDescription: "a file in place of a link out", script: "ln -s ../keep/file t/f", path: "f"),
        Case(testDescription: "a file in place of a pipe", script: "mkfifo t/f", path: "f"),
        Case(testDescription: "a file behind a link inside", script: "mkdir t/real; ln -s real t/a", path: "a/f"),
        Case(
            testDescription: "no links where none are expected", script: "mkdir t/real; ln -s real t/a", path: "a/f", links: .refused,
            errno: ELOOP),
        Case(testDescription: "a link out", script: "ln -s ../keep t/a", path: "a/f", errno: EXDEV),
        Case(testDescription: "an absolute link", script: "ln -s \"$PWD/keep\" t/a", path: "a/f", errno: EXDEV),
        Case(testDescription: "a link that leads nowhere", script: "ln -s nowhere t/a", path: "a/f", errno: ENOENT),
        Case(testDescription: "a file in the way", script: "touch t/a", path: "a/f", errno: ENOTDIR),
        Case(testDescription: "a folder in its place", script: "mkdir t/f", path: "f", errno: EISDIR),
        Case(testDescription: "a way upwards", path: "../keep/f", errno: EINVAL),
        Case(testDescription: "a way upwards in the middle", path: "a/../../keep/f", errno: EINVAL),
        Case(testDescription: "an absolute path", path: "/keep/f", errno: EINVAL),
        Case(testDescription: "a path with NUL", path: "a\0b", errno: EINVAL),
        Case(testDescription: "no path", path: "", errno: EINVAL),
    ]

    @Test(arguments: cases) func writes(_ c: Case) async throws {
        try await withTemporaryFolder { folder in
            let script = "mkdir t keep; echo kept > keep/file; \(c.script)"
            #expect(try await runProgram(URL(filePath: "/bin/bash"), ["-c", script], in: folder).status == 0)
            let contained = try ContainedFolder(folder.path + "/t", links: c.links)
            var failure: (any Error)?
            do {
                let file = try contained.createFile(Array(c.path.utf8), mode: 0o640)
                try file.write(Array("new".utf8))
                #expect(try readText("\(folder.path)/t/\(c.path)") == "new")
                var information = stat()
                #expect(lstat("\(folder.path)/t/\(c.path)", &information) == 0 && information.st_mode == S_IFREG | 0o640)
            } catch {
                failure = error
            }
            #expect((failure as? SystemError)?.errno == c.errno, "\(failure.map { "\($0)" } ?? "written")")
            #expect(try listFolder(folder.path + "/keep") == ["file"])
            #expect(try readText(folder.path + "/keep/file") == "kept\n")
        }
    }

    @Test func linksAndFoldersAreMadeAndFilesRemoved() async throws {
        try await withTemporaryFolder { folder in
            let contained = try ContainedFolder(folder.path, links: .followed)
            try contained.createFolder(Array("a/b".utf8))
            try contained.createLink(Array("a/link".utf8), to: Array("../../anything".utf8))
            try contained.createLink(Array("a/link".utf8), to: Array("b".utf8))
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/a/link") == "b")
            _ = try contained.createFile(Array("a/b/f".utf8), mode: 0o644)
            try contained.removeFile(Array("a/link/f".utf8))
            try contained.removeFile(Array("a/link/f".utf8))
            #expect(try listFolder(folder.path + "/a/b") == [])
        }
    }
}
