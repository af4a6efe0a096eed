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
        guard let entry = entries[name] else { return nil }
        return parsed.withLock { parsed in
            if let known = parsed[name] { return known }
            let versions = versions(entry, hasAllOutputs: !computedOutputs.contains(name))
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

    private static let bytes = Array(table.utf8)

    /// Where the text of each action is, by its name: taken apart only when the action is asked for.
    private static let entries: [String: Range<Int>] = {
        var entries: [String: Range<Int>] = [:]
        bytes.withUnsafeBufferPointer { text in
            var (name, start, line) = ("", 0, 0)
            while line < text.count {
                let end = text[line...].firstIndex(of: 0x0A) ?? text.count
                if text[line] != 0x20 {
                    if !name.isEmpty { entries[name] = start..<line }
                    start = text[line..<end].firstIndex(of: 0x20) ?? end
                    name = String(decoding: text[line..<start], as: UTF8.self)
                }
                line = end + 1
            }
            if !name.isEmpty { entries[name] = start..<text.count }
        }
        return entries
    }()

    /// Actions whose outputs depend on what they are given.
    private static let computedOutputs: Set = [
        "actions/github-script", "aws-actions/amazon-ecr-login", "dorny/paths-filter", "tj-actions/changed-files",
    ]

    private static func versions(_ entry: Range<Int>, hasAllOutputs: Bool) -> [Version] {
        var versions: [Version] = []
        var known: [ArraySlice<UInt8>] = []
        for version in bytes[entry].split(separator: UInt8(ascii: "|")) {
            let words = version.split { $0 <= 0x20 }
            guard words.count >= 2, let major = Int(String(decoding: words[0], as: UTF8.self)) else { continue }
            for word in words.dropFirst(2) {
                if word.first == UInt8(ascii: "-") { known.removeAll { $0 == word.dropFirst() } } else { known.append(word) }
            }
            let runtime = String(decoding: words[1], as: UTF8.self)
            versions.append(Version(major: major, interface: interface(known, runtime: runtime, hasAllOutputs)))
        }
        return versions
    }

    private static func interface(_ words: [ArraySlice<UInt8>], runtime: String, _ hasAllOutputs: Bool) -> KnownActions.Interface {
        var interface = KnownActions.Interface(inputs: [], outputs: [], runtime: runtime, hasAllOutputs: hasAllOutputs)
        for word in words {
            let name = { String(decoding: word.dropFirst(), as: UTF8.self) }
            switch word.first {
            case UInt8(ascii: ":"): interface.outputs.append(name())
            case UInt8(ascii: "!"): interface.inputs.append(.init(name: name(), isRequired: true))
            case UInt8(ascii: "~"): interface.inputs.append(.init(name: name(), isRequired: false, isDeprecated: true))
            default: interface.inputs.append(.init(name: String(decoding: word, as: UTF8.self), isRequired: false))
            }
        }
        return interface
    }
}
