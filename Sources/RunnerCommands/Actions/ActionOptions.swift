import Actions
import Glibc
import LinuxSystem
import OptionParsing

/// The options that say where actions come from: those of `runner exec` and of `runner actions`.
enum ActionOptions {
    static let sources = OptionKey(
        repeated: "--actions-source URL",
        help:
            "where actions come from: a git URL with {owner} and {repo}, OWNER= in front for one owner; https://github.com/{owner}/{repo} without it"
    )
    static let offline = OptionKey(flag: "--offline", help: "fetch nothing: use the actions that are there")
    static let realActions = OptionKey(
        flag: "--real-actions", help: "use the actions themselves where the runner has a built-in one (actions/checkout)")
    static let fetchLimit = OptionKey(
        "--fetch-limit SIZE", help: "what one repository may bring, 2g without it; one file may have a quarter of it", read: ByteCount.parse
    )
    .expecting("a size such as 512m or 4g")
    static let fetchTimeout = OptionKey("--fetch-timeout MINUTES", help: "how long one fetch may take, 15 minutes without it") {
        Int($0).flatMap { (1...10_000).contains($0) ? $0 : nil }
    }
    .expecting("a whole number of at least 1")
    /// Those of all commands that fetch.
    static let ofFetches = [sources.definition, offline.definition, fetchLimit.definition, fetchTimeout.definition]
    static let node = OptionKey(
        "--node FOLDER", help: "node for JavaScript actions: holds node20/bin/node and node24/bin/node, or bin/node"
    )
    .completing(.folders)
}

extension CommandCall {
    /// Looks at `--actions-source` before anything is read.
    ///
    /// - Throws: `UsageError` for what is no source; without the passwords in it, which the parser of options would show.
    func checkActionSources() throws(UsageError) {
        for text in arguments[ActionOptions.sources] {
            do throws(ActionError) {
                _ = try ActionSources.Source(text)
            } catch {
                throw UsageError(error.message, remedy: error.remedy)
            }
        }
    }

    /// The store of actions of a state folder, as the options and the configuration have it.
    ///
    /// - Parameter token: For repositories of github.com.
    func actionStore(state: String, _ configuration: ExecConfiguration, token: String?) -> ActionStore {
        let named = arguments[ActionOptions.sources].compactMap { try? ActionSources.Source($0) }
        var limits = FetchLimits()
        if let limit = arguments[ActionOptions.fetchLimit] ?? configuration.fetchLimit {
            limits.repository = limit
            limits.file = limit / 4
        }
        if let minutes = arguments[ActionOptions.fetchTimeout] ?? configuration.fetchTimeout { limits.seconds = minutes * 60 }
        return ActionStore(
            folder: "\(state)/actions", sources: ActionSources(named.isEmpty ? configuration.actionSources : named),
            isOffline: arguments[ActionOptions.offline] || configuration.isOffline, token: token, limits: limits,
            environment: environment)
    }

    /// Where `runner tools` keeps programs, for all repositories of the user: `$XDG_DATA_HOME/runner/tools`, else below `~/.local/share`;
    /// nothing for a user without a home.
    var toolsFolder: String? {
        if let folder = environment["XDG_DATA_HOME"], folder.hasPrefix("/") { return "\(folder)/runner/tools" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return "\(home)/.local/share/runner/tools"
    }
}
