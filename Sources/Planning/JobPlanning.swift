import Diagnostics
import Expressions
import Workflows

/// Plans the jobs of a workflow and of the workflows that they call, as far as that can be done.
package struct JobPlanning {
    /// The plan as far as it is known: event, workflow, filters.
    let plan: Plan
    let vars: Value
    /// `github`, `inputs` and `vars` of the run.
    let shared: [String: Value]
    /// How many jobs a matrix may make.
    let matrixLimit: Int
    private(set) var jobs: [PlannedJob] = []
    private(set) var diagnostics: [Diagnostic] = []
    /// The limit was reached, and that is a finding.
    private var isFull = false

    /// Jobs of all levels together, calls included. Ours: ten levels of matrices would not end otherwise.
    package static let limit = 10_000

    init(_ plan: Plan, _ contexts: PlanContexts, matrixLimit: Int) {
        self.plan = plan
        vars = contexts.vars
        shared = contexts.values(plan)
        self.matrixLimit = matrixLimit
    }

    /// Adds the wanted jobs of the run's workflow, or of a call.
    mutating func add(jobsOf parent: PlannedCall?) {
        let workflow = parent?.workflow ?? plan.workflow
        for job in plan.filters(of: parent).selected(in: workflow) where !isFull {
            do throws(PlanningFailure) {
                try add(job, of: parent)
            } catch {
                for diagnostic in error.diagnostics where !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
            }
        }
    }

    private mutating func add(_ job: Job, of parent: PlannedCall?) throws(PlanningFailure) {
        let strategy = strategy(job, of: parent, needs: .null)
        guard strategy.awaitsNeeds else { return try add(combinations: try strategy.jobs(), of: parent, needs: nil) }
        var planned = PlannedJob(key: JobKey(caller: parent?.caller.description ?? "", id: job.id.value), job: job, awaitsExpansion: true)
        planned.parent = parent
        try append(planned)
    }

    /// Adds the combinations of a job whose needs are known.
    mutating func add(expanding job: PlannedJob, needs: Value) throws(PlanningFailure) {
        try add(combinations: try strategy(job.job, of: job.parent, needs: needs).jobs(), of: job.parent, needs: needs)
    }

    /// - Parameter needs: Nothing while it isn't known.
    private mutating func add(combinations: [PlannedJob], of parent: PlannedCall?, needs: Value?) throws(PlanningFailure) {
        for var planned in combinations where !isFull {
            planned.parent = parent
            let isKnown = needs != nil || !(planned.job.call?.inputs?.mentions("needs") ?? false)
            planned.call = isKnown ? try call(of: planned, needs: needs ?? .null) : nil
            try append(planned)
            if let call = planned.call { add(jobsOf: call) }
        }
    }

    /// What a job calls, with the inputs it gives.
    ///
    /// - Returns: Nothing for a job that calls nothing, or a file that could not be reached.
    func call(of planned: PlannedJob, needs: Value) throws(PlanningFailure) -> PlannedCall? {
        guard let workflow = planned.job.call?.workflow, let source = planned.job.call?.source else { return nil }
        var values = contexts(of: planned.parent)
        values["needs"] = needs
        values["strategy"] = planned.strategy.context
        values["matrix"] = planned.matrix
        let inputs = CallInputs(
            job: planned.job, file: planned.workflow(in: plan).path, workflow: workflow, evaluator: Evaluator(contexts: values))
        return PlannedCall(
            caller: planned.key, workflow: workflow, source: source, inputs: try inputs.resolve(), parent: planned.parent)
    }

    private mutating func append(_ planned: PlannedJob) throws(PlanningFailure) {
        guard jobs.count < Self.limit else {
            isFull = true
            let message = "the workflow and those it calls make more than \(Self.limit) jobs"
            let file = planned.workflow(in: plan).path
            throw PlanningFailure([
                Diagnostic(
                    file: file, range: planned.job.id.range, kind: .limit, message: message,
                    remedy: "shorten the matrices of the jobs that call workflows")
            ])
        }
        jobs.append(planned)
    }

    private func contexts(of parent: PlannedCall?) -> [String: Value] {
        guard let parent else { return shared }
        var values = shared
        values["inputs"] = parent.inputs
        return values
    }

    private func strategy(_ job: Job, of parent: PlannedCall?, needs: Value) -> StrategyPlanning {
        var values = contexts(of: parent)
        values["needs"] = needs
        return StrategyPlanning(
            job: job, caller: parent?.caller.description ?? "", file: parent?.workflow.path ?? plan.workflow.path,
            evaluator: Evaluator(contexts: values), filters: plan.matrixFilters, limit: matrixLimit)
    }
}
