import Expressions
import RunRecords
import Workflows

/// The steps of a job, one after another, and beside them those in the background
/// (docs/compatibility.md, "Steps").
struct StepSequence {
    /// GitHub's bound on background steps that run at once.
    static let backgroundLimit = 10

    private struct BackgroundStep {
        var placed: PlacedStep
        var control: StepControl
        var task: Task<StepResult, Never>
    }

    private let runner: StepRunner
    private let permits = Permits(Self.backgroundLimit)
    /// What is started and not yet waited for, in order of start.
    private var background: [BackgroundStep] = []
    private(set) var progress: JobProgress
    private var number: Int

    /// - Parameter firstNumber: Of the first step.
    init(runner: StepRunner, progress: JobProgress, firstNumber: Int) {
        self.runner = runner
        self.progress = progress
        number = firstNumber
    }

    /// Runs all steps, and waits for those in the background.
    mutating func run(_ steps: [Step]) async {
        for step in steps {
            noteCancellation()
            await run(step)
        }
        await wait { _ in true }
        noteCancellation()
    }

    /// Runs the `pre` parts of actions.
    mutating func begin(_ steps: [(step: Step, action: FoundAction)]) async {
        for (step, action) in steps {
            noteCancellation()
            await runPart(of: step, .pre(runner.scope.calls.call(action, step: step, place: runner.place)))
        }
    }

    /// Runs the `post` parts of the actions that have started, the last one first.
    ///
    /// - Returns: The number after the last step's.
    mutating func finish(_ posts: PostSteps) async -> Int {
        for call in posts.takeAll() {
            noteCancellation()
            await runPart(of: call.step, .post(call))
        }
        noteCancellation()
        return number
    }

    /// Runs the `pre` or `post` part of the action that a step uses.
    private mutating func runPart(of step: Step, _ phase: PlacedStep.Phase) async {
        var placed = nextPlace(step)
        placed.phase = phase
        progress.apply(await runner.run(placed, after: progress), id: nil)
    }

    private mutating func nextPlace(_ step: Step) -> PlacedStep {
        defer { number += 1 }
        return PlacedStep(number: number, step: step)
    }

    private mutating func run(_ step: Step) async {
        let placed = nextPlace(step)
        switch step.action {
        case .run, .uses:
            if step.isBackground {
                start(placed)
            } else {
                apply(await runner.run(placed, after: progress), of: placed)
            }
        case .wait(let targets):
            let ids = Set(targets.map { $0.value.lowercased() })
            await steer(placed) { await $0.take { ids.contains($0.lowercased()) } }
        case .waitAll:
            await steer(placed) { await $0.take { _ in true } }
        case .cancel(let target):
            await steer(placed) { sequence in
                await sequence.cancel(target.value)
                return AwaitedResults()
            }
        case .parallel(let children):
            await parallel(placed, children)
        }
    }

    /// Runs a step that only steers others, which takes as long as that does.
    private mutating func steer(_ placed: PlacedStep, _ body: (inout StepSequence) async -> AwaitedResults) async {
        let (runner, progress) = (runner, progress)
        let result = await runner.run(placed, after: progress, steer: { await body(&self) })
        apply(result, of: placed)
    }

    private mutating func parallel(_ placed: PlacedStep, _ children: [Step]) async {
        let places = children.map { nextPlace($0) }
        var hasStarted = false
        await steer(placed) { sequence in
            hasStarted = true
            for child in places { sequence.start(child) }
            await sequence.wait(forNumbers: Set(places.map(\.number)))
            return AwaitedResults()
        }
        guard !hasStarted else { return }
        for child in places { runner.recordSkipped(child, name: StepName.evaluated(child.step, runner.bareEvaluation)) }
    }

    private mutating func start(_ placed: PlacedStep) {
        let control = StepControl()
        let (runner, permits, progress) = (runner, permits, progress)
        let task = Task {
            await permits.take()
            let result = await runner.run(placed, after: progress, control: control)
            await permits.giveBack()
            return result
        }
        background.append(BackgroundStep(placed: placed, control: control, task: task))
    }

    private mutating func cancel(_ id: String) async {
        let isMeant = { (step: BackgroundStep) in step.placed.step.id.lowercased() == id.lowercased() }
        for step in background where isMeant(step) { step.control.cancel(.cancelledByStep) }
        await wait { $0.lowercased() == id.lowercased() }
    }

    private mutating func wait(forNumbers numbers: Set<Int>) async {
        for (step, result) in await ended(numbers) { apply(result, of: step.placed) }
    }

    /// Waits as `wait` does, but leaves it to the waiting step to make the job fail: its `continue-on-error` decides.
    private mutating func take(_ isMeant: (String) -> Bool) async -> AwaitedResults {
        var results = AwaitedResults()
        for (step, result) in await ended(Set(background.filter { isMeant($0.placed.step.id) }.map(\.placed.number))) {
            progress.apply(result, id: step.placed.step.hasExplicitID ? step.placed.step.id : nil, worsens: false)
            results.add(result, of: step.placed.step)
        }
        return results
    }

    private mutating func ended(_ numbers: Set<Int>) async -> [(BackgroundStep, StepResult)] {
        let awaited = background.filter { numbers.contains($0.placed.number) }
        background.removeAll { numbers.contains($0.placed.number) }
        var ended: [(BackgroundStep, StepResult)] = []
        for step in awaited { ended.append((step, await value(of: step))) }
        return ended
    }

    /// Waits for the background steps with such ids; only then their outputs, env and path count.
    private mutating func wait(_ isMeant: (String) -> Bool) async {
        await wait(forNumbers: Set(background.filter { isMeant($0.placed.step.id) }.map(\.placed.number)))
    }

    /// A job that is killed takes its background steps along.
    private func value(of step: BackgroundStep) async -> StepResult {
        await withTaskCancellationHandler {
            await step.task.value
        } onCancel: {
            step.task.cancel()
        }
    }

    private mutating func apply(_ result: StepResult, of placed: PlacedStep) {
        progress.apply(result, id: placed.step.hasExplicitID ? placed.step.id : nil)
    }

    private mutating func noteCancellation() {
        if runner.scope.control.isCancelled { progress.worsen(by: .cancelled) }
    }
}
