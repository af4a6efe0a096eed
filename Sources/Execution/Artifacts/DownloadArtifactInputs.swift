/// The inputs of `actions/download-artifact`, checked.
struct DownloadArtifactInputs: Sendable {
    /// What to do about artifacts whose bytes are not those that were stored.
    enum Mismatch: String, Sendable, CaseIterable {
        case ignore, info, warn, error
    }

    /// Which artifacts of the run.
    enum Selection: Sendable {
        case named(String)
        case ids([Int])
        case matching(ArtifactNamePattern)
        case all
    }

    /// In the order of the action's own list (actions/download-artifact v8, action.yml).
    static let known = [
        "name", "artifact-ids", "path", "pattern", "merge-multiple", "github-token", "repository", "run-id", "skip-decompress",
        "digest-mismatch",
    ]

    var selection: Selection
    /// As given; empty for the workspace.
    var path: String
    var mergesMultiple: Bool
    /// Another run than this one; nothing for this one.
    var run: Int?
    var mismatch: Mismatch

    /// - Parameter own: The run's repository and id.
    init(_ call: BuiltInCall, own: (repository: String, run: Int)) throws(InputProblem) {
        let text = { (name: String) in call.inputs[name].flatMap { $0.isEmpty ? nil : $0 } }
        path = text("path") ?? ""
        mergesMultiple = try call.flag("merge-multiple", or: false)
        if try call.flag("skip-decompress", or: false) {
            throw InputProblem(
                input: "skip-decompress", text: "\"skip-decompress\" can't be honoured: artifacts are kept as files here, not as archives")
        }
        let choice = text("digest-mismatch") ?? "error"
        guard let mismatch = Mismatch(rawValue: choice) else {
            let words = Mismatch.allCases.map(\.rawValue).joined(separator: ", ")
            throw InputProblem(input: "digest-mismatch", text: "\"digest-mismatch\" must be one of \(words), not \"\(choice)\"")
        }
        self.mismatch = mismatch
        selection = try Self.selection(text)
        // Without a token GitHub's looks at its own run, whatever these say.
        guard text("github-token") != nil else { return }
        if let repository = text("repository"), repository.lowercased() != own.repository.lowercased() {
            throw InputProblem(
                input: "repository",
                text: "artifacts of \"\(repository)\" are not here: this state folder keeps those of \"\(own.repository)\"")
        }
        guard let id = text("run-id") else { return }
        guard let number = Int(id), number > 0 else {
            throw InputProblem(input: "run-id", text: "\"run-id\" must be a run's number, not \"\(id)\"")
        }
        run = number == own.run ? nil : number
    }

    private static func selection(_ text: (String) -> String?) throws(InputProblem) -> Selection {
        switch (text("name"), text("artifact-ids")) {
        case (_?, _?): throw InputProblem(input: "artifact-ids", text: "\"name\" and \"artifact-ids\" can't be given together")
        case (let name?, nil): return .named(name)
        case (nil, let list?):
            var ids: [Int] = []
            for part in list.split(separator: ",").map({ String($0).trimmingSpaces() }) where !part.isEmpty {
                guard let id = Int(part) else {
                    throw InputProblem(input: "artifact-ids", text: "\"\(part)\" is no artifact's id: it is no number")
                }
                ids.append(id)
            }
            if ids.isEmpty { throw InputProblem(input: "artifact-ids", text: "\"artifact-ids\" names no artifact") }
            return .ids(ids)
        case (nil, nil):
            guard let pattern = text("pattern") else { return .all }
            return .matching(try ArtifactNamePattern(pattern))
        }
    }
}
