import Diagnostics
import Expressions
import Glibc
import LinuxSystem
package import Workflows

extension ActionStore {
    /// What an action in a folder is: its `action.yml`, else `action.yaml`, else a `Dockerfile`.
    ///
    /// No link is followed out of the folder, which others may write to.
    ///
    /// - Parameters:
    ///   - folder: The root of the repository on the host.
    ///   - path: The action's place below it; empty for the root.
    ///   - name: What messages call the action: `actions/cache@v4`, `./tools/x`.
    /// - Throws: `ActionError`, with all findings where the file is not valid.
    package static func metadata(in folder: String, path: String, shownAs name: String) throws(ActionError) -> ActionMetadata {
        let prefix = path.isEmpty ? "" : path + "/"
        for file in ["action.yml", "action.yaml"] {
            guard let bytes = try read(prefix + file, in: folder, shownAs: name) else { continue }
            let document = ActionReader().read(bytes, path: prefix + file)
            if let metadata = document.metadata { return metadata }
            let errors = document.diagnostics.filter { $0.severity == .error }
            throw ActionError(
                "\"\(name)\" is not a valid action: \(description(errors))", remedy: errors.first?.remedy, findings: document.diagnostics)
        }
        for file in ["Dockerfile", "dockerfile"] where try read(prefix + file, in: folder, shownAs: name) != nil {
            return ActionMetadata(path: prefix + file, runs: .docker(container(file)))
        }
        throw ActionError(
            "\"\(name)\" is no action: there is no action.yml, action.yaml or Dockerfile in \"\(path.isEmpty ? "." : path)\"",
            remedy: name.hasPrefix(".")
                ? "a local action needs a checkout of its repository in a step before" : "check the path and the ref")
    }

    /// - Returns: Nothing where there is no such file.
    private static func read(_ path: String, in folder: String, shownAs name: String) throws(ActionError) -> [UInt8]? {
        // A reader takes 1 Mi characters, of at most four bytes.
        do throws(SystemError) {
            return try readFile(path, inside: folder, limit: 4 << 20)
        } catch {
            switch error.errno {
            case ENOENT, ENOTDIR: return nil
            case EXDEV:
                throw ActionError("\"\(path)\" of \"\(name)\" leads out of its repository", remedy: "make it a file of the repository")
            case EINVAL: throw ActionError("\"\(path)\" of \"\(name)\" is no file", remedy: "make it a file")
            case EFBIG: throw ActionError("\"\(path)\" of \"\(name)\" is larger than 4 MiB", remedy: "make it smaller")
            default: throw ActionError("cannot read \"\(path)\" of \"\(name)\": \(SystemError.text(of: error.errno))")
            }
        }
    }

    private static func description(_ errors: [Diagnostic]) -> String {
        guard let first = errors.first else { return "it has no metadata" }
        let place = first.range.map { ":\($0.start.line):\($0.start.column)" } ?? ""
        let others = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
        return "\(first.file)\(place): \(first.message)\(others)"
    }

    private static func container(_ file: String) -> DockerAction {
        let start = SourcePosition(line: 1, column: 1)
        let always = Condition(expression: Expression(source: "always()", root: .call("always", [])))
        return DockerAction(
            image: Located(file, SourceRange(start: start, end: start)), preCondition: always, postCondition: always)
    }
}
