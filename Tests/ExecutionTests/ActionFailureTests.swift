import Engines
import Foundation
import RunRecords
import TestSupport
import Testing

@testable import Execution

/// What is wrong with actions is told with its place.
@Suite struct ActionFailureTests {
    private static let chain = Dictionary(
        uniqueKeysWithValues: (1...11).map { number in
            (
                "deep/\(number)/action.yml",
                ActionYard.composite(number == 11 ? "- {run: echo end, shell: sh}" : "- {uses: $/deep/\(number + 1)}")
            )
        })

    @Test(arguments: [
        ("no repository", "acme/nothing@v1", "ci.yml:6:16: ", "acme/nothing"),
        ("no ref", "acme/all@v9", "ci.yml:6:16: ", "v9"),
        ("no action", "acme/all/none@v1", "ci.yml:6:16: ", "there is no action.yml"),
        ("bad metadata", "acme/all/bad@v1", "ci.yml:6:16: ", "bad/action.yml:4:"),
        ("container", "acme/all/docker@v1", "ci.yml:6:16: ", "is a container; those come with the engine \"docker\""),
        ("circle", "acme/all/round@v1", "acme/all@v1/around/action.yml:7:14: ", "acme/all/round@v1 -> $/around -> $/round"),
        ("too deep", "acme/all/deep/1@v1", "acme/all@v1/deep/10/action.yml:7:14: ", "deeper than 9 below the first"),
        ("container inside", "acme/all/holds@v1", "acme/all@v1/holds/action.yml:7:14: ", "is a container"),
        ("link out", "acme/link@v1", "ci.yml:6:16: ", "acme/link"),
    ]) func `a job whose actions can't be had fails before its first step`(
        _ name: String, _ uses: String, _ place: String, _ reason: String
    ) async throws {
        try await withTemporaryFolder { folder in
            var files = Self.chain
            files["bad/action.yml"] = "name: Bad\ndescription: d\nruns:\n  using: nonsense\n"
            files["docker/action.yml"] = "name: D\ndescription: d\nruns: {using: docker, image: Dockerfile}\n"
            files["round/action.yml"] = ActionYard.composite("- {uses: $/around}")
            files["around/action.yml"] = ActionYard.composite("- {uses: $/round}")
            files["holds/action.yml"] = ActionYard.composite("- {uses: 'docker://alpine'}")
            let yard = try ActionYard(folder, repositories: ["acme/all": files, "acme/link": ["x": ""]])
            let linked = TestRepository(existing: folder.appending(path: "forge/acme/link"))
            try FileManager.default.createSymbolicLink(
                atPath: linked.folder.path + "/action.yml", withDestinationPath: "/etc/passwd")
            try linked.commit([])
            try linked.git("tag", "-f", "v1")
            let story = try await yard.run("- {uses: \(uses)}\n- {if: always(), run: echo no}")
            #expect(story.conclusion == .failure)
            #expect(story.printed.isEmpty)
            #expect(story.reason.hasPrefix(place), "\(story.reason)")
            #expect(story.reason.contains(reason), "\(story.reason)")
        }
    }

    @Test func `ten composite actions may lie in one another`() async throws {
        try await withTemporaryFolder { folder in
            let yard = try ActionYard(folder, files: Self.chain)
            #expect(try await yard.run("- {uses: ./deep/2}").printed == ["end"])
            let story = try await yard.run("- {uses: ./deep/1}")
            #expect(story.printed.isEmpty)
            #expect(
                story.failures.contains { $0.hasPrefix("deep/10/action.yml:7:14: composite actions are nested deeper") },
                "\(story.failures)")
        }
    }

    @Test(arguments: [
        ("nothing there", "./none", "ci.yml:6:35: ", "there is no action.yml"),
        ("climbs", "./climbs", "climbs/action.yml:3:29: ", "\"../../main.js\" leads out of the action's repository"),
        ("absolute", "./absolute", "absolute/action.yml:3:29: ", "\"/etc/passwd\" leads out of the action's repository"),
        ("link", "./link", "link/action.yml:3:29: ", "\"main.js\" is a symbolic link that leads out of the action's repository"),
        ("missing", "./missing", "missing/action.yml:3:29: ", "the action's program \"dist/main.js\" is not there"),
        ("folder", "./folder", "folder/action.yml:3:29: ", "\"../link\" is not a file"),
        ("itself", "./itself", "itself/action.yml:7:14: ", "composite actions use each other in a circle: ./itself -> ./itself"),
        ("no shell", "./shell", "shell/action.yml:", "shell"),
    ]) func `a step whose action can't be used fails`(_ name: String, _ uses: String, _ place: String, _ reason: String) async throws {
        try await withTemporaryFolder { folder in
            let head = "name: N\ndescription: d\nruns: {using: node20, main: "
            let yard = try ActionYard(
                folder,
                files: [
                    "climbs/action.yml": head + "../../main.js}\n", "absolute/action.yml": head + "/etc/passwd}\n",
                    "link/action.yml": head + "main.js}\n", "missing/action.yml": head + "dist/main.js}\n",
                    "folder/action.yml": head + "../link}\n", "itself/action.yml": ActionYard.composite("- {uses: ./itself}"),
                    "shell/action.yml": ActionYard.composite("- {run: echo no}"),
                ])
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/work/link/main.js", withDestinationPath: "/etc/passwd")
            let story = try await yard.run("- {name: step, id: s, uses: \(uses)}\n- {if: always(), run: 'echo \"${{ steps.s.outcome }}\"'}")
            #expect(story.printed == ["failure"])
            #expect(story.failures.contains { $0.contains(place) && $0.contains(reason) }, "\(story.failures)")
        }
    }

    @Test func `without node the message says how to get it`() async throws {
        try await withTemporaryFolder { folder in
            let yard = try ActionYard(
                folder, files: ["js/action.yml": "name: N\ndescription: d\nruns: {using: node24, main: main.js}\n", "js/main.js": ""])
            let story = try await yard.run("- uses: ./js", engine: nil)
            #expect(story.failures == ["js/action.yml:3:15: there is no node to run this action with; it asks for node24"])
            #expect(story.remedies.contains("`runner tools install node24` fetches it; or install one: apt-get install nodejs"))
        }
    }

    @Test(arguments: [
        ("exact", "node20", ["node20", "node24"], "node20", ""), ("newer", "node20", ["node24"], "node24", "it runs on node 24."),
        ("old", "node16", ["node20", "node24"], "node20", "it runs on node 20."),
        ("older", "node24", ["node20"], "node20", "which is older and may lack something"),
    ]) func `node is of the version asked for, else the next newer`(
        _ name: String, _ wanted: String, _ installed: [String], _ used: String, _ advice: String
    ) async throws {
        try await withTemporaryFolder { folder in
            for name in installed {
                let bin = folder.appending(path: "tools/\(name)/bin")
                try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
                try Data().write(to: bin.appending(path: "node"))
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bin.path + "/node")
            }
            let yard = try ActionYard(
                folder, files: ["js/action.yml": "name: N\ndescription: d\nruns: {using: \(wanted), main: main.js}\n", "js/main.js": ""])
            let fake = FakeEngine()
            let story = try await yard.run("- {uses: ./js, with: {x: y}}", engine: fake) { request in
                request.node = NodeRuntimes(tools: folder.appending(path: "tools").path)
            }
            #expect(story.conclusion == .success)
            let request = try #require(fake.requests.last)
            #expect(request.arguments == ["/__e/\(used)/bin/node", "/home/runner/work/cat/cat/js/main.js"])
            #expect(request.environment["INPUT_X"] == "y")
            #expect(advice.isEmpty || story.log.contains { $0.text.contains(advice) })
        }
    }
}
