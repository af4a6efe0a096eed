/// What artifacts and the files in them may be called, as on GitHub (@actions/artifact, path-and-artifact-name-validation).
enum ArtifactName {
    private static let refusedInPaths: [(letter: Character, name: String)] = [
        ("\"", "a double quote"), (":", "a colon"), ("<", "a less than"), (">", "a greater than"), ("|", "a vertical bar"),
        ("*", "an asterisk"), ("?", "a question mark"), ("\r", "a carriage return"), ("\n", "a line feed"), ("\r\n", "a line feed"),
    ]
    private static let refusedInNames = refusedInPaths + [("\\", "a backslash"), ("/", "a slash")]

    /// Why an artifact can't be called so; nothing when it can.
    static func problem(of name: String) -> String? {
        if name.isEmpty { return "an artifact needs a name" }
        if name == "." || name == ".." || name.contains("\0") { return "an artifact can't be called \"\(name)\"" }
        guard let found = refusedInNames.first(where: { name.contains($0.letter) }) else { return nil }
        return "the artifact name \"\(name)\" has \(found.name), which names can't have"
    }

    /// Why a file of an artifact can't be called so; nothing when it can.
    static func problem(ofPath path: String) -> String? {
        guard let found = refusedInPaths.first(where: { path.contains($0.letter) }) else { return nil }
        return "the file \"\(path)\" has \(found.name) in its path, which files of artifacts can't have"
    }
}
