import Expressions
import Workflows

/// Where steps stand: in the job itself, or inside a composite action. All that differs between the two.
struct StepPlace: Sendable {
    /// Of the file that the steps are written in.
    let contexts: JobContexts
    /// `defaults.run`; nothing inside actions, where a step has to name its shell.
    let defaultShell: String?
    let defaultWorkingDirectory: String?
    /// `env` of the steps around, which counts above the job's; empty in the job itself.
    var env: [(name: String, value: String)] = []
    /// The composite actions around, the outermost first.
    var actions: [FoundAction] = []
    /// In front of a step's id, to tell it from others of the job: `OUTER.`
    var prefix = ""
    /// Where the actions that are used here leave their post steps.
    let posts: PostSteps

    /// The composite action that the steps belong to; nothing in the job itself.
    var action: FoundAction? { actions.last }

    /// For finding the actions that steps here use.
    var whereabouts: JobActions.Whereabouts { JobActions.Whereabouts(file: contexts.file, actions: actions) }

    /// `github.action`: steps inside an action have that of the job's own step (StepsRunner.cs of actions/runner).
    func name(of step: Step) -> String {
        prefix.isEmpty ? step.id : String(prefix.prefix { $0 != "." })
    }

    /// GitHub's bound on composite actions inside composite actions.
    static let deepest = 9

    /// Inside a composite action.
    ///
    /// - Parameters:
    ///   - env: Of the step that uses the action.
    ///   - id: That step's.
    func inside(_ call: ActionCall, folder: String, inputs: Value, env: [(name: String, value: String)]) -> StepPlace {
        var place = StepPlace(
            contexts: contexts.inside(call.action, folder: folder, inputs: inputs), defaultShell: nil, defaultWorkingDirectory: nil,
            posts: call.inner)
        place.env = self.env + env
        place.actions = actions + [call.action]
        place.prefix = "\(prefix)\(call.step.id)."
        return place
    }
}
