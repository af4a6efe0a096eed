import Glibc
import LinuxSystem

/// A state folder that can't be used; the message says why and how to mend it.
package struct StateError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// The folder that holds all a runner remembers: `.runner` beside a repository, or `$RUNNER_STATE`.
///
/// Nothing is made before the first run is. The folder hides itself from git.
package struct StateFolder: Sendable, Hashable {
    /// What `layout-version` says; another number belongs to another runner.
    package static let layoutVersion = "1"

    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// What the artifacts of all runs consist of.
    package var contents: ContentStore { ContentStore(path: "\(path)/artifacts") }

    /// What actions/cache has saved.
    package var caches: CacheStore { CacheStore(path: "\(path)/caches") }

    private var runsPath: String { "\(path)/runs" }
    private var openPath: String { "\(path)/open" }

    /// Claims the next run id by making its folder.
    ///
    /// - Throws: `StateError` for a folder of another layout, `SystemError` where the folder can't be made.
    package func createRun() throws -> RunDirectory {
        try prepare()
        var id = (try listFolder(runsPath).compactMap(Self.id).max() ?? 0) + 1
        while true {
            let run = RunDirectory(id: id, path: runPath(id))
            if mkdir(run.path, 0o777) == 0 {
                _ = try FileDescriptor.open("\(openPath)/\(Self.name(id))", O_WRONLY | O_CREAT, mode: 0o644)
                try makeFolders("\(run.path)/jobs")
                return run
            }
            let failure = SystemError.last("mkdir", run.path)
            // Another runner was quicker.
            guard failure.errno == EEXIST else { throw failure }
            id += 1
        }
    }

    /// All runs, oldest first; none where there is no state folder.
    package func runs() throws -> [RunDirectory] {
        guard isFolder(runsPath) else { return [] }
        try checkLayout()
        return try listFolder(runsPath).compactMap { name in
            guard let id = Self.id(name), isFolder("\(runsPath)/\(name)") else { return nil }
            return RunDirectory(id: id, path: "\(runsPath)/\(name)")
        }
        .sorted { $0.id < $1.id }
    }

    /// The run of that id, or nothing.
    package func run(_ id: Int) throws -> RunDirectory? {
        guard id > 0, isFolder(runPath(id)) else { return nil }
        try checkLayout()
        return RunDirectory(id: id, path: runPath(id))
    }

    /// The runs that were begun and not closed, oldest first: those that a runner is at work on, and those whose runner was killed.
    ///
    /// Found without a look at the runs that ended well, of which there may be thousands.
    package func openRuns() throws -> [RunDirectory] {
        guard isFolder(openPath) else { return [] }
        try checkLayout()
        return try listFolder(openPath).compactMap(Self.id).sorted().map { RunDirectory(id: $0, path: runPath($0)) }
    }

    /// Notes that nothing is left to be done for a run.
    package func close(_ run: RunDirectory) {
        unlink("\(openPath)/\(Self.name(run.id))")
    }

    private func runPath(_ id: Int) -> String {
        "\(runsPath)/\(Self.name(id))"
    }

    private static func name(_ id: Int) -> String {
        let digits = String(id)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    private static func id(_ name: String) -> Int? {
        guard name.utf8.count >= 6, name.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let id = Int(name), id > 0 else { return nil }
        return id
    }

    private func prepare() throws {
        try makeFolders(runsPath)
        try makeFolders(openPath)
        if access("\(path)/.gitignore", F_OK) != 0 {
            // A state folder in a work tree is no part of it.
            try AtomicFile.write(Array("*\n".utf8), to: "\(path)/.gitignore", isDurable: false)
        }
        if access("\(path)/layout-version", F_OK) != 0 {
            try AtomicFile.write(Array("\(Self.layoutVersion)\n".utf8), to: "\(path)/layout-version", isDurable: false)
        }
        try checkLayout()
    }

    private func checkLayout() throws {
        let file = "\(path)/layout-version"
        let text: String
        do throws(SystemError) {
            text = try readText(file, limit: 4096)
        } catch {
            if error.errno == ENOENT { return }
            throw error
        }
        let version = String(text.prefix { !$0.isWhitespace })
        guard version == Self.layoutVersion else {
            throw StateError(
                "the state folder \"\(path)\" has layout version \"\(version)\", but this runner knows only "
                    + "\"\(Self.layoutVersion)\"; use the runner that made it, or another folder (RUNNER_STATE)")
        }
    }
}
