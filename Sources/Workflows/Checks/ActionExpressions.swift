import Diagnostics
import Expressions

// The expressions of an action's metadata.
extension ExpressionWalk {
    /// Inputs are text, whatever they are given; `secrets`, `vars` and `needs` are not there, as the reader says.
    mutating func action(_ action: ActionMetadata) {
        place.inputsOfAction = .object(ObjectShape(action.inputs.map { ($0.name.value, .string) }))
        for input in action.inputs { if let value = input.defaultValue { look(at: value, wanted: .text) } }
        switch action.runs {
        case .composite(let steps): composite(steps, action.outputs)
        case .javaScript(let program):
            condition(program.preCondition)
            condition(program.postCondition)
        case .docker(let container):
            condition(container.preCondition)
            condition(container.postCondition)
            if let arguments = container.arguments { look(at: arguments, wanted: .text) }
            if let env = container.env { lookAtMembers(of: env, wanted: .text) }
        }
    }

    private mutating func composite(_ steps: [Step], _ outputs: [ActionOutput]) {
        place.steps = stepTypes(isOpen: false)
        place.stepsOfAction = steps
        for step in steps { self.step(step) }
        for output in outputs { if let value = output.value { look(at: value, wanted: .text) } }
    }
}

extension CheckedWorkflow {
    /// A composite action as the checks of steps can look at it: a job of its steps.
    static func of(_ action: ActionMetadata, _ file: WorkflowFileText, actions: KnownActions) -> CheckedWorkflow {
        var workflow = Workflow(path: file.name)
        if case .composite(let steps) = action.runs {
            let start = SourcePosition(line: 1, column: 1).mark
            let always = Condition(expression: Expression(source: "success()", root: .call("success", [])))
            var job = Job(id: Located("", start), condition: always, range: start)
            job.steps = steps
            workflow.jobs = [job]
        }
        return CheckedWorkflow(file: file, workflow: workflow, actions: actions, isComplete: true)
    }
}
