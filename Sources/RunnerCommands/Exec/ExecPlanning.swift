import Diagnostics
import Events
import Execution
import Expressions
import Glibc
import LinuxSystem
import OptionParsing
import Planning
import Workflows

/// From files and an event to plans: what `runner exec` and `runner plan` share.
struct ExecPlanning {
    /// A workflow that the event starts, ready to run.
    struct Planned {
        var file: WorkflowFile
        var plan: Plan
        /// Makes the plan again for a run that has got its numbers, which names and matrices may use.
        var numbered: @Sendable (RunFacts) -> Plan?
    }

    /// A workflow that the event doesn't start, and why.
    struct Passed {
        /// The file as findings name it.
        var shownPath: String
        var reason: String
        /// What in the file decided.
        var decidedBy: Located<String>?
        /// Nothing where the event is not why.
        var workflow: Workflow?
    }

    var event: Event
    var planned: [Planned] = []
    var passed: [Passed] = []
    /// What kept a workflow from being planned.
    var diagnostics: [Diagnostic] = []
    /// The matrices of the planned jobs, for `--matrix`; gathered only when it is given.
    var matrices = KnownMatrices()

    init(event: Event) {
        self.event = event
    }

    /// The event that the options ask for; without them a push, or the only event of the only file that was named.
    ///
    /// - Throws: `UsageError` for an event that can't be made.
    static func event(
        _ arguments: ParsedArguments, files: [WorkflowFile], isNamed: Bool, reading: ExecRepository, values: ExecValues
    ) throws -> Event {
        var request = EventRequest(name: try eventName(arguments, files: files, isNamed: isNamed), repository: reading.facts)
        request.actor = arguments[ExecOptions.actor]
        request.inputs = values.inputs
        if let repository = reading.repository { request.ask(repository) }
        let triggers = files.flatMap { $0.document.workflow?.triggers ?? [] }.filter { $0.event.value == request.name }
        request.schedule = triggers.lazy.flatMap(\.schedules).first?.cron.value
        // A name that all of them wait for; without one the event fits any.
        let awaited = triggers.compactMap { $0.workflows?.map(\.value) }
        request.triggeringWorkflow = awaited.first?.first { name in awaited.allSatisfy { $0.contains(name) } }
        request.workflowPath = files.count == 1 ? files[0].document.workflow?.path : nil
        if let name = arguments[ExecOptions.eventFile] {
            do {
                request.payload = try Value(json: try readText(name, limit: 64 * 1_048_576))
            } catch let error as ExpressionError {
                throw UsageError("cannot read \"\(name)\": \(error.message)", remedy: "give a file with the event's payload, a JSON object")
            } catch {
                throw UsageError(
                    "cannot read \"\(name)\": \(Self.reason(error))", remedy: "name a file with the event's payload, a JSON object")
            }
        }
        do {
            var event = try EventSynthesis.event(request)
            let changed = arguments[ExecOptions.changed]
            event.changedPaths = changed.isEmpty ? reading.changedPaths(of: event) : changed
            return event
        } catch {
            throw UsageError(error.message, remedy: error.remedy)
        }
    }

    private static func eventName(_ arguments: ParsedArguments, files: [WorkflowFile], isNamed: Bool) throws -> String {
        if let name = arguments[ExecOptions.event] { return name }
        guard isNamed, files.count == 1, let triggers = files.first?.document.workflow?.triggers else { return "push" }
        let names = triggers.map(\.event.value)
        return names.contains("push") || names.isEmpty ? "push" : names[0]
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? SystemError else { return "\(error)" }
        return error.errno == EFBIG ? "it has more than 64 MiB" : SystemError.text(of: error.errno)
    }

    /// - Throws: `UsageError` when `--matrix` names what no planned job has.
    func checkMatrixFilters(_ arguments: ParsedArguments) throws {
        if !planned.isEmpty || !diagnostics.isEmpty { try matrices.check(MatrixFilter.parse(arguments[ExecOptions.matrix]) ?? []) }
    }

    /// Plans a file, or says why not.
    mutating func add(_ file: WorkflowFile, _ arguments: ParsedArguments, _ reading: ExecRepository, _ values: ExecValues) {
        guard let workflow = file.document.workflow else { return }
        let planner = Planner()
        if case .doesNot(let reason, let place) = planner.triggers(workflow, event: event), !arguments[ExecOptions.noFilters] {
            return passed.append(Passed(shownPath: file.shownPath, reason: reason, decidedBy: place, workflow: workflow))
        }
        let wanted = arguments[ExecOptions.job].filter { JobFilter($0).map { $0.finding(in: workflow) == nil } ?? false }
        if wanted.isEmpty, !arguments[ExecOptions.job].isEmpty {
            return passed.append(Passed(shownPath: file.shownPath, reason: "it has none of the jobs asked for"))
        }
        var options = PlanOptions()
        options.jobs = wanted
        options.matrix = MatrixFilter.parse(arguments[ExecOptions.matrix]) ?? []
        let variables = values.variablesContext
        let inputs = Value.object(values.inputs.map { ($0.name, .string($0.value)) })
        let repository = reading.facts.identity
        let (event, asked) = (event, options)
        let make = { @Sendable (facts: RunFacts) in
            var options = asked
            options.run = facts
            return planner.plan(workflow, for: event, repository: repository, inputs: inputs, vars: variables, options: options)
        }
        if !options.matrix.isEmpty {
            options.matrix = []
            matrices.add(planner.plan(workflow, for: event, repository: repository, inputs: inputs, vars: variables, options: options))
        }
        switch make(RunFacts()) {
        case .success(let plan): planned.append(Planned(file: file, plan: plan) { try? make($0).get() })
        case .failure(let failure): diagnostics += failure.diagnostics
        }
    }
}
