import Actions
import Execution
import LinuxSystem
import OptionParsing
import Workflows

/// `runner actions fetch`: gets what workflows use, and what that uses in turn.
enum ActionsFetch: Command {
    private static let names = Positional.rest(
        "ACTION|WORKFLOW", help: "OWNER/NAME@REF, or workflow files; without any the workflows of this repository", completion: .files)

    static let spec = CommandSpec("fetch", summary: "fetch what the workflows of this repository use, and what that uses") {
        $0.positionals = [names]
        $0.options = ActionOptions.ofFetches + [ActionOptions.realActions.definition, ExecOptions.configuration.definition]
        $0.details =
            "The secret GITHUB_TOKEN of the environment is sent to https://github.com only. With --offline it says what is missing."
        $0.examples = [CommandExample("runner actions fetch actions/setup-node@v4", "one action")]
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        try call.checkActionSources()
        let names = call.arguments[names]
        var references: [RepositoryReference] = []
        for name in names where name.contains("@") {
            guard case .repository(let reference)? = ActionReference(name) else {
                throw UsageError("\"\(name)\" is not an action", remedy: "write OWNER/NAME@REF, or name a workflow file")
            }
            references.append(reference)
        }
        let files = names.filter { !$0.contains("@") }
        let configuration = try ExecConfiguration(call)
        let store = call.actionStore(state: call.stateFolder, configuration, token: call.gitHubToken)
        let takesAll = call.arguments[ActionOptions.realActions] || configuration.usesRealActions
        let repository = names.isEmpty || !files.isEmpty ? try RepositoryWorkflows(call, names: files) : nil
        var walk = DependencyWalk(store: store, root: repository?.root ?? call.folder) {
            BuiltInAction.meant(by: $0.text, usesReal: takesAll) == nil
        }
        for workflow in repository?.workflows ?? [] { _ = await walk.add(workflow) }
        for reference in references { await walk.add(reference) }
        try call.console.write(
            walk.dependencies.sorted { $0.key < $1.key }.map { "\($0.key)  \($0.value.repository.commit)\n" }.joined())
        if walk.problems.isEmpty {
            if walk.dependencies.isEmpty { try call.console.write("the workflows use no action of another repository\n") }
            return .success
        }
        let missing = walk.problems.filter { $0.error.kind == .missing }.compactMap { problem -> RepositoryReference? in
            if case .repository(let reference)? = ActionReference(problem.reference) { reference } else { nil }
        }
        if !missing.isEmpty {
            call.show([.init(reference: "actions", error: ActionStore.missingError(missing))])
        }
        call.show(walk.problems.filter { $0.error.kind != .missing })
        return .failed
    }
}
