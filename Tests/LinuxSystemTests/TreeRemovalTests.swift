import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite struct TreeRemovalTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// Makes things in the folder `t`.
        var script: String
    }

    static let cases = [
        Case(testDescription: "an empty folder", script: "true"),
        Case(testDescription: "files and folders", script: "mkdir -p t/a/b t/c; touch t/f t/a/f t/a/b/f"),
        Case(testDescription: "folders without permissions", script: "mkdir -p t/a/b/c; touch t/a/b/c/f; chmod 0 t/a/b/c t/a/b t/a t"),
        Case(
            testDescription: "links out of the tree", script: "ln -s ../keep t/link; ln -s / t/root; mkdir t/d; ln -s ../../keep t/d/link"),
        Case(testDescription: "a link to itself", script: "ln -s self t/self"),
        Case(testDescription: "pipes and sockets", script: "mkfifo t/pipe; mkdir t/a; mkfifo t/a/pipe"),
        Case(testDescription: "names that are no UTF-8", script: "mkdir $'t/\\xff\\xfe'; touch $'t/\\xff\\xfe/\\xc0' $'t/\\n'"),
        Case(
            testDescription: "names as the removal makes them",
            script: "mkdir -p t/lifted-1/x t/lifted-2/lifted-1/lifted-2; touch t/lifted-3"),
        Case(testDescription: "a file", script: "rmdir t; touch t"),
        Case(testDescription: "a link", script: "rmdir t; ln -s keep t"),
        Case(testDescription: "nothing", script: "rmdir t"),
        Case(testDescription: "many files", script: "touch t/{1..3000}; mkdir t/d{1..300}"),
    ]

    @Test("removes", arguments: cases)
    func removes(_ tree: Case) async throws {
        try await withTemporaryFolder { folder in
            try await shell("mkdir t keep; touch keep/file; \(tree.script)", in: folder.path)
            try removeTree(folder.path + "/t")
            #expect(try listFolder(folder.path) == ["keep"])
            #expect(try listFolder(folder.path + "/keep") == ["file"])
        }
    }

    @Test(
        "removes a tree deeper than any path, with few descriptors and little stack",
        .enabled(if: isInstalled("python3"), "python3 is not installed"))
    func deep() async throws {
        try await withTemporaryFolder { folder in
            let script = """
                import os
                os.mkdir("t"); os.chdir("t")
                for _ in range(5000):
                    os.mkdir("d" * 100); os.chdir("d" * 100)
                """
            try await shell("python3 -c '\(script)'", in: folder.path)
            try removeTree(folder.path + "/t")
            #expect(try listFolder(folder.path) == [])
        }
    }

    private func shell(_ script: String, in folder: String) async throws {
        let process = try ChildProcess(
            ChildProcess.Request(
                arguments: ["bash", "-c", script], environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"], workingDirectory: folder))
        #expect(await process.wait() == .exited(0))
    }
}
