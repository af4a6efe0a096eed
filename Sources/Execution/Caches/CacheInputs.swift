import Digests

/// The inputs of `actions/cache`, `actions/cache/restore` and `actions/cache/save`, checked.
struct CacheInputs: Sendable {
    /// In the order of the actions' own lists (actions/cache v5).
    static func known(_ action: BuiltInAction) -> [String] {
        switch action {
        case .cacheSave: ["path", "key", "upload-chunk-size", "enablecrossosarchive"]
        case .cacheRestore: ["path", "key", "restore-keys", "enablecrossosarchive", "fail-on-cache-miss", "lookup-only"]
        default:
            [
                "path", "key", "restore-keys", "upload-chunk-size", "enablecrossosarchive", "fail-on-cache-miss", "lookup-only",
                "save-always",
            ]
        }
    }

    /// GitHub's bounds.
    private static let longestKey = 512
    private static let mostKeys = 10

    /// The lines of `path`.
    var paths: [String]
    var key: String
    /// In order of preference.
    var restoreKeys: [String]
    var failsOnMiss: Bool
    var looksUpOnly: Bool

    init(_ call: BuiltInCall) throws(InputProblem) {
        let values = call.inputs
        paths = Self.lines(values["path"]).map { line in
            line.hasPrefix("!") ? "!" + String(line.dropFirst()).trimmingSpaces() : line
        }
        key = values["key"] ?? ""
        restoreKeys = Self.lines(values["restore-keys"])
        // These take anything that is not "true" for false.
        failsOnMiss = values["fail-on-cache-miss"]?.lowercased() == "true"
        looksUpOnly = values["lookup-only"]?.lowercased() == "true"
        if paths.isEmpty { throw InputProblem(input: "path", text: "\"path\" is required: it says what to keep") }
        if key.isEmpty { throw InputProblem(input: "key", text: "\"key\" is required") }
        if keys.count > Self.mostKeys {
            throw InputProblem(input: "restore-keys", text: "there can be \(Self.mostKeys) keys at most, the first one included")
        }
        for (index, key) in keys.enumerated() {
            let input = index == 0 ? "key" : "restore-keys"
            if key.utf16.count > Self.longestKey {
                throw InputProblem(input: input, text: "the key \"\(key.prefix(40))…\" has more than \(Self.longestKey) letters")
            }
            if key.contains(",") { throw InputProblem(input: input, text: "the key \"\(key)\" has a comma, which keys can't have") }
        }
    }

    /// All keys in order of preference.
    var keys: [String] { [key] + restoreKeys }

    /// As @actions/cache has it: caches of other paths, or packed otherwise, are not taken for this one.
    ///
    /// - Parameter method: `zstd-without-long` or `gzip`.
    func version(method: String) -> String {
        let text = (paths + [method, "1.0"]).joined(separator: "|")
        return (try? SHA256.digest(of: Array(text.utf8))).map { Hex.text($0) } ?? ""
    }

    private static func lines(_ text: String?) -> [String] {
        (text ?? "").split(whereSeparator: \.isNewline).map { String($0).trimmingSpaces() }.filter { !$0.isEmpty }
    }
}
