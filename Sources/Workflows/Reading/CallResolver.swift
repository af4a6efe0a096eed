import Diagnostics
import Expressions

/// Reads the workflows that jobs call, and checks what callers give them (GitHub's ReusableWorkflowsLoader).
struct CallResolver {
    let options: ReadingOptions
    private(set) var diagnostics: [Diagnostic] = []
    /// The files read so far; nothing for a file that has errors, which were reported then.
    private var files: [CallReference: ReadFile?] = [:]
    /// Each file once, in the order in which they were read.
    private(set) var called: [CalledFile] = []
    /// Repositories that nobody has looked for yet.
    private(set) var missing: [RepositoryReference] = []
    private var reported: Set<Diagnostic> = []
    private var jobCount = 0
    private var callCount = 0
    /// Calls of all levels together. Ours: ten levels of a hundred calls each would not end otherwise.
    private static let callLimit = 1_000

    init(options: ReadingOptions) {
        self.options = options
    }

    /// A job that calls, with what its findings need.
    struct Caller {
        /// The file that the job is in.
        var file: String
        var job: Job
        var call: WorkflowCall
        /// What the job's token may do; nothing where neither job nor workflow says.
        var permissions: Permissions?
    }

    private struct ReadFile {
        var workflow: Workflow
        var source: WorkflowSource
    }

    private struct Place {
        var path: String
        var source: WorkflowSource
    }

    mutating func resolve(_ workflow: inout Workflow, file: String) {
        count(workflow.jobs, file: file)
        guard options.readFile != nil else { return }
        resolveCalls(of: &workflow, chain: [CallReference(path: file)], permissions: workflow.permissions)
    }

    /// The file is the one that stands there, by its path from the root or as the caller named it.
    private func isSame(_ file: CallReference, _ reference: CallReference) -> Bool {
        if file == reference { return true }
        guard file.repository == nil, reference.repository == nil, let root = options.root else { return false }
        return file.path == "./\(reference.path)" || file.path == "\(root)/\(reference.path)"
    }

    /// A finding is made once, however many calls lead to it.
    mutating func report(_ kind: DiagnosticKind, _ place: (file: String, range: SourceRange), _ message: String, remedy: String) {
        add(Diagnostic(file: place.file, range: place.range, kind: kind, message: message, remedy: remedy))
    }

    /// Adds a finding that was not made before.
    mutating func add(_ diagnostic: Diagnostic) {
        if reported.insert(diagnostic).inserted { diagnostics.append(diagnostic) }
    }

    /// - Parameter chain: The files from the top caller to this workflow.
    private mutating func resolveCalls(of workflow: inout Workflow, chain: [CallReference], permissions: Permissions?) {
        guard let file = chain.last else { return }
        for index in workflow.jobs.indices where callCount <= Self.callLimit {
            let job = workflow.jobs[index]
            guard let call = job.call else { continue }
            let caller = Caller(file: file.name, job: job, call: call, permissions: job.permissions ?? permissions)
            guard let file = called(by: caller, chain: chain) else { continue }
            workflow.jobs[index].call?.workflow = file.workflow
            workflow.jobs[index].call?.source = file.source
        }
    }

    private mutating func called(by caller: Caller, chain: [CallReference]) -> ReadFile? {
        let uses = caller.call.uses
        guard let file = chain.last, let reference = CallReference(uses.value, from: file) else { return nil }
        if let start = chain.firstIndex(where: { isSame($0, reference) }) {
            let loop = (chain[start...].map(\.name) + [reference.name]).map { "\"\($0)\"" }.joined(separator: " calls ")
            report(.call, (caller.file, uses.range), "workflows call each other in a loop: \(loop)", remedy: "remove one of the calls")
            return nil
        }
        if chain.count > options.reusableDepth {
            report(
                .limit, (caller.file, uses.range), "nested reusable workflow depth exceeded \(options.reusableDepth)",
                remedy: "call the workflow from one that is nearer to the top")
            return nil
        }
        callCount += 1
        guard callCount <= Self.callLimit else {
            if callCount == Self.callLimit + 1 {
                report(
                    .limit, (caller.file, uses.range), "workflows are called more than \(Self.callLimit) times, all levels together",
                    remedy: "call each from fewer jobs, or use a matrix")
            }
            return nil
        }
        guard var called = read(reference, caller: caller) else { return nil }
        check(called.workflow, caller: caller, reference: reference)
        resolveCalls(
            of: &called.workflow, chain: chain + [reference], permissions: called.workflow.permissions ?? caller.permissions)
        return called
    }

    /// The called file, read once however often it is called.
    private mutating func read(_ reference: CallReference, caller: Caller) -> ReadFile? {
        if let known = files[reference] {
            if let known { count(known.workflow.jobs, file: reference.name) }
            return known
        }
        guard let place = place(of: reference, caller) else { return nil }
        if files.count >= options.calledFiles {
            report(
                .limit, (caller.file, caller.call.uses.range), "more than \(options.calledFiles) workflow files are called",
                remedy: "put jobs of several workflows into one")
            return nil
        }
        guard let bytes = options.readFile?(place.path) else {
            report(
                .call, (caller.file, caller.call.uses.range), "unable to find reusable workflow \"\(caller.call.uses.value.shortened)\"",
                remedy: "there is no file \"\(reference.name)\"")
            files[reference] = .some(nil)
            return nil
        }
        let file = WorkflowFile(bytes: bytes, path: reference.name, options: options)
        let start = caller.call.uses.range.start
        let prefix = "called from \(caller.file):\(start.line):\(start.column): "
        // Its warnings are those of the file itself, and are no concern of each caller.
        for var diagnostic in file.diagnostics where diagnostic.severity == .error {
            diagnostic.message = prefix + diagnostic.message
            diagnostics.append(diagnostic)
        }
        reportErrors(of: file, reference, at: caller)
        let workflow = file.hasErrors ? nil : file.workflow
        let read = workflow.map { ReadFile(workflow: $0, source: place.source) }
        files[reference] = .some(read)
        if let workflow {
            called.append(CalledFile(name: reference.name, bytes: bytes, source: place.source))
            count(workflow.jobs, file: reference.name)
        }
        return read
    }

    /// The errors of a called file at the call too, as GitHub has them: the first of each kind.
    private mutating func reportErrors(of file: WorkflowFile, _ reference: CallReference, at caller: Caller) {
        var kinds: Set<DiagnosticKind> = []
        for finding in file.diagnostics where finding.severity == .error && kinds.insert(finding.kind).inserted {
            let place = finding.range.map { ":\($0.start.line):\($0.start.column)" } ?? ""
            report(
                finding.kind, (caller.file, caller.call.uses.range),
                "error from called workflow \(reference.name)\(place): \(finding.message)",
                remedy: finding.remedy ?? "mend the called workflow")
        }
    }

    /// Where the file is on disk; nothing where the options do not say.
    private mutating func place(of reference: CallReference, _ caller: Caller) -> Place? {
        guard let repository = reference.repository, let revision = reference.revision else {
            return options.root.map { Place(path: "\($0)/\(reference.path)", source: WorkflowSource(path: reference.path, folder: $0)) }
        }
        if options.ignoresRemote { return nil }
        var source = WorkflowSource(repository: repository, ref: revision, path: reference.path)
        if let folder = options.remoteFolder { return Place(path: "\(folder)/\(reference.name)", source: source) }
        guard let remote = options.remote else { return nil }
        guard let asked = RepositoryReference(name: repository, path: "", ref: revision) else {
            report(
                .call, (caller.file, caller.call.uses.range), "\"\(caller.call.uses.value.shortened)\" names no repository and ref",
                remedy: "write OWNER/NAME/.github/workflows/FILE.yml@REF")
            return nil
        }
        switch remote(asked) {
        case .folder(let folder, let commit, let ref):
            (source.commit, source.folder, source.fullRef) = (commit, folder, ref)
            return Place(path: "\(folder)/\(reference.path)", source: source)
        case .unavailable(let message, let remedy):
            report(.call, (caller.file, caller.call.uses.range), message, remedy: remedy ?? "check the repository's name and the ref")
        case nil:
            if !missing.contains(asked) { missing.append(asked) }
        }
        return nil
    }

    /// Counts the jobs of all files together; the first job that is too many is reported.
    private mutating func count(_ jobs: [Job], file: String) {
        if let limit = options.jobs, jobCount <= limit, jobCount + jobs.count > limit {
            let job = jobs[limit - jobCount]
            report(
                .limit, (file, job.id.range), "workflows may not contain more than \(limit) jobs across all referenced files",
                remedy: "put several jobs into one, or into a workflow of its own")
        }
        jobCount += jobs.count
    }
}
