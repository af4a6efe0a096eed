import Foundation
import TestSupport
import Testing

/// The house rules that a machine can check (docs/house-rules.md).
@Suite struct HouseRulesTests {
    @Test func noSourceFileIsLongerThan400Lines() throws {
        for file in try files(under: ["Sources", "Tests"], endings: ["swift", "c", "h"]) {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
            #expect(lines <= 400, "\(file.path) has \(lines) lines")
        }
    }

    static let forbiddenInSources: [(word: String, reason: String)] = [
        ("fatalError(", "bad input never crashes"),
        ("try!", "errors are handled"),
        ("as!", "casts are checked"),
        ("import Foundation\n", "ICU costs start-up time: FoundationEssentials"),
        ("TODO", "unfinished work is not merged"),
        ("FIXME", "unfinished work is not merged"),
        ("public ", "there is no outside: package"),
    ]

    @Test(arguments: forbiddenInSources.indices) func sourcesDoWithout(_ index: Int) throws {
        let rule = Self.forbiddenInSources[index]
        for file in try files(under: ["Sources"], endings: ["swift"]) {
            let hit = file.text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { line in
                let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
                return (code + "\n").contains(rule.word)
            }
            #expect(hit == nil, "\(file.path):\((hit ?? 0) + 1): \(rule.word) (\(rule.reason))")
        }
    }

    @Test func noNameIsADrawer() throws {
        let drawers = ["Manager", "Helper", "Utils", "Common", "Base", "Impl"]
        for file in try files(under: ["Sources", "Tests"], endings: ["swift"]) {
            let name = URL(filePath: file.path).deletingPathExtension().lastPathComponent
            #expect(!drawers.contains { name.hasSuffix($0) }, "\(file.path)")
        }
    }

    @Test func everyPackageDeclarationOfATypeIsDocumented() throws {
        for file in try files(under: ["Sources"], endings: ["swift"]) {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
            for (number, line) in lines.enumerated() where isTopLevelType(line) {
                var above = number - 1
                while above >= 0, lines[above].hasPrefix("@") { above -= 1 }
                #expect(above >= 0 && lines[above].hasPrefix("///"), "\(file.path):\(number + 1): no doc comment")
            }
        }
    }

    @Test func everyDecisionRecordSaysTheFiveThings() throws {
        for file in try files(under: ["docs/decisions"], endings: ["md"]) {
            for heading in ["Status", "Context", "Decision", "Consequences", "What would change our mind"] {
                #expect(file.text.contains(heading), "\(file.path) lacks \(heading)")
            }
        }
    }

    @Test func everyExampleSaysWhatItShows() throws {
        let examples = try files(under: ["workflows-examples"], endings: ["yml"])
        #expect(!examples.isEmpty)
        for file in examples {
            for word in ["# Shows:", "# Run:", "# See:"] {
                #expect(file.text.contains(word), "\(file.path) lacks a line \(word)")
            }
        }
    }

    private func isTopLevelType(_ line: Substring) -> Bool {
        ["package struct ", "package enum ", "package final class ", "package actor ", "package protocol "].contains { line.hasPrefix($0) }
    }

    private func files(under folders: [String], endings: [String]) throws -> [(path: String, text: String)] {
        var found: [(path: String, text: String)] = []
        for folder in folders {
            let root = packageRoot.appending(path: folder)
            guard let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else { continue }
            for case let url as URL in walk where endings.contains(url.pathExtension) {
                let path = String(url.path.dropFirst(packageRoot.path.count + 1))
                found.append((path, try String(contentsOf: url, encoding: .utf8)))
            }
        }
        return found.sorted { $0.path < $1.path }
    }
}
