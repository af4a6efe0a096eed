import Glibc
import LinuxSystem
import RunRecords

/// Finds the files that an upload's patterns select, and takes their bytes as it goes. Blocks.
///
/// The patterns are those of `hashFiles`; links are followed, and folders come to nothing of their own.
struct ArtifactSearch {
    /// A file that was found.
    struct File {
        /// Absolute, inside; its names from the root on.
        var names: [[UInt8]]
        var blob: Blob
        var isExecutable: Bool
    }

    let folders: JobFolders
    let paths: InsidePaths
    /// Inside.
    let home: String
    let skipsHidden: Bool
    /// Asked for each file.
    let isCancelled: @Sendable () -> Bool

    /// What was found, in the order of the search, and the folder that paths in the artifact are relative to.
    struct Result {
        var files: [File]
        var root: [[UInt8]]
    }

    /// - Throws: `InputProblem` for patterns that can't be followed and files that can't be read; what the batch throws.
    func run(_ text: String, into batch: ContentBatch) throws -> Result {
        do throws(FileHashError) {
            let patterns = try FileHashPattern.read([text], root: paths.workspace, home: home)
            let searched = Self.searchPaths(of: patterns)
            var files: [File] = []
            for path in searched { files += try search(path, patterns, batch) }
            return Result(files: files, root: Self.root(of: files, searched))
        } catch {
            throw InputProblem(input: "path", text: error.description)
        }
    }

    /// Where the patterns begin; a place within another is left out (@actions/glob).
    static func searchPaths(of patterns: [FileHashPattern]) -> [[[UInt8]]] {
        let all = patterns.filter { !$0.isNegated }.map(\.searchPath)
        var places: [[[UInt8]]] = []
        for path in all where !all.contains(where: { $0.count < path.count && path.starts(with: $0) }) && !places.contains(path) {
            places.append(path)
        }
        return places
    }

    /// The folder in which all search begins; of a single file that is named, its own folder.
    private static func root(of files: [File], _ searched: [[[UInt8]]]) -> [[UInt8]] {
        guard var root = searched.first else { return [] }
        if searched.count == 1, files.count == 1, files[0].names == root { return Array(root.dropLast()) }
        for path in searched.dropFirst() { root = zip(root, path).prefix { $0 == $1 }.map(\.0) }
        return root
    }

    private func search(_ place: [[UInt8]], _ patterns: [FileHashPattern], _ batch: ContentBatch) throws(FileHashError) -> [File] {
        guard let (host, inside) = root(for: place) else {
            let path = Self.text(place)
            throw FileHashError(
                "\"\(path)\" lies outside of the workspace and RUNNER_TEMP, where the built-in upload can't read; copy it there first")
        }
        var files: [File] = []
        let prefix = FileHashPattern.components(inside)
        var walk = FileHashWalk(
            patterns: patterns, root: try FileHashRoot(path: host, knownAs: inside), rootPath: inside,
            options: FileHashWalk.Options(followsLinks: true, skipsHidden: skipsHidden)
        ) { (file, names) throws(FileHashError) in
            files.append(try take(file, prefix + names, batch))
        }
        try walk.search(Array(place.dropFirst(prefix.count)))
        if let link = walk.leavingLinks.first {
            throw FileHashError(
                "\"\(link)\" leads out of the workspace, where the upload can't read"
            )
        }
        return files
    }

    /// The folder of the host in which a path lies, and its name inside.
    private func root(for place: [[UInt8]]) -> (host: String, inside: String)? {
        [(folders.workspace, paths.workspace), (folders.work, paths.root)].first { place.starts(with: FileHashPattern.components($0.1)) }
    }

    private func take(_ file: Int32, _ names: [[UInt8]], _ batch: ContentBatch) throws(FileHashError) -> File {
        if isCancelled() { throw FileHashError("the upload was ended") }
        var information = stat()
        let path = Self.text(names)
        guard fstat(file, &information) == 0 else { throw FileHashError.of("look at", path) }
        do {
            // The walk closes its own.
            let source = FileDescriptor(owning: dup(file))
            let blob = try batch.add(source)
            return File(names: names, blob: blob, isExecutable: information.st_mode & 0o100 != 0)
        } catch {
            throw FileHashError("cannot take \"\(path)\": \(error)")
        }
    }

    static func text(_ names: [[UInt8]]) -> String {
        names.map { "/" + String(decoding: $0, as: UTF8.self) }.joined()
    }
}
