import Diagnostics
import Expressions

/// Reads the metadata of actions and finds what is dangerous in composite ones (docs/checks).
package struct ActionChecker: Sendable {
    private let options: ReadingOptions
    private let isPedantic: Bool

    /// - Parameter isPedantic: Advice is wanted that is no use to everybody (docs/checks).
    package init(options: ReadingOptions = .init(), isPedantic: Bool = false) {
        self.options = options
        self.isPedantic = isPedantic
    }

    /// What the reader finds and what the checks find, in file order.
    ///
    /// - Parameter path: The file's path, for the findings.
    package func check(_ bytes: [UInt8], path: String) -> ActionDocument {
        var document = ActionReader(options: options).read(bytes, path: path)
        guard let action = document.metadata, case .composite(let steps) = action.runs else { return document }
        let source = SourceText(bytes)
        let repository = LocalActions(options: options, metadata: nil)
        let walk = TaintWalk(file: path, actions: repository)
        var inputs: [String: Taint] = [:]
        for input in action.inputs where isPedantic {
            inputs[input.name.value.lowercased()] = Taint(source: "inputs.\(input.name.value)", isInternal: true)
        }
        walk.walk(action, inputs: inputs)
        var findings = walk.sinks.map { InjectionFinding(sink: $0, source: source).diagnostic(in: path) }
        for step in steps where isPedantic {
            guard case .uses(let used) = step.action else { continue }
            findings += [UnpinnedCheck.finding(used.reference, file: path, source: source, owner: repository.owner)].compactMap { $0 }
        }
        findings = IgnoreComments(source, file: path).applied(to: findings)
        document.diagnostics = (document.diagnostics + findings).inFileOrder
        return document
    }
}
