import Engines
import Events
import Expressions
import Planning
import RunRecords
import Workflows

/// The contexts that are the same for all jobs of a workflow in a run: of the run's own, or of a call. Built once.
struct RunContexts: Sendable {
    /// What is known of `github` before a job starts, in order.
    let github: [(String, Value)]
    let githubValue: Value
    let facts: RunFacts
    let vars: Value
    private(set) var inputs: Value
    let secrets: Value
    /// ACTIONS_STEP_DEBUG is true or 1, as a secret or a variable.
    let showsDebug: Bool
    private(set) var file: String
    /// What stands before the names of the jobs: `build (linux) / `.
    let namePrefix: String

    init(_ request: RunRequest) {
        let plan = request.plan
        var facts = request.facts
        facts.token = request.secrets.first { $0.key.uppercased() == "GITHUB_TOKEN" }?.value ?? ""
        self.facts = facts
        github = GitHubContext.members(of: plan, run: facts)
        githubValue = .object(distinct: github.map { ($0.0, $0.1) })
        vars = Self.object(request.vars)
        secrets = Self.object(request.secrets)
        inputs = plan.inputs
        file = plan.workflow.path
        namePrefix = ""
        showsDebug = [request.secrets, request.vars].contains { values in
            let value = values.first { $0.key.uppercased() == "ACTIONS_STEP_DEBUG" }?.value
            return ["1", "true", "$true"].contains(value?.lowercased())
        }
    }

    /// Those of a call: the caller's `github` and `vars`, but only the inputs and secrets that the caller gives.
    ///
    /// - Parameters:
    ///   - name: The caller's display name.
    ///   - caller: What the caller's own expressions see.
    init(_ call: PlannedCall, name: String, caller: JobContextSource, job: Job) throws(EvaluationFailure) {
        let run = caller.run
        (github, githubValue, facts, vars, showsDebug) = (run.github, run.githubValue, run.facts, run.vars, run.showsDebug)
        inputs = call.inputs
        file = call.workflow.path
        namePrefix = "\(name) / "
        secrets = try Self.secrets(of: job, caller)
    }

    /// Those that the jobs of a call will have, as far as that is known before it begins: without its secrets.
    func foreseeing(_ call: PlannedCall?) -> RunContexts {
        guard let call else { return self }
        var contexts = self
        (contexts.inputs, contexts.file) = (call.inputs, call.workflow.path)
        return contexts
    }

    /// GITHUB_TOKEN is always among them; a secret without a value is none.
    private static func secrets(of job: Job, _ caller: JobContextSource) throws(EvaluationFailure) -> Value {
        let own = caller.run.secrets
        if job.call?.inheritsSecrets == true { return own }
        var given = (own.members ?? []).filter { $0.key.uppercased() == "GITHUB_TOKEN" }.map { ($0.key, $0.value) }
        if let template = job.call?.secrets {
            for (name, value) in try caller.evaluationWithSecrets.texts(template) where !value.isEmpty {
                given.append((name, .string(value)))
            }
        }
        return .object(given)
    }

    /// `github`, `vars`, `inputs`: for what belongs to the run.
    var contexts: [String: Value] {
        ["github": githubValue, "vars": vars, "inputs": inputs]
    }

    private static func object(_ texts: [String: String]) -> Value {
        .object(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }
}

/// What the contexts of a job are made of.
struct JobContextSource: Sendable {
    let run: RunContexts
    let planned: PlannedJob
    let needs: Value

    var showsDebug: Bool { run.showsDebug }

    /// For the job's own settings: `github`, `vars`, `inputs`, `needs`, `strategy` and `matrix`.
    var evaluation: TemplateEvaluation {
        TemplateEvaluation(evaluator: Evaluator(contexts: contexts), file: run.file)
    }

    /// The same with `secrets`.
    var evaluationWithSecrets: TemplateEvaluation {
        var evaluation = evaluation
        evaluation.evaluator.contexts["secrets"] = run.secrets
        return evaluation
    }

    private var contexts: [String: Value] {
        var contexts = run.contexts
        contexts["needs"] = needs
        contexts["matrix"] = planned.matrix
        contexts["strategy"] = planned.strategy.context
        return contexts
    }

    /// The contexts of the job's steps.
    func job(_ parts: JobScope.Parts, paths: InsidePaths, surroundings: Surroundings) -> JobContexts {
        let github =
            run.github + [
                ("job", .string(planned.key.id)), ("workspace", .string(paths.workspace)), ("event_path", .string(paths.eventFile)),
            ]
        var runner: [(String, Value)] = [
            ("name", .string("runner")), ("os", .string(surroundings.system)), ("arch", .string(surroundings.architecture)),
            ("environment", .string("self-hosted")), ("temp", .string(paths.temp)), ("tool_cache", .string(paths.tools)),
        ]
        if run.showsDebug { runner.append(("debug", .string("1"))) }
        var fixed = contexts
        fixed["github"] = .object(github)
        fixed["secrets"] = run.secrets
        fixed["runner"] = .object(runner)
        return JobContexts(file: run.file, github: github, fixed: fixed, job: job(parts))
    }

    /// `job` without its status.
    private func job(_ parts: JobScope.Parts) -> [(String, Value)] {
        let github = run.githubValue
        // A number of its own for each job of the state folder, as GitHub's check runs have.
        let place = parts.request.plan.jobs.firstIndex { $0.key == planned.key } ?? 0
        let checkRun = ("check_run_id", Value.number(Double(parts.request.directory.id * 1000 + place + 1)))
        guard let source = planned.source else {
            return [
                checkRun, ("workflow_ref", github["workflow_ref"]), ("workflow_sha", github["workflow_sha"]),
                ("workflow_repository", github["repository"]), ("workflow_file_path", .string(run.file)),
            ]
        }
        let repository = source.repository ?? github["repository"].text
        return [
            checkRun, ("workflow_ref", .string("\(repository)/\(source.path)@\(source.fullRef ?? source.ref ?? github["ref"].text)")),
            ("workflow_sha", .string(source.commit ?? github["sha"].text)), ("workflow_repository", .string(repository)),
            ("workflow_file_path", .string(source.path)),
        ]
    }
}
