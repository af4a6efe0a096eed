import Diagnostics
import Engines
import Events
import Expressions
import Planning
import Workflows

/// Says whether this runner can execute a job: what it asks for, and who serves its labels.
struct JobAdmission: Sendable {
    let engines: EngineSelection
    /// `owner/name` of the run's own repository.
    let repository: String
    /// The workflow's path, for messages.
    private(set) var file: String
    /// Jobs are played: nothing that they ask for can be missing.
    private var isRehearsal = false

    init(_ request: RunRequest) {
        self.init(engines: request.engines, repository: request.plan.repository.fullName, file: request.plan.workflow.path)
        isRehearsal = request.rehearsal != nil
    }

    init(engines: EngineSelection, repository: String, file: String) {
        (self.engines, self.repository, self.file) = (engines, repository, file)
    }

    /// For the jobs of another file.
    func within(_ file: String) -> JobAdmission {
        var admission = self
        admission.file = file
        return admission
    }

    /// Why the job can't start; nothing when it can.
    func refusal(of planned: PlannedJob, _ source: JobContextSource) -> Scheduler.Refusal? {
        do throws(EvaluationFailure) {
            let evaluation = source.evaluation
            let obstacles = isRehearsal ? [] : try obstacles(of: planned, evaluation: evaluation)
            return refusal(of: planned, labels: try JobSettings(planned, evaluation: evaluation).labels, obstacles: obstacles)
        } catch {
            return .fails(reason: error.description)
        }
    }

    /// Why a job can't start whose settings are known.
    ///
    /// - Parameter obstacles: As `obstacles` found them.
    func refusal(of planned: PlannedJob, labels: [String], obstacles: [String]) -> Scheduler.Refusal? {
        var obstacles = obstacles
        if planned.job.call == nil, case .failure(let obstacle) = engine(for: planned, labels: labels) { obstacles.append(obstacle.text) }
        return obstacles.isEmpty ? nil : .notRun(reason: obstacles.joined(separator: "; "))
    }

    /// Everything that keeps the job from running, each with its place; empty when it can run.
    func obstacles(of planned: PlannedJob, evaluation: TemplateEvaluation) throws(EvaluationFailure) -> [String] {
        let job = planned.job
        if let call = job.call {
            return call.workflow == nil ? [obstacle(call.uses.range, "the called workflow \"\(call.uses.value)\" is not at hand")] : []
        }
        var found: [String] = []
        if let environment = job.environment, case let name = try evaluation.text(environment.name), !name.isEmpty {
            let problem = "the environment \"\(name)\" may have protection rules, secrets and variables, which come with a later version"
            found.append(obstacle(environment.range, problem + "; the job is not run without them"))
        }
        if let container = job.container, try Self.asksForContainer(evaluation.value(container)) {
            found.append(
                obstacle(container.range, "job containers come with a later version; without \"container\" the job runs on this system"))
        }
        if let services = job.services, let members = try evaluation.value(services).members, !members.isEmpty {
            found.append(
                obstacle(
                    services.range, "service containers come with a later version; a step can start a server in the background instead"))
        }
        if let snapshot = job.snapshot {
            found.append(obstacle(snapshot.range, "snapshots of machine images are not supported; nothing of a job's system is kept"))
        }
        addActionObstacles(job.steps, to: &found)
        return found
    }

    /// The engine for the job's labels, or why there is none.
    func engine(for planned: PlannedJob, labels: [String]) -> Result<EngineSelection.Choice, Obstacle> {
        if isRehearsal { return .success(EngineSelection.Choice(engine: RehearsalEngine())) }
        let range = planned.job.runsOn?.range ?? planned.job.range
        switch engines.choice(for: labels) {
        case .success(let choice): return .success(choice)
        case .failure(let unserved):
            let problem =
                unserved.label.isEmpty
                ? "a runner group without labels is not supported; add labels that say which engine serves the job"
                : "no engine serves the label \"\(unserved.label)\"; -P \(unserved.label)=ENGINE maps it"
            return .failure(Obstacle(text: obstacle(range, problem)))
        }
    }

    struct Obstacle: Error {
        var text: String
    }

    private static func asksForContainer(_ value: Value) -> Bool {
        let image = value.members == nil ? value.text : value["image"].text
        return !image.isEmpty
    }

    private func addActionObstacles(_ steps: [Step], to found: inout [String]) {
        for step in steps {
            switch step.action {
            case .parallel(let children): addActionObstacles(children, to: &found)
            case .uses(let action):
                guard let problem = Self.problem(of: action) else { continue }
                found.append(obstacle(action.reference.range, problem))
            case .run, .wait, .waitAll, .cancel: continue
            }
        }
    }

    private static func problem(of action: UsedAction) -> String? {
        let text = action.reference.value
        return switch action.kind {
        case .image: ContainerRefusal.message(text)
        case .malformed: "\"\(text)\" is not the name of an action"
        case .folder: nil
        }
    }

    private func obstacle(_ range: SourceRange, _ problem: String) -> String {
        "\(Place(file, range)): \(problem)"
    }
}
