import Diagnostics
import Testing
import Workflows

/// A workflow with « » around each stretch that a finding is expected at, and the findings in that order.
///
/// The marks are taken away before the workflow is checked. A job `j` with a step is put around `steps`.
struct CheckCase: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var workflow: String
    /// `SEVERITY KIND: MESSAGE`, in file order; no findings for a workflow that is right.
    var findings: [String]

    init(_ name: String, _ workflow: String, _ findings: String...) {
        testDescription = name
        self.workflow = workflow
        self.findings = findings
    }

    /// A workflow of one job with these steps, each line indented as it stands below `steps:`.
    init(_ name: String, on: String = "push", steps: String, _ findings: String...) {
        testDescription = name
        let lines = steps.split(separator: "\n", omittingEmptySubsequences: false).map { "      \($0)" }.joined(separator: "\n")
        workflow = "on: \(on)\njobs:\n  j:\n    runs-on: ubuntu-latest\n    steps:\n\(lines)\n"
        self.findings = findings
    }

    /// A workflow of one job with these keys and a step.
    init(_ name: String, on: String = "push", job: String, _ findings: String...) {
        testDescription = name
        let lines = job.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n")
        workflow = "on: \(on)\njobs:\n  j:\n    runs-on: ubuntu-latest\n\(lines)\n    steps:\n      - run: echo\n"
        self.findings = findings
    }

    /// Checks the workflow, and that exactly the marked stretches are found.
    func run(metadata: (@Sendable (ActionReference) -> ActionMetadata?)? = nil) {
        expect { WorkflowChecker(metadata: metadata).check($0, path: "ci.yml").diagnostics }
    }

    /// The same for an `action.yml`.
    func runAsAction() {
        expect { ActionChecker().check($0, path: "action.yml").diagnostics }
    }

    private func expect(_ check: ([UInt8]) -> [Diagnostic]) {
        let (text, ranges) = Self.unmarked(workflow)
        let found = check(Array(text.utf8))
        let expected = zip(ranges, findings).map { Self.line($0, $1) }
        #expect(ranges.count == findings.count, "each finding has its marks")
        #expect(found.map { Self.line($0.range, "\($0.severity) \($0.kind.rawValue): \($0.message)") } == expected)
        #expect(found.allSatisfy { $0.remedy != "" })
    }

    private static func line(_ range: SourceRange?, _ text: String) -> String {
        guard let range else { return text }
        return "\(range.start.line):\(range.start.column)-\(range.end.line):\(range.end.column) \(text)"
    }

    private static func unmarked(_ marked: String) -> (text: String, ranges: [SourceRange]) {
        var text = String.UnicodeScalarView()
        var place = SourcePosition(line: 1, column: 1)
        var open: [(index: Int, start: SourcePosition)] = []
        var ranges: [Int: SourceRange] = [:]
        var count = 0
        for scalar in marked.unicodeScalars {
            switch scalar {
            case "«":
                open.append((count, place))
                count += 1
            case "»":
                if let last = open.popLast() { ranges[last.index] = SourceRange(start: last.start, end: place) }
            default:
                text.append(scalar)
                place =
                    scalar == "\n"
                    ? SourcePosition(line: place.line + 1, column: 1) : SourcePosition(line: place.line, column: place.column + 1)
            }
        }
        return (String(text), ranges.sorted { $0.key < $1.key }.map(\.value))
    }
}
