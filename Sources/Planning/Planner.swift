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
        switch RunName.of(plan, Evaluator(contexts: contexts.values(plan))) {
        case .success(let name): plan.runName = name
        case .failure(let failure): diagnostics += failure.diagnostics
        }
        for filter in options.jobFilters(&diagnostics) {
            if let finding = filter.finding(in: workflow) { diagnostics.append(finding) } else { plan.jobFilters.append(filter) }
        }
        var planning = JobPlanning(plan, contexts, matrixLimit: jobLimit)
        if options.jobs.isEmpty || !plan.jobFilters.isEmpty { planning.add(jobsOf: nil) }
        plan.jobs = planning.jobs
        diagnostics += planning.diagnostics
        return diagnostics.contains { $0.severity == .error } ? .failure(PlanningFailure(diagnostics)) : .success(plan)
    }

    /// The combinations of a job whose matrix depends on its needs.
    ///
    /// - Parameter needs: The `needs` context of that job: an object by job id of `{result, outputs}`.
    package func expand(_ job: PlannedJob, needs: Value, plan: Plan, vars: Value) throws(PlanningFailure) -> [PlannedJob] {
        try expand(job, plan, PlanContexts(vars: vars, needs: needs))
    }

    /// As `expand(_:needs:plan:vars:)`, with what the run knows of itself.
    ///
    /// - Returns: The combinations; where the job calls a workflow, each with the called jobs behind it.
    package func expand(_ job: PlannedJob, _ plan: Plan, _ contexts: PlanContexts) throws(PlanningFailure) -> [PlannedJob] {
        var planning = JobPlanning(plan, contexts, matrixLimit: jobLimit)
        try planning.add(expanding: job, needs: contexts.needs)
        guard planning.diagnostics.isEmpty else { throw PlanningFailure(planning.diagnostics) }
        return planning.jobs
    }

    /// The call of a job whose inputs depend on its needs, and the called jobs.
    ///
    /// - Parameter contexts: With the `needs` context of that job.
    /// - Throws: When an input is missing, of the wrong type, or can't be evaluated.
    package func open(_ job: PlannedJob, _ plan: Plan, _ contexts: PlanContexts) throws(PlanningFailure) -> (PlannedCall, [PlannedJob])? {
        var planning = JobPlanning(plan, contexts, matrixLimit: jobLimit)
        guard let call = try planning.call(of: job, needs: contexts.needs) else { return nil }
        planning.add(jobsOf: call)
        guard planning.diagnostics.isEmpty else { throw PlanningFailure(planning.diagnostics) }
        return (call, planning.jobs)
    }

    /// A scheduled event without a schedule is that of the workflow's first.
    private func completeSchedule(_ plan: inout Plan) {
        guard plan.event.name == "schedule", plan.event.payload["schedule"].text.isEmpty,
            let first = plan.workflow.triggers.first(where: { $0.event.value == "schedule" })?.schedules.first
        else { return }
        plan.event.payload = EventSynthesis.merged(plan.event.payload, .object([("schedule", .string(first.cron.value))]))
    }
}
