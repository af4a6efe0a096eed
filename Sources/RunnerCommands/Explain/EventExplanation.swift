import Engines
import Events
import Execution
import Expressions
import LinuxSystem
import Planning
import Rehearsals
import RunRecords
import Workflows

/// Why an event starts workflows and their jobs, or not.
struct EventExplanation {
    /// A workflow that the event starts.
    struct Started {
        var path: String
        var reasons: [TriggerReason]
        var filters: [FilterExplanation]
        var jobs: [Outlook.Job]
        /// Why this runner would not run a job, by key.
        var refusals: [JobKey: String]
        var departures: [Departure]
    }

    /// One that it doesn't.
    struct Passed {
        var path: String
        var reason: String
        var place: Located<String>?
        var filters: [FilterExplanation]
    }

    let event: Event
    private(set) var started: [Started] = []
    private(set) var passed: [Passed] = []

    init(_ preparation: ExecPreparation, _ plans: [Plan]) async throws {
        event = preparation.planning.event
        let make = preparation.request(control: RunControl(), actions: preparation.makeStore())
        for plan in plans { started.append(try await Self.explain(plan, event, make)) }
        for passed in preparation.planning.passed { self.passed.append(Self.explain(passed, event)) }
    }

    private static func explain(
        _ plan: Plan, _ event: Event, _ make: (ExecRun, @escaping @Sendable (RunNotice) -> Void) -> RunRequest
    ) async throws -> Started {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        let directory = RunDirectory(id: 1, path: "\(scratch.path)/run")
        try makeFolders("\(directory.path)/jobs")
        let request = make(ExecRun(plan: plan, directory: directory, facts: RunFacts())) { _ in }
        let outlook = try await Outlook(of: request)
        var foresight = RefusalForesight(request)
        var refusals: [JobKey: String] = [:]
        for job in plan.jobs {
            switch foresight.refusal(of: job) {
            case .notRun(let reason), .fails(let reason): refusals[job.key] = reason
            case nil: break
            }
        }
        var reasons: [TriggerReason] = []
        if case .runs(let passed) = Planner().triggers(plan.workflow, event: event) { reasons = passed }
        return Started(
            path: plan.workflow.path, reasons: reasons, filters: Planner().explainFilters(plan.workflow, event: event),
            jobs: outlook.jobs, refusals: refusals, departures: Departure.all(in: plan.workflow, event: event))
    }

    private static func explain(_ passed: ExecPlanning.Passed, _ event: Event) -> Passed {
        Passed(
            path: passed.shownPath, reason: passed.reason, place: passed.decidedBy,
            filters: passed.workflow.map { Planner().explainFilters($0, event: event) } ?? [])
    }
}
