import Diagnostics
import Glibc
import LinuxSystem
import OptionParsing
import Workflows

/// A workflow file that was read, with its bytes, which a run keeps.
struct WorkflowFile {
    /// As findings name it: relative to where the user stands, or as the user wrote it.
    var shownPath: String
    var bytes: [UInt8]
    var document: WorkflowDocument
}

/// Finds and reads the workflow files that a command is about.
struct WorkflowFiles {
    /// The root of the repository.
    var root: String
    /// Where the user stands; absolute.
    var folder: String
    var options: ReadingOptions

    static let usualFolder = ".github/workflows"

    /// The files of a folder or a file that was named, or of `.github/workflows`.
    ///
    /// - Throws: `UsageError` when there are none.
    func paths(named name: String?) throws -> [String] {
        let place = name ?? joined(root, Self.usualFolder)
        let absolute = joined(folder, place)
        if isFolder(absolute) {
            let names = try listFolder(absolute).filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }.sorted()
            guard !names.isEmpty else { throw UsageError("there is no workflow in \"\(shown(absolute))\"", remedy: noWorkflows) }
            return names.map { joined(absolute, $0) }
        }
        // A bare name is a workflow of the repository wherever one stands.
        if let name, access(absolute, F_OK) != 0, !name.contains("/") {
            let usual = joined(root, "\(Self.usualFolder)/\(name)")
            if access(usual, F_OK) == 0 { return [usual] }
        }
        guard name != nil else { throw UsageError("there is no folder \"\(shown(absolute))\"", remedy: noWorkflows) }
        return [absolute]
    }

    /// Reads and checks a file.
    ///
    /// - Throws: `UsageError` when it can't be read.
    func read(_ path: String) throws -> WorkflowFile {
        let bytes: [UInt8]
        do {
            bytes = try readFile(path, limit: 64 * 1_048_576)
        } catch {
            throw UsageError("cannot read \"\(shown(path))\": \(error)", remedy: "name a workflow file or a folder of them")
        }
        var document = WorkflowReader(options: options).read(bytes, path: repositoryPath(path))
        let shownPath = shown(path)
        for index in document.diagnostics.indices where document.diagnostics[index].file == repositoryPath(path) {
            document.diagnostics[index].file = shownPath
        }
        return WorkflowFile(shownPath: shownPath, bytes: bytes, document: document)
    }

    private let noWorkflows = "workflows live in .github/workflows/NAME.yml; or name a file: `runner exec FILE`"

    init(root: String, folder: String, options: ReadingOptions) {
        (self.root, self.folder, self.options) = (root, folder, options)
    }

    /// Relative to the repository's root where it is inside.
    private func repositoryPath(_ path: String) -> String {
        path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
    }

    /// Relative to where the user stands where it is below.
    func shown(_ path: String) -> String {
        path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
    }
}

/// A path seen from a folder, without `.` and empty parts; `..` stays as it is.
func joined(_ folder: String, _ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : folder + "/" + path
    return "/" + whole.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
}
