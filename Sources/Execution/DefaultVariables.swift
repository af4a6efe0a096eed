import Expressions
import Planning

/// The variables that the runner gives every step and that overwrite the workflow's own
/// (docs/compatibility.md, "Steps").
struct DefaultVariables {
    let values: [String: String]

    init(contexts: JobContexts, paths: InsidePaths, showsDebug: Bool) {
        var values: [String: String] = [:]
        for (name, value) in GitHubContext.environment(of: contexts.github) { values[name] = value }
        for (name, value) in contexts.fixed["runner"]?.members ?? [] { values["RUNNER_\(name.uppercased())"] = value.text }
        values["RUNNER_WORKSPACE"] = paths.runnerWorkspace
        values["AGENT_TOOLSDIRECTORY"] = paths.tools
        values["GITHUB_ACTIONS"] = "true"
        self.values = values
    }
}
