import Engines
import LinuxSystem

/// A job's folders: on the host, and how they are called inside the sandbox.
struct JobFolders: Sendable {
    /// Inside, as on GitHub's machines.
    static let root = "/home/runner/work"
    static let commandFolder = "_temp/_runner_file_commands"

    /// On the host: holds the workspace, `_temp` and `_tool`; removed after the job.
    let work: String
    /// On the host, for the engine's own files; removed after the job.
    let scratch: String
    /// The workspace on the host.
    let workspace: String
    /// Of the repository, without the owner.
    let repositoryName: String
    private let workMount: Mount
    private let commandMount: Mount
    /// The work tree itself, with `--bind`.
    private let boundMount: Mount?

    /// - Parameters:
    ///   - jobFolder: The job's folder in the run folder.
    ///   - boundWorkTree: The work tree that is used in place; nothing where the job works on a copy.
    init(jobFolder: String, repositoryName: String, boundWorkTree: String?) {
        work = jobFolder + "/work"
        scratch = jobFolder + "/scratch"
        self.repositoryName = repositoryName
        let relative = "\(repositoryName)/\(repositoryName)"
        workspace = boundWorkTree ?? "\(work)/\(relative)"
        workMount = Mount(source: .folder(work), target: Self.root)
        commandMount = Mount(source: .memory, target: "\(Self.root)/\(Self.commandFolder)")
        boundMount = boundWorkTree.map { Mount(source: .folder($0), target: "\(Self.root)/\(relative)") }
    }

    /// In the order they are to be mounted: what lies inside another comes after it.
    var mounts: [Mount] {
        [workMount, commandMount] + (boundMount.map { [$0] } ?? [])
    }

    /// Makes the folders on the host. Blocks.
    func make() throws(SystemError) {
        try makeFolders("\(work)/\(repositoryName)/\(repositoryName)")
        try makeFolders("\(work)/\(Self.commandFolder)")
        try makeFolders("\(work)/_tool")
    }

    /// Removes the folders on the host; what can't be removed stays. Blocks.
    func remove() {
        try? removeTree(work)
        try? removeTree(scratch)
    }

    /// The paths as the steps of that sandbox see them.
    func inside(_ sandbox: any Sandbox) -> InsidePaths {
        let root = sandbox.path(of: workMount)
        let workspace = boundMount.map(sandbox.path(of:)) ?? "\(root)/\(repositoryName)/\(repositoryName)"
        return InsidePaths(
            root: root, workspace: workspace, runnerWorkspace: "\(root)/\(repositoryName)", temp: "\(root)/_temp", tools: "\(root)/_tool",
            commands: sandbox.path(of: commandMount))
    }

    /// The host's path of a path inside: below the workspace or the work folder; nothing for any other.
    func hostPath(of path: String, _ inside: InsidePaths) -> (root: String, relative: String)? {
        for (folder, host) in [(inside.workspace, workspace), (inside.root, work)] where path.hasPrefix(folder + "/") {
            return (host, String(path.dropFirst(folder.count + 1)))
        }
        return nil
    }

    /// The same for a folder, which may be the workspace or the work folder itself; then nothing is left of the path.
    func hostFolder(of path: String, _ inside: InsidePaths) -> (root: String, relative: String)? {
        if path == inside.workspace { return (workspace, "") }
        if path == inside.root { return (work, "") }
        return hostPath(of: path, inside)
    }
}

/// Paths in a sandbox, absolute, without a slash at the end.
struct InsidePaths: Sendable, Hashable {
    var root: String
    /// `github.workspace`
    var workspace: String
    /// `RUNNER_WORKSPACE`: the folder above.
    var runnerWorkspace: String
    var temp: String
    var tools: String
    /// Lives in memory: scripts, command files, the event.
    var commands: String

    var eventFile: String { "\(commands)/event.json" }

    /// A path as a step names it: absolute, or relative to the workspace; `.` parts are dropped.
    func resolve(_ path: String) -> String {
        let whole = path.hasPrefix("/") ? path : "\(workspace)/\(path)"
        let parts = whole.split(separator: "/").filter { $0 != "." }
        return "/" + parts.joined(separator: "/")
    }
}
