package import Diagnostics

/// What a YAML reader accepts; see docs/compatibility.md, "YAML".
package struct YAMLLimits: Sendable {
    /// The length of the file in UTF-16 units; GitHub takes 1 Mi of them.
    package var fileSize = 1_048_576
    /// Mappings and sequences inside each other, the root counted.
    package var depth = 50
    /// Nodes of the document after the aliases were replaced.
    package var nodes = 50_000
    /// Anchors and aliases are allowed (workflows) or refused (action metadata).
    package var allowsAnchors = true

    package init() {}
}

/// A YAML file as read: the tree, and what is wrong with it.
package struct YAMLDocument: Sendable {
    /// The document's root; nothing for an empty file, or when an error leaves no usable tree.
    ///
    /// After an unsupported tag, an unknown alias or a number that is too large the tree is there:
    /// the node at fault is a string or null then.
    package var root: YAMLNode?
    /// All findings, in file order as far as the parser got. A syntax error is the last one: the parser stops there.
    package var diagnostics: [Diagnostic]
    /// Anchors that no alias refers to, in file order, with the place of the node they name.
    package var unusedAnchors: [(name: String, range: SourceRange)]
}

/// Reads YAML as GitHub does: one document, YAML 1.2 core scalars, anchors without merge keys, limits.
///
/// Never crashes and never takes more than its limits allow, whatever the bytes are.
package struct YAMLReader: Sendable {
    private let limits: YAMLLimits

    package init(limits: YAMLLimits = .init()) {
        self.limits = limits
    }

    /// Reads the bytes of a file; `file` is the name that diagnostics show.
    package func read(_ bytes: [UInt8], file: String) -> YAMLDocument {
        let source: SourceBytes
        switch SourceBytes.checked(bytes, limit: limits.fileSize) {
        case .success(let checked): source = checked
        case .failure(let refusal):
            let diagnostics = refusal.findings.map { $0.diagnostic(file: file) }
            return YAMLDocument(root: nil, diagnostics: diagnostics, unusedAnchors: [])
        }
        var tree = build(source)
        // libyaml takes the longest leading blank line as a block's indentation; GitHub's parser takes the first text's.
        if tree.stoppedAtSyntax, let trimmed = BlankLineTrim.trimmed(source.bytes) {
            let second = build(SourceBytes(bytes: trimmed))
            if second.reached > tree.reached { tree = second }
        }
        return YAMLDocument(
            root: tree.root, diagnostics: tree.findings.map { $0.diagnostic(file: file) }, unusedAnchors: tree.unusedAnchors)
    }

    private func build(_ source: SourceBytes) -> TreeBuilder {
        var builder = TreeBuilder(limits: limits)
        builder.build(source)
        return builder
    }
}

/// A finding of this module, before it is known which file it is in.
struct Finding: Error {
    var range: SourceRange?
    var kind = DiagnosticKind.yaml
    var message: String
    var remedy: String

    func diagnostic(file: String) -> Diagnostic {
        Diagnostic(file: file, range: range, kind: kind, message: message, remedy: remedy)
    }
}
