package import Diagnostics
import Expressions

/// One family of findings: looks at a workflow that was read and says what is wrong with it.
///
/// A check is a file beside this one and an entry of `WorkflowChecks.all`.
protocol WorkflowCheck: Sendable {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic]
}

/// A workflow with its text, and what checks share.
final class CheckedWorkflow {
    /// The file's name in findings.
    let file: String
    let workflow: Workflow
    let source: SourceText
    let types: WorkflowTypes
    let actions: KnownActions
    /// The reader refused nothing. Else members may be missing, which no second finding should be made of.
    let isComplete: Bool
    /// Advice that would only make an attack harder, or depends on facts that no file tells, is wanted as well.
    var isPedantic = false
    /// The actions of the repository.
    var localActions = LocalActions(options: ReadingOptions(), metadata: nil)
    /// Whose repository it is, in lower case; nothing where that is not known.
    private(set) lazy var owner = localActions.owner
    /// The jobs that check out and use what an outsider sent.
    private(set) lazy var untrustedJobs = findUntrustedJobs()

    init(file: WorkflowFileText, workflow: Workflow, actions: KnownActions, isComplete: Bool) {
        self.file = file.name
        self.workflow = workflow
        self.source = SourceText(file.bytes)
        self.types = WorkflowTypes(workflow)
        self.actions = actions
        self.isComplete = isComplete
    }

    /// Calls `body` with each step of a job, those of parallel blocks behind the block.
    func visitSteps(of job: Job, _ body: (Step) -> Void) {
        Self.visit(job.steps, body)
    }

    private static func visit(_ steps: [Step], _ body: (Step) -> Void) {
        for step in steps {
            body(step)
            if case .parallel(let inner) = step.action { visit(inner, body) }
        }
    }

    /// Where a text stands in a scalar for the first time; all of the scalar where it can't be told.
    func place(of text: String, in scalar: SourceRange) -> SourceRange {
        let places = ScalarPlaces(scalar, in: source)
        let wanted = Array(text.utf8)
        guard let start = places.text.places(of: wanted, most: 1).first else { return scalar }
        return places.range(start..<start + wanted.count)
    }

    func warning(_ kind: DiagnosticKind, _ range: SourceRange, _ message: String, remedy: String?) -> Diagnostic {
        Diagnostic(file: file, range: range, severity: .warning, kind: kind, message: message, remedy: remedy)
    }

    func error(_ kind: DiagnosticKind, _ range: SourceRange, _ message: String, remedy: String?) -> Diagnostic {
        Diagnostic(file: file, range: range, severity: .error, kind: kind, message: message, remedy: remedy)
    }
}

/// A file's name and bytes.
struct WorkflowFileText {
    var name: String
    var bytes: [UInt8]
}

/// All checks, in the order in which findings at one place are shown.
enum WorkflowChecks {
    static let all: [any WorkflowCheck] = [
        ExpressionCheck(), MatrixCheck(), FilterCheck(), RunsOnCheck(), StepsCheck(), CommandCheck(), ReachCheck(), ActionUseCheck(),
        CredentialsCheck(),
    ]

    /// Those for the steps of composite actions too.
    static let ofSteps: [any WorkflowCheck] = [StepsCheck(), CommandCheck(), ActionUseCheck(), CredentialsCheck()]
}

/// Reads workflow files and finds what is wrong with them beyond what the reader refuses (docs/checks).
///
/// Errors are what fails or misbehaves on GitHub for sure; all else is a warning.
package struct WorkflowChecker: Sendable {
    private let options: ReadingOptions
    private let metadata: KnownActions.Lookup?
    private let isPedantic: Bool

    /// - Parameters:
    ///   - metadata: The metadata of an action where it can be had at once, such as one in the repository; called for `uses`
    ///     of steps, once a file and reference.
    ///   - isPedantic: Advice is wanted that is no use to everybody (docs/checks).
    package init(
        options: ReadingOptions = .init(), isPedantic: Bool = false, metadata: (@Sendable (ActionReference) -> ActionMetadata?)? = nil
    ) {
        self.options = options
        self.isPedantic = isPedantic
        self.metadata = metadata
    }

    /// What the reader finds and what the checks find, in file order. A workflow with errors of either kind is nothing.
    ///
    /// - Parameter path: As for `WorkflowReader.read`.
    package func check(_ bytes: [UInt8], path: String) -> WorkflowDocument {
        var result = WorkflowFile(bytes: bytes, path: path, options: options)
        let isComplete = !result.hasErrors
        if var workflow = result.workflow {
            if isComplete {
                var resolver = CallResolver(options: options)
                resolver.resolve(&workflow, file: path)
                result.diagnostics += resolver.diagnostics
            }
            let refusals = result.diagnostics.filter { $0.severity == .error }
            result.diagnostics.removeAll { $0.severity == .error }
            let subject = subject(workflow, WorkflowFileText(name: path, bytes: bytes), isComplete: isComplete)
            // What GitHub refuses no comment can silence.
            result.diagnostics = findings(in: subject, beside: result.diagnostics) + refusals
            result.workflow = workflow
        }
        return WorkflowDocument(workflow: result.hasErrors ? nil : result.workflow, diagnostics: result.diagnostics.inFileOrder)
    }

    /// What the checks find in a workflow that was read without errors, and what the reader said of it, in file order.
    ///
    /// - Parameter document: As `WorkflowReader` made it of these bytes.
    package func findings(in document: WorkflowDocument, bytes: [UInt8]) -> [Diagnostic] {
        guard let workflow = document.workflow else { return document.diagnostics }
        let subject = subject(workflow, WorkflowFileText(name: workflow.path, bytes: bytes), isComplete: true)
        return findings(in: subject, beside: document.diagnostics).inFileOrder
    }

    private func subject(_ workflow: Workflow, _ file: WorkflowFileText, isComplete: Bool) -> CheckedWorkflow {
        let subject = CheckedWorkflow(
            file: file, workflow: workflow, actions: KnownActions(options: options, metadata: metadata), isComplete: isComplete)
        subject.isPedantic = isPedantic
        subject.localActions = LocalActions(options: options, metadata: metadata)
        return subject
    }

    private func findings(in subject: CheckedWorkflow, beside known: [Diagnostic]) -> [Diagnostic] {
        var findings = known
        for check in WorkflowChecks.all + SecurityChecks.all { findings += check.check(subject) }
        return IgnoreComments(subject.source, file: subject.file).applied(to: findings)
    }
}
