import Foundation
import TestSupport
import Testing

@testable import RunnerCommands

/// The rules of SARIF 2.1.0 (OASIS) for what `runner check --format sarif` makes use of.
@Suite struct SARIFTests {
    /// Members of an object: those that must be there, and those that may be.
    private static let members: [String: (required: Set<String>, optional: Set<String>)] = [
        "log": (["version", "runs"], ["$schema"]),
        "run": (["tool", "results"], ["columnKind"]),
        "tool": (["driver"], []),
        "driver": (["name"], ["version", "rules"]),
        "rule": (["id"], ["shortDescription", "help"]),
        "text": (["text"], ["markdown"]),
        "result": (["message"], ["ruleId", "ruleIndex", "level", "locations"]),
        "location": ([], ["physicalLocation"]),
        "physicalLocation": (["artifactLocation"], ["region"]),
        "artifactLocation": (["uri"], ["uriBaseId"]),
        "region": (["startLine"], ["startColumn", "endLine", "endColumn"]),
    ]

    private func object(_ value: Any?, _ name: String) throws -> [String: Any] {
        let object = try #require(value as? [String: Any], "\(name) is an object")
        let (required, optional) = try #require(Self.members[name])
        let keys = Set(object.keys)
        #expect(keys.isSuperset(of: required) && keys.isSubset(of: required.union(optional)), "\(name): \(keys)")
        return object
    }

    private func expectRules(_ text: String) throws -> [[String: Any]] {
        let log = try object(try JSONSerialization.jsonObject(with: Data(text.utf8)), "log")
        #expect(log["version"] as? String == "2.1.0")
        let runs = try #require(log["runs"] as? [Any])
        #expect(runs.count == 1)
        let run = try object(runs.first, "run")
        #expect(run["columnKind"] as? String == "unicodeCodePoints")
        let driver = try object(try object(run["tool"], "tool")["driver"], "driver")
        let rules = try #require(driver["rules"] as? [Any]).map { try object($0, "rule") }
        let ids = rules.compactMap { $0["id"] as? String }
        #expect(ids.count == rules.count && Set(ids).count == ids.count, "each rule has an id of its own")
        for rule in rules { for key in ["shortDescription", "help"] { _ = try object(rule[key], "text") } }
        let results = try #require(run["results"] as? [Any]).map { try object($0, "result") }
        for result in results { try expectRules(of: result, ids) }
        return results
    }

    private func expectRules(of result: [String: Any], _ ids: [String]) throws {
        #expect(try object(result["message"], "text")["text"] as? String != "")
        #expect(["none", "note", "warning", "error"].contains(result["level"] as? String))
        let index = try #require(result["ruleIndex"] as? Int)
        #expect(ids.indices.contains(index) && ids[index] == result["ruleId"] as? String)
        let locations = try #require(result["locations"] as? [Any])
        for location in locations {
            let place = try object(try object(location, "location")["physicalLocation"], "physicalLocation")
            let artifact = try object(place["artifactLocation"], "artifactLocation")
            let uri = try #require(artifact["uri"] as? String)
            #expect(URL(string: uri) != nil && !uri.contains(" "))
            #expect(
                (URL(string: uri)?.scheme == nil) == (artifact["uriBaseId"] as? String == "%SRCROOT%"), "a relative reference has a base")
            guard let value = place["region"] else { continue }
            let region = try object(value, "region").compactMapValues { $0 as? Int }
            let (start, end) = ((region["startLine"] ?? 0, region["startColumn"] ?? 0), (region["endLine"] ?? 0, region["endColumn"] ?? 0))
            #expect(start.0 >= 1 && start.1 >= 1 && end.1 >= 1 && start <= end, "lines and columns from 1")
        }
    }

    @Test func `a log keeps the standard's rules`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("on: pusch\njobs:\n  ä: {runs-on: ubuntu-lastest, steps: [{run: 'ä ${{ github.reff }}'}]}\n", to: "a b/ü.yml")
            try folder.write("", to: "empty.yml")
            let absolute = folder.appending(path: "empty.yml").path
            let run = try await CommandRun(["check", "--format", "sarif", "a b/ü.yml", "empty.yml", absolute], folder: folder)
            let results = try expectRules(run.output)
            #expect(results.count >= 4)
            #expect(run.output.contains("\"uri\": \"a%20b/%C3%BC.yml\""))
        }
    }

    @Test func `a log of nothing keeps them too`() async throws {
        try await withTemporaryFolder { folder in
            try folder.write("on: push\njobs:\n  a: {runs-on: ubuntu-latest, steps: [{run: make}]}\n", to: "a.yml")
            let run = try await CommandRun(["check", "--format", "sarif", "a.yml"], folder: folder)
            #expect(try expectRules(run.output).isEmpty)
        }
    }
}
