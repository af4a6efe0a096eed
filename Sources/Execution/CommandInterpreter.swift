import RunRecords

/// Carries out the workflow commands in a step's output, and gathers what they leave.
///
/// As GitHub does it (docs/compatibility.md, "Steps").
struct CommandInterpreter {
    /// What a step's environment and the run's settings allow.
    struct Settings: Sendable {
        /// ACTIONS_STEP_DEBUG
        var showsDebug = false
        /// ACTIONS_ALLOW_UNSECURE_COMMANDS: set-env and add-path work.
        var allowsUnsecureCommands = false
        /// The workspace inside, for paths of annotations.
        var workspace = ""
    }

    /// GitHub's bounds on the annotations that are kept.
    static let annotationsPerLevel = 10
    static let longestMessage = 4096

    let settings: Settings
    private let mask: SharedSecretMask
    private var stopToken: String?
    private var echoes: Bool
    private var counts: [Annotation.Level: Int] = [:]

    private(set) var annotations: [Annotation] = []
    private(set) var env: [(name: String, value: String)] = []
    private(set) var paths: [String] = []
    private(set) var outputs: [(name: String, value: String)] = []
    /// For the later phases of the same action.
    private(set) var saved: [(name: String, value: String)] = []
    /// Errors that fail the step.
    private(set) var failures: [String] = []
    /// `add-matcher` and `remove-matcher`, for the caller to carry out at once.
    private(set) var matcherCommand: MatcherCommand?

    enum MatcherCommand: Sendable, Hashable {
        case add(file: String)
        case remove(owner: String)
    }

    init(settings: Settings, mask: SharedSecretMask) {
        self.settings = settings
        self.mask = mask
        echoes = settings.showsDebug
    }

    /// Looks at a line of output; what comes back is not masked yet.
    mutating func interpret(_ line: String) -> LineVerdict {
        matcherCommand = nil
        guard let command = WorkflowCommand(line: line, stopToken: stopToken) else { return .keep }
        if stopToken != nil {
            stopToken = nil
            return .drop
        }
        switch command.name {
        case "error", "warning", "notice", "debug", "group", "endgroup": return show(command)
        case "add-mask": addMask(command.data)
        case "stop-commands": return stop(command.data)
        case "echo": setEcho(command.data)
        case "set-output", "save-state": return store(command)
        case "set-env", "add-path": storeUnsecurely(command)
        case "add-matcher": matcherCommand = .add(file: command.data)
        case "remove-matcher": matcherCommand = command.properties["owner"].map { .remove(owner: $0) }
        default: return .keep
        }
        return echoes && command.name != "add-mask" && command.name != "echo" ? .keep : .drop
    }

    /// Adds an annotation as long as its level has fewer than the bound.
    mutating func annotate(_ annotation: Annotation) {
        let count = counts[annotation.level, default: 0]
        guard count < Self.annotationsPerLevel else { return }
        counts[annotation.level] = count + 1
        var annotation = annotation
        annotation.message = mask.mask(String(annotation.message.prefix(Self.longestMessage)))
        annotation.title = annotation.title.map(mask.mask)
        annotation.file = annotation.file.map { mask.mask(relative($0)) }
        annotations.append(annotation)
    }

    private mutating func show(_ command: WorkflowCommand) -> LineVerdict {
        if command.name == "debug", !settings.showsDebug { return .drop }
        if let level = Annotation.Level(rawValue: command.name) { annotate(Self.annotation(level, command)) }
        return .replace("##[\(command.name)]\(command.data)")
    }

    private static func annotation(_ level: Annotation.Level, _ command: WorkflowCommand) -> Annotation {
        let properties = command.properties
        var annotation = Annotation(level: level, message: command.data)
        annotation.title = properties["title"]
        annotation.file = properties["file"]
        annotation.line = properties["line"].flatMap { Int($0) }
        annotation.endLine = properties["endline"].flatMap { Int($0) }
        annotation.column = properties["col"].flatMap { Int($0) }
        annotation.endColumn = properties["endcolumn"].flatMap { Int($0) }
        annotation.dropImpossiblePlaces()
        return annotation
    }

    private mutating func addMask(_ value: String) {
        if value.allSatisfy(\.isWhitespace) {
            annotate(Annotation(level: .warning, message: "Can't add secret mask for empty string in ##[add-mask] command."))
        } else {
            mask.add(maskCommandValue: value)
        }
    }

    private mutating func stop(_ token: String) -> LineVerdict {
        if token.isEmpty || WorkflowCommand.names.contains(token.lowercased()) || token.lowercased() == "pause-logging" {
            return fail("invalid token \"\(token)\" for stop-commands: it must not be empty or the name of a command")
        }
        stopToken = token
        if token.count > 6 { mask.add(maskCommandValue: token) }
        return .drop
    }

    private mutating func setEcho(_ data: String) {
        switch data.lowercased().trimmingSpaces() {
        case "on": echoes = true
        case "off": echoes = false
        default: _ = fail("invalid echo command value \"\(data)\"; possible values are on and off")
        }
    }

    /// As GitHub's, the log shows the warning at each use; with `echo` on, from the second use, the command instead.
    private mutating func store(_ command: WorkflowCommand) -> LineVerdict {
        let file = command.name == "set-output" ? "GITHUB_OUTPUT" : "GITHUB_STATE"
        guard let name = command.properties["name"] else {
            return fail("required property \"name\" is missing in ##[\(command.name)] command")
        }
        let advice = "The `\(command.name)` command is deprecated and will be disabled soon; write to $\(file) instead"
        if command.name == "set-output" { outputs.append((name, command.data)) } else { saved.append((name, command.data)) }
        let isKnown = annotations.contains { $0.message == advice }
        if !isKnown { annotate(Annotation(level: .warning, message: advice)) }
        return isKnown && echoes ? .keep : .replace("##[warning]\(advice)")
    }

    private mutating func storeUnsecurely(_ command: WorkflowCommand) {
        guard settings.allowsUnsecureCommands else {
            let file = command.name == "set-env" ? "GITHUB_ENV" : "GITHUB_PATH"
            _ = fail(
                "The `\(command.name)` command is disabled: write to $\(file) instead, "
                    + "or set the environment variable ACTIONS_ALLOW_UNSECURE_COMMANDS to true")
            return
        }
        if command.name == "add-path" {
            if !command.data.isEmpty { paths.append(command.data) }
        } else if let name = command.properties["name"], name.uppercased() != "NODE_OPTIONS" {
            env.append((name, command.data))
        } else {
            _ = fail("can't store \"\(command.properties["name"] ?? "")\" by the set-env command")
        }
    }

    private mutating func fail(_ problem: String) -> LineVerdict {
        failures.append(problem)
        return .drop
    }

    /// Relative to the workspace where it lies in it.
    private func relative(_ path: String) -> String {
        let folder = settings.workspace + "/"
        return path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
    }
}

extension Annotation {
    /// As GitHub does: an end before the start drops both, columns need a single line.
    mutating func dropImpossiblePlaces() {
        if let start = line, let end = endLine, end < start { (line, endLine) = (nil, nil) }
        if line == nil, endLine != nil { line = endLine }
        if line != nil, endLine != nil, line != endLine { (column, endColumn) = (nil, nil) }
        if let start = column, let end = endColumn, end < start { (column, endColumn) = (nil, nil) }
    }
}

extension String {
    func trimmingSpaces() -> String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
