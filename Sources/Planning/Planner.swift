import Diagnostics
package import Events
package import Expressions
package import Workflows

/// Decides what a workflow does for an event. Reads nothing but its arguments.
package struct Planner: Sendable {
    /// How many jobs a matrix may make; GitHub's limit is 256.
    package var jobLimit: Int

    package init(jobLimit: Int = 256) {
        self.jobLimit = jobLimit
    }

    /// The plan of a workflow for an event; whether the event starts the workflow is another question (`triggers`).
    ///
    /// - Parameters:
    ///   - inputs: An object of given inputs, text or typed; those of the event's payload count where it lacks them.
    ///   - vars: The `vars` context, an object.
    /// - Returns: Or all findings that keep the workflow from running: inputs, matrices, names of jobs.
    package func plan(
        _ workflow: Workflow, for event: Event, repository: RepositoryIdentity, inputs: Value, vars: Value, options: PlanOptions
    ) -> Result<Plan, PlanningFailure> {
        var plan = Plan(event: event, repository: repository, workflow: workflow, runName: "", inputs: .object([]), jobs: [])
        plan.matrixFilters = options.matrix
        let contexts = PlanContexts(vars: vars, run: options.run)
        var diagnostics: [Diagnostic] = []
        completeSchedule(&plan)
        diagnostics += InputResolution(plan: plan, contexts: contexts, given: inputs).resolve(&plan)
        let evaluator = Evaluator(contexts: contexts.values(plan))
        switch RunName.of(plan, evaluator) {
        case .success(let name): plan.runName = name
        case .failure(let failure): diagnostics += failure.diagnostics
        }
        for job in selected(workflow, options, &diagnostics) {
            do throws(PlanningFailure) {
                plan.jobs += try planned(job, plan, evaluator)
            } catch {
                diagnostics += error.diagnostics
            }
        }
        return diagnostics.contains { $0.severity == .error } ? .failure(PlanningFailure(diagnostics)) : .success(plan)
    }

    /// The combinations of a job whose matrix depends on its needs.
    ///
    /// - Parameter needs: The `needs` context of that job: an object by job id of `{result, outputs}`.
    package func expand(_ job: PlannedJob, needs: Value, plan: Plan, vars: Value) throws(PlanningFailure) -> [PlannedJob] {
        try expand(job, plan, PlanContexts(vars: vars, needs: needs))
    }

    /// As `expand(_:needs:plan:vars:)`, with what the run knows of itself.
    package func expand(_ job: PlannedJob, _ plan: Plan, _ contexts: PlanContexts) throws(PlanningFailure) -> [PlannedJob] {
        var values = contexts.values(plan)
        values["needs"] = contexts.needs
        return try strategy(job.job, plan, Evaluator(contexts: values)).jobs()
    }

    private func planned(_ job: Job, _ plan: Plan, _ evaluator: Evaluator) throws(PlanningFailure) -> [PlannedJob] {
        let strategy = strategy(job, plan, evaluator)
        if strategy.awaitsNeeds { return [PlannedJob(key: JobKey(id: job.id.value), job: job, awaitsExpansion: true)] }
        return try strategy.jobs()
    }

    private func strategy(_ job: Job, _ plan: Plan, _ evaluator: Evaluator) -> StrategyPlanning {
        StrategyPlanning(job: job, file: plan.workflow.path, evaluator: evaluator, filters: plan.matrixFilters, limit: jobLimit)
    }

    /// The jobs wanted and those they need, in file order.
    private func selected(_ workflow: Workflow, _ options: PlanOptions, _ diagnostics: inout [Diagnostic]) -> [Job] {
        guard !options.jobs.isEmpty else { return workflow.jobs }
        let graph = NeedsGraph(workflow.jobs)
        for name in options.jobs where graph.id(name) == nil {
            let nearest = Suggestion.nearest(to: name, among: graph.ids).map { "; did you mean \"\($0)\"?" } ?? ""
            let all = graph.ids.map { "\"\($0)\"" }.joined(separator: ", ")
            diagnostics.append(
                Diagnostic(
                    file: workflow.path, range: nil, kind: .id, message: "there is no job \"\(name)\"",
                    remedy: "the jobs are \(all)\(nearest)"))
        }
        let wanted = Set(graph.closure(of: options.jobs))
        return workflow.jobs.filter { wanted.contains($0.id.value) }
    }

    /// A scheduled event without a schedule is that of the workflow's first.
    private func completeSchedule(_ plan: inout Plan) {
        guard plan.event.name == "schedule", plan.event.payload["schedule"].text.isEmpty,
            let first = plan.workflow.triggers.first(where: { $0.event.value == "schedule" })?.schedules.first
        else { return }
        plan.event.payload = EventSynthesis.merged(plan.event.payload, .object([("schedule", .string(first.cron.value))]))
    }
}
