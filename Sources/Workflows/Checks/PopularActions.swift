import Expressions
import Synchronization

/// The most used public actions: what they take, give and run on, by major version.
///
/// The table is text that is taken apart when an action is first asked for; `Tests/Tools/popular-actions.py` renews it.
enum PopularActions {
    /// One major version.
    struct Version: Sendable {
        var major: Int
        var interface: KnownActions.Interface
    }

    /// The versions of an action, oldest first; nothing for one that is not in the table.
    static func versions(of reference: RepositoryReference) -> [Version]? {
        let name = key(of: reference)
        guard let lines = entries[name] else { return nil }
        return parsed.withLock { parsed in
            if let known = parsed[name] { return known }
            let versions = versions(lines, hasAllOutputs: !computedOutputs.contains(name))
            parsed[name] = versions
            return versions
        }
    }

    private static func key(of reference: RepositoryReference) -> String {
        (reference.path.isEmpty ? reference.name : "\(reference.name)/\(reference.path)").lowercased()
    }

    /// The actions that were asked for, never more than the table has.
    private static let parsed = Mutex<[String: [Version]]>([:])

    /// The interface at a ref: that of its major version; for branches and commits all that any version has.
    static func interface(of reference: RepositoryReference) -> KnownActions.Interface? {
        guard let versions = versions(of: reference), let newest = versions.last else { return nil }
        if let major = major(of: reference.ref) { return versions.first { $0.major == major }?.interface }
        let name = key(of: reference)
        if let known = merged.withLock({ $0[name] }) { return known }
        let result = merge(versions, newest)
        merged.withLock { $0[name] = result }
        return result
    }

    /// What `interface(of:)` made for branches and commits, by action.
    private static let merged = Mutex<[String: KnownActions.Interface]>([:])

    private static func merge(_ versions: [Version], _ newest: Version) -> KnownActions.Interface {
        var result = newest.interface
        result.runtime = ""
        for version in versions.dropLast() {
            result.inputs += version.interface.inputs.filter { input in !result.inputs.contains { $0.name == input.name } }
            result.outputs += version.interface.outputs.filter { !result.outputs.contains($0) }
        }
        for index in result.inputs.indices { (result.inputs[index].isRequired, result.inputs[index].isDeprecated) = (false, false) }
        return result
    }

    /// The number of `v4`, `v4.1` or `4.1.2`; nothing for other refs.
    static func major(of ref: String) -> Int? {
        let digits = ref.hasPrefix("v") ? ref.dropFirst() : ref[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 4 && $0.utf8.allSatisfy { (48...57).contains($0) } })
        else {
            return nil
        }
        return parts.first.flatMap { Int($0) }
    }

    /// The text of each action by its name.
    private static let entries: [String: [Substring]] = {
        var entries: [String: [Substring]] = [:]
        var name = ""
        for line in table.split(separator: "\n") {
            if line.first != " ", let end = line.firstIndex(of: " ") {
                name = String(line[..<end])
                entries[name] = [line[end...]]
            } else {
                entries[name]?.append(line)
            }
        }
        return entries
    }()

    /// Actions whose outputs depend on what they are given.
    private static let computedOutputs: Set = [
        "actions/github-script", "aws-actions/amazon-ecr-login", "dorny/paths-filter", "tj-actions/changed-files",
    ]

    private static func versions(_ lines: [Substring], hasAllOutputs: Bool) -> [Version] {
        var versions: [Version] = []
        var known: [Substring] = []
        for version in lines.joined().split(separator: "|") {
            let words = version.split(separator: " ")
            guard words.count >= 2, let major = Int(words[0]) else { continue }
            for word in words.dropFirst(2) {
                if word.first == "-" { known.removeAll { $0 == word.dropFirst() } } else { known.append(word) }
            }
            versions.append(Version(major: major, interface: interface(known, runtime: String(words[1]), hasAllOutputs)))
        }
        return versions
    }

    private static func interface(_ words: [Substring], runtime: String, _ hasAllOutputs: Bool) -> KnownActions.Interface {
        var interface = KnownActions.Interface(inputs: [], outputs: [], runtime: runtime, hasAllOutputs: hasAllOutputs)
        for word in words {
            switch word.first {
            case ":": interface.outputs.append(String(word.dropFirst()))
            case "!": interface.inputs.append(.init(name: String(word.dropFirst()), isRequired: true))
            case "~": interface.inputs.append(.init(name: String(word.dropFirst()), isRequired: false, isDeprecated: true))
            default: interface.inputs.append(.init(name: String(word), isRequired: false))
            }
        }
        return interface
    }
}
