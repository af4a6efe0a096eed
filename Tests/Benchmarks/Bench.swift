import FoundationEssentials
import Glibc

/// The programs and the scratch repository that the benchmarks work with.
struct Bench {
    /// The release build's runner.
    var runner: String
    /// A git repository with a few files and nothing to run.
    var repository: String
    var rounds: Int

    init(rounds: Int) throws {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        runner = String(executable[..<(executable.lastIndex(of: "/") ?? executable.startIndex)]) + "/runner"
        repository = FileManager.default.temporaryDirectory.path + "/runner-bench-\(getpid())"
        self.rounds = rounds
        try FileManager.default.createDirectory(atPath: repository, withIntermediateDirectories: true)
        write("README.md", "bench\n")
        write(".gitignore", "*.yml\n*.sh\nout\n")
        write("step.sh", "true\n")
        shell("git init -q -b main . && git add README.md && git -c user.name=b -c user.email=b@example.org commit -qm one")
    }

    func write(_ name: String, _ text: String) {
        _ = FileManager.default.createFile(atPath: "\(repository)/\(name)", contents: Data(text.utf8))
    }

    @discardableResult func shell(_ command: String) -> Measurement {
        TimedCommand(arguments: ["bash", "-c", command], folder: repository).run()
    }

    /// `runner exec` on a workflow of the scratch repository.
    func exec(_ workflow: String, _ options: String...) -> TimedCommand {
        TimedCommand(arguments: [runner, "exec", workflow, "--quiet"] + options, folder: repository)
    }

    func command(_ arguments: String...) -> TimedCommand {
        TimedCommand(arguments: arguments, folder: repository)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: repository)
    }

    var hasDocker: Bool {
        shell("docker version && docker image inspect runner-bench-busybox").status == 0
    }
}

/// A workflow of jobs with so many steps `true` each.
func workflow(jobs: [String], steps: Int, extra: String = "") -> String {
    let stepLines = Array(repeating: "      - run: \"true\"\n", count: steps).joined()
    let jobLines = jobs.map { "  \($0):\n    runs-on: ubuntu-latest\n\(extra)    steps:\n\(stepLines)" }.joined()
    return "on: push\njobs:\n\(jobLines)"
}
