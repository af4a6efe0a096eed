import Actions
import Diagnostics
import Execution
import Expressions
import LinuxSystem
import OptionParsing
import Planning
import RunRecords
import SandboxEngine
import Workflows

/// `runner exec`: runs workflows here, as GitHub would.
enum ExecCommand: Command {
    static let spec = ExecOptions.spec

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        let sandboxes = SandboxEngine()
        // On another processor, while this one reads and plans.
        if call.arguments[ExecOptions.engine] != .host { Task.detached { sandboxes.lookAtHost() } }
        var remotes = ExecRemotes()
        var preparation = try ExecPreparation(call, sandboxes, remotes: remotes)
        let store = preparation.makeStore()
        for _ in 0..<ExecRemotes.mostLooks where preparation.files.contains(where: { !$0.document.missing.isEmpty }) {
            remotes = await preparation.fetched(remotes, from: store)
            preparation = try ExecPreparation(call, sandboxes, remotes: remotes)
        }
        if let status = try preparation.showFindings(actions: store) { return status }
        if preparation.planning.planned.isEmpty { return preparation.sayNothingRuns() }
        try await preparation.checkOffline(store)
        return try await execute(preparation, store, call)
    }

    private static func execute(_ preparation: ExecPreparation, _ store: ActionStore, _ call: CommandCall) async throws -> CommandStatus {
        let state = StateFolder(path: call.stateFolder(root: preparation.reading.root))
        preparation.reportStoppedRuns(in: state)
        let runs = try preparation.planning.planned.map { planned in
            try preparation.makeRun(of: planned, in: state)
        }
        let view = preparation.makeView(runCount: runs.count)
        let control = RunControl()
        let interruptions = Task { try await listen(control, call.console) }
        defer { interruptions.cancel() }
        let request = preparation.request(control: control, actions: store)
        var conclusions: [Conclusion] = []
        var failure: (any Error)?
        let pictures = PictureCollector(runs.map(\.label), countsLines: preparation.isLive)
        await withTaskGroup(of: Result<Conclusion, any Error>.self) { group in
            for run in runs {
                group.addTask {
                    do {
                        let conclusion = try await Execution.run(
                            request(run) { notice in
                                pictures.apply(notice, of: run.label)
                                view.show(notice, of: run.label)
                            })
                        state.close(run.directory)
                        return .success(conclusion)
                    } catch {
                        return .failure(error)
                    }
                }
            }
            for await result in group {
                switch result {
                case .success(let conclusion): conclusions.append(conclusion)
                case .failure(let error): failure = failure ?? error
                }
            }
        }
        view.finish()
        preparation.report(runs, pictures)
        if let failure { throw failure }
        if control.stage != .running { return .interrupted }
        return conclusions.allSatisfy { $0 == .success || $0 == .skipped } ? .success : .failed
    }

    /// The first Ctrl-C (or SIGTERM) cancels, the second kills.
    private static func listen(_ control: RunControl, _ console: Console) async throws {
        var count = 0
        for await _ in try Signals.interruptions() {
            count += 1
            if count == 1 {
                console.writeError("\nrunner: cancelling; press Ctrl-C again to kill at once\n")
                control.cancel(reason: "interrupted")
            } else {
                control.kill()
            }
        }
    }
}

/// A run about to begin.
struct ExecRun: Sendable {
    var label: RunLabel
    var directory: RunDirectory
    var plan: Plan
    var facts: RunFacts

    init(plan: Plan, directory: RunDirectory, facts: RunFacts) {
        self.plan = plan
        self.directory = directory
        self.facts = facts
        label = RunLabel(id: directory.id, workflow: plan.workflow.displayName, folder: directory.path)
    }
}
