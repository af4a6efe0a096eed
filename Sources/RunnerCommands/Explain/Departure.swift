import Events
import Expressions
import Workflows

/// Something that this runner does otherwise than GitHub on purpose, and that a workflow touches.
///
/// Each stands for a row of docs/compatibility.md.
struct Departure: Sendable {
    /// The row's first cell.
    var behaviour: String
    /// What is different, for this workflow.
    var text: String

    var json: Value { .object([("behaviour", .string(behaviour)), ("text", .string(text))]) }

    static func lines(_ departures: [Departure], _ style: TerminalStyle) -> [String] {
        departures.isEmpty ? [] : ["  \(style.dim("how GitHub differs:"))"] + departures.map { "    \($0.text)" }
    }

    /// Those that the workflow touches, and workflows of this repository that it calls; in the order of the table.
    ///
    /// - Parameter event: Nothing where that is not known.
    static func all(in workflow: Workflow, event: Event?) -> [Departure] {
        let jobs = allJobs(of: workflow, depth: 0)
        return table.filter { $0.isTouched(workflow, jobs, event) }.map { Departure(behaviour: $0.behaviour, text: $0.text) }
    }

    private static func allJobs(of workflow: Workflow, depth: Int) -> [Job] {
        guard depth < 10 else { return [] }
        return workflow.jobs.flatMap { job in [job] + (job.call?.workflow.map { allJobs(of: $0, depth: depth + 1) } ?? []) }
    }

    /// A row, and whether a workflow touches it.
    struct Row: Sendable {
        var behaviour: String
        var text: String
        var isTouched: @Sendable (Workflow, [Job], Event?) -> Bool
    }

    /// In the order of docs/compatibility.md.
    static let table: [Row] = [
        Row(
            behaviour: "path filters beyond 300 files",
            text: "more than 300 paths changed: GitHub puts only the first 300 to path filters, here all count"
        ) { workflow, _, event in (event?.changedPaths?.count ?? 0) > 300 && hasPathFilters(workflow, event) },
        Row(
            behaviour: "changed paths of a local push",
            text: "the changed paths are those since the upstream branch, with what is not committed yet; GitHub takes those of the push"
        ) { workflow, _, event in event?.name == "push" && hasPathFilters(workflow, event) },
        Row(
            behaviour: "timeout-minutes of jobs and steps", text: "fractions of timeout-minutes count; GitHub cuts them off"
        ) { _, jobs, _ in jobs.contains { job in ([job.timeoutMinutes] + job.steps.map(\.timeoutMinutes)).contains(where: isFraction) } },
        Row(
            behaviour: "`runs-on`: labels", text: "a label that nobody serves ends the job at once; GitHub waits for a day"
        ) { _, jobs, _ in jobs.contains { $0.runsOn.map { !usesOnlyHostedLabels($0) } ?? false } },
        Row(
            behaviour: "`environment`", text: "jobs with an environment are not run yet; GitHub runs them when its rules allow it"
        ) { _, jobs, _ in jobs.contains { $0.environment != nil } },
        Row(
            behaviour: "`concurrency`", text: "concurrency groups hold within one command; GitHub's hold across all runs of the repository"
        ) { workflow, jobs, _ in workflow.concurrency != nil || jobs.contains { $0.concurrency != nil } },
    ]

    private static func hasPathFilters(_ workflow: Workflow, _ event: Event?) -> Bool {
        workflow.triggers.contains { trigger in
            (event == nil || trigger.event.value == event?.name) && (trigger.paths ?? trigger.pathsIgnore)?.isEmpty == false
        }
    }

    private static func isFraction(_ template: Template?) -> Bool {
        guard case .literal(.number(let number), _)? = template else { return false }
        return number != number.rounded()
    }

    /// `ubuntu-latest` and the like: those that this runner serves by itself.
    private static func usesOnlyHostedLabels(_ runsOn: RunsOn) -> Bool {
        guard let text = runsOn.labels?.literalString else { return false }
        return text.hasPrefix("ubuntu-")
    }
}
