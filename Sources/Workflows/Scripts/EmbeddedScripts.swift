import Expressions

/// The scripts of a workflow or a composite action that other programs can check.
package enum EmbeddedScripts {
    /// Scripts for bash, sh and Python; none of a job that runs on Windows, or on a system that is not known.
    package static func scripts(of workflow: Workflow, bytes: [UInt8]) -> [EmbeddedScript] {
        let source = SourceText(bytes)
        return workflow.jobs.flatMap { job -> [EmbeddedScript] in
            let mayBeWindows = mayBeWindows(job)
            let shell = job.defaults?.shell ?? workflow.defaults?.shell
            return scripts(of: job.steps, shell: shell, isBashByDefault: !mayBeWindows, source)
        }
    }

    package static func scripts(of action: ActionMetadata, bytes: [UInt8]) -> [EmbeddedScript] {
        guard case .composite(let steps) = action.runs else { return [] }
        return scripts(of: steps, shell: nil, isBashByDefault: false, SourceText(bytes))
    }

    private static func scripts(of steps: [Step], shell: Template?, isBashByDefault: Bool, _ source: SourceText) -> [EmbeddedScript] {
        steps.flattened.compactMap { step in
            guard case .run(let script) = step.action else { return nil }
            // Scripts for Windows in a job that runs on several systems.
            let condition = step.condition.source?.value.lowercased() ?? ""
            let isForWindows = condition.contains("windows") && !condition.contains("!")
            guard script.shell != nil || !isForWindows else { return nil }
            guard let language = language(script.shell ?? shell, isBashByDefault: isBashByDefault) else { return nil }
            return EmbeddedScript(script.script, language: language, in: source)
        }
    }

    private static func language(_ shell: Template?, isBashByDefault: Bool) -> EmbeddedScript.Language? {
        guard let shell else { return isBashByDefault ? .bash : nil }
        guard let text = shell.literalString else { return nil }
        let program = text.split(separator: " ").first?.split(separator: "/").last ?? ""
        return EmbeddedScript.Language(rawValue: String(program))
    }

    private static func mayBeWindows(_ job: Job) -> Bool {
        guard let labels = job.runsOn?.labels else { return job.runsOn?.group != nil }
        if let known = labels.locatedTexts, !labels.hasExpressions { return known.contains { $0.value.lowercased().contains("windows") } }
        guard let matrix = job.strategy?.matrix else { return true }
        return mentionsWindows(matrix) || mentionsWindows(labels)
    }

    private static func mentionsWindows(_ template: Template) -> Bool {
        switch template {
        case .literal(let value, _): value.text.lowercased().contains("windows")
        case .expression(let expression, _): expression.source.lowercased().contains("windows") || expression.source.contains("fromJ")
        case .sequence(let items, _): items.contains(where: mentionsWindows)
        case .mapping(let entries, _): entries.contains { mentionsWindows($0.value) }
        }
    }
}
