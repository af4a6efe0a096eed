import Diagnostics
import Expressions

/// Turns what the schema's reader made of a file into the typed workflow, with the checks of GitHub's own converter.
///
/// Members that the schema refused are absent here, and no second finding is made for them.
struct WorkflowConverter {
    let file: String
    let source: SourceText
    /// Nothing of the file was refused by the readers before this one.
    let isComplete: Bool
    /// What the conditions of steps may use.
    let stepConditions: ContextSet
    private(set) var diagnostics: [Diagnostic] = []

    init(file: String, source: SourceText, isComplete: Bool, stepConditions: ContextSet = Contexts.stepCondition) {
        self.file = file
        self.source = source
        self.isComplete = isComplete
        self.stepConditions = stepConditions
    }

    mutating func report(_ kind: DiagnosticKind, _ range: SourceRange, _ message: String, remedy: String? = nil) {
        diagnostics.append(Diagnostic(file: file, range: range, kind: kind, message: message, remedy: remedy))
    }

    mutating func warn(_ kind: DiagnosticKind, _ range: SourceRange, _ message: String, remedy: String? = nil) {
        diagnostics.append(Diagnostic(file: file, range: range, severity: .warning, kind: kind, message: message, remedy: remedy))
    }

    mutating func append(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    /// The typed workflow of a whole file.
    mutating func workflow(_ root: Template, path: String) -> Workflow {
        var workflow = Workflow(path: path)
        workflow.entries = root.entries
        for entry in root.entries {
            switch entry.name {
            case "on": workflow.triggers = triggers(entry.value)
            case "name": workflow.name = entry.value.locatedText
            case "run-name": workflow.runName = entry.value
            case "permissions": workflow.permissions = permissions(entry.value)
            case "env":
                workflow.env = entry.value
                checkVariableNames(entry.value)
            case "defaults": workflow.defaults = defaults(entry.value)
            case "concurrency": workflow.concurrency = concurrency(entry.value)
            case "jobs": workflow.jobs = jobs(entry.value)
            default: break
            }
        }
        return workflow
    }

    mutating func defaults(_ template: Template) -> Defaults? {
        guard let run = template.entries.first(where: { $0.name == "run" })?.value else { return nil }
        var defaults = Defaults()
        for entry in run.entries {
            switch entry.name {
            case "shell":
                defaults.shell = entry.value
                checkShell(entry.value)
            case "working-directory": defaults.workingDirectory = entry.value
            default: break
            }
        }
        return defaults
    }

    /// A group's name is at most 400 characters long (GitHub's converter).
    mutating func concurrency(_ template: Template) -> Concurrency? {
        var group: Template?
        var result = Concurrency(group: template, range: template.range)
        if case .mapping(let entries, _) = template {
            for entry in entries {
                switch entry.name {
                case "group": group = entry.value
                case "cancel-in-progress": result.cancelInProgress = entry.value
                case "queue": result.queue = entry.value.locatedText
                default: break
                }
            }
        } else {
            group = template
        }
        guard let group else { return nil }
        if let text = group.literalString, text.utf16.count > 400 {
            report(
                .limit, template.mark, "concurrency group name must be less than 400 characters",
                remedy: "it has \(text.utf16.count)")
        }
        result.group = group
        return result
    }
}

extension Template {
    /// The entries of a mapping; none for anything else.
    var entries: [TemplateEntry] {
        if case .mapping(let entries, _) = self { entries } else { [] }
    }

    /// The items of a sequence; none for anything else.
    var items: [Template] {
        if case .sequence(let items, _) = self { items } else { [] }
    }

    /// A sequence without items.
    var isEmptySequence: Bool {
        if case .sequence(let items, _) = self { items.isEmpty } else { false }
    }

    /// A mapping without entries.
    var isEmptyMapping: Bool {
        if case .mapping(let entries, _) = self { entries.isEmpty } else { false }
    }

    /// A literal string with its place.
    var locatedText: Located<String>? {
        literalString.map { Located($0, range) }
    }

    /// One literal string, or those of a sequence; nothing for anything else.
    var locatedTexts: [Located<String>]? {
        if case .sequence(let items, _) = self { return items.compactMap(\.locatedText) }
        return locatedText.map { [$0] }
    }

    /// The place for a message: all of a scalar, the first character of a collection.
    var mark: SourceRange {
        switch self {
        case .literal, .expression: range
        case .sequence, .mapping: range.start.mark
        }
    }

    /// An expression occurs in it, as a key or a value.
    var hasExpressions: Bool {
        switch self {
        case .literal: false
        case .expression: true
        case .sequence(let items, _): items.contains(where: \.hasExpressions)
        case .mapping(let entries, _): entries.contains { $0.isInsert || $0.key.hasExpressions || $0.value.hasExpressions }
        }
    }

    /// The value of a member with that literal key.
    func member(_ name: String) -> Template? {
        entries.first { $0.name == name }?.value
    }

    /// A literal boolean.
    var literalBool: Bool? {
        if case .literal(.bool(let bool), _) = self { bool } else { nil }
    }
}

extension TemplateEntry {
    /// The key where it is a literal.
    var name: String? {
        isInsert ? nil : key.literalString
    }

    /// The key with its place where it is a literal.
    var locatedName: Located<String>? {
        name.map { Located($0, key.range) }
    }
}
