import Diagnostics
import Expressions

// The metadata of an action.
extension WorkflowConverter {
    /// The typed metadata; nothing where `runs` has no known kind.
    mutating func action(_ root: Template, kind: Schema.ActionKind?) -> ActionMetadata? {
        guard case .mapping(_, let range) = root else { return nil }
        for key in ["name", "description"] where root.member(key) == nil {
            warn(.action, range.start.mark, "the action has no \"\(key)\"", remedy: "GitHub asks for it: add \"\(key)\"")
        }
        let runs: ActionMetadata.Runs? = if let template = root.member("runs") { self.runs(template, kind: kind) } else { nil }
        let inputs = root.member("inputs")?.entries.compactMap { input($0) } ?? []
        let outputs = root.member("outputs")?.entries.compactMap { output($0, kind: kind) } ?? []
        guard let runs else { return nil }
        var action = ActionMetadata(path: file, runs: runs)
        action.name = root.member("name")?.locatedText
        action.description = root.member("description")?.locatedText
        action.inputs = inputs
        action.outputs = outputs
        return action
    }

    private mutating func input(_ entry: TemplateEntry) -> ActionInput? {
        guard let name = entry.locatedName, case .mapping = entry.value else { return nil }
        var input = ActionInput(name: name, defaultValue: entry.value.member("default"))
        input.description = entry.value.member("description")?.literalString
        input.deprecationMessage = entry.value.member("deprecationMessage")?.literalString
        if let required = entry.value.member("required") {
            let text = required.literalString?.lowercased()
            input.isRequired = required.literalBool ?? (text == "true")
            if required.literalBool == nil, text != "true", text != "false" {
                warn(.action, required.mark, "\"required\" of input \"\(name.value)\" is not a boolean", remedy: "write true or false")
            }
        }
        return input
    }

    private mutating func output(_ entry: TemplateEntry, kind: Schema.ActionKind?) -> ActionOutput? {
        guard let name = entry.locatedName, case .mapping = entry.value else { return nil }
        let value = entry.value.member("value")
        switch kind {
        case .composite where value == nil:
            warn(
                .action, name.range, "output \"\(name.value)\" has no value",
                remedy: "give it \"value\", for example ${{ steps.ID.outputs.\(name.value) }}")
        case .javaScript where value != nil, .docker where value != nil:
            warn(
                .action, name.range, "\"value\" of output \"\(name.value)\" is not looked at",
                remedy: "only a composite action has values here; others set their outputs when they run")
        default: break
        }
        var output = ActionOutput(name: name, value: value)
        output.description = entry.value.member("description")?.literalString
        return output
    }
}

// `runs`.
extension WorkflowConverter {
    private mutating func runs(_ runs: Template, kind: Schema.ActionKind?) -> ActionMetadata.Runs? {
        switch kind {
        case .javaScript: javaScript(runs).map { .javaScript($0) }
        case .docker: docker(runs).map { .docker($0) }
        case .composite: composite(runs).map { .composite($0) }
        case nil: unknown(runs)
        }
    }

    private mutating func unknown(_ runs: Template) -> ActionMetadata.Runs? {
        guard let using = runs.member("using")?.locatedText else { return nil }
        let names = Schema.ActionKind.names
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        let isNode = using.value.lowercased().hasPrefix("node")
        let nearest = isNode ? "node24" : Suggestion.nearest(to: using.value, among: names)
        report(
            .action, using.range, "\"\(using.value.shortened)\" is not a way to run an action",
            remedy: "the ways are \(list)" + (nearest.map { "; did you mean \"\($0)\"?" } ?? ""))
        return nil
    }

    private mutating func javaScript(_ runs: Template) -> JavaScriptAction? {
        guard let runtime = runs.member("using")?.locatedText, let main = runs.member("main")?.locatedText else { return nil }
        if ["node12", "node16"].contains(runtime.value.lowercased()) {
            warn(
                .action, runtime.range, "\"\(runtime.value)\" is no longer supported: the action runs with a newer node",
                remedy: "write node24")
        }
        var action = JavaScriptAction(
            runtime: runtime, main: main, preCondition: phaseCondition(runs, "pre-if", of: "pre"),
            postCondition: phaseCondition(runs, "post-if", of: "post"))
        action.pre = runs.member("pre")?.locatedText
        action.post = runs.member("post")?.locatedText
        return action
    }

    private mutating func composite(_ runs: Template) -> [Step]? {
        guard let steps = runs.member("steps"), case .sequence = steps else { return nil }
        return self.steps(steps)
    }

    private mutating func docker(_ runs: Template) -> DockerAction? {
        guard let image = runs.member("image")?.locatedText else { return nil }
        checkImage(image)
        var action = DockerAction(
            image: image, preCondition: phaseCondition(runs, "pre-if", of: "pre-entrypoint"),
            postCondition: phaseCondition(runs, "post-if", of: "post-entrypoint"))
        action.preEntrypoint = runs.member("pre-entrypoint")?.locatedText
        action.entrypoint = runs.member("entrypoint")?.locatedText
        action.postEntrypoint = runs.member("post-entrypoint")?.locatedText
        action.arguments = runs.member("args")
        action.env = runs.member("env")
        if let env = action.env { checkVariableNames(env) }
        return action
    }

    /// An image is `docker://…`, or a file whose name says that it is a Dockerfile (GitHub's rule).
    private mutating func checkImage(_ image: Located<String>) {
        if image.value.lowercased().hasPrefix("docker://") {
            guard image.value.count == "docker://".count else { return }
        } else if let file = image.value.split(separator: "/").last?.lowercased() {
            if file == "dockerfile" || file.hasPrefix("dockerfile.") || file.hasSuffix(".dockerfile") { return }
        }
        report(
            .action, image.range, "\"\(image.value.shortened)\" is neither a Dockerfile nor an image",
            remedy: "write the path of a Dockerfile, or docker://image:tag")
    }

    /// `pre-if` and `post-if`: taken as they are, `always()` where there is none.
    ///
    /// Nothing is put around them, and GitHub takes no `${{ }}` here.
    private mutating func phaseCondition(_ runs: Template, _ key: String, of phase: String) -> Condition {
        let always = Expression(source: "always()", root: .call("always", []))
        guard let template = runs.member(key) else { return Condition(expression: always) }
        if runs.member(phase) == nil {
            warn(.action, template.mark, "\"\(key)\" without \"\(phase)\" does nothing", remedy: "add \"\(phase)\", or remove it")
        }
        if case .expression = template {
            report(.expression, template.range, "\"\(key)\" takes no \"${{ }}\"", remedy: "write the expression alone")
        }
        guard let text = template.locatedText else { return Condition(expression: always) }
        let scope = Contexts.actionCondition
        let names = NameScope(contexts: scope.contexts, functions: scope.functions)
        do {
            return Condition(expression: try Expression(parsing: text.value, scope: names), source: text)
        } catch {
            let place = ExpressionErrorPlace(source: source, scalar: text.range, value: text.value).range(of: error)
            append(Diagnostic(expressionError: error, file: file, range: place, scope: names))
            return Condition(expression: always)
        }
    }
}
