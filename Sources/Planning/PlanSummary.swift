import Events
package import Expressions
import Workflows

/// What a plan will do, for people and for `runner plan --format json`.
package struct PlanSummary: Sendable {
    /// One planned job: a combination, or a job without a matrix.
    package struct JobSummary: Sendable {
        package var key: JobKey
        /// As shown, behind the name of the calling job; the default where the name needs what is not known yet.
        package var name: String
        package var needs: [String]
        /// Null without a matrix.
        package var matrix: Value
        package var awaitsExpansion: Bool
        /// `if` as written; nothing where there is none.
        package var condition: String?
        /// Nothing where the labels need what is not known yet, or for a call.
        package var runsOn: RunnerLabels?
        /// `runs-on` as written.
        package var runsOnText: String
        /// The environment's name, evaluated where that can be done; nothing without one.
        package var environment: String?
        /// The workflow that the job calls.
        package var call: String?
        /// What it calls isn't planned yet: its inputs depend on its needs.
        package var awaitsCall: Bool
        package var steps: Int
    }

    package var workflow: String
    package var path: String
    package var runName: String
    package var event: String
    package var ref: String
    package var sha: String
    package var jobs: [JobSummary]

    package init(_ plan: Plan, _ contexts: PlanContexts) {
        workflow = plan.workflow.displayName
        path = plan.workflow.path
        runName = plan.runName
        event = plan.event.name
        ref = plan.event.ref
        sha = plan.event.sha
        let shared = contexts.values(plan)
        var names: [String: String] = [:]
        jobs = plan.jobs.map { planned in
            var summary = JobSummary(planned, contexts, shared)
            if let caller = names[planned.key.caller] { summary.name = "\(caller)\(JobKey.separator)\(summary.name)" }
            if planned.call != nil { names[planned.key.description] = summary.name }
            return summary
        }
    }

    /// Keys as in the workflow file, with `id`, `name`, `matrix` and so on for each planned job.
    ///
    /// - Parameter more: Members to add to a job's.
    package func json(_ more: (JobSummary) -> [(String, Value)] = { _ in [] }) -> Value {
        .object(distinct: [
            ("workflow", .string(workflow)), ("path", .string(path)), ("run-name", .string(runName)), ("event", .string(event)),
            ("ref", .string(ref)), ("sha", .string(sha)), ("jobs", .array(jobs.map { $0.json(more($0)) })),
        ])
    }
}

extension PlanSummary.JobSummary {
    /// - Parameter shared: The contexts of the workflow.
    init(_ planned: PlannedJob, _ contexts: PlanContexts, _ shared: [String: Value]) {
        let job = planned.job
        let evaluator = Evaluator(contexts: contexts.values(planned, shared))
        let knowsNeeds = contexts.needs.members != nil
        let isKnown = { (template: Template?) in
            guard let template else { return true }
            return (knowsNeeds || !template.mentions("needs")) && (!planned.awaitsExpansion || !template.mentions("matrix"))
        }
        key = planned.key
        name = isKnown(job.name) ? (try? planned.displayName(evaluator)) ?? planned.defaultName : planned.defaultName
        needs = planned.needs
        matrix = planned.matrix
        awaitsExpansion = planned.awaitsExpansion
        condition = job.condition.source?.value
        runsOnText = job.runsOn?.labels?.sourceText ?? job.runsOn?.group?.sourceText ?? ""
        let areLabelsKnown = job.runsOn != nil && isKnown(job.runsOn?.labels) && isKnown(job.runsOn?.group)
        runsOn = areLabelsKnown ? try? planned.runnerLabels(evaluator) : nil
        if let template = job.environment?.name {
            let name = isKnown(template) ? (try? evaluator.evaluate(template).text) ?? template.sourceText : template.sourceText
            environment = name.isEmpty ? nil : name
        }
        call = job.call?.uses.value
        awaitsCall = planned.awaitsCall
        steps = job.steps.count
    }

    fileprivate func json(_ more: [(String, Value)]) -> Value {
        var members: [(key: String, value: Value)] = [
            ("id", .string(key.id)), ("key", .string(key.description)), ("name", .string(name)),
            ("needs", .array(needs.map { .string($0) })), ("matrix", matrix),
        ]
        if awaitsExpansion { members.append(("awaits-expansion", .bool(true))) }
        if let condition { members.append(("if", .string(condition))) }
        if !key.caller.isEmpty { members.append(("caller", .string(key.caller))) }
        if let call {
            members.append(("uses", .string(call)))
            if awaitsCall { members.append(("awaits-inputs", .bool(true))) }
        } else {
            members.append(("runs-on", runsOn.map { .array($0.labels.map { .string($0) }) } ?? .string(runsOnText)))
            if let group = runsOn?.group { members.append(("group", .string(group))) }
            members.append(("steps", .number(Double(steps))))
        }
        if let environment { members.append(("environment", .string(environment))) }
        for (key, value) in more { members.append((key, value)) }
        return .object(distinct: members)
    }
}
