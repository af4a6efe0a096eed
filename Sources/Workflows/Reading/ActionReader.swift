package import Diagnostics
import Expressions
import YAML

/// An `action.yml` after reading: the typed metadata and everything that was found.
package struct ActionDocument: Sendable {
    /// Nothing when there are errors.
    package var metadata: ActionMetadata?
    /// In the order of the places in the file.
    package var diagnostics: [Diagnostic]

    package init(metadata: ActionMetadata?, diagnostics: [Diagnostic]) {
        self.metadata = metadata
        self.diagnostics = diagnostics
    }
}

/// Reads the metadata of actions as GitHub does, with all findings of a file at once.
package struct ActionReader: Sendable {
    private let limits: YAMLLimits

    /// - Parameter options: Only the limits of a file count.
    package init(options: ReadingOptions = .init()) {
        var limits = YAMLLimits()
        limits.fileSize = options.fileSize
        limits.depth = options.depth
        // GitHub's reader of action metadata still refuses them.
        limits.allowsAnchors = false
        self.limits = limits
    }

    /// Reads the bytes of a file.
    ///
    /// - Parameter path: The file's path, for the diagnostics and `ActionMetadata.path`.
    package func read(_ bytes: [UInt8], path: String) -> ActionDocument {
        let document = YAMLReader(limits: limits).read(bytes, file: path)
        var findings = document.diagnostics
        guard let root = document.root else { return ActionDocument(metadata: nil, diagnostics: findings) }
        let using = Self.using(root)
        let kind = using.flatMap(Schema.ActionKind.init(using:))
        let source = SourceText(bytes)
        var reader = SchemaReader(file: path, source: source)
        let template = reader.read(root, as: Schema.action(kind))
        // A value that the YAML reader had to leave out is reported once.
        let known = Set(findings.lazy.filter { $0.severity == .error }.compactMap { $0.range?.start })
        findings += reader.diagnostics.filter { finding in !(finding.range.map { known.contains($0.start) } ?? false) }
        var converter = WorkflowConverter(
            file: path, source: source, isComplete: !findings.contains { $0.severity == .error },
            stepConditions: Contexts.compositeCondition)
        let metadata = converter.action(template, kind: kind)
        findings += converter.diagnostics
        let isUsable = !findings.contains { $0.severity == .error }
        return ActionDocument(metadata: isUsable ? metadata : nil, diagnostics: findings.inFileOrder)
    }

    /// `runs.using`, which decides what else `runs` may hold.
    private static func using(_ root: YAMLNode) -> String? {
        guard let runs = root.value(of: "runs"), case .string(let text)? = runs.value(of: "using")?.content else { return nil }
        return text
    }
}

extension YAMLNode {
    /// The first value of a mapping with that key.
    fileprivate func value(of key: String) -> YAMLNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { entry in
            if case .string(let text) = entry.key.content { text == key } else { false }
        }?.value
    }
}
