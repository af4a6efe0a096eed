package import Diagnostics
import Expressions
import YAML

/// A workflow file after reading: the typed workflow and everything that was found.
package struct WorkflowDocument: Sendable {
    /// Nothing when there are errors.
    package var workflow: Workflow?
    /// In the order of the places in the file.
    package var diagnostics: [Diagnostic]
    /// The files of the workflows that it calls, directly or not, each once.
    package var called: [CalledFile] = []
    /// Repositories with called workflows that nobody has looked for yet; the calls of these are not resolved.
    package var missing: [RepositoryReference] = []

    package init(workflow: Workflow?, diagnostics: [Diagnostic]) {
        self.workflow = workflow
        self.diagnostics = diagnostics
    }
}

/// Reads workflow files as GitHub does, with all findings of a file at once.
package struct WorkflowReader: Sendable {
    private let options: ReadingOptions

    package init(options: ReadingOptions = .init()) {
        self.options = options
    }

    /// Reads the bytes of a file and, where the options say how, the workflows that it calls.
    ///
    /// - Parameter path: The file's path from the repository's root, for the diagnostics and `Workflow.path`.
    package func read(_ bytes: [UInt8], path: String) -> WorkflowDocument {
        var result = WorkflowFile(bytes: bytes, path: path, options: options)
        var (called, missing): ([CalledFile], [RepositoryReference]) = ([], [])
        if var workflow = result.workflow, !result.hasErrors {
            var resolver = CallResolver(options: options)
            resolver.resolve(&workflow, file: path)
            result.diagnostics += resolver.diagnostics
            result.workflow = workflow
            (called, missing) = (resolver.called, resolver.missing)
        }
        let isUsable = !result.hasErrors
        var document = WorkflowDocument(workflow: isUsable ? result.workflow : nil, diagnostics: result.diagnostics.inFileOrder)
        (document.called, document.missing) = (called, missing)
        return document
    }
}

/// One file as read, without what it calls.
struct WorkflowFile {
    /// Nothing when the file has no usable tree.
    var workflow: Workflow?
    var diagnostics: [Diagnostic]

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    init(bytes: [UInt8], path: String, options: ReadingOptions) {
        var limits = YAMLLimits()
        limits.fileSize = options.fileSize
        limits.depth = options.depth
        let document = YAMLReader(limits: limits).read(bytes, file: path)
        diagnostics = document.diagnostics
        guard let root = document.root else {
            if !hasErrors {
                diagnostics.append(
                    Diagnostic(
                        file: path, range: SourcePosition(line: 1, column: 1).mark, kind: .schema, message: "the workflow is empty",
                        remedy: "a workflow has the keys \"on\" and \"jobs\""))
            }
            return
        }
        let source = SourceText(bytes)
        var reader = SchemaReader(file: path, source: source)
        let template = reader.read(root, as: Schema.workflow)
        // A value that the YAML reader had to leave out is reported once.
        let known = Set(diagnostics.lazy.filter { $0.severity == .error }.compactMap { $0.range?.start })
        diagnostics += reader.diagnostics.filter { finding in !(finding.range.map { known.contains($0.start) } ?? false) }
        guard case .mapping = template else { return }
        var converter = WorkflowConverter(file: path, source: source, isComplete: !hasErrors)
        workflow = converter.workflow(template, path: path)
        diagnostics += converter.diagnostics
        diagnostics += document.unusedAnchors.map { anchor in
            Diagnostic(
                file: path, range: anchor.range, severity: .warning, kind: .yaml, message: "anchor \"\(anchor.name)\" is not used",
                remedy: "remove it, or refer to it with \"*\(anchor.name)\"")
        }
    }
}

extension [Diagnostic] {
    /// By place; findings without a place first, and those at one place in the order they were made.
    var inFileOrder: [Diagnostic] {
        enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            if first.file != second.file { return left.offset < right.offset }
            guard let start = first.range?.start, let other = second.range?.start, start != other else {
                return first.range == nil && second.range != nil ? true : left.offset < right.offset
            }
            return start < other
        }.map(\.element)
    }
}
