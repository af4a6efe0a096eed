package import Diagnostics
import YAML

// Reading and writing the file.
extension ActionLock {
    /// Reads the bytes of a lock file.
    ///
    /// - Returns: Nothing in place of the lock when there are errors: a file that can't be read binds nobody, so nothing may run then.
    package static func read(_ bytes: [UInt8], path: String = path) -> (lock: ActionLock?, findings: [Diagnostic]) {
        let document = YAMLReader().read(bytes, file: path)
        var reader = LockReader(file: path, findings: document.diagnostics)
        guard let root = document.root else { return (nil, reader.findings) }
        let lock = reader.lock(root)
        let hasErrors = reader.findings.contains { $0.severity == .error }
        return (hasErrors ? nil : lock, reader.findings)
    }

    /// The file's text: sorted, so that a change shows as one.
    package var text: String {
        var text = "# Written by \"runner actions lock\". Which commit each action was.\nversion: '\(version)'\n"
        text += workflows.isEmpty ? "workflows: {}\n" : "workflows:\n"
        for (path, uses) in workflows.sorted(by: { $0.key < $1.key }) {
            text += "  \(quoted(path)):" + list(uses, indent: "    ")
        }
        text += dependencies.isEmpty ? "dependencies: {}\n" : "dependencies:\n"
        for (key, dependency) in dependencies.sorted(by: { $0.key < $1.key }) {
            text += "  \(quoted(key)):\n    ref: \(quoted(dependency.ref))\n    commit: 'sha1-\(dependency.commit)'\n"
            if let id = dependency.ownerID { text += "    owner_id: \(id)\n" }
            if let id = dependency.repositoryID { text += "    repo_id: \(id)\n" }
            text += "    uses:" + list(dependency.uses, indent: "      ")
        }
        return text
    }

    private func list(_ items: [String], indent: String) -> String {
        items.isEmpty ? " []\n" : "\n" + items.map { "\(indent)- \(quoted($0))\n" }.joined()
    }

    private func quoted(_ text: String) -> String {
        "'\(text.replacing("'", with: "''"))'"
    }
}

private struct LockReader {
    let file: String
    var findings: [Diagnostic]

    mutating func lock(_ root: YAMLNode) -> ActionLock {
        var lock = ActionLock()
        var version: YAMLNode?
        for entry in entries(root, "the lock file") {
            switch entry.key.text {
            case "version": version = entry.value
            case "workflows":
                for workflow in entries(entry.value, "workflows") { lock.workflows[workflow.key.text] = texts(workflow.value) }
            case "dependencies":
                for dependency in entries(entry.value, "dependencies") {
                    lock.dependencies[dependency.key.text] = self.dependency(dependency.value)
                }
            default: report(entry.key, .warning, "unexpected key \"\(entry.key.text)\"", "it is not looked at")
            }
        }
        if let known = version?.text, ActionLock.versions.contains(known) {
            lock.version = known
        } else {
            let known = ActionLock.versions.map { "\"\($0)\"" }.joined(separator: " and ")
            let found = version.map { "version \"\($0.text)\"" } ?? "no version"
            report(
                version ?? root, .error, "the lock file has \(found), and only \(known) are known",
                "run \"runner actions lock\" to write it anew")
        }
        return lock
    }

    private mutating func dependency(_ node: YAMLNode) -> ActionLock.Dependency? {
        var dependency = ActionLock.Dependency(ref: "", commit: "")
        for entry in entries(node, "a dependency") {
            switch entry.key.text {
            case "ref": dependency.ref = entry.value.text
            case "commit":
                let parts = entry.value.text.split(separator: "-", maxSplits: 1)
                if parts.count == 2, parts[0] == "sha1", Commit.isID(parts[1].lowercased()) {
                    dependency.commit = parts[1].lowercased()
                } else {
                    report(entry.value, .error, "\"\(entry.value.text)\" is no commit", "write sha1- and 40 hexadecimal digits")
                }
            case "owner_id": dependency.ownerID = Int(entry.value.text)
            case "repo_id": dependency.repositoryID = Int(entry.value.text)
            case "uses": dependency.uses = texts(entry.value)
            default: report(entry.key, .warning, "unexpected key \"\(entry.key.text)\"", "it is not looked at")
            }
        }
        if dependency.commit.isEmpty, !findings.contains(where: { $0.severity == .error }) {
            report(node, .error, "a dependency without \"commit\"", "run \"runner actions lock\"")
        }
        return dependency
    }

    private mutating func entries(_ node: YAMLNode, _ what: String) -> [YAMLNode.Entry] {
        switch node.content {
        case .null: return []
        case .mapping(let entries):
            var seen: Set<String> = []
            for entry in entries where !seen.insert(entry.key.text).inserted {
                report(entry.key, .error, "\"\(entry.key.text)\" is there twice", "keep one of them")
            }
            return entries
        default:
            report(node, .error, "\(what) is no mapping", "write KEY: VALUE lines")
            return []
        }
    }

    private mutating func texts(_ node: YAMLNode) -> [String] {
        switch node.content {
        case .null: return []
        case .sequence(let items): return items.map(\.text)
        default:
            report(node, .error, "\"\(node.text)\" is no list", "write a list of actions")
            return []
        }
    }

    private mutating func report(_ node: YAMLNode, _ severity: Severity, _ message: String, _ remedy: String) {
        let mark = SourceRange(
            start: node.range.start, end: SourcePosition(line: node.range.start.line, column: node.range.start.column + 1))
        let range = if case .mapping = node.content { mark } else { node.range }
        findings.append(Diagnostic(file: file, range: range, severity: severity, kind: .action, message: message, remedy: remedy))
    }
}
