import Actions
import Diagnostics
import Glibc
import LinuxSystem
import OptionParsing
import YAML

/// The user's own defaults for `runner exec`: `--config`, else `$XDG_CONFIG_HOME/runner/config.yml`, else `~/.config/runner/config.yml`.
///
/// A mapping of `labels` (LABEL: ENGINE or ENGINE:IMAGE), `jobs`, `memory`, `cpus`, `pids`, `network`,
/// `actions-source` (a URL or a list of them), `offline`, `real-actions`, `node`, `fetch-limit`, `fetch-timeout`; options win. It is never read from
/// a repository: what a repository asks for must not choose how it is isolated.
struct ExecConfiguration {
    var labels: [LabelRule] = []
    var jobs: Int?
    var memory: Int?
    var cpus: Double?
    var processes: Int?
    var network: String?
    var actionSources: [ActionSources.Source] = []
    var isOffline = false
    var usesRealActions = false
    /// Bytes.
    var fetchLimit: Int?
    /// Minutes.
    var fetchTimeout: Int?
    /// Absolute.
    var node: String?
    var diagnostics: [Diagnostic] = []
    /// Its text, by its name in findings.
    private(set) var source: [String: String] = [:]

    private var file = ""
    private static let keys = [
        "labels", "jobs", "memory", "cpus", "pids", "network", "actions-source", "offline", "real-actions", "node", "fetch-limit",
        "fetch-timeout",
    ]

    /// Reads the file where there is one.
    ///
    /// - Throws: `CommandFailure` when the file that `--config` names can't be read.
    init(_ call: CommandCall) throws {
        let named = call.arguments[ExecOptions.configuration]
        guard let path = named.map(call.absolute) ?? Self.usualPath(call.environment) else {
            self.init()
            return
        }
        let bytes: [UInt8]
        do {
            bytes = try readFile(path, limit: 1 << 20)
        } catch {
            if named == nil, [ENOENT, ENOTDIR].contains(error.errno) {
                self.init()
                return
            }
            let reason = error.errno == EFBIG ? "it has more than 1 MiB" : SystemError.text(of: error.errno)
            throw CommandFailure(
                "cannot read \"\(named ?? path)\": \(reason)", remedy: "check the path and its permissions", status: .usage)
        }
        self.init(reading: bytes, file: named ?? path)
    }

    /// - Parameter file: The file's name for findings.
    init(reading bytes: [UInt8], file: String) {
        self.file = file
        source = [file: String(decoding: bytes, as: UTF8.self)]
        let document = YAMLReader().read(bytes, file: file)
        diagnostics = document.diagnostics
        guard let root = document.root else { return }
        guard case .mapping(let entries) = root.content else {
            report(root, "the configuration is no mapping", "write KEY: VALUE lines; the keys are \(Self.keyList)")
            return
        }
        var seen: Set<String> = []
        for entry in entries {
            guard seen.insert(entry.key.text).inserted else {
                report(entry.key, "\"\(entry.key.text)\" is there twice", "keep one of them")
                continue
            }
            read(entry)
        }
    }

    private init() {}

    private static func usualPath(_ environment: [String: String]) -> String? {
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") { return folder + "/runner/config.yml" }
        return environment["HOME"].map { $0 + "/.config/runner/config.yml" }
    }

    private static var keyList: String {
        keys.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    private mutating func read(_ entry: YAMLNode.Entry) {
        let value = entry.value
        switch entry.key.text {
        case "labels": readLabels(value)
        case "jobs": jobs = positive(value)
        case "pids": processes = positive(value)
        case "memory": memory = size(value)
        case "fetch-limit": fetchLimit = size(value)
        case "fetch-timeout": fetchTimeout = positive(value)
        case "cpus":
            cpus = Double(value.text).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
            if cpus == nil { report(value, "\"\(value.text)\" is no number of processors", "write a number above 0, such as 1.5") }
        case "network":
            network = ["host", "none"].contains(value.text) ? value.text : nil
            if network == nil { report(value, "\"\(value.text)\" is no network", "write \"host\" or \"none\"") }
        case "actions-source": readSources(value)
        case "offline": isOffline = flag(value)
        case "real-actions": usesRealActions = flag(value)
        case "node":
            node = value.text.hasPrefix("/") ? value.text : nil
            if node == nil { report(value, "\"\(value.text)\" is no absolute path", "write the path of a folder, from / on") }
        default:
            let nearest = Suggestion.nearest(to: entry.key.text, among: Self.keys).map { "; did you mean \"\($0)\"?" } ?? ""
            report(entry.key, "unexpected key \"\(entry.key.text)\"", "the keys are \(Self.keyList)\(nearest)")
        }
    }

    private mutating func readLabels(_ node: YAMLNode) {
        guard case .mapping(let entries) = node.content else {
            return report(node, "\"labels\" is no mapping", "write LABEL: ENGINE below it")
        }
        for entry in entries {
            if let rule = LabelRule("\(entry.key.text)=\(entry.value.text)") {
                labels.append(rule)
            } else {
                report(
                    entry.value, "\"\(entry.value.text)\" is no engine",
                    "write \"sandbox\" or \"host\", and :IMAGE behind where it needs one")
            }
        }
    }

    private mutating func readSources(_ node: YAMLNode) {
        let items = if case .sequence(let items) = node.content { items } else { [node] }
        for item in items {
            do throws(ActionError) {
                actionSources.append(try ActionSources.Source(item.text))
            } catch {
                report(item, error.message, error.remedy ?? "")
            }
        }
    }

    private mutating func flag(_ node: YAMLNode) -> Bool {
        if case .bool(let value) = node.content { return value }
        report(node, "\"\(node.text)\" is neither true nor false", "write true or false")
        return false
    }

    private mutating func size(_ node: YAMLNode) -> Int? {
        if let size = ByteCount.parse(node.text) { return size }
        report(node, "\"\(node.text)\" is no size", "write a size such as 512m or 4g")
        return nil
    }

    private mutating func positive(_ node: YAMLNode) -> Int? {
        if let number = Int(node.text), number >= 1 { return number }
        report(node, "\"\(node.text)\" is no whole number of at least 1", "write a number such as 4")
        return nil
    }

    private mutating func report(_ node: YAMLNode, _ message: String, _ remedy: String) {
        diagnostics.append(Diagnostic(file: file, range: node.range, kind: .schema, message: message, remedy: remedy))
    }
}
