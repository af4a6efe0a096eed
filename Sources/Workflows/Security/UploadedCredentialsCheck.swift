import Diagnostics
import Expressions

/// The token that `actions/checkout` leaves in `.git/config`, inside of a folder that is uploaded.
struct UploadedCredentialsCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        subject.workflow.jobs.flatMap { job -> [Diagnostic] in
            guard let first = job.steps.firstIndex(where: Self.keepsToken) else { return [] }
            return job.steps[(first + 1)...].compactMap { step in
                guard let place = Self.upload(step) else { return nil }
                return subject.warning(
                    .uploadedCredentials, place, "this artifact holds \".git/config\" with the job's token",
                    remedy: "give \"persist-credentials: false\" to actions/checkout, or upload the built files alone")
            }
        }
    }

    /// From version 6 the token lies outside of the workspace.
    private static func keepsToken(_ step: Step) -> Bool {
        guard case .uses(let action) = step.action, KnownSources.name(action.reference.value) == "actions/checkout" else { return false }
        guard let version = action.majorVersion, version < 6 else { return false }
        guard let value = action.inputs?.member("persist-credentials") else { return true }
        return value.literalBool != false && value.literalString != "false"
    }

    /// Where a step uploads `.git`. From version 4.4 hidden files are left out unless asked for, and `v4` means the newest of these.
    private static func upload(_ step: Step) -> SourceRange? {
        guard case .uses(let action) = step.action, KnownSources.name(action.reference.value) == "actions/upload-artifact",
            let path = action.inputs?.member("path"), let text = path.literalString ?? path.sourceText
        else { return nil }
        let hidden = action.inputs?.member("include-hidden-files")
        let takesHidden = hidden?.literalBool == true || hidden?.literalString == "true" || (action.majorVersion ?? 4) < 4
        let folders = text.split(whereSeparator: \.isNewline).map { $0.filter { !$0.isWhitespace } }
        guard !folders.contains(where: { $0.hasPrefix("!") && $0.contains(".git") }) else { return nil }
        let wholes = [".", "./", "*", "**", "./**", "**/*", "github.workspace", "{0}", "{0}/"]
        let isWhole = folders.contains { folder in
            guard folder.hasPrefix("{0}") else { return wholes.contains(folder) }
            return wholes.contains(folder) && path.isWorkspace
        }
        return (isWhole && takesHidden) || folders.contains(".git") || folders.contains(".git/") ? path.range : nil
    }
}

extension UsedAction {
    /// The number in `@v4` or `@v4.1.0`; nothing for branches and commits.
    var majorVersion: Int? {
        let ref = reference.value.drop { $0 != "@" }.dropFirst()
        guard ref.count < 20 else { return nil }
        return Int(ref.drop { $0 == "v" }.prefix { $0.isNumber })
    }
}

extension Template {
    /// Mixed text whose first expression is `github.workspace`.
    fileprivate var isWorkspace: Bool {
        guard case .expression(let expression, _) = self, case .call(_, let arguments) = expression.root, arguments.count > 1,
            case .index(.context(let context), .literal(.string(let name))) = arguments[1]
        else { return false }
        return context.lowercased() == "github" && name.lowercased() == "workspace"
    }
}
