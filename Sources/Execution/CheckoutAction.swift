import Events
import Expressions
import GitRepositories
import Glibc
import Planning
import RunRecords
import Workflows

/// `actions/checkout` of the run's own repository, built in: no network, the files come from the work tree or its repository
/// (docs/decisions/0004-workspace.md).
struct CheckoutAction {
    private let run: StartedStep
    private let evaluation: TemplateEvaluation
    private let action: UsedAction
    private let inputs: [String: String]
    private var scope: JobScope { run.scope }

    /// Whether a `uses:` means this action, in any version.
    static func isMeant(by reference: String) -> Bool {
        let parts = reference.split(separator: "@", maxSplits: 1)
        return parts.count == 2 && parts[0].lowercased() == "actions/checkout"
    }

    /// Inputs without effect here: there is no network and nothing to sign in to.
    private static let idle = [
        "token", "ssh-key", "ssh-known-hosts", "ssh-strict", "ssh-user", "persist-credentials", "filter", "show-progress",
        "set-safe-directory", "sparse-checkout-cone-mode",
    ]
    /// In the order of the action's own list.
    private static let known = [
        "repository", "ref", "token", "ssh-key", "ssh-known-hosts", "ssh-strict", "ssh-user", "persist-credentials", "path", "clean",
        "filter",
        "sparse-checkout", "sparse-checkout-cone-mode", "fetch-depth", "fetch-tags", "show-progress", "lfs", "submodules",
        "set-safe-directory", "github-server-url",
    ]

    init(_ action: UsedAction, run: StartedStep, evaluation: TemplateEvaluation) throws(EvaluationFailure) {
        self.action = action
        self.run = run
        self.evaluation = evaluation
        var inputs: [String: String] = [:]
        for (name, value) in try action.inputs.map({ template throws(EvaluationFailure) in try evaluation.texts(template) }) ?? [] {
            inputs[name.lowercased()] = value.trimmingSpaces()
        }
        self.inputs = inputs
    }

    func run() async throws(EvaluationFailure) -> StepResult {
        announce()
        try refuseUnsupported()
        guard let repository = scope.request.repository else {
            throw failure(nil, "there is no git repository to check out: \"\(scope.request.workTree)\" is in none")
        }
        let wish = try Wish(self)
        let scope = scope
        let outcome = await BlockingWork.value { Self.checkOut(wish, repository, scope) }
        switch outcome {
        case .failure(let problem): throw failure(problem.input, problem.text)
        case .success(let done):
            run.log.say(done.lines)
            var result = StepResult(end: StepEnd(outcome: .success, conclusion: .success, exitStatus: nil))
            result.outputs = [("ref", wish.ref.isEmpty ? scope.request.plan.event.ref : wish.ref), ("commit", done.commit)]
            return result
        }
    }

    /// What is to be checked out where.
    private struct Wish: Sendable {
        /// Empty: what the event is about.
        var ref: String
        /// Below the workspace; empty for the workspace itself.
        var path: String
        var isClean: Bool
        var history: CopiedHistory
        var wantsLargeFiles: Bool
        var wantsSubmodules: Bool

        init(_ action: CheckoutAction) throws(EvaluationFailure) {
            ref = action.inputs["ref"] ?? ""
            path = try action.relativePath()
            isClean = try action.flag("clean", or: true)
            let tags = try action.flag("fetch-tags", or: false)
            let depth = try action.depth()
            // Tags come with the whole history only; more than asked for does no harm.
            history = depth == 0 || tags ? .full : .shallow(depth: depth)
            wantsLargeFiles = try action.flag("lfs", or: false)
            wantsSubmodules = ["true", "recursive"].contains(action.inputs["submodules"]?.lowercased())
        }
    }

    private struct Done: Sendable {
        var commit: String
        var lines: [String]
    }

    private struct Problem: Error {
        var text: String
        /// Which input asks for it.
        var input = "ref"
    }

    /// Blocks.
    private static func checkOut(_ wish: Wish, _ repository: GitRepository, _ scope: JobScope) -> Result<Done, Problem> {
        do {
            let event = scope.request.plan.event
            let head = try repository.head().sha ?? ""
            let ref = try CheckoutRef.resolve(wish.ref, event, head: head, repository)
            let commit = ref.commit
            // A pull request whose base has nothing of its own changes no file: what is checked out is what it comes to.
            let isHead = commit == head || repository.isMade(commit) && repository.haveSameTree(commit, head)
            if wish.wantsSubmodules, access("\(scope.request.workTree)/.gitmodules", F_OK) == 0 {
                return .failure(Problem(text: "\"submodules\" comes with a later version", input: "submodules"))
            }
            if scope.request.bindsWorkTree { return bind(wish, commit: commit, isHead: isHead) }
            var request = CopyRequest(root: scope.folders.work)
            let name = scope.folders.repositoryName
            request.subfolder = "\(name)/\(name)" + (wish.path.isEmpty ? "" : "/\(wish.path)")
            request.history = wish.history
            request.isClean = wish.isClean
            request.ref = ref.name
            request.leavingOut = scope.request.pathsOutOfCopies
            if isHead {
                request.commit = commit
                let report = try repository.copyWorkTree(request)
                return .success(
                    Done(
                        commit: commit, lines: ["Copied \(report.files) files of the work tree, uncommitted changes included, at \(commit)"]
                    ))
            }
            if wish.wantsLargeFiles { return .failure(Problem(text: "\"lfs\" is supported for the checked-out commit only", input: "lfs")) }
            let report = try repository.checkOut(commit: commit, request)
            return .success(Done(commit: commit, lines: ["Checked out \(report.files) files at \(commit)"]))
        } catch {
            return .failure(Problem(text: "\(error)"))
        }
    }

    private static func bind(_ wish: Wish, commit: String, isHead: Bool) -> Result<Done, Problem> {
        guard isHead else { return .failure(Problem(text: "with --bind only the commit of the work tree can be used, not \(commit)")) }
        guard wish.path.isEmpty else { return .failure(Problem(text: "with --bind \"path\" can't be honoured", input: "path")) }
        return .success(Done(commit: commit, lines: ["Using the work tree in place (--bind), as it is, at \(commit)"]))
    }

    private func announce() {
        var lines = ["##[group]Run \(action.reference.value)"]
        if !inputs.isEmpty { lines.append("with:") }
        lines += inputs.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        lines.append("##[endgroup]")
        lines.append("Syncing repository: \(scope.request.plan.repository.fullName) (built into the runner, without network)")
        let idle = inputs.keys.filter { Self.idle.contains($0) && $0 != "show-progress" }.sorted()
        if !idle.isEmpty { lines.append("Without effect here: \(idle.joined(separator: ", "))") }
        run.log.say(lines)
        let unknown = inputs.keys.filter { !Self.known.contains($0) }.sorted()
        if !unknown.isEmpty {
            let names = unknown.map { "'\($0)'" }.joined(separator: ", ")
            run.warning("Unexpected input(s) \(names), valid inputs are [\(Self.known.map { "'\($0)'" }.joined(separator: ", "))]")
        }
    }

    private func refuseUnsupported() throws(EvaluationFailure) {
        let own = scope.request.plan.repository.fullName
        if let name = inputs["repository"], !name.isEmpty, name.lowercased() != own.lowercased() {
            throw failure("repository", "checking out another repository, \"\(name)\", comes with a later version")
        }
        let server = scope.request.plan.repository.serverURL
        if let url = inputs["github-server-url"], !url.isEmpty, Self.bare(url) != Self.bare(server) {
            throw failure("github-server-url", "checking out from another server, \"\(url)\", comes with a later version")
        }
        if let patterns = inputs["sparse-checkout"], !patterns.isEmpty {
            throw failure("sparse-checkout", "\"sparse-checkout\" comes with a later version; without it all files are checked out")
        }
    }

    private static func bare(_ url: String) -> String {
        var text = url.lowercased()
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }

    private func relativePath() throws(EvaluationFailure) -> String {
        let parts = (inputs["path"] ?? "").split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }
        if inputs["path"]?.hasPrefix("/") == true || parts.contains("..") {
            throw failure("path", "\"path\" must lie in the workspace")
        }
        return parts.joined(separator: "/")
    }

    private func flag(_ name: String, or fallback: Bool) throws(EvaluationFailure) -> Bool {
        switch inputs[name]?.lowercased() {
        case nil, "": return fallback
        case "true": return true
        case "false": return false
        default: throw failure(name, "\"\(name)\" must be true or false")
        }
    }

    private func depth() throws(EvaluationFailure) -> Int {
        guard let text = inputs["fetch-depth"], !text.isEmpty else { return 1 }
        guard let depth = Int(text), depth >= 0 else { throw failure("fetch-depth", "\"fetch-depth\" must be a number, 0 for all history") }
        return depth
    }

    /// A failure at an input's place, or at the action's where the input is not written down.
    private func failure(_ input: String?, _ message: String) -> EvaluationFailure {
        var range = action.reference.range
        if let input, case .mapping(let entries, _)? = action.inputs,
            let entry = entries.first(where: { $0.key.literalString?.lowercased() == input })
        {
            range = entry.value.range
        }
        return EvaluationFailure(place: Place(evaluation.file, range).description, message: message)
    }
}
