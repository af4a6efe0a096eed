import Engines
import Glibc
import LinuxSystem
import Synchronization

/// Where the node programs are that JavaScript actions run with.
///
/// Looked for in a folder of the user's, in the tools of the state folder, then in PATH of the job's system. Shared by the jobs of a run:
/// what PATH has is asked for once.
package final class NodeRuntimes: Sendable {
    /// One outside of PATH; a sandbox gets to see its folder.
    struct Installation: Sendable, Hashable {
        /// On the host; holds `bin/node`.
        var folder: String
        /// The last part of its path inside: `node24`.
        var name: String
        /// Nothing where only the program can tell.
        var major: Int?
    }

    /// What a program says of itself.
    struct Program: Sendable, Hashable {
        /// Absolute, inside.
        var path: String
        var major: Int
    }

    private let folders: [String]
    private let asked = Mutex<[String: [Program]]>([:])

    /// - Parameters:
    ///   - folder: Holds `node20/bin/node`, `node24/bin/node` and so on, or `bin/node` itself; absolute.
    ///   - tools: The tools of the state folder, likewise.
    package init(folder: String? = nil, tools: String? = nil) {
        folders = [folder, tools].compactMap { $0 }
    }

    /// What there is outside of PATH, of each version one; the user's folder counts first. Reads the disk.
    func installations() -> [Installation] {
        var found: [Installation] = []
        for folder in folders {
            if access("\(folder)/bin/node", X_OK) == 0 { found.append(Installation(folder: folder, name: "node", major: nil)) }
            for name in (try? listFolder(folder))?.sorted() ?? [] {
                guard name.hasPrefix("node"), let major = Int(name.dropFirst(4)), access("\(folder)/\(name)/bin/node", X_OK) == 0 else {
                    continue
                }
                if !found.contains(where: { $0.major == major }) {
                    found.append(Installation(folder: "\(folder)/\(name)", name: name, major: major))
                }
            }
        }
        return found
    }

    /// Asks once for each key.
    func programs(for key: String, ask: () async -> [Program]) async -> [Program] {
        if let known = asked.withLock({ $0[key] }) { return known }
        let programs = await ask()
        asked.withLock { $0[key] = programs }
        return programs
    }
}
