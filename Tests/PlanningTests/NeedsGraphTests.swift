import Diagnostics
import Expressions
import Testing
import Workflows

@testable import Planning

@Suite struct NeedsGraphTests {
    /// Jobs as `id: needs`, also such as a reader would refuse.
    static func graph(_ jobs: [(String, [String])]) throws -> NeedsGraph {
        let place = SourceRange(start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 2))
        let condition = Condition(expression: try Expression(parsing: "success()", scope: .any))
        return NeedsGraph(
            jobs.map { id, needs in
                var job = Job(id: Located(id, place), condition: condition, range: place)
                job.needs = needs.map { Located($0, place) }
                return job
            })
    }

    @Test func ancestorsAreAllThatMustEndBefore() throws {
        let graph = try Self.graph([("d", ["b", "c"]), ("a", []), ("b", ["A"]), ("c", ["a"]), ("e", [])])
        #expect(graph.ancestors(of: "D") == ["a", "b", "c"])
        #expect(graph.needs(of: "d") == ["b", "c"])
        #expect(graph.needs(of: "b") == ["a"])
        #expect(graph.closure(of: ["c", "e"]) == ["a", "c", "e"])
        #expect(graph.levels() == ["d": 2, "a": 0, "b": 1, "c": 1, "e": 0])
        #expect(graph.ancestors(of: "unknown") == [])
    }

    @Test func cyclesEnd() throws {
        let graph = try Self.graph([("a", ["c"]), ("b", ["a"]), ("c", ["b"]), ("self", ["self", "nowhere"])])
        #expect(graph.ancestors(of: "a") == ["a", "b", "c"])
        #expect(graph.levels().values.allSatisfy { $0 < 4 })
        #expect(graph.closure(of: ["self"]) == ["self"])
    }
}
