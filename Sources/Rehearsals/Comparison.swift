import Diagnostics
import Events
import Execution
import Expressions
import Planning
import RunRecords
import Workflows

/// Puts what came of a case beside what was expected.
struct Comparison {
    typealias Mismatch = TestResult.Mismatch

    let expected: TestExpectation
    let workflow: Workflow
    /// References to what the workflow doesn't have.
    private(set) var problems: [(text: Located<String>, problem: StepReference.Problem)] = []
    /// By place in `expected.jobs`; with the identifiers that the references mean.
    private var jobs: [JobComparison] = []

    init(_ expected: TestExpectation, workflow: Workflow) {
        self.expected = expected
        self.workflow = workflow
        for job in expected.runs?.value ?? [] { check(job) }
        for job in expected.jobs {
            guard check(job.job) else { continue }
            let comparison = JobComparison(job, workflow: workflow)
            problems += comparison.problems
            jobs.append(comparison)
        }
    }

    @discardableResult
    private mutating func check(_ job: Located<String>) -> Bool {
        guard let problem = JobReference(text: job.value).problem(in: workflow) else { return true }
        problems.append((job, StepReference.Problem(message: problem.message, remedy: problem.remedy)))
        return false
    }

    /// Whether the event starts the workflow as expected.
    func triggers(_ match: TriggerMatch, _ event: Event, _ name: Located<String>) -> [Mismatch] {
        let wanted = expected.triggers?.value ?? true
        guard match.runs != wanted else { return [] }
        let reasons: [String]
        switch match {
        case .runs(let passed): reasons = passed.isEmpty ? ["it has no filters"] : passed.map { reason($0.text, $0.decidedBy) }
        case .doesNot(let text, let place): reasons = [reason(text, place)]
        }
        return [
            Mismatch(
                range: expected.triggers?.range ?? name.range, subject: "\(event.name) of \(event.ref), triggers", expected: "\(wanted)",
                actual: "\(match.runs)", reasons: reasons)
        ]
    }

    private func reason(_ text: String, _ place: Located<String>?) -> String {
        guard let start = place?.range.start else { return text }
        return "\(workflow.path):\(start.line):\(start.column): \(text)"
    }

    /// Whether there is something to run.
    func goesOn(after mismatches: [Mismatch], _ match: TriggerMatch) -> Bool {
        mismatches.isEmpty && match.runs
    }

    /// What of the run is not as expected.
    func run(
        _ plan: Plan, _ observation: Observation, _ concurrency: (group: String, cancelsInProgress: Bool)?
    ) -> [Mismatch] {
        var found = Findings()
        found.compare(expected.runName, "run-name", plan.runName)
        found.compare(expected.conclusion, "conclusion", observation.conclusion.rawValue)
        found.compare(expected.concurrency, "", concurrency)
        if let runs = expected.runs { compare(runs, observation, &found) }
        for job in jobs { job.compare(observation, &found) }
        return found.mismatches
    }

    /// The jobs that ran, each once.
    private func compare(_ runs: Located<[Located<String>]>, _ observation: Observation, _ found: inout Findings) {
        let references = runs.value.map { JobReference(text: $0.value) }
        let all = observation.ends.map(\.key).filter(observation.hasRun)
        let unexpected = all.filter { key in !references.contains { $0.means(key) } }
        let missing = zip(runs.value, references).filter { _, reference in !all.contains(where: reference.means) }.map(\.0)
        for job in missing {
            let end = observation.ends(JobReference(text: job.value)).last?.end
            found.add(
                job.range, "runs", "job \"\(job.value)\" runs", end.map { "it is \($0.conclusion.rawValue)" } ?? "it is not there",
                end?.reason ?? Self.reason(end?.condition))
        }
        // A job that calls stands for those that it calls, and they for it.
        let extra = unexpected.filter { key in
            !all.contains { other in references.contains { $0.means(other) } && (key.isBelow(other) || other.isBelow(key)) }
        }
        guard !extra.isEmpty else { return }
        let names = extra.map { "\"\($0)\"" }.joined(separator: ", ")
        found.add(runs.range, "runs", Self.list(runs.value.map(\.value)), "also \(names)")
    }

    /// A condition that came out false, as the reason of what it skipped.
    static func reason(_ condition: ExpressionTrace?) -> String? {
        condition?.lines().joined(separator: "\n")
    }

    static func list(_ names: [String]) -> String {
        names.isEmpty ? "nothing" : names.joined(separator: ", ")
    }
}

/// What was found so far.
struct Findings {
    private(set) var mismatches: [TestResult.Mismatch] = []

    mutating func add(_ range: SourceRange, _ subject: String, _ expected: String, _ actual: String, _ reason: String? = nil) {
        mismatches.append(
            TestResult.Mismatch(
                range: range, subject: subject, expected: expected, actual: actual, reasons: reason.map { [$0] } ?? []))
    }

    mutating func compare(_ expected: Located<String>?, _ subject: String, _ actual: String?, _ reason: String? = nil) {
        guard let expected, expected.value != actual else { return }
        add(expected.range, subject, expected.value, actual ?? "nothing", reason)
    }

    mutating func compare(
        _ expected: ConcurrencyExpectation?, _ place: String, _ actual: (group: String, cancelsInProgress: Bool)?
    ) {
        guard let expected else { return }
        compare(expected.group, "\(place)concurrency group", actual?.group)
        if let flag = expected.cancelsInProgress, flag.value != (actual?.cancelsInProgress ?? false) {
            add(
                flag.range, "\(place)cancel-in-progress", "\(flag.value)",
                actual.map { "\($0.cancelsInProgress)" } ?? "no concurrency group")
        }
    }

    /// Texts by name; null in the expectation means that there is none.
    mutating func compare(_ expected: [NamedText], _ subject: String, _ actual: (String) -> String?) {
        for text in expected {
            let value = actual(text.name.value)
            guard value != text.value else { continue }
            add(text.range, "\(subject) \"\(text.name.value)\"", text.value ?? "not set", value ?? "not set")
        }
    }
}
