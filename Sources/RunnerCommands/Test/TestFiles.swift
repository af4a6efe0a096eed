import Diagnostics
import Glibc
import LinuxSystem
import OptionParsing
import Workflows

/// Finds and reads the test files that a command is about, and the workflows that they test.
struct TestFiles {
    let call: CommandCall
    /// Workflows that were read, by path.
    private var workflows: [String: WorkflowFile] = [:]
    /// The text of each file with findings, by its shown path.
    private(set) var sources: [String: String] = [:]
    /// The folders whose files decide about the tests.
    private(set) var folders: Set<String> = []

    init(_ call: CommandCall) {
        self.call = call
    }

    /// A test file that was read.
    struct Loaded {
        /// As findings name it.
        var path: String
        var file: TestFile?
        var workflow: Workflow?
        /// The root of the repository, absolute.
        var root: String
        var diagnostics: [Diagnostic]
    }

    /// The files that are named, those of the folders that are named, or those below `.github`: absolute, in alphabetical order.
    ///
    /// - Throws: `UsageError` when there are none.
    static func paths(_ call: CommandCall, named names: [String]) throws(UsageError) -> [String] {
        var found: [String] = []
        for name in names {
            let path = joined(call.folder, name)
            guard access(path, F_OK) == 0 else {
                throw UsageError("there is no file or folder \"\(name)\"", remedy: "name a test file, or a folder of them")
            }
            let inside = isFolder(path) ? below(path, depth: 0) : [path]
            guard !inside.isEmpty else { throw UsageError("there is no test file in \"\(name)\"", remedy: Self.places) }
            found += inside
        }
        if names.isEmpty {
            let root = WorkflowFiles.root(above: call.folder)
            found = below(joined(root, ".github"), depth: 0)
            guard !found.isEmpty else { throw UsageError("there is no test file in \".github\"", remedy: Self.places) }
        }
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }

    private static let places = "test files are called NAME.test.yml; put them into .github/workflow-tests, or name them"

    /// Deeper folders are not looked at: links could go in a circle.
    private static let deepest = 20

    private static func below(_ folder: String, depth: Int) -> [String] {
        guard depth < deepest, let names = try? listFolder(folder).sorted() else { return [] }
        return names.flatMap { name -> [String] in
            let path = joined(folder, name)
            if isFolder(path) { return [".git", "node_modules"].contains(name) ? [] : below(path, depth: depth + 1) }
            return TestFileReader.isTestFile(name, contents: { try? readFile(path, limit: 1 << 20) }) ? [path] : []
        }
    }

    /// Reads a test file and its workflow.
    ///
    /// - Throws: `UsageError` when it can't be read.
    mutating func load(_ path: String) throws -> Loaded {
        let folder = Self.folder(of: path)
        folders.insert(folder)
        let root = WorkflowFiles.root(above: folder)
        let shown = WorkflowFiles(root: root, folder: call.folder, options: ReadingOptions()).shown(path)
        let bytes: [UInt8]
        do {
            bytes = try readFile(path, limit: 4 << 20)
        } catch {
            throw UsageError("cannot read \"\(shown)\": \(SystemError.text(of: error.errno))", remedy: "check the path and its permissions")
        }
        sources[shown] = String(decoding: bytes, as: UTF8.self)
        let document = TestFileReader().read(bytes, path: shown)
        var loaded = Loaded(path: shown, file: document.file, root: root, diagnostics: document.diagnostics)
        guard let file = document.file else { return loaded }
        guard let workflow = Self.workflow(of: path, file, root: root) else {
            loaded.diagnostics.append(Self.missing(path, shown, file))
            return loaded
        }
        let read = try read(workflow, root: root)
        loaded.workflow = read.document.workflow
        loaded.diagnostics += read.document.diagnostics.filter { $0.severity == .error }
        return loaded
    }

    private mutating func read(_ path: String, root: String) throws -> WorkflowFile {
        if let known = workflows[path] { return known }
        var options = ReadingOptions()
        options.root = root
        options.readFile = { path in try? LinuxSystem.readFile(path, limit: 64 << 20) }
        options.ignoresRemote = true
        let file = try WorkflowFiles(root: root, folder: call.folder, options: options).read(path)
        workflows[path] = file
        sources[file.shownPath] = String(decoding: file.bytes, as: UTF8.self)
        folders.insert(Self.folder(of: path))
        for called in file.document.called { folders.insert(Self.folder(of: joined(root, called.name))) }
        for job in file.document.workflow?.jobs ?? [] {
            for case .uses(let action) in job.steps.map(\.action) where action.reference.value.hasPrefix("./") {
                folders.insert(joined(root, action.reference.value))
            }
        }
        return file
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// The path of the workflow that a file tests; nothing where there is none.
    private static func workflow(of path: String, _ file: TestFile, root: String) -> String? {
        let (own, usual) = (folder(of: path), joined(root, WorkflowFiles.usualFolder))
        let candidates: [String]
        if let name = file.workflow?.value {
            candidates = [joined(own, name), joined(root, name), joined(usual, name)]
        } else {
            let stem = stem(of: path)
            candidates = [own, usual].flatMap { folder in [".yml", ".yaml"].map { joined(folder, stem + $0) } }
        }
        return candidates.first { access($0, F_OK) == 0 && !isFolder($0) }
    }

    /// `ci` for `…/ci.test.yml`.
    private static func stem(of path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        for ending in [".test.yml", ".test.yaml"] where name.hasSuffix(ending) { return String(name.dropLast(ending.count)) }
        return String(name.prefix { $0 != "." })
    }

    private static func missing(_ path: String, _ shown: String, _ file: TestFile) -> Diagnostic {
        guard let name = file.workflow else {
            let stem = stem(of: path)
            return Diagnostic(
                file: shown, range: SourceRange(start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 2)),
                kind: .schema, message: "there is no workflow \"\(stem).yml\" beside this file or in \(WorkflowFiles.usualFolder)",
                remedy: "name the workflow that it tests: workflow: .github/workflows/NAME.yml")
        }
        return Diagnostic(
            file: shown, range: name.range, kind: .schema, message: "there is no workflow \"\(name.value)\"",
            remedy: "write its path from the repository's root, or its name in \(WorkflowFiles.usualFolder)")
    }
}
