import Diagnostics
import TestSupport
import Testing

@testable import YAML

@Suite struct FuzzTests {
    private static let seeds = [
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          echo \"a: b\"\n          exit 1\n",
        "a: &x [1, 0x10, 'it''s', \"\\u00e9\\n\"]\nb: *x\n<<: {k: *x}\n? [c]\n: !!str 3.10\n",
        "%YAML 1.2\n---\n- >-\n  folded\n   more\n- {a: b, c: [d, {e: ~}]}\n...\n",
        "env:\n  A: ${{ github.ref }}\n  B: {{ name }}\n  'é😀': .inf # note\nx: [a, b,\n c]\n",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: &d [*c, *c]\ne: [*d, *d, *d]\n",
    ].map { Array($0.utf8) }

    /// Bytes that mean something to a YAML parser.
    private static let tokens = [
        ": ", "- ", "? ", "[", "]", "{", "}", ",", "&a ", "*a ", "!", "!!int ", "|", ">", "'", "\"", "\\", "#", " #", "%", "@", "`", "\n",
        "\r\n", "\t",
        "  ", "---\n", "...\n", "\u{FEFF}", "\u{85}", "0x", "1e9", "~", "<<: ", "\u{0}", "é", "😀",
    ].map { Array($0.utf8) }

    private static func mutated(_ seed: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = seed
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes.replaceSubrange(place..<end, with: [])
            case 1: bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
            case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 4: bytes = Array(bytes.prefix(place))
            default: bytes.replaceSubrange(place..<end, with: tokens.randomElement(using: &random) ?? [])
            }
        }
        return bytes
    }

    /// Every node's count, depth and places hold what the limits and the file promise.
    private static func check(_ root: YAMLNode, lines: Int) -> (nodes: Int, depth: Int) {
        var nodes = 0
        var depth = 0
        var waiting = [(root, 1)]
        while let (node, level) = waiting.popLast() {
            nodes += 1
            #expect(node.range.start <= node.range.end)
            #expect(node.range.start.line >= 1 && node.range.start.column >= 1 && node.range.end.line <= lines + 1)
            switch node.content {
            case .sequence(let items): waiting += items.map { ($0, level + 1) }
            case .mapping(let entries): waiting += entries.flatMap { [($0.key, level + 1), ($0.value, level + 1)] }
            default: continue
            }
            depth = max(depth, level)
        }
        return (nodes, depth)
    }

    @Test func tenThousandMutatedFilesNeitherCrashNorExceedALimit() async {
        let start: UInt64 = 20_261_121
        var random = SeededGenerator(seed: start)
        var limits = YAMLLimits()
        limits.nodes = 60
        limits.depth = 6
        var usable = 0
        for round in 0..<10_000 {
            // Others have their turn: this takes long, and some of them watch real programs.
            if round % 50 == 0 { await Task.yield() }
            let bytes = Self.mutated(Self.seeds[round % Self.seeds.count], using: &random)
            let document = YAMLReader(limits: limits).read(bytes, file: "f")
            let isFine = document.diagnostics.allSatisfy { $0.severity == .error && $0.remedy?.isEmpty == false && !$0.message.isEmpty }
            #expect(isFine, "round \(round) of seed \(start)")
            guard let root = document.root else {
                #expect(!document.diagnostics.isEmpty, "round \(round) of seed \(start)")
                continue
            }
            usable += 1
            let lines = bytes.count { $0 == 0x0A || $0 == 0x0D || $0 == 0x85 } + 1
            let (nodes, depth) = Self.check(root, lines: lines)
            #expect(nodes <= limits.nodes && depth <= limits.depth, "round \(round) of seed \(start)")
        }
        #expect(usable > 1_000)
    }
}
