import Expressions
import Workflows

/// A step in its place in a job.
struct PlacedStep: Sendable {
    /// From 1 in the job; 1 is "Set up job".
    var number: Int
    var step: Step
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
    var env: OrderedVariables
    /// Folders that steps put in front of PATH, the first to be searched first.
    var prepends: [String]
    var evaluation: TemplateEvaluation

    /// Evaluates a step's env, condition and name, in GitHub's order: an env that can't be evaluated fails also a step whose condition
    /// is false.
    init(_ step: Step, view: JobContexts.StepView, scope: JobScope) {
        var view = view
        evaluation = scope.contexts.evaluation(view, hashRoot: scope.folders.workspace)
        env = view.env
        prepends = view.progress.paths
        name = ""
        do throws(EvaluationFailure) {
            if let template = step.env {
                for (name, value) in try evaluation.texts(template) { env.set(name, value) }
            }
            view.env = env
            evaluation = scope.contexts.evaluation(view, hashRoot: scope.folders.workspace)
            verdict = try Self.holds(step.condition, evaluation, place: step) ? .runs : .skipped
        } catch {
            verdict = .fails(error)
        }
        name = StepName.evaluated(step, evaluation)
    }

    /// Whether a step's condition holds.
    ///
    /// `cancel` always runs: it takes no `if`, and a background step that it should end would otherwise hold a failed job until its timeout.
    static func holds(_ condition: Condition, _ evaluation: TemplateEvaluation, place step: Step) throws(EvaluationFailure) -> Bool {
        if case .cancel = step.action { return true }
        do {
            return try evaluation.evaluator.evaluate(condition.expression).isTruthy
        } catch {
            let place = Place(evaluation.file, condition.source?.range ?? step.range)
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
