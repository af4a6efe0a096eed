import Engines
import Events
import Expressions
import Glibc
import LinuxSystem
import Planning
import RunRecords
import Synchronization
import Workflows

/// What the steps of a job share and none of them changes.
final class JobScope: Sendable {
    let request: RunRequest
    let planned: PlannedJob
    let sandbox: any Sandbox
    let folders: JobFolders
    let paths: InsidePaths
    let contexts: JobContexts
    let control: JobControl
    let mask: SharedSecretMask
    let matchers: SharedProblemMatchers
    /// Where the job's own steps stand.
    let place: StepPlace
    let actions: JobActions
    let calls = ActionCalls()
    let node: JobNode
    /// The variables that no workflow can overwrite: GITHUB_*, RUNNER_*, and the like.
    let variables: [String: String]
    let showsDebug: Bool
    let recorder: RunRecorder
    let loss: SandboxLoss
    /// The job's folder in the run folder.
    let recordFolder: String
    /// Not to be guessed, for the names of command files.
    let token: String
    let limits: ResourceLimits

    private let eventFile: Mutex<InputFile?>
    private let summary: Mutex<AppendOnlyFile?>
    private let innerNumber = Mutex(0)

    /// - Parameter env: Of the workflow and the job.
    init(_ parts: Parts, sandbox: any Sandbox, contexts: JobContexts, env: OrderedVariables) throws(EvaluationFailure) {
        request = parts.request
        planned = parts.planned
        folders = parts.folders
        control = parts.control
        mask = parts.mask
        recorder = parts.recorder
        loss = parts.loss
        recordFolder = parts.recordFolder
        actions = parts.actions
        node = parts.node
        showsDebug = parts.showsDebug
        limits = parts.request.limits
        self.sandbox = sandbox
        paths = parts.folders.inside(sandbox)
        self.contexts = contexts
        token = Self.randomToken()
        matchers = SharedProblemMatchers(workspace: paths.workspace)
        eventFile = Mutex(InputFile(path: paths.eventFile, contents: Array(parts.request.plan.event.payload.json().utf8)))
        summary = Mutex(nil)
        let evaluation = contexts.evaluation(env: env.context)
        let defaults = (parts.planned.job.defaults, parts.planned.workflow(in: parts.request.plan).defaults)
        let shell = try Self.first([defaults.0?.shell, defaults.1?.shell], evaluation)
        let folder = try Self.first([defaults.0?.workingDirectory, defaults.1?.workingDirectory], evaluation)
        place = StepPlace(contexts: contexts, defaultShell: shell, defaultWorkingDirectory: folder, posts: PostSteps())
        variables = DefaultVariables(contexts: contexts, paths: paths, showsDebug: parts.showsDebug).values
    }

    /// What is known of a job before its sandbox is open.
    struct Parts: Sendable {
        var request: RunRequest
        var planned: PlannedJob
        var folders: JobFolders
        var control: JobControl
        var mask: SharedSecretMask
        var recorder: RunRecorder
        var recordFolder: String
        var showsDebug: Bool
        var actions: JobActions
        var node: JobNode
        let loss = SandboxLoss()
    }

    /// The first of the templates that gives a text which is not empty.
    private static func first(
        _ templates: [Template?], _ evaluation: TemplateEvaluation
    ) throws(EvaluationFailure) -> String? {
        for template in templates {
            if let template, case let text = try evaluation.text(template), !text.isEmpty { return text }
        }
        return nil
    }

    private static func randomToken() -> String {
        var generator = SystemRandomNumberGenerator()
        return [generator.next(), generator.next()].map { (number: UInt64) in String(number, radix: 16) }.joined()
    }

    /// The event's payload as a file, for the first process of the job; nothing for the others.
    func takeEventFile() -> InputFile? {
        eventFile.withLock { file in
            defer { file = nil }
            return file
        }
    }

    /// Adds what a step wrote to its summary, masked, to the job's.
    func addSummary(_ text: String) {
        let masked = mask.mask(text)
        summary.withLock { file in
            do {
                let opened = try file ?? AppendOnlyFile(path: "\(recordFolder)/summary.md")
                file = opened
                try opened.append(Array((masked.hasSuffix("\n") ? masked : masked + "\n").utf8))
            } catch {
                recorder.fail(error)
            }
        }
    }

    /// Reads a file of the workspace, or elsewhere below the work folder, by its path inside. Blocks.
    ///
    /// A symbolic link that leads out of there is refused: it would name a file of the host.
    func readFile(_ path: String, limit: Int) throws -> [UInt8] {
        guard let (root, relative) = folders.hostPath(of: paths.resolve(path), paths) else {
            throw SystemError(operation: "open", path: path, errno: ENOENT)
        }
        let canonical = try canonicalPath("\(root)/\(relative)")
        guard canonical.hasPrefix(try canonicalPath(root) + "/") else {
            throw SystemError(operation: "open", path: path, errno: EACCES)
        }
        return try LinuxSystem.readFile(canonical, limit: limit)
    }

    /// For the command files of a step inside an action.
    func nextInnerNumber() -> Int {
        innerNumber.withLock { number in
            number += 1
            return number
        }
    }

    func record(_ event: RunEvent) {
        recorder.append(event)
    }

    /// The log of a step with that number; its name is what the records say.
    func log(number: Int, file: String) -> StepLog {
        StepLog(path: "\(recordFolder)/\(file)", place: (planned.key, number), mask: mask, observer: recorder.observer)
    }
}
