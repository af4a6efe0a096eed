import Engines
import Glibc
import LinuxSystem

/// The folders in memory of one sandbox on the host: under /dev/shm, readable by this user only.
///
/// runner-init removes them too, in case the runner is killed.
struct MemoryFolders: Sendable {
    /// By the mount's target.
    private(set) var paths: [String: String] = [:]

    init(for request: SandboxRequest) throws(EngineError) {
        for mount in request.mounts where mount.source == .memory {
            do throws(SystemError) {
                paths[mount.target] = try MemoryFolders.make(fallback: request.scratch)
            } catch {
                remove()
                throw EngineError(problem: "can't make a folder in memory: \(error)")
            }
        }
    }

    func remove() {
        for path in paths.values {
            // Nothing can be done about a failure here, and the job's result must not depend on it.
            do throws(SystemError) { try removeTree(path) } catch { continue }
        }
    }

    /// A new folder in the first place that can be written; `fallback` is on a disk perhaps, but vanishes too.
    private static func make(fallback: String) throws(SystemError) -> String {
        let runtime = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) }
        let places = ["/dev/shm", runtime].compactMap { $0 }
        var place = fallback
        if let better = places.first(where: { isFolder($0) && access($0, W_OK | X_OK) == 0 }) {
            place = better
        } else {
            try makeFolders(fallback, mode: 0o700)
        }
        var template = Array("\(place)/runner-XXXXXX".utf8.map { CChar(bitPattern: $0) }) + [0]
        guard mkdtemp(&template) != nil else { throw .last("mkdtemp", place) }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
