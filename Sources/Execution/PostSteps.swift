import Expressions
import Synchronization
import Workflows

/// The post steps of the actions that have started, in the job or in a composite action.
final class PostSteps: Sendable {
    private let calls = Mutex<[ActionCall]>([])

    /// Adds an action whose `pre` or `main` starts.
    func push(_ call: ActionCall) {
        calls.withLock { $0.append(call) }
    }

    /// What is to run now, in that order: the last started action comes first. Composite actions without anything to run are left out.
    func takeAll() -> [ActionCall] {
        let taken = calls.withLock { calls in
            defer { calls = [] }
            return calls
        }
        return taken.reversed().filter(\.hasPost)
    }

    /// One of the actions has something to run.
    var isWorthwhile: Bool {
        calls.withLock { $0.contains(where: \.hasPost) }
    }
}

/// A step's use of an action, from its `pre` to its `post`.
final class ActionCall: Sendable {
    private struct State {
        /// What it told its later phases, by name.
        var saved = OrderedVariables()
        var isRegistered = false
        var steps = Value.object([])
        var place: StepPlace
    }

    let action: FoundAction
    let step: Step
    /// Of the actions that a composite action uses.
    let inner = PostSteps()
    private let state: Mutex<State>

    init(_ action: FoundAction, step: Step, place: StepPlace) {
        self.action = action
        self.step = step
        state = Mutex(State(place: place))
    }

    /// Where the step stands, as it is in the last phase that has begun.
    fileprivate(set) var place: StepPlace {
        get { state.withLock { $0.place } }
        set { state.withLock { $0.place = newValue } }
    }

    /// Notes, once, that the action's `post` has to run.
    func register() {
        let isFirst = state.withLock { state in
            defer { state.isRegistered = true }
            return !state.isRegistered
        }
        if isFirst { place.posts.push(self) }
    }

    var hasPost: Bool {
        switch action.metadata.runs {
        case .javaScript(let action): action.post != nil
        case .composite: inner.isWorthwhile
        case .docker: false
        }
    }

    func save(_ pairs: [(name: String, value: String)]) {
        state.withLock { state in
            for (name, value) in pairs { state.saved.set(name, value) }
        }
    }

    /// The variables `STATE_…`.
    var saved: [(name: String, value: String)] {
        state.withLock { $0.saved.pairs.map { ("STATE_\($0.0)", $0.1) } }
    }

    /// The `steps` context of a composite action as its main part has left it, for its post steps.
    var steps: Value {
        get { state.withLock { $0.steps } }
        set { state.withLock { $0.steps = newValue } }
    }
}

/// The uses of actions whose `pre` has run, for their `main`.
final class ActionCalls: Sendable {
    private let calls = Mutex<[String: ActionCall]>([:])

    /// The call of a step that stands there; a new one unless its `pre` has made it, or the action is another one by now.
    func call(_ action: FoundAction, step: Step, place: StepPlace) -> ActionCall {
        let key = place.prefix + step.id
        return calls.withLock { calls in
            if let call = calls[key], call.action.identity == action.identity {
                call.place = place
                return call
            }
            let call = ActionCall(action, step: step, place: place)
            calls[key] = call
            return call
        }
    }
}
