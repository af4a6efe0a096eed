import Events
import Expressions

/// Refuses a fork's code in workflows that run with the base repository's rights, as actions/checkout does since its version 7.
struct UnsafeCheckout: Sendable {
    let event: Event
    /// `actions/checkout@v7`
    let action: String

    private struct Source {
        /// The fork.
        var id: Value
        var name: String
        var commits: [String]
    }

    /// - Parameter own: The run's repository.
    func refuse(_ wish: CheckoutInputs, own: String) throws(CheckoutInputs.Problem) {
        guard isChecked, !wish.allowsUnsafe, !(wish.ref.isEmpty && wish.repository == nil), let source else { return }
        guard case .number(let fork) = source.id, case .number(let base) = event.payload["repository"]["id"], fork != base else { return }
        let isFork = (wish.repository ?? own).lowercased() == source.name.lowercased()
        let isPull = wish.ref.hasPrefix("refs/pull/") && (wish.ref.hasSuffix("/head") || wish.ref.hasSuffix("/merge"))
        guard isFork || isPull || source.commits.contains(wish.ref.lowercased()) else { return }
        throw CheckoutInputs.Problem(
            input: wish.repository == nil ? "ref" : "repository",
            text: "the code of the fork \"\(source.name)\" is not checked out in a workflow for \(event.name), which may have secrets"
                + "; \"allow-unsafe-pr-checkout: true\" does it all the same")
    }

    /// Versions before 7 don't look, and neither does one that is given by its commit.
    private var isChecked: Bool {
        guard let version = action.split(separator: "@").last, version.hasPrefix("v"),
            let major = Int(version.dropFirst().prefix { $0.isNumber })
        else { return false }
        return major >= 7
    }

    private var source: Source? {
        switch event.name {
        case "pull_request_target":
            let pull = event.payload["pull_request"]
            let repository = pull["head"]["repo"]
            return Source(
                id: repository["id"], name: repository["full_name"].text,
                commits: [pull["head"]["sha"].text, pull["merge_commit_sha"].text])
        case "workflow_run":
            let run = event.payload["workflow_run"]
            guard run["event"].text.hasPrefix("pull_request") else { return nil }
            let commits = [run["head_commit"]["id"].text] + (run["event"].text == "pull_request_target" ? [] : [run["head_sha"].text])
            return Source(id: run["head_repository"]["id"], name: run["head_repository"]["full_name"].text, commits: commits)
        default: return nil
        }
    }
}
