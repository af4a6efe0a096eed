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
        return ActionStore(
            folder: "\(state)/actions", sources: ActionSources(named.isEmpty ? configuration.actionSources : named),
            isOffline: arguments[ActionOptions.offline] || configuration.isOffline, token: token, environment: environment)
    }

    /// Where `runner tools` keeps programs, for all repositories of the user: `$XDG_DATA_HOME/runner/tools`, else below `~/.local/share`;
    /// nothing for a user without a home.
    var toolsFolder: String? {
        if let folder = environment["XDG_DATA_HOME"], folder.hasPrefix("/") { return "\(folder)/runner/tools" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return "\(home)/.local/share/runner/tools"
    }
}
