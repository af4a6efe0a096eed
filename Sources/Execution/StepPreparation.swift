import Expressions
import RunRecords
import Workflows

/// A step in its place in a job.
struct PlacedStep: Sendable {
    /// Which part of an action a step runs.
    enum Phase: Sendable {
        case main, pre(ActionCall), post(ActionCall)
    }

    /// From 1 in the job; 1 is "Set up job". Steps of a composite action have the number of the step that uses it.
    var number: Int
    var step: Step
    var phase = Phase.main

    /// The part's own condition, and the file that it is written in; nothing for that of the step.
    var phaseCondition: (condition: Condition, file: String)? {
        let (call, isPre): (ActionCall, Bool)
        switch phase {
        case .main: return nil
        case .pre(let other): (call, isPre) = (other, true)
        case .post(let other): (call, isPre) = (other, false)
        }
        guard case .javaScript(let action) = call.action.metadata.runs else { return (Self.always, call.action.metadata.path) }
        return (isPre ? action.preCondition : action.postCondition, call.action.metadata.path)
    }

    private static let always = Condition(expression: Expression(source: "always()", root: .call("always", [])))

    /// Whether evaluating any part of the step may read the disk, which must not happen in a task.
    var readsDisk: Bool {
        step.readsDisk || phaseCondition?.condition.expression.calls(anyOf: ["hashFiles"]) ?? false
    }
}

/// A step evaluated as far as it is before its process starts.
struct StepPreparation: Sendable {
    enum Verdict: Sendable {
        case runs, skipped
        case fails(EvaluationFailure)
    }

    var verdict = Verdict.runs
    /// The display name, not masked.
    var name: String
    /// What the step sees.
    var view: JobContexts.StepView
    /// The step's own.
    var ownEnv: [(name: String, value: String)] = []
    var evaluation: TemplateEvaluation

    /// All of the workflow's environment, the step's own included.
    var env: OrderedVariables { view.env }
    /// Folders that steps put in front of PATH, the first to be searched first.
    var prepends: [String] { view.progress.paths }

    /// Evaluates a step's env, condition and name, in GitHub's order: an env that can't be evaluated fails also a step whose condition
    /// is false.
    ///
    /// - Parameter hashRoot: The workspace on the host, for `hashFiles`.
    init(_ placed: PlacedStep, at place: StepPlace, view: JobContexts.StepView, hashRoot: String) {
        self.view = view
        evaluation = place.contexts.evaluation(view, hashRoot: hashRoot)
        name = ""
        do throws(EvaluationFailure) {
            if let template = placed.step.env {
                ownEnv = try evaluation.texts(template)
                for (name, value) in ownEnv { self.view.env.set(name, value) }
                evaluation = place.contexts.evaluation(self.view, hashRoot: hashRoot)
            }
            verdict = try Self.holds(placed, evaluation) ? .runs : .skipped
        } catch {
            verdict = .fails(error)
        }
        name = StepName.evaluated(placed.step, evaluation)
        switch placed.phase {
        case .main: break
        case .pre: name = "Pre \(name)"
        case .post: name = "Post \(name)"
        }
    }

    /// How the step's condition came to its value.
    func trace(_ placed: PlacedStep, mask: @escaping (String) -> String) -> ExpressionTrace {
        let condition = placed.phaseCondition?.condition ?? placed.step.condition
        var trace = evaluation.evaluator.trace(condition.expression, mask: mask)
        let status = view.isCancelled ? "cancelled" : (view.progress.isOfAction ? view.progress.status : view.progress.jobStatus).rawValue
        let name = view.progress.isOfAction ? "the status of the action" : "job.status"
        trace.add([ExpressionTrace(text: name, value: "'\(status)'")], toCallsOf: ["success", "failure"])
        return trace
    }

    /// Whether a step's condition holds, or that of the part of the action that it runs.
    ///
    /// `cancel` always runs: it takes no `if`, and a background step that it should end would otherwise hold a failed job until its timeout.
    static func holds(_ placed: PlacedStep, _ evaluation: TemplateEvaluation) throws(EvaluationFailure) -> Bool {
        if case .cancel = placed.step.action { return true }
        let (condition, file) = placed.phaseCondition ?? (placed.step.condition, evaluation.file)
        do {
            return try evaluation.evaluator.evaluate(condition.expression).isTruthy
        } catch {
            let place = Place(file, condition.source?.range ?? placed.step.range)
            throw EvaluationFailure(place: place.description, message: "the condition can't be evaluated: \(error.message)")
        }
    }
}

extension Step {
    /// Whether evaluating any part of the step may read the disk, which must not happen in a task.
    var readsDisk: Bool {
        let names = ["hashFiles"]
        if condition.expression.calls(anyOf: names) { return true }
        let templates = [name, env, timeoutMinutes, continueOnError] + action.templates
        return templates.contains { $0?.calls(anyOf: names) ?? false }
    }
}

extension Step.Action {
    /// The step runs nothing itself, but starts, awaits or ends others.
    var isSteering: Bool {
        switch self {
        case .run, .uses: false
        case .wait, .waitAll, .cancel, .parallel: true
        }
    }

    fileprivate var templates: [Template?] {
        switch self {
        case .run(let script): [script.script, script.workingDirectory]
        case .uses(let action): [action.inputs]
        case .wait, .waitAll, .cancel, .parallel: []
        }
    }
}

/// What steps are called: `name`, else `Run ` and the first line of the script or the action (docs/compatibility.md, "Steps").
enum StepName {
    /// Where `name` or the script can't be evaluated, its source text serves.
    static func evaluated(_ step: Step, _ evaluation: TemplateEvaluation) -> String {
        if let template = step.name {
            let text = (try? evaluation.text(template)) ?? source(template)
            if !text.isEmpty { return text }
        }
        switch step.action {
        case .run(let script): return "Run " + firstLine((try? evaluation.text(script.script)) ?? source(script.script))
        case .uses(let action): return "Run \(action.reference.value)"
        case .wait(let targets): return "Wait for \(targets.map(\.value).joined(separator: ", "))"
        case .waitAll: return "Wait for all background steps"
        case .cancel(let target): return "Cancel \(target.value)"
        case .parallel(let steps): return "Run \(steps.count) steps in parallel"
        }
    }

    private static func source(_ template: Template) -> String {
        switch template {
        case .literal(let value, _): value.text
        case .expression(let expression, _): mixedText(expression) ?? "${{ \(expression.source) }}"
        case .sequence, .mapping: ""
        }
    }

    /// Text with expressions in it, which was made into a call of `format`; what the expressions were is left out.
    private static func mixedText(_ expression: Expression) -> String? {
        guard case .call("format", let arguments) = expression.root, case .literal(let format)? = arguments.first else { return nil }
        var text = ""
        var rest = Substring(format.text)
        while let character = rest.popFirst() {
            if character == rest.first, "{}".contains(character) {
                text.append(rest.removeFirst())
            } else if character == "{" {
                rest = rest.drop { $0 != "}" }.dropFirst()
                text += "${{ … }}"
            } else {
                text.append(character)
            }
        }
        return text
    }

    /// The first line that says something.
    static func firstLine(_ script: String) -> String {
        let text = script.drop { $0.isNewline || $0 == " " || $0 == "\t" }
        return String(text.prefix { !$0.isNewline }).trimmingSpaces()
    }
}
