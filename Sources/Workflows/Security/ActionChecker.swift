import Diagnostics
import Expressions

/// Reads the metadata of actions and finds what is wrong with them beyond what the reader refuses (docs/checks).
package struct ActionChecker: Sendable {
    private let options: ReadingOptions
    private let isPedantic: Bool
    private let metadata: (@Sendable (ActionReference) -> ActionMetadata?)?

    /// - Parameters:
    ///   - isPedantic: Advice is wanted that is no use to everybody (docs/checks).
    ///   - metadata: As for `WorkflowChecker`.
    package init(
        options: ReadingOptions = .init(), isPedantic: Bool = false, metadata: (@Sendable (ActionReference) -> ActionMetadata?)? = nil
    ) {
        self.options = options
        self.isPedantic = isPedantic
        self.metadata = metadata
    }

    /// What the reader finds and what the checks find, in file order.
    ///
    /// - Parameter path: The file's path, for the findings.
    package func check(_ bytes: [UInt8], path: String) -> ActionDocument {
        var document = ActionReader(options: options).read(bytes, path: path)
        guard let action = document.metadata else { return document }
        let known = KnownActions(options: options, metadata: metadata)
        let subject = CheckedWorkflow.of(action, WorkflowFileText(name: path, bytes: bytes), actions: known)
        var walk = ExpressionWalk(subject)
        walk.action(action)
        var findings = document.diagnostics + walk.findings
        for check in WorkflowChecks.ofSteps { findings += check.check(subject) }
        findings += injections(action, subject) + unpinned(action, subject)
        document.diagnostics = IgnoreComments(subject.source, file: path).applied(to: findings).inFileOrder
        if document.diagnostics.contains(where: { $0.severity == .error }) { document.metadata = nil }
        return document
    }

    private func injections(_ action: ActionMetadata, _ subject: CheckedWorkflow) -> [Diagnostic] {
        let walk = TaintWalk(file: subject.file, actions: LocalActions(options: options, metadata: metadata))
        var inputs: [String: Taint] = [:]
        for input in action.inputs where isPedantic {
            inputs[input.name.value.lowercased()] = Taint(source: "inputs.\(input.name.value)", isInternal: true)
        }
        walk.walk(action, inputs: inputs)
        return walk.sinks.map { InjectionFinding(sink: $0, source: subject.source).diagnostic(in: subject.file) }
    }

    private func unpinned(_ action: ActionMetadata, _ subject: CheckedWorkflow) -> [Diagnostic] {
        guard isPedantic, case .composite(let steps) = action.runs else { return [] }
        let owner = LocalActions(options: options, metadata: metadata).owner
        return steps.compactMap { step in
            guard case .uses(let used) = step.action else { return nil }
            return UnpinnedCheck.finding(used.reference, file: subject.file, source: subject.source, owner: owner)
        }
    }
}
