import Actions
import Foundation
import TestSupport
import Testing
import Workflows

@Suite struct ActionMetadataFileTests {
    private func write(_ text: String, to path: String) throws {
        let file = URL(filePath: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    @Test func `action.yml comes before action.yaml, and a Dockerfile last`() async throws {
        try await withTemporaryFolder { folder in
            try write("FROM scratch", to: folder.path + "/x/Dockerfile")
            guard case .docker(let docker) = try ActionStore.metadata(in: folder.path, path: "x", shownAs: "a/b/x@v1").runs else {
                Issue.record("not a container")
                return
            }
            #expect(docker.image.value == "Dockerfile")
            try write("name: a\ndescription: b\nruns: {using: node24, main: a.js}", to: folder.path + "/x/action.yaml")
            #expect(try ActionStore.metadata(in: folder.path, path: "x", shownAs: "a/b/x@v1").path == "x/action.yaml")
            try write("name: a\ndescription: b\nruns: {using: node24, main: a.js}", to: folder.path + "/x/action.yml")
            #expect(try ActionStore.metadata(in: folder.path, path: "x", shownAs: "a/b/x@v1").path == "x/action.yml")
        }
    }

    @Test func `a file that is not valid says where, and how many findings there are`() async throws {
        try await withTemporaryFolder { folder in
            try write("name: a\ndescription: b\nruns: {using: node24, mian: a.js}", to: folder.path + "/action.yml")
            let error = #expect(throws: ActionError.self) { try ActionStore.metadata(in: folder.path, path: "", shownAs: "a/b@v1") }
            #expect(
                error?.message
                    == "\"a/b@v1\" is not a valid action: action.yml:3:7: required property is missing: \"main\" (and 1 more)")
            #expect(error?.findings.count == 2)
        }
    }

    @Test func `nothing there says what a local action needs`() async throws {
        try await withTemporaryFolder { folder in
            let error = #expect(throws: ActionError.self) { try ActionStore.metadata(in: folder.path, path: "x", shownAs: "./x") }
            #expect(error?.message == "\"./x\" is no action: there is no action.yml, action.yaml or Dockerfile in \"x\"")
            #expect(error?.remedy == "a local action needs a checkout of its repository in a step before")
        }
    }

    @Test func `no link leads out of the folder, and a pipe is not waited for`() async throws {
        try await withTemporaryFolder { folder in
            try write("name: a", to: folder.path + "/secret")
            try FileManager.default.createDirectory(atPath: folder.path + "/tree/inside", withIntermediateDirectories: true)
            for (name, target) in [("up", ".."), ("absolute", folder.path), ("inside/file", "../../secret")] {
                try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/tree/\(name)", withDestinationPath: target)
            }
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder.path)/tree/inside/action.yml", withDestinationPath: "../../secret")
            for path in ["up", "absolute", "inside"] {
                if path != "inside" { try write("x", to: folder.path + "/action.yml") }
                let error = #expect(throws: ActionError.self) {
                    try ActionStore.metadata(in: folder.path + "/tree", path: path, shownAs: "a/b@v1")
                }
                #expect(error?.message.hasSuffix("leads out of its repository") == true)
            }
            #expect(mkfifo("\(folder.path)/tree/action.yml", 0o600) == 0)
            let error = #expect(throws: ActionError.self) {
                try ActionStore.metadata(in: folder.path + "/tree", path: "", shownAs: "a/b@v1")
            }
            #expect(error?.message == "\"action.yml\" of \"a/b@v1\" is no file")
        }
    }
}
