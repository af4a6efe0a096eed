import Engines

/// The command files of one step: GITHUB_ENV, GITHUB_PATH, GITHUB_OUTPUT, GITHUB_STATE, GITHUB_STEP_SUMMARY.
struct StepFiles: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case path = "add_path"
        case env = "set_env"
        case summary = "step_summary"
        case state = "save_state"
        case output = "set_output"

        /// The variable that holds the path.
        var variable: String {
            switch self {
            case .path: "GITHUB_PATH"
            case .env: "GITHUB_ENV"
            case .summary: "GITHUB_STEP_SUMMARY"
            case .state: "GITHUB_STATE"
            case .output: "GITHUB_OUTPUT"
            }
        }

        /// The property of the `github` context that holds the path.
        var property: String {
            switch self {
            case .path: "path"
            case .env: "env"
            case .summary: "step_summary"
            case .state: "state"
            case .output: "output"
            }
        }

        /// Bytes; a longer file is refused. GitHub's for summaries; for the others ours, since they are held in memory.
        var limit: Int {
            self == .summary ? 1 << 20 : 16 << 20
        }
    }

    private let folder: String
    private let suffix: String

    /// - Parameters:
    ///   - folder: Inside, in memory.
    ///   - token: Not to be guessed by an earlier step, which could put something else in the files' place.
    ///   - label: Unique in the job.
    init(folder: String, token: String, label: String) {
        self.folder = folder
        suffix = "\(token)-\(label)"
    }

    func path(_ kind: Kind) -> String {
        "\(folder)/\(kind.rawValue)_\(suffix)"
    }

    func script(_ fileExtension: String) -> String {
        "\(folder)/\(suffix)\(fileExtension)"
    }

    var inputs: [InputFile] {
        Kind.allCases.map { InputFile(path: path($0), contents: []) }
    }

    var collected: [CollectedFile] {
        Kind.allCases.map { CollectedFile(path: path($0), limit: $0.limit) }
    }
}

/// What a step's command files said, once it has ended.
struct StepFileContents: Sendable {
    var env: [(name: String, value: String)] = []
    /// In order; the last is to be searched first.
    var paths: [String] = []
    var outputs: [(name: String, value: String)] = []
    /// For the later phases of the same action.
    var saved: [(name: String, value: String)] = []
    /// Not masked; nothing when empty or refused.
    var summary: String?
    /// Errors that fail the step.
    var failures: [String] = []
    /// Errors that do not.
    var complaints: [String] = []

    init(_ files: StepFiles, in result: ProcessResult) {
        for kind in StepFiles.Kind.allCases {
            switch result.files[files.path(kind)] {
            case .contents(let bytes)?: read(bytes, kind)
            case .truncated?: refuse(kind)
            case .unreadable(let what)?: fail(kind, "in its place is \(what)")
            case .missing?, nil: break
            }
        }
    }

    private mutating func read(_ bytes: [UInt8], _ kind: StepFiles.Kind) {
        if bytes.isEmpty { return }
        switch kind {
        case .summary: summary = String(decoding: bytes, as: UTF8.self)
        case .path: paths = CommandFile.paths(bytes)
        case .env: env = pairs(bytes, kind).filter { mayBeSet($0.name) }
        case .output: outputs = pairs(bytes, kind)
        case .state: saved = pairs(bytes, kind)
        }
    }

    private mutating func pairs(_ bytes: [UInt8], _ kind: StepFiles.Kind) -> [(name: String, value: String)] {
        let (pairs, error) = CommandFile.pairs(bytes)
        if let error { fail(kind, error) }
        return pairs
    }

    /// NODE_OPTIONS could make every later node program run something else, so GitHub refuses it.
    private mutating func mayBeSet(_ name: String) -> Bool {
        guard name.uppercased() == "NODE_OPTIONS" else { return true }
        complaints.append("Can't store \(name) output parameter using '$GITHUB_ENV' command.")
        return false
    }

    private mutating func refuse(_ kind: StepFiles.Kind) {
        guard kind == .summary else { return fail(kind, "it is larger than \(kind.limit >> 20) MiB") }
        complaints.append("$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of \(kind.limit >> 10)k")
    }

    private mutating func fail(_ kind: StepFiles.Kind, _ problem: String) {
        failures.append("Unable to process file command '\(kind.property)' successfully: \(problem)")
    }
}
