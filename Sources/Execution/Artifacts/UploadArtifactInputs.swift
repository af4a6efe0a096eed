/// The inputs of `actions/upload-artifact`, checked.
struct UploadArtifactInputs: Sendable {
    /// What to do when there is nothing to upload.
    enum NoFiles: String, Sendable {
        case warn, error, ignore
    }

    /// In the order of the action's own list (actions/upload-artifact v7, action.yml).
    static let known = [
        "name", "path", "if-no-files-found", "retention-days", "compression-level", "overwrite", "include-hidden-files", "archive",
    ]

    /// GitHub's default and its most.
    private static let mostDays = 90

    /// Not looked at where `isArchive` is false.
    var name: String
    /// Patterns, a line each.
    var path: String
    var noFiles: NoFiles
    /// 1 to 90.
    var retentionDays: Int
    /// More was asked for than can be had.
    var asksForLonger: Bool
    var overwrites: Bool
    var includesHidden: Bool
    var isArchive: Bool

    init(_ call: BuiltInCall) throws(InputProblem) {
        let values = call.inputs
        name = values["name"] ?? "artifact"
        path = values["path"] ?? ""
        if path.isEmpty { throw InputProblem(input: "path", text: "\"path\" is required: it says what to upload") }
        let choice = values["if-no-files-found"] ?? "warn"
        guard let noFiles = NoFiles(rawValue: choice) else {
            throw InputProblem(input: "if-no-files-found", text: "\"if-no-files-found\" must be warn, error or ignore, not \"\(choice)\"")
        }
        self.noFiles = noFiles
        let days = try Self.number("retention-days", values, 0...Int.max) ?? 0
        asksForLonger = days > Self.mostDays
        retentionDays = days == 0 ? Self.mostDays : min(days, Self.mostDays)
        // Nothing is compressed, so the level changes nothing.
        _ = try Self.number("compression-level", values, 0...9)
        overwrites = try call.flag("overwrite", or: false)
        includesHidden = try call.flag("include-hidden-files", or: false)
        isArchive = try call.flag("archive", or: true)
        if isArchive, let problem = ArtifactName.problem(of: name) { throw InputProblem(input: "name", text: problem) }
    }

    private static func number(
        _ name: String, _ values: [String: String], _ range: ClosedRange<Int>
    ) throws(InputProblem) -> Int? {
        guard let text = values[name], !text.isEmpty else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let wanted = range.upperBound == Int.max ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
            throw InputProblem(input: name, text: "\"\(name)\" must be a whole number \(wanted), not \"\(text)\"")
        }
        return number
    }
}
