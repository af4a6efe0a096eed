package import Actions
package import Engines
package import GitRepositories
import LinuxSystem
package import Planning
package import RunRecords

/// All that one run needs.
package struct RunRequest: Sendable {
    package var plan: Plan
    /// Where its records go; `event.json`, `workflow.yml` and `plan.json` are the caller's to write.
    package var directory: RunDirectory
    /// The repository's work tree on the host, absolute.
    package var workTree: String
    /// The repository that the work tree belongs to; looked for where it is not given. Outside of one, workspaces are empty and nothing
    /// can be checked out.
    package var repository: GitRepository?
    /// The runner's own version, for logs.
    package var version = "0"
    /// By name as given. `GITHUB_TOKEN` is in the `secrets` context and in `github.token` only if it is here.
    package var secrets: [String: String] = [:]
    package var vars: [String: String] = [:]
    /// The lowest layer of every step's environment, below the workflow's own `env`.
    package var env: [String: String] = [:]
    /// What `github` says of the run; the token is taken from the secrets.
    package var facts: RunFacts
    package var engines = EngineSelection()
    /// For each job's sandbox.
    package var limits = ResourceLimits()
    package var network = SandboxRequest.Network.host
    /// Paths of the host that stay visible to jobs although they are hidden by default.
    package var exposedPaths: [String] = []
    /// Files that no copy of the work tree holds: those that the secrets came from; absolute.
    package var privateFiles: [String] = []
    /// Work in the work tree itself instead of a copy.
    package var bindsWorkTree = false
    /// Where actions of other repositories come from; they can't be used without one.
    package var actions: ActionStore?
    /// What JavaScript actions run with.
    package var node = NodeRuntimes()
    /// Nothing is built in: actions/checkout is the real one.
    package var usesRealActions = false
    /// Plays jobs and steps instead of executing them; nothing in a real run.
    package var rehearsal: Rehearsal?
    /// Expands matrices that depend on the needs of their job.
    package var planner = Planner()
    /// Shared by the runs of one command, as are the next two.
    package var slots = JobSlots(2)
    package var control = RunControl()
    package var groups = ConcurrencyGroups()
    /// Told of all that happens, in order per job; called from any thread, must return soon.
    package var observer: (@Sendable (RunNotice) -> Void)?

    package init(plan: Plan, directory: RunDirectory, workTree: String) {
        self.plan = plan
        self.directory = directory
        facts = RunFacts(id: directory.id, number: directory.id)
        self.workTree = workTree
    }

    /// Paths in the work tree that no copy takes along, whatever is ignored: the state folder. Reads the disk.
    var pathsOutOfCopies: Set<String> {
        // The run's folder is `STATE/runs/NUMBER`.
        guard let folder = try? canonicalPath("\(directory.path)/../.."), let tree = try? canonicalPath(workTree) else { return [] }
        let root = tree + "/"
        return Set(([folder] + privateFiles).filter { $0.hasPrefix(root) }.map { String($0.dropFirst(root.count)) })
    }
}
