import Actions
import Diagnostics
import GitRepositories
import OptionParsing
import Workflows

/// The workflows of this repository, for commands that look at what they use; calls are not followed here.
struct RepositoryWorkflows {
    let root: String
    private(set) var workflows: [Workflow] = []

    /// - Parameter names: Files or folders; none for `.github/workflows`.
    /// - Throws: `UsageError` for files that can't be read, `CommandFailure` for workflows that are not valid.
    init(_ call: CommandCall, names: [String]) throws {
        root = (try? GitRepository.discover(from: call.folder))?.workTree ?? call.folder
        var options = ReadingOptions()
        options.ignoresRemote = true
        let files = WorkflowFiles(root: root, folder: call.folder, options: options)
        let paths = try names.isEmpty ? files.paths(named: nil) : names.flatMap { try files.paths(named: $0) }
        for path in paths {
            let file = try files.read(path)
            guard let workflow = file.document.workflow else {
                throw CommandFailure(
                    "\"\(file.shownPath)\" is not a valid workflow", remedy: "`runner check \(file.shownPath)` says why", status: .invalid)
            }
            workflows.append(workflow)
        }
    }
}

extension CommandCall {
    /// Shows what could not be followed.
    func show(_ problems: [DependencyWalk.Problem]) {
        for problem in problems {
            console.writeError(
                "runner: \(PrintableText.visible(problem.error.message))\n"
                    + (problem.error.remedy.map { "  help: \(PrintableText.visible($0))\n" } ?? ""))
        }
    }

    /// The token for private repositories of GitHub: the variable of that name.
    var gitHubToken: String? {
        environment["GITHUB_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
