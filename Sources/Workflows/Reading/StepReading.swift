import Diagnostics
import Expressions

// The steps of a job.
extension WorkflowConverter {
    mutating func steps(_ template: Template) -> [Step] {
        var identifiers = IdentifierBuilder()
        var defined: Set<String> = []
        var steps = template.items.compactMap { step($0, identifiers: &identifiers, defined: &defined) }
        for index in steps.indices { makeUpIdentifiers(of: &steps[index], identifiers: &identifiers) }
        return steps
    }

    private func makeUpIdentifiers(of step: inout Step, identifiers: inout IdentifierBuilder) {
        if case .parallel(var inner) = step.action {
            for index in inner.indices { makeUpIdentifiers(of: &inner[index], identifiers: &identifiers) }
            step.action = .parallel(inner)
        }
        if !step.hasExplicitID { step.id = identifiers.makeUp(from: step.action.identifierName) }
    }

    private mutating func step(_ template: Template, identifiers: inout IdentifierBuilder, defined: inout Set<String>) -> Step? {
        guard case .mapping(let entries, let range) = template else { return nil }
        let id = template.member("id")?.locatedText
        if let id { take(id, identifiers: &identifiers) }
        guard let action = action(template, id: id, identifiers: &identifiers, defined: &defined) else { return nil }
        if let id { defined.insert(id.value.ordinalUppercase) }
        var step = Step(
            id: id?.value ?? "", hasExplicitID: id != nil,
            condition: condition(template.member("if"), scope: stepConditions), action: action, range: range)
        step.entries = entries
        for entry in entries {
            switch entry.name {
            case "name": step.name = entry.value
            case "env":
                step.env = entry.value
                checkVariableNames(entry.value)
            case "timeout-minutes": step.timeoutMinutes = entry.value
            case "continue-on-error": step.continueOnError = entry.value
            case "background": step.isBackground = entry.value.literalBool ?? false
            default: break
            }
        }
        return step
    }

    private mutating func take(_ id: Located<String>, identifiers: inout IdentifierBuilder) {
        guard let problem = identifiers.take(id.value) else { return }
        report(identifierProblem: problem, id)
    }

    mutating func report(identifierProblem problem: IdentifierBuilder.Problem, _ id: Located<String>) {
        switch problem {
        case .malformed:
            report(
                .id, id.range, "the identifier \"\(id.value.shortened)\" is invalid",
                remedy:
                    "identifiers have letters, digits, \"_\" and \"-\", begin with a letter or \"_\", and are shorter than 100 characters")
        case .reserved:
            report(
                .id, id.range, "the identifier \"\(id.value)\" is invalid: identifiers that begin with \"__\" are reserved",
                remedy: "begin it with a letter")
        case .repeated:
            report(
                .id, id.range, "the identifier \"\(id.value)\" may not be used more than once within the same scope",
                remedy: "rename one of the steps; case does not distinguish identifiers")
        }
    }

    private mutating func action(
        _ template: Template, id: Located<String>?, identifiers: inout IdentifierBuilder, defined: inout Set<String>
    ) -> Step.Action? {
        for entry in template.entries {
            switch entry.name {
            case "run": return .run(runScript(entry.value, template))
            case "uses":
                guard let reference = entry.value.locatedText else { return nil }
                let action = UsedAction(reference: reference, inputs: template.member("with"))
                if action.kind == .malformed { reportActionReference(reference) }
                return .uses(action)
            case "wait":
                let targets = entry.value.locatedTexts ?? []
                for target in targets { checkTarget(target, id: id, defined: defined) }
                return .wait(targets)
            case "wait-all":
                if entry.value.literalBool == false {
                    report(.schema, entry.value.range, "the value of \"wait-all\" must be true or omitted", remedy: "remove the step")
                }
                return .waitAll
            case "cancel":
                guard let target = entry.value.locatedText else { return nil }
                checkTarget(target, id: id, defined: defined)
                return .cancel(target)
            case "parallel":
                let inner = entry.value.items.compactMap { step($0, identifiers: &identifiers, defined: &defined) }
                checkParallel(inner, range: template.mark)
                return .parallel(inner)
            default: continue
            }
        }
        return nil
    }

    private mutating func runScript(_ script: Template, _ step: Template) -> RunScript {
        let shell = step.member("shell")
        if let shell { checkShell(shell) }
        return RunScript(script: script, shell: shell, workingDirectory: step.member("working-directory"))
    }

    private mutating func checkTarget(_ target: Located<String>, id: Located<String>?, defined: Set<String>) {
        let name = target.value.ordinalUppercase
        if target.value.hasPrefix("__") {
            report(identifierProblem: .reserved, target)
        } else if name == id?.value.ordinalUppercase {
            report(.id, target.range, "step \"\(target.value)\" cannot reference itself", remedy: "name a step that stands before this one")
        } else if !defined.contains(name) {
            let nearest = Suggestion.nearest(to: target.value, among: defined.map { $0.lowercased() })
            report(
                .id, target.range, "step references unknown step id \"\(target.value)\"",
                remedy: nearest.map { "did you mean \"\($0)\"?" } ?? "the step must stand before this one and have an \"id\"")
        }
    }

    /// A parallel block holds `run` and `uses` steps only; they are run in the background by themselves.
    private mutating func checkParallel(_ steps: [Step], range: SourceRange) {
        for step in steps {
            switch step.action {
            case .run, .uses:
                if step.entries.contains(where: { $0.name == "background" }) {
                    report(
                        .schema, range, "\"background\" is not allowed inside a parallel block",
                        remedy: "remove it; the steps of the block run in the background by themselves")
                }
            case .wait: reportInParallel("\"wait\" is not allowed inside a parallel block", range)
            case .waitAll: reportInParallel("\"wait-all\" is not allowed inside a parallel block", range)
            case .cancel: reportInParallel("\"cancel\" is not allowed inside a parallel block", range)
            case .parallel: reportInParallel("nested \"parallel\" blocks are not allowed", range)
            }
        }
    }

    private mutating func reportInParallel(_ message: String, _ range: SourceRange) {
        report(.schema, range, message, remedy: "move the step behind the block")
    }

    /// `OWNER/REPO[/PATH]@REF`, `./PATH`, `$/PATH` or `docker://IMAGE`.
    private mutating func reportActionReference(_ reference: Located<String>) {
        let text = reference.value
        if text.split(whereSeparator: { $0 == "/" || $0 == "\\" }).contains("..") {
            let message = "the path of \"\(text.shortened)\" leaves its repository"
            let remedy = "name a folder below the repository's root, without \"..\""
            // GitHub runs what a step put beside the workspace.
            if text.hasPrefix("./") {
                warn(.action, reference.range, message + ", and runs on GitHub only", remedy: remedy)
            } else {
                report(.action, reference.range, message, remedy: remedy)
            }
        } else if text.hasPrefix("docker://") {
            report(.action, reference.range, "\"\(text.shortened)\" names no image", remedy: "write docker://image:tag")
        } else if text.hasPrefix("$/") {
            report(
                .action, reference.range, "\"\(text.shortened)\" has a ref",
                remedy: "\"$/path\" is always of the commit that this file is of; leave \"@\" and the ref away")
        } else if let parts = text.repositoryAndReference {
            report(
                .action, reference.range, "\"\(text.shortened)\" is not an action that can be fetched",
                remedy:
                    "\"\(parts.owner)/\(parts.repository)\" must be an owner and a repository, and \"\(parts.reference.shortened)\" a tag, branch or commit"
            )
        } else {
            report(
                .action, reference.range, "expected format {org}/{repo}[/path]@ref, not \"\(text.shortened)\"",
                remedy: "an action is named as owner/repo@ref, ./path or docker://image:tag")
        }
    }
}

extension Step.Action {
    /// What a made-up identifier is made from.
    var identifierName: String {
        switch self {
        case .run: return "run"
        case .wait: return "wait"
        case .waitAll: return "wait-all"
        case .cancel: return "cancel"
        case .parallel: return "parallel"
        case .uses(let action):
            let text = action.reference.value
            if text.hasPrefix("docker://") { return String(text.dropFirst("docker://".count)) }
            if text.hasPrefix("./") || text.hasPrefix(".\\") || text.hasPrefix("$/") { return "self" }
            return text.repositoryAndReference.map { "\($0.owner)/\($0.repository)" } ?? "run"
        }
    }
}

extension String {
    /// The parts of `OWNER/REPO[/PATH]@REF`, as GitHub splits it.
    var repositoryAndReference: (owner: String, repository: String, path: String, reference: String)? {
        // By bytes: these separators are ASCII, and this is asked of every action.
        guard let at = utf8.firstIndex(of: UInt8(ascii: "@")), case let reference = utf8[utf8.index(after: at)...], !reference.isEmpty,
            !reference.contains(UInt8(ascii: "@"))
        else { return nil }
        let segments = utf8[..<at].split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
        guard segments.count >= 2 else { return nil }
        let path = segments.count == 2 ? "" : segments.dropFirst(2).map { String(Substring($0)) }.joined(separator: "/")
        return (String(Substring(segments[0])), String(Substring(segments[1])), path, String(Substring(reference)))
    }
}
