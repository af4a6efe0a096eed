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

    /// What findings need of the file: without the workflow, and without its bytes where nothing was found.
    func withoutWorkflow(keepsBytes: Bool) -> WorkflowFile {
        let document = WorkflowDocument(workflow: nil, diagnostics: document.diagnostics)
        return WorkflowFile(shownPath: shownPath, bytes: keepsBytes ? bytes : [], document: document)
    }
}

/// Finds and reads the workflow files that a command is about.
struct WorkflowFiles {
    /// The root of the repository.
    var root: String
    /// Where the user stands; absolute.
    var folder: String
    var options: ReadingOptions

    static let usualFolder = ".github/workflows"

    /// The nearest folder with workflows, from a folder upwards, inside of its repository; the folder itself where there is none.
    static func root(above start: String) -> String {
        var folder = start[...]
        while true {
            if isFolder("\(folder)/\(usualFolder)") || access("\(folder)/.git", F_OK) == 0 { return String(folder) }
            guard let slash = folder.lastIndex(of: "/") else { return start }
            folder = folder[..<slash]
        }
    }

    /// The files of a folder or a file that was named, or of `.github/workflows`: absolute, in alphabetical order.
    ///
    /// - Throws: `UsageError` when there are none.
    func paths(named name: String?) throws -> [String] {
        let usualFolder = joined(root, Self.usualFolder)
        let absolute = name.map { joined(folder, $0) } ?? usualFolder
        if isFolder(absolute) {
            let names: [String]
            do {
                names = try listFolder(absolute).filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }.sorted().filter { name in
                    !TestFileReader.isTestFile(name, contents: { try? readFile(joined(absolute, name), limit: 1 << 20) })
                }
            } catch {
                throw UsageError(
                    "cannot read the folder \"\(shown(absolute))\": \(SystemError.text(of: error.errno))", remedy: "check its permissions")
            }
            guard !names.isEmpty else { throw UsageError("there is no workflow in \"\(shown(absolute))\"", remedy: Self.noWorkflows) }
            return names.map { joined(absolute, $0) }
        }
        guard let name else { throw UsageError("there is no folder \"\(shown(absolute))\"", remedy: Self.noWorkflows) }
        if access(absolute, F_OK) == 0 { return [absolute] }
        // A bare name is a workflow of the repository wherever one stands.
        if !name.contains("/"), case let usual = joined(usualFolder, name), access(usual, F_OK) == 0 { return [usual] }
        throw missing(name, usualFolder)
    }

    /// There is no such file: the nearest name in its folder, or of the repository's workflows for a bare name.
    private func missing(_ name: String, _ usualFolder: String) -> UsageError {
        // As it would be written at the root.
        if case let place = joined(root, name), access(place, F_OK) == 0 {
            return UsageError("there is no file or folder \"\(name)\" here", remedy: "did you mean \"\(shown(place))\"?")
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let (folderName, file) = (parts.dropLast().map { $0 + "/" }.joined(), parts.last ?? name)
        var nearest = Suggestion.nearest(to: file, among: Self.workflowNames(joined(folder, folderName))).map { folderName + $0 }
        if parts.count == 1 { nearest = nearest ?? Suggestion.nearest(to: file, among: Self.workflowNames(usualFolder)) }
        return UsageError(
            "there is no file or folder \"\(name)\"", remedy: nearest.map { "did you mean \"\($0)\"?" } ?? Self.noWorkflows)
    }

    private static func workflowNames(_ folder: String) -> [String] {
        ((try? listFolder(folder)) ?? []).filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }
    }

    /// Reads and checks a file.
    ///
    /// - Throws: `UsageError` when it can't be read.
    func read(_ path: String) throws -> WorkflowFile {
        let bytes: [UInt8]
        do {
            bytes = try readFile(path, limit: 64 * 1_048_576)
        } catch {
            throw UsageError(
                "cannot read \"\(shown(path))\": \(Self.reason(error))",
                remedy: "name a workflow file that you may read, or a folder of them")
        }
        var document = WorkflowReader(options: options).read(bytes, path: repositoryPath(path))
        let shownPath = shown(path)
        for index in document.diagnostics.indices where document.diagnostics[index].file == repositoryPath(path) {
            document.diagnostics[index].file = shownPath
        }
        return WorkflowFile(shownPath: shownPath, bytes: bytes, document: document)
    }

    private static let noWorkflows = "workflows live in .github/workflows/NAME.yml; or name a workflow file, or a folder of them"

    private static func reason(_ error: SystemError) -> String {
        error.errno == EFBIG ? "it has more than 64 MiB" : SystemError.text(of: error.errno)
    }

    init(root: String, folder: String, options: ReadingOptions) {
        (self.root, self.folder, self.options) = (root, folder, options)
    }

    /// Relative to the repository's root where it is inside.
    private func repositoryPath(_ path: String) -> String {
        path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
    }

    /// Relative to where the user stands where it is below, or in the repository that the user stands in.
    func shown(_ path: String) -> String {
        if path.hasPrefix(folder + "/") { return String(path.dropFirst(folder.count + 1)) }
        guard path.hasPrefix(root + "/"), folder.hasPrefix(root + "/") else { return path }
        let above = folder.dropFirst(root.count + 1).split(separator: "/").map { _ in "../" }.joined()
        return above + path.dropFirst(root.count + 1)
    }
}

/// A path seen from a folder, without `.` and empty parts; `..` stays as it is.
func joined(_ folder: String, _ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : folder + "/" + path
    return "/" + whole.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
}
