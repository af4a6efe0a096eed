import Diagnostics
import Expressions

/// Actions, workflows and images whose code can change without a change of this file.
struct UnpinnedCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        guard subject.isPedantic else { return [] }
        var uses: [Located<String>] = []
        for job in subject.workflow.jobs {
            if let call = job.call { uses.append(call.uses) }
            subject.visitSteps(of: job) { step in
                if case .uses(let action) = step.action { uses.append(action.reference) }
            }
        }
        return uses.compactMap { Self.finding($0, file: subject.file, source: subject.source, owner: subject.owner) }
    }

    /// Tags of GitHub's own actions move only with GitHub's releases, so these are notes.
    static func finding(_ uses: Located<String>, file: String, source: SourceText, owner: String?) -> Diagnostic? {
        guard let reference = ActionReference(uses.value) else { return nil }
        let message: String
        var severity = Severity.warning
        switch reference {
        case .local, .selfRepository: return nil
        case .repository(let repository):
            let name = repository.name.prefix { $0 != "/" }.lowercased()
            guard !repository.isCommit, name != owner else { return nil }
            if name == "actions" || name == "github" { severity = .info }
            message = "\"\(repository.ref)\" of \"\(repository.name)\" can come to mean other code"
        case .image(let image):
            guard !image.contains("@sha256:") else { return nil }
            message = "image \"\(image)\" can come to mean another one"
        }
        return Diagnostic(
            file: file, range: place(uses, source), severity: severity, kind: .unpinned, message: message,
            remedy: "name the whole commit id or digest, with the version in a comment")
    }

    /// What stands behind `@`; else all of it.
    private static func place(_ uses: Located<String>, _ source: SourceText) -> SourceRange {
        let places = ScalarPlaces(uses.range, in: source)
        guard let at = places.text.lastIndex(of: UInt8(ascii: "@")), at + 1 < places.text.count else { return uses.range }
        return places.range(at + 1..<places.text.count)
    }
}
