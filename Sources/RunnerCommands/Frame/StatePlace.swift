import GitRepositories
import OptionParsing

extension CommandCall {
    /// The folder that runs are kept in: `--state`, else `$RUNNER_STATE`, else `.runner` at the root of the repository.
    var stateFolder: String {
        stateFolder(root: (try? GitRepository.discover(from: folder))?.workTree ?? folder)
    }

    /// The same, with the repository's root known already.
    func stateFolder(root: String) -> String {
        if let named = arguments[ExecOptions.state] ?? environment["RUNNER_STATE"], !named.isEmpty { return absolute(named) }
        return joined(root, ".runner")
    }
}
