import Diagnostics
import Engines
import Events
import Execution
import Expressions
import GitRepositories
import Glibc
import HostEngine
import LinuxSystem
import OptionParsing
import Planning
import RunRecords
import SandboxEngine
import Workflows

/// All that `runner exec` knows before anything runs.
struct ExecPreparation {
    var planning: ExecPlanning
    let reading: ExecRepository
    let values: ExecValues
    let configuration: ExecConfiguration
    let files: [WorkflowFile]
    let isNamed: Bool
    let call: CommandCall

    /// - Throws: `UsageError` for what the command line names and is not there.
    init(_ call: CommandCall) throws {
        self.call = call
        let arguments = call.arguments
        configuration = try ExecConfiguration(call)
        reading = try Self.readRepository(call)
        let name = arguments[ExecOptions.workflow].first
        isNamed = name != nil
        var options = ReadingKeys.options(call, for: "")
        options.root = options.root ?? reading.root
        let workflows = WorkflowFiles(root: reading.root, folder: call.folder, options: options)
        files = try workflows.paths(named: name).map { try workflows.read($0) }
        try Self.checkOptions(call, files)
        let sources = ExecValues.Sources(folder: call.folder, environment: call.environment) { question, isSecret in
            TerminalQuestion.ask(question, isSecret: isSecret)
        }
        var values = try ExecValues(arguments, sources: sources)
        var event = try ExecPlanning.event(arguments, files: files, isNamed: isNamed, reading: reading, values: values)
        let answers = try MissingInputs.answers(files.compactMap(\.document.workflow), event, given: values.inputs) {
            sources.ask($0, false)
        }
        if !answers.isEmpty {
            values.inputs += answers
            event = try ExecPlanning.event(arguments, files: files, isNamed: isNamed, reading: reading, values: values)
        }
        self.values = values
        planning = ExecPlanning(event: event)
        for file in files { planning.add(file, arguments, reading, values) }
    }

    /// Refuses what would have no effect: jobs that no workflow has, images for engines without, paths that aren't there.
    private static func checkOptions(_ call: CommandCall, _ files: [WorkflowFile]) throws {
        let arguments = call.arguments
        let workflows = files.compactMap(\.document.workflow)
        let known = workflows.flatMap(\.jobs).map(\.id.value)
        for name in arguments[ExecOptions.job]
        where workflows.count == files.count && !known.contains(where: { $0.lowercased() == name.lowercased() }) {
            let nearest = Suggestion.nearest(to: name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
            let all = known.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
            throw UsageError("no workflow has a job \"\(name)\"", remedy: "the jobs are \(all)\(nearest)")
        }
        if let rule = arguments[ExecOptions.label].first(where: { $0.image != nil }) {
            throw UsageError(
                "label \"\(rule.label)\" can't have an image: the engine \(rule.engine.rawValue) has none",
                remedy: "leave \":\(rule.image ?? "")\" out")
        }
        for path in arguments[ExecOptions.expose] where access(call.absolute(path), F_OK) != 0 {
            throw UsageError("there is no \"\(path)\" to expose", remedy: "check the path")
        }
    }

    private static func readRepository(_ call: CommandCall) throws -> ExecRepository {
        do {
            return try ExecRepository(
                folder: call.folder, ref: call.arguments[ExecOptions.ref], now: wallClockMicroseconds() / 1_000_000)
        } catch {
            guard error.kind == .notFound, let ref = call.arguments[ExecOptions.ref] else {
                throw CommandFailure("cannot read the repository: \(error)", remedy: "run `git status` here, it may say more")
            }
            throw UsageError("there is no branch or tag \"\(ref)\"", remedy: "`git branch -a` and `git tag` list them")
        }
    }

    /// Shows what was found in the files.
    ///
    /// - Returns: Whether there are only warnings, so that the runs may begin.
    func showFindings() throws -> Bool {
        let found = files.flatMap(\.document.diagnostics) + values.diagnostics + configuration.diagnostics + planning.diagnostics
        let shown = found.filter { $0.severity != .info }
        if !shown.isEmpty {
            let texts = Dictionary(
                files.map { ($0.shownPath, String(decoding: $0.bytes, as: UTF8.self)) }, uniquingKeysWith: { first, _ in first })
            call.console.writeError(DiagnosticRenderer(color: call.console.usesColor, sources: texts).render(shown))
        }
        return !shown.contains { $0.severity == .error }
    }

    /// Says why nothing runs: fine when the repository's workflows don't ask for this event, a failure when a file was named.
    func sayNothingRuns() -> CommandStatus {
        let event = planning.event
        call.console.writeError("runner: no workflow runs for \(event.name) of \(event.ref)\n" + passedLines())
        return isNamed ? .failed : .success
    }

    private func passedLines() -> String {
        planning.passed.map { "  \($0.file.shownPath): \($0.reason)\n" }.joined()
    }

    /// Tells of runs that a runner left behind when it was killed, and removes what it could not; each is told of once.
    func reportStoppedRuns(in state: StateFolder) {
        for run in (try? state.openRuns()) ?? [] {
            guard let journal = try? RunJournal.read(run), !journal.isHeld, !journal.records.isEmpty else { continue }
            do {
                let wasLeft = try RunLeftovers.remove(of: run)
                if RunState(reading: journal).wasStopped {
                    let removed = wasLeft ? "; what was left of it is removed" : ""
                    let hint = "`runner logs \(run.id)` shows what it printed"
                    call.console.writeError("runner: run \(run.id) ended when its runner stopped\(removed); \(hint)\n")
                }
                state.close(run)
            } catch {
                call.console.writeError("runner: can't remove what run \(run.id) left: \(error)\n")
            }
        }
    }

    /// Numbers a run and makes its folder with its event, workflow and plan.
    func makeRun(of planned: ExecPlanning.Planned, in state: StateFolder) throws -> ExecRun {
        let directory: RunDirectory
        do {
            directory = try state.createRun()
        } catch let error as SystemError {
            throw CommandFailure("cannot keep runs: \(error)", remedy: "name a folder that you may write: --state FOLDER, or RUNNER_STATE")
        }
        let workflow = "\(planned.plan.repository.fullName)/\(planned.plan.workflow.path)"
        let facts = RunFacts(id: directory.id, number: try state.nextNumber(of: workflow))
        let plan = planned.numbered(facts) ?? planned.plan
        try directory.writeEvent(Array(plan.event.payload.json().utf8))
        try directory.writeWorkflow(planned.file.bytes)
        try directory.writePlan(plan.json())
        return ExecRun(plan: plan, directory: directory, facts: facts)
    }

    /// How to make the request of each run.
    func request(control: RunControl) -> @Sendable (ExecRun, @escaping @Sendable (RunNotice) -> Void) -> RunRequest {
        let arguments = call.arguments
        let slots = JobSlots(arguments[ExecOptions.jobs] ?? configuration.jobs ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
        let groups = ConcurrencyGroups()
        let engines = engineSelection()
        let limits = ResourceLimits(
            memory: arguments[ExecOptions.memory] ?? configuration.memory, cpus: arguments[ExecOptions.cpus] ?? configuration.cpus,
            processes: arguments[ExecOptions.processes] ?? configuration.processes)
        let network = arguments[ExecOptions.network] ?? configuration.network
        let (root, repository, values) = (reading.root, reading.repository, values)
        let secretFiles = [call.absolute(arguments[ExecOptions.secretFile] ?? ".secrets")]
        let exposed = arguments[ExecOptions.expose].map { call.absolute($0) }
        return { run, observer in
            var request = RunRequest(plan: run.plan, directory: run.directory, workTree: root)
            request.facts = run.facts
            (request.secrets, request.vars, request.env) = (values.secrets, values.variables, values.environment)
            (request.repository, request.version) = (repository, RunnerCommand.version)
            (request.engines, request.limits, request.exposedPaths) = (engines, limits, exposed)
            request.network = network == "none" ? .none : .host
            request.privateFiles = secretFiles
            request.bindsWorkTree = arguments[ExecOptions.bind]
            (request.slots, request.control, request.groups) = (slots, control, groups)
            request.observer = observer
            return request
        }
    }

    /// Which engine serves which label.
    func engineSelection() -> EngineSelection {
        let engines: [EngineName: any Engine] = [.sandbox: SandboxEngine(), .host: HostEngine()]
        var selection = EngineSelection()
        let only = call.arguments[ExecOptions.engine]
        for rule in LabelRule.defaults(architecture: Surroundings.hostArchitecture) {
            guard let engine = engines[only ?? rule.engine] else { continue }
            selection.serve(rule.label, with: EngineSelection.Choice(engine: engine, image: rule.image, isDefault: true))
        }
        for rule in configuration.labels + call.arguments[ExecOptions.label] {
            guard let engine = engines[only ?? rule.engine] else { continue }
            selection.serve(rule.label, with: EngineSelection.Choice(engine: engine, image: rule.image))
        }
        return selection
    }
}
