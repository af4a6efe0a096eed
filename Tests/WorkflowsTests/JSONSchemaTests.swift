import Diagnostics
import Expressions
import Foundation
import TestSupport
import Testing
import YAML

@testable import Workflows

/// The shipped schemas say of structure what the readers say.
@Suite struct JSONSchemaTests {
    @Test(arguments: JSONSchema.allCases) func theShippedFileIsWhatTheReadersTablesSay(_ schema: JSONSchema) {
        expectGolden(schema.value.json(pretty: true), packageRoot.appending(path: "docs/schemas/\(schema.rawValue).json"))
    }

    /// YAML files of the tests, the examples and the documentation, by what they are.
    private static func files(_ schema: JSONSchema) throws -> [(String, YAMLNode)] {
        var found: [(String, YAMLNode)] = []
        for folder in ["Tests/WorkflowsTests/Fixtures", "Tests/EndToEndTests/Fixtures", "workflows-examples", ".github", "docs"] {
            let root = packageRoot.appending(path: folder)
            guard let walk = FileManager.default.enumerator(atPath: root.path) else { continue }
            for case let path as String in walk where path.hasSuffix(".yml") || path.hasSuffix(".yaml") {
                let name = path.split(separator: "/").last ?? ""
                let kind: JSONSchema =
                    TestFileReader.isNamedLikeTest(path) ? .test : ["action.yml", "action.yaml"].contains(name) ? .action : .workflow
                guard kind == schema, let data = FileManager.default.contents(atPath: root.appending(path: path).path) else { continue }
                let document = YAMLReader().read(Array(data), file: path)
                if let node = document.root, !document.diagnostics.contains(where: { $0.severity == .error }) { found.append((path, node)) }
            }
        }
        return found
    }

    /// Whether the reader's table takes a file; nothing where it has found something in an expression, or one where none may be: schemas
    /// don't know these.
    private static func readerAccepts(_ node: YAMLNode, _ schema: JSONSchema) -> Bool? {
        let definitions: [Definition] =
            switch schema {
            case .workflow: [Schema.workflow]
            case .test: [Schema.testFile]
            case .action: [Schema.ActionKind.javaScript, .composite, .docker].map { Schema.action($0) }
            }
        let findings = definitions.map { definition in
            var reader = SchemaReader(file: "x", source: SourceText([]))
            _ = reader.read(node, as: definition)
            return reader.diagnostics.filter { $0.severity == .error }
        }
        if findings.contains(where: { $0.contains { [.expression, .limit].contains($0.kind) || $0.message.contains("insert") } }) {
            return nil
        }
        return findings.contains { $0.isEmpty }
    }

    @Test(arguments: JSONSchema.allCases) func whatTheReaderTakesIsValidAndWhatItRefusesIsNot(_ schema: JSONSchema) throws {
        let validator = SchemaValidator(schema.value)
        let files = try Self.files(schema)
        #expect(files.contains { Self.readerAccepts($0.1, schema) == true } || schema == .action, "there is nothing to compare")
        for (path, node) in files where Self.isComparable(node) {
            guard let expected = Self.readerAccepts(node, schema) else { continue }
            #expect(validator.accepts(node.jsonValue) == expected, "\(path)")
        }
    }

    @Test(arguments: JSONSchema.allCases) func theSameHoldsForChangedFiles(_ schema: JSONSchema) throws {
        let validator = SchemaValidator(schema.value)
        var generator = SeededGenerator(seed: 20_261_121)
        var seeds = try Self.files(schema).map(\.1).filter { Self.readerAccepts($0, schema) == true && Self.isComparable($0) }
        seeds += Self.samples[schema, default: []].compactMap { YAMLReader().read(Array($0.utf8), file: "x").root }
        var refused = 0
        for _ in 0..<4000 {
            guard var node = seeds.randomElement(using: &generator) else { break }
            for _ in 0...Int.random(in: 0...1, using: &generator) { Self.change(&node, &generator, depth: 0) }
            guard Self.isComparable(node), let expected = Self.readerAccepts(node, schema) else { continue }
            if !expected { refused += 1 }
            #expect(validator.accepts(node.jsonValue) == expected, "the reader \(expected ? "takes" : "refuses") \(node.jsonValue.json())")
        }
        #expect(refused > 300)
    }

    /// One of each form, so that every key is seen.
    private static let samples: [JSONSchema: [String]] = [
        .action: [
            "{name: a, description: b, inputs: {x: {description: d, required: true, default: 1, deprecationMessage: m}}, outputs: {y: {description: d}}, runs: {using: node20, main: m, pre: p, pre-if: always(), post: q, post-if: always()}}",
            "{name: a, runs: {using: composite, steps: [{run: a, shell: bash, name: n, id: i, if: x, env: {A: 1}, working-directory: w, continue-on-error: true}, {uses: a/b@c, with: {x: y}}]}}",
            "{runs: {using: docker, image: Dockerfile, args: [a], env: {A: 1}, entrypoint: e, pre-entrypoint: p, post-entrypoint: q}}",
        ],
        .workflow: [
            "{on: {push: {branches: [a], tags-ignore: b, paths: [c]}, pull_request: {types: [opened]}, schedule: [{cron: '0 0 * * *', timezone: UTC}], workflow_dispatch: {inputs: {a: {type: choice, options: [b], default: b}}}, workflow_call: {inputs: {a: {type: string}}, secrets: {s: {required: true}}, outputs: {o: {value: v}}}}, permissions: {contents: read}, env: {A: 1}, defaults: {run: {shell: bash}}, concurrency: {group: g, cancel-in-progress: true}, jobs: {a: {runs-on: {group: g, labels: [x]}, needs: b, if: always(), strategy: {fail-fast: false, max-parallel: 2, matrix: {os: [a, b], include: [{os: c}]}}, container: {image: i, ports: [80], env: {A: b}}, services: {s: {image: i, credentials: {username: u, password: p}}}, environment: {name: n, url: u}, timeout-minutes: 5, continue-on-error: true, outputs: {o: v}, steps: [{run: a, background: true, id: r}, {uses: a/b@c, with: {x: 1}}, {wait: [r]}, {wait-all: true}, {cancel: r}, {parallel: [{run: a}]}]}, b: {uses: ./x.yml, with: {a: 1}, secrets: inherit}}}",
            "{on: [push], jobs: {a: {runs-on: '${{ x }}', strategy: '${{ x }}', env: {'${{ insert }}': '${{ x }}'}, steps: [{run: a, env: '${{ x }}', timeout-minutes: '${{ x }}'}]}}}",
        ],
        .test: [
            "{workflow: w, given: {event: push, payload: {a: [1]}, changed: [x], vars: {A: 1}}, mock: {a: success, b: {outputs: {x: y}, steps: {c: timed-out, d: {exit: 1, path: p, log: [l]}}}}, cases: {a: {given: {ref: r}, expect: {triggers: true, concurrency: {group: g, cancel-in-progress: true}, runs: [a], jobs: {a: success, b: {matrix: [{x: 1}], runs-on: r, steps: {1: skipped, c: {env: {A: }, run: r}}}}}}}}"
        ],
    ]

    /// Without what JSON can't say: two keys of a mapping that differ only in case.
    private static func isComparable(_ node: YAMLNode) -> Bool {
        switch node.content {
        case .mapping(let entries):
            let keys = entries.map { entry -> String in
                if case .string(let text) = entry.key.content { text.lowercased() } else { entry.key.text }
            }
            return Set(keys).count == keys.count && entries.allSatisfy { isComparable($0.value) && isPlainKey($0.key) }
        case .sequence(let items): return items.allSatisfy(isComparable)
        default: return true
        }
    }

    private static func isPlainKey(_ key: YAMLNode) -> Bool {
        switch key.content {
        case .string(let text): text != "<<"
        case .number: true
        default: false
        }
    }

    /// Changes something somewhere: a key's name, a value's kind; or takes an entry out, or puts one in.
    private static func change(_ node: inout YAMLNode, _ generator: inout SeededGenerator, depth: Int) {
        let goesDeeper = depth < 12 && Int.random(in: 0..<4, using: &generator) > 0
        switch node.content {
        case .mapping(var entries) where !entries.isEmpty && goesDeeper:
            let place = Int.random(in: entries.indices, using: &generator)
            change(&entries[place].value, &generator, depth: depth + 1)
            node.content = .mapping(entries)
        case .mapping(var entries) where !entries.isEmpty && Bool.random(using: &generator):
            let place = Int.random(in: entries.indices, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: entries.remove(at: place)
            case 1: entries[place].key.content = .string(names.randomElement(using: &generator) ?? "x")
            default:
                var key = entries[place].key
                key.content = .string(names.randomElement(using: &generator) ?? "x")
                entries.append(YAMLNode.Entry(key: key, value: entries[place].value))
            }
            node.content = .mapping(entries)
        case .sequence(var items) where !items.isEmpty && goesDeeper:
            let place = Int.random(in: items.indices, using: &generator)
            change(&items[place], &generator, depth: depth + 1)
            node.content = .sequence(items)
        default: node.content = other(node, &generator)
        }
    }

    private static let names = [
        "zzz", "name", "run", "uses", "with", "env", "if", "on", "jobs", "steps", "types", "outputs", "conclusion", "",
    ]

    private static func other(_ node: YAMLNode, _ generator: inout SeededGenerator) -> YAMLNode.Content {
        let inner = YAMLNode(content: .string("x"), range: node.range)
        let key = YAMLNode(content: .string("run"), range: node.range)
        let contents: [YAMLNode.Content] = [
            .null, .bool(true), .number(3), .string(""), .string("text"), .string("push"), .sequence([]), .sequence([inner]), .mapping([]),
            .mapping([YAMLNode.Entry(key: key, value: inner)]),
        ]
        return contents.randomElement(using: &generator) ?? .null
    }
}
