import GitRepositories
import LinuxSystem

/// The inputs of `actions/checkout`, checked.
struct CheckoutInputs: Sendable {
    enum Submodules: Sendable, Hashable {
        case none, direct, recursive
    }

    typealias Problem = InputProblem

    /// In the order of the action's own list (actions/checkout v7, action.yml).
    static let known = [
        "repository", "ref", "token", "ssh-key", "ssh-known-hosts", "ssh-strict", "ssh-user", "persist-credentials", "path", "clean",
        "filter", "sparse-checkout", "sparse-checkout-cone-mode", "fetch-depth", "fetch-tags", "show-progress", "lfs", "submodules",
        "set-safe-directory", "github-server-url", "allow-unsafe-pr-checkout",
    ]

    /// `owner/name`; nothing for the run's own repository.
    var repository: String?
    /// Empty: what the event is about, or of another repository the default branch.
    var ref: String
    /// Below the workspace; empty for the workspace itself.
    var path: String
    var isClean: Bool
    /// At least 1; nothing for all history.
    var depth: Int?
    var fetchesTags: Bool
    var sparse: SparseCheckout?
    var wantsLargeFiles: Bool
    var submodules: Submodules
    /// As given; nothing for the run's own one.
    var token: String?
    var persistsCredentials: Bool
    /// Nothing for the run's own server.
    var server: String?
    var filter: String?
    var allowsUnsafe: Bool

    /// - Parameters:
    ///   - values: Evaluated, by names in lower case.
    ///   - own: The run's repository and the URL of its server.
    init(_ values: [String: String], own: (repository: String, server: String)) throws(Problem) {
        let reader = Reader(values: values)
        repository = try reader.repository(own.repository)
        ref = values["ref"] ?? ""
        if ref.hasPrefix("-") { throw Problem(input: "ref", text: "\"\(ref)\" is no branch, tag or commit: it begins with a dash") }
        path = try reader.path()
        isClean = try reader.flag("clean", or: true)
        depth = try reader.depth()
        fetchesTags = try reader.flag("fetch-tags", or: false)
        sparse = try reader.sparse()
        wantsLargeFiles = try reader.flag("lfs", or: false)
        submodules = try reader.submodules()
        token = reader.text("token")
        persistsCredentials = try reader.flag("persist-credentials", or: true)
        server = reader.text("github-server-url").flatMap {
            $0.withoutTrailingSlashes.lowercased() == own.server.withoutTrailingSlashes.lowercased() ? nil : $0
        }
        filter = reader.text("filter")
        allowsUnsafe = try reader.flag("allow-unsafe-pr-checkout", or: false)
        for name in ["show-progress", "set-safe-directory", "ssh-strict"] { _ = try reader.flag(name, or: true) }
        if reader.text("ssh-key") != nil {
            throw Problem(
                input: "ssh-key",
                text: "\"ssh-key\" can't be honoured: this checkout fetches with your own ssh set-up; leave it out, or use --real-actions")
        }
    }

    /// How much history a copy gets. Tags come with all of it only; more than asked for does no harm.
    var history: CopiedHistory {
        depth.map { fetchesTags ? .full : .shallow(depth: $0) } ?? .full
    }

    private struct Reader {
        let values: [String: String]

        func text(_ name: String) -> String? {
            values[name].flatMap { $0.isEmpty ? nil : $0 }
        }

        func flag(_ name: String, or fallback: Bool) throws(Problem) -> Bool {
            switch text(name)?.lowercased() {
            case nil: return fallback
            case "true": return true
            case "false": return false
            default: throw Problem(input: name, text: "\"\(name)\" must be true or false")
            }
        }

        func depth() throws(Problem) -> Int? {
            guard let text = text("fetch-depth") else { return 1 }
            guard let depth = Int(text), depth >= 0 else {
                throw Problem(input: "fetch-depth", text: "\"fetch-depth\" must be a number, 0 for all history")
            }
            return depth == 0 ? nil : depth
        }

        func path() throws(Problem) -> String {
            let text = values["path"] ?? ""
            let parts = text.split(separator: "/").filter { $0 != "." }
            let isOutside = text.hasPrefix("/") || parts.contains("..")
            if isOutside || parts.contains(where: { $0.lowercased() == ".git" }) {
                throw Problem(input: "path", text: "\"path\" must lie in the workspace, and not in a \".git\"")
            }
            return parts.joined(separator: "/")
        }

        func repository(_ own: String) throws(Problem) -> String? {
            guard let name = text("repository"), name.lowercased() != own.lowercased() else { return nil }
            guard name.split(separator: "/", omittingEmptySubsequences: false).count == 2 else {
                throw Problem(input: "repository", text: "\"\(name)\" is no repository; write OWNER/NAME")
            }
            return name
        }

        func submodules() throws(Problem) -> Submodules {
            switch text("submodules")?.lowercased() {
            case nil, "false": return .none
            case "true": return .direct
            case "recursive": return .recursive
            default: throw Problem(input: "submodules", text: "\"submodules\" must be true, false or recursive")
            }
        }

        func sparse() throws(Problem) -> SparseCheckout? {
            let isCone = try flag("sparse-checkout-cone-mode", or: true)
            let lines = (values["sparse-checkout"] ?? "").split(whereSeparator: \.isNewline).map { String($0).trimmingSpaces() }
            let patterns = lines.filter { !$0.isEmpty }
            guard !patterns.isEmpty else { return nil }
            do throws(GitError) {
                return try SparseCheckout(patterns: patterns, usesCones: isCone)
            } catch {
                throw Problem(
                    input: "sparse-checkout",
                    text:
                        "\"\(error.path)\" can't be checked out sparsely: \(error.reason); \"sparse-checkout-cone-mode: false\" takes patterns"
                )
            }
        }
    }
}
