import Engines
import LinuxSystem
import Synchronization

/// Packs files of the sandbox into an archive and back, with the sandbox's own `tar`: it reaches what the job can reach, and nothing else.
struct CachePacking: Sendable {
    /// How archives are compressed, in the words of @actions/cache.
    enum Method: String, Sendable {
        case zstd = "zstd-without-long"
        case gzip

        fileprivate var packer: String { self == .zstd ? "zstd -T0 -q" : "gzip" }
        fileprivate var unpacker: String { self == .zstd ? "zstd -d -q" : "gzip -d" }
    }

    /// A process in the sandbox did not do what it should.
    struct Failure: Error, Sendable, CustomStringConvertible {
        var description: String
    }

    /// Names of paths that are too many to keep in memory.
    private static let mostOutput = 64 << 20

    let scope: JobScope
    let control: StepControl
    /// Below RUNNER_TEMP, for the archive; the caller removes it.
    let folder = "cache-\(UInt64.random(in: 0 ... .max))"

    private var insideFolder: String { "\(scope.paths.temp)/\(folder)" }
    private var archive: String { "\(insideFolder)/archive" }
    /// Relative to the work folder.
    var hostArchive: String { "_temp/\(folder)/archive" }

    /// How this sandbox packs.
    func method() async throws -> Method {
        let (status, _, _) = try await run("command -v zstd > /dev/null", [])
        return status == .exited(0) ? .zstd : .gzip
    }

    /// The paths that patterns stand for, absolute or relative to the workspace; those that are not there are left out.
    func resolve(_ patterns: [String]) async throws -> [String] {
        // Words that are not quoted are expanded, and with an empty IFS not split.
        let script = """
            shopt -s globstar dotglob nullglob
            IFS=
            for pattern in "$@"; do
              case $pattern in '~' | '~/'*) pattern=$HOME${pattern#'~'} ;; esac
              for path in $pattern; do
                if [ -e "$path" ] || [ -L "$path" ]; then printf '%s\\0' "$path"; fi
              done
            done
            """
        let (status, output, errors) = try await run(script, patterns)
        guard status == .exited(0) else { throw Failure(description: "the paths can't be looked up: \(errors)") }
        return output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Packs paths; the archive is at `hostArchive` then.
    func pack(_ paths: [String], _ method: Method) async throws {
        let list = InputFile(path: "\(insideFolder)/paths", mode: 0o600, contents: Array(paths.map { $0 + "\0" }.joined().utf8))
        let script = """
            set -o pipefail
            tar --posix -cf - -P -C "$1" --exclude="$2" --null --files-from="$2/paths" | \(method.packer) > "$3"
            """
        let (status, _, errors) = try await run(script, [scope.paths.workspace, insideFolder, archive], files: [list])
        guard status == .exited(0) else { throw Failure(description: "tar can't pack the files: \(errors)") }
    }

    /// Unpacks the archive at `hostArchive`.
    func unpack(_ method: Method) async throws {
        let script = "set -o pipefail\n\(method.unpacker) < \"$2\" | tar -xf - -P -C \"$1\""
        let (status, _, errors) = try await run(script, [scope.paths.workspace, archive])
        guard status == .exited(0) else { throw Failure(description: "tar can't unpack the archive: \(errors)") }
    }

    /// Removes the archive and what belongs to it.
    func clear() async {
        let path = "\(scope.folders.work)/_temp/\(folder)"
        await BlockingWork.value { try? removeTree(path) }
    }

    private final class Output: Sendable {
        let bytes = Mutex<(output: [UInt8], errors: [UInt8])>(([], []))

        func take(_ stream: OutputStream, _ chunk: UnsafeRawBufferPointer) {
            bytes.withLock { bytes in
                switch stream {
                case .standardOutput: if bytes.output.count < CachePacking.mostOutput { bytes.output += chunk }
                case .standardError: if bytes.errors.count < 4096 { bytes.errors += chunk.prefix(4096) }
                }
            }
        }
    }

    private func run(
        _ script: String, _ arguments: [String], files: [InputFile] = []
    ) async throws -> (ProcessResult.Status, output: [UInt8], errors: String) {
        var request = ProcessRequest(
            arguments: ["bash", "--noprofile", "--norc", "-c", script, "cache"] + arguments,
            environment: scope.sandbox.surroundings.environment, workingDirectory: scope.paths.workspace)
        request.files = files
        if let event = scope.takeEventFile() { request.files.append(event) }
        let (sandbox, output, wanted) = (scope.sandbox, Output(), request)
        let process = Task { try await sandbox.run(wanted) { output.take($0, $1) } }
        control.onCancel { process.cancel() }
        let result = try await withTaskCancellationHandler {
            try await process.value
        } onCancel: {
            process.cancel()
        }
        let (printed, errors) = output.bytes.withLock { $0 }
        let text = String(decoding: errors, as: UTF8.self).split(separator: "\n").prefix(5).joined(separator: "; ")
        return (result.status, printed, text.isEmpty ? "\(result.status)" : text)
    }
}
