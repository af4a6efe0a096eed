import LinuxSystem
import OptionParsing
import Workflows

/// The options that say what a workflow reader may look at: those of `runner check`, and of others that read workflows.
enum ReadingKeys {
    /// `--limit NAME=N`.
    struct Limit: Sendable {
        var name: String
        var value: Int
    }

    static let root = OptionKey("--root FOLDER", help: "the repository that ./paths are resolved against; usually found by itself")
        .completing(.folders)
    static let remoteFolder = OptionKey(
        "--remote-dir FOLDER", help: "where called workflows and actions lie, as OWNER/REPO/PATH@REF"
    ).completing(.folders)
    static let noRemote = OptionKey(flag: "--no-remote", help: "do not look at workflows and actions of other repositories")
    static let permissions = OptionKey(
        "--default-permissions SET", help: "what a token may do where no permissions are written",
        fallback: ReadingOptions.DefaultPermissions.permissive
    ) { ReadingOptions.DefaultPermissions(rawValue: $0) }
    .expecting("\"restricted\" or \"permissive\"").completing(.words(["restricted", "permissive"]))
    static let limitNames = ["file-size", "depth", "jobs", "reusable-depth"]
    static let limits = OptionKey(repeated: "--limit NAME=N", help: "another limit for \(limitNames.joined(separator: ", "))", read: limit)
        .expecting("one of \(limitNames.joined(separator: ", ")), \"=\" and a whole number of at least 1")

    static let definitions = [
        root.definition, remoteFolder.definition, noRemote.definition, permissions.definition, limits.definition,
    ]

    private static func limit(_ text: String) -> Limit? {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, limitNames.contains(parts[0]), let value = Int(parts[1]), value >= 1 else { return nil }
        return Limit(name: parts[0], value: value)
    }

    /// What the options come to for a file.
    ///
    /// - Parameter file: The path as it was written. Without `--root` the repository is the one in whose
    ///   `.github/workflows` the file lies.
    static func options(_ call: CommandCall, for file: String) -> ReadingOptions {
        var options = ReadingOptions()
        options.readFile = { path in try? LinuxSystem.readFile(path, limit: 64 << 20) }
        options.root = call.arguments[root].map(call.absolute) ?? repository(of: call.absolute(file))
        options.remoteFolder = call.arguments[remoteFolder].map(call.absolute)
        options.ignoresRemote = call.arguments[noRemote]
        options.defaultPermissions = call.arguments[permissions]
        for limit in call.arguments[limits] {
            switch limit.name {
            case "file-size": options.fileSize = limit.value
            case "depth": options.depth = limit.value
            case "jobs": options.jobs = limit.value
            default: options.reusableDepth = limit.value
            }
        }
        return options
    }

    private static func repository(of path: String) -> String? {
        guard let range = path.range(ofLast: "/.github/workflows/") else { return nil }
        return range == path.startIndex ? "/" : String(path[..<range])
    }

    /// A file's path from the repository's root, as workflows name it; the path itself when it lies elsewhere.
    static func pathInRepository(_ path: String, of call: CommandCall, root: String?) -> String {
        guard let root else { return path }
        let absolute = resolved(call.absolute(path))
        let prefix = resolved(root) + "/"
        return absolute.hasPrefix(prefix) ? String(absolute.dropFirst(prefix.count)) : path
    }

    /// Without `.`, `..` and symbolic links; the path itself when there is no such file.
    private static func resolved(_ path: String) -> String {
        (try? canonicalPath(path)) ?? path
    }
}

extension String {
    /// Where a text begins for the last time.
    fileprivate func range(ofLast text: String) -> Index? {
        indices.reversed().first { self[$0...].hasPrefix(text) }
    }
}
