import Diagnostics
import Execution
import Expressions
import Planning
import RunRecords
import Workflows

/// One job's expectations, put to what the job did; those of a matrix to each of its combinations.
struct JobComparison {
    private let expected: JobExpectation
    private let reference: JobReference
    private let steps: [Step]
    /// Identifiers by the place in `expected.steps`.
    private var identifiers: [String] = []
    private var running: [String]?
    private(set) var problems: [(text: Located<String>, problem: StepReference.Problem)] = []

    init(_ expected: JobExpectation, workflow: Workflow) {
        self.expected = expected
        reference = JobReference(text: expected.job.value)
        steps = reference.job(in: workflow)?.steps ?? []
        identifiers = expected.steps.map { identifier($0.step) }
        running = expected.runs.map { $0.value.map { identifier($0) } }
    }

    private mutating func identifier(_ step: Located<String>) -> String {
        do throws(StepReference.Problem) {
            return try StepReference(text: step.value).identifier(in: steps)
        } catch {
            problems.append((step, error))
            return ""
        }
    }

    func compare(_ observation: Observation, _ found: inout Findings) {
        let ends = observation.ends(reference)
        let subject = "job \"\(expected.job.value)\""
        guard !ends.isEmpty else {
            let all = observation.ends.map { "\"\($0.key)\"" }.joined(separator: ", ")
            return found.add(expected.job.range, subject, "a job of the run", "no such job; the jobs are \(all)")
        }
        // One result for a matrix, as `needs` sees it.
        let reason = ends.lazy.compactMap { $0.end.reason ?? Comparison.reason($0.end.condition) }.first
        found.compare(expected.conclusion, "\(subject), conclusion", NeedResult(ends.map(\.end)).conclusion.rawValue, reason)
        let outputs = NeedResult(ends.map(\.end)).outputs
        found.compare(expected.outputs, "\(subject), output") { name in
            outputs.first { $0.name.lowercased() == name.lowercased() }?.value
        }
        compareMatrix(observation, ends.map(\.key), subject, &found)
        for (key, _) in ends { compare(key, observation, &found) }
    }

    private func compareMatrix(_ observation: Observation, _ keys: [JobKey], _ subject: String, _ found: inout Findings) {
        guard let wanted = expected.matrix else { return }
        let order = observation.matrices.filter { keys.contains($0.key) }
        let combinations = keys.compactMap { order[$0] }.filter { $0.members != nil }.map(Self.canonical)
        let expectedTexts = wanted.value.map(Self.canonical)
        guard combinations.sorted() != expectedTexts.sorted() else { return }
        let missing = expectedTexts.filter { !combinations.contains($0) }
        let extra = combinations.filter { !expectedTexts.contains($0) }
        found.add(
            wanted.range, "\(subject), matrix", missing.isEmpty ? "\(expectedTexts.count) combinations" : missing.joined(separator: ", "),
            extra.isEmpty ? "\(combinations.count) combinations" : extra.joined(separator: ", "))
    }

    /// A value as text that is the same whatever the order of members.
    private static func canonical(_ value: Value) -> String {
        guard let members = value.members else {
            if let items = value.items { return "[" + items.map(canonical).joined(separator: ", ") + "]" }
            return value.json()
        }
        let sorted = members.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
        return "{" + sorted.map { "\($0.0): \(canonical($0.1))" }.joined(separator: ", ") + "}"
    }

    private func compare(_ key: JobKey, _ observation: Observation, _ found: inout Findings) {
        let subject = "job \"\(key)\""
        let job = observation.jobs[key]
        found.compare(expected.name, "\(subject), name", job?.name ?? Self.notRun)
        found.compare(expected.environment, "\(subject), environment", job?.environment ?? Self.notRun)
        found.compare(expected.concurrency, "\(subject), ", job?.concurrency)
        if let labels = expected.runsOn, labels.value != job?.labels {
            found.add(
                labels.range, "\(subject), runs-on", Comparison.list(labels.value), job.map { Comparison.list($0.labels) } ?? Self.notRun)
        }
        compareOrder(key, observation, subject, &found)
        for (step, identifier) in zip(expected.steps, identifiers) {
            StepComparison(expected: step, identifier: identifier, subject: "\(subject), step \"\(step.step.value)\"")
                .compare(key, observation, &found)
        }
    }

    private static let notRun = "the job does not run"

    /// The steps of the job itself that ran, in their order.
    private func compareOrder(_ key: JobKey, _ observation: Observation, _ subject: String, _ found: inout Findings) {
        guard let wanted = expected.runs, let running else { return }
        let ran = (observation.stepResults[key] ?? []).filter { $0.end.conclusion != .skipped && !$0.identifier.contains(".") }
            .map { $0.identifier.lowercased() }
        guard ran != running else { return }
        let names = ran.map { StepReference.label($0, in: steps) }
        found.add(wanted.range, "\(subject), runs", Comparison.list(wanted.value.map(\.value)), Comparison.list(names))
    }
}

/// One step's expectations, put to what the step did.
private struct StepComparison {
    let expected: StepExpectation
    let identifier: String
    let subject: String

    func compare(_ key: JobKey, _ observation: Observation, _ found: inout Findings) {
        guard let result = observation.stepResults[key]?.last(where: { $0.identifier.lowercased() == identifier }) else {
            let isPlayed = observation.jobs[key] != nil
            let actual = isPlayed ? "it is not reached: the job is mocked as a whole, or ended before" : "the job does not run"
            return found.add(expected.step.range, subject, "a step that is reached", actual)
        }
        let end = result.end
        found.compare(
            expected.conclusion, "\(subject), conclusion", end.conclusion.rawValue, end.reason ?? Comparison.reason(end.condition))
        found.compare(expected.outcome, "\(subject), outcome", end.outcome.rawValue, end.reason)
        found.compare(expected.outputs, "\(subject), output") { name in
            result.outputs.last { $0.name.lowercased() == name.lowercased() }?.value
        }
        compareProcess(observation.steps[key]?[identifier], &found)
    }

    private func compareProcess(_ step: Rehearsal.Step?, _ found: inout Findings) {
        let missing = "the step does not run"
        guard let step else {
            for text in expected.environment {
                found.add(text.range, "\(subject), env \"\(text.name.value)\"", text.value ?? "not set", missing)
            }
            for text in expected.inputs {
                found.add(text.range, "\(subject), with \"\(text.name.value)\"", text.value ?? "not set", missing)
            }
            for text in [expected.script, expected.shell, expected.workingDirectory].compactMap({ $0 }) {
                found.add(text.range, subject, text.value, missing)
            }
            return
        }
        found.compare(expected.environment, "\(subject), env") { step.environment[$0] }
        found.compare(expected.inputs, "\(subject), with") { name in
            step.inputs.last { $0.name.lowercased() == name.lowercased() }?.value
        }
        if let script = expected.script, Self.trimmed(script.value) != Self.trimmed(step.script ?? "") {
            found.add(script.range, "\(subject), run", script.value, step.script ?? "an action")
        }
        found.compare(expected.shell, "\(subject), shell", step.shell?.split(separator: " ").first.map(String.init))
        found.compare(expected.workingDirectory, "\(subject), working-directory", step.workingDirectory)
    }

    /// Without the line ends behind it, which block scalars differ in.
    private static func trimmed(_ text: String) -> Substring {
        var rest = text[...]
        while rest.last?.isNewline == true { rest.removeLast() }
        return rest
    }
}
