package import Expressions

/// The contexts that expressions outside of steps see.
package struct PlanContexts: Sendable {
    /// `vars`, an object.
    package var vars: Value
    /// `needs`, an object by job id; null where it is not known yet.
    package var needs: Value
    package var run: RunFacts

    package init(vars: Value = .object([]), needs: Value = .null, run: RunFacts = RunFacts()) {
        self.vars = vars
        self.needs = needs
        self.run = run
    }

    /// The contexts of a whole workflow: `github`, `inputs`, `vars`.
    package func values(_ plan: Plan) -> [String: Value] {
        ["github": .object(distinct: GitHubContext.members(of: plan, run: run).map { ($0.0, $0.1) }), "inputs": plan.inputs, "vars": vars]
    }

    /// Those of a job before it starts: also `needs`, `strategy`, `matrix`.
    package func values(_ plan: Plan, _ job: PlannedJob) -> [String: Value] {
        values(job, values(plan))
    }

    /// Those of a job, from those of its workflow.
    func values(_ job: PlannedJob, _ shared: [String: Value]) -> [String: Value] {
        var values = shared
        if let parent = job.parent { values["inputs"] = parent.inputs }
        values["needs"] = needs
        values["strategy"] = job.strategy.context
        values["matrix"] = job.matrix
        return values
    }
}

extension PlannedStrategy {
    /// The `strategy` context.
    package var context: Value {
        .object(distinct: [
            ("fail-fast", .bool(failFast)), ("job-index", .number(Double(jobIndex))), ("job-total", .number(Double(jobTotal))),
            ("max-parallel", .number(Double(maxParallel))),
        ])
    }
}
