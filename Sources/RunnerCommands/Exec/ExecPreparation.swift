import Actions
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
    private(set) var files: [WorkflowFile]
    let isNamed: Bool
    let call: CommandCall
    let lock: ExecLock
    private let options: ReadingOptions
    private let sandboxes: SandboxEngine

    /// - Parameters:
    ///   - remotes: What an earlier look found; nothing where called workflows of other repositories are not looked at.
    ///   - use: Takes each plan, for callers that need no more of it: then the workflows of a folder are read one after the other, and
    ///     none is kept, neither in `files` nor in `planning.planned`.
    /// - Throws: `UsageError` for what the command line names and is not there.
    init(
        _ call: CommandCall, _ sandboxes: SandboxEngine = SandboxEngine(), remotes: ExecRemotes? = nil,
        use: ((Plan, ExecPreparation) -> Void)? = nil
    ) throws {
        self.call = call
        self.sandboxes = sandboxes
        let arguments = call.arguments
        // Before anything is read: a wrong option is reported although the repository may be broken.
        try ExecOptionCheck(call).check()
        configuration = try ExecConfiguration(call)
        reading = try Self.readRepository(call)
        let name = arguments[ExecOptions.workflow].first
        isNamed = name != nil
        var options = ReadingKeys.options(call, for: "")
        options.root = options.root ?? reading.root
        if let remotes { options.remote = remotes.repository }
        self.options = options
        lock = ExecLock(root: reading.root)
        let workflows = WorkflowFiles(root: reading.root, folder: call.folder, options: options)
        let paths = try workflows.paths(named: name)
        // Jobs, combinations and inputs that are asked for are sought in all files before any is planned.
        let isOneByOne =
            use != nil && paths.count > 1 && arguments[ExecOptions.job].isEmpty
            && arguments[ExecOptions.matrix].isEmpty && arguments[ExecOptions.event] != "workflow_dispatch"
        files = isOneByOne ? [] : try paths.map { try workflows.read($0) }
        try ExecOptionCheck(call).check(against: files)
        let sources = ExecValues.Sources(folder: call.folder, environment: call.environment) { question, isSecret in
            TerminalQuestion.ask(question, isSecret: isSecret)
        }
        var values = try remotes?.values ?? ExecValues(arguments, sources: sources)
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
        try ExecOptionCheck(call).check(against: event)
        for file in files { planning.add(file, arguments, reading, values) }
        let planned = planning.planned.map(\.file.shownPath)
        planning.diagnostics += lock.findings + files.filter { planned.contains($0.shownPath) }.flatMap(lock.findings)
        for path in isOneByOne ? paths : [] { try planOne(workflows.read(path), use) }
        if let use, !isOneByOne {
            for planned in planning.planned { use(planned.plan, self) }
        }
        try planning.checkMatrixFilters(arguments)
    }

    /// Plans a file, hands the plan over and keeps of both no more than findings need.
    private mutating func planOne(_ file: WorkflowFile, _ use: ((Plan, ExecPreparation) -> Void)?) {
        let known = planning.diagnostics.count
        planning.add(file, call.arguments, reading, values)
        if let plan = planning.planned.popLast()?.plan { use?(plan, self) }
        files.append(file.withoutWorkflow(keepsBytes: planning.diagnostics.count > known || !file.document.diagnostics.isEmpty))
    }

    private static func readRepository(_ call: CommandCall) throws -> ExecRepository {
        let reading: ExecRepository
        do {
            reading = try ExecRepository(
                folder: call.folder, ref: call.arguments[ExecOptions.ref], now: wallClockMicroseconds() / 1_000_000)
        } catch {
            guard error.kind == .notFound, let ref = call.arguments[ExecOptions.ref] else {
                throw CommandFailure("cannot read the repository: \(error)", remedy: "run `git status` here, it may say more")
            }
            throw UsageError("there is no branch or tag \"\(ref)\"", remedy: "`git branch -a` and `git tag` list them")
        }
        if reading.isBare {
            throw UsageError(
                "\"\(reading.root)\" is a bare repository: it has no work tree to run workflows of",
                remedy: "run `git clone \(reading.root) FOLDER` and go there")
        }
        let usual = joined(reading.root, WorkflowFiles.usualFolder)
        if call.arguments[ExecOptions.workflow].isEmpty, reading.repository == nil, !isFolder(usual) {
            throw UsageError(
                "\"\(call.folder)\" is in no git repository and has no folder \"\(WorkflowFiles.usualFolder)\"",
                remedy: "go to a repository, or name a workflow file: `runner exec FILE`")
        }
        return reading
    }

    /// Shows what was found in the files, and of the workflows that are to run what the checks find.
    ///
    /// - Parameter actions: Knows the actions that were fetched; without it the checks do not run.
    /// - Returns: How the command ends because of it; nothing when there are only warnings, so that the runs may begin.
    func showFindings(actions: ActionStore? = nil) throws -> CommandStatus? {
        var checks = ExecChecks()
        let isChecked = actions != nil && !call.arguments[ExecOptions.noCheck]
        if let actions, isChecked {
            for planned in planning.planned { checks.look(at: planned, options: options, actions: actions) }
        }
        let ofReading = files.flatMap(\.document.diagnostics).filter { !isChecked || $0.severity == .error }
        let ofWorkflows = ofReading + checks.errors + planning.diagnostics
        let ofSettings = values.diagnostics + configuration.diagnostics
        let shown = (ofWorkflows + ofSettings).filter { $0.severity != .info }
        if !shown.isEmpty { call.console.writeError(render(shown)) }
        if isChecked, !call.arguments[ExecOptions.quiet] {
            call.console.writeError(checks.shortWarnings(color: call.console.usesColor))
        }
        if ofWorkflows.contains(where: { $0.severity == .error }) { return .invalid }
        return ofSettings.contains { $0.severity == .error } ? .usage : nil
    }

    private func render(_ findings: [Diagnostic]) -> String {
        let texts = Dictionary(
            files.map { ($0.shownPath, String(decoding: $0.bytes, as: UTF8.self)) }, uniquingKeysWith: { first, _ in first })
        let sources = texts.merging(configuration.source) { $1 }.merging(lock.source) { $1 }
        return DiagnosticRenderer(color: call.console.usesColor, sources: sources).render(findings)
    }

    /// Says why nothing runs: fine when the repository's workflows don't ask for this event, a failure when a file was named.
    func sayNothingRuns() -> CommandStatus {
        let event = planning.event
        call.console.writeError("runner: no workflow runs for \(event.name) of \(event.ref)\n" + passedLines())
        return isNamed ? .failed : .success
    }

    private func passedLines() -> String {
        planning.passed.map { "  \($0.shownPath): \($0.reason)\n" }.joined()
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
        for (place, file) in planned.file.document.called.enumerated() {
            try directory.writeCalled(file.bytes, number: place + 1, name: file.name)
        }
        try directory.writePlan(plan.json())
        return ExecRun(plan: plan, directory: directory, facts: facts)
    }

    /// How to make the request of each run.
    func request(control: RunControl, actions store: ActionStore)
        -> @Sendable (ExecRun, @escaping @Sendable (RunNotice) -> Void) -> RunRequest
    {
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
        let (lock, node, usesRealActions) = (lock.lock, nodeRuntimes, usesRealActions)
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
            request.actions = store.pinned(to: lock?.pins(forWorkflow: run.plan.workflow.path))
            (request.node, request.usesRealActions) = (node, usesRealActions)
            request.observer = observer
            return request
        }
    }

    /// Which engine serves which label.
    func engineSelection() -> EngineSelection {
        let engines: [EngineName: any Engine] = [.sandbox: sandboxes, .host: HostEngine()]
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
