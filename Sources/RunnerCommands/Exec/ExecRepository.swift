import Events
import Execution
import GitRepositories

/// The repository that a command is about, or the plain folder that stands in for one; read in one go, blocks.
struct ExecRepository {
    /// The root of the work tree, or the folder itself where there is no repository.
    var root: String
    var facts: RepositoryFacts
    /// Nothing in a folder without a repository.
    var repository: GitRepository?
    /// A repository without a work tree.
    var isBare = false
    /// Something the user should know: no repository, no commit.
    var notes: [String] = []

    /// - Parameters:
    ///   - folder: Any folder in the work tree, absolute.
    ///   - ref: A branch or tag in short or full form, instead of the one checked out.
    ///   - now: Seconds since 1970.
    /// - Throws: When the repository can't be read or doesn't have the ref.
    init(folder: String, ref: String?, now: Int64) throws(GitError) {
        do {
            let repository = try GitRepository.discover(from: folder)
            root = repository.workTree ?? repository.gitFolder
            facts = try RepositoryReading.facts(of: repository, ref: ref, now: now)
            self.repository = repository
            isBare = repository.workTree == nil
            if facts.head == nil { notes.append("the repository has no commit yet: github.sha is all zeros") }
        } catch {
            guard error.kind == .notARepository else { throw error }
            root = folder
            let name = folder.split(separator: "/").last.map(String.init) ?? "root"
            facts = RepositoryFacts(identity: RepositoryIdentity(fullName: "local/" + name))
            facts.time = now
            notes.append("\(folder) is in no git repository: there is no commit, and path filters don't apply")
        }
    }

    /// What path filters look at; uncommitted changes count where the event is about what is checked out: they would be pushed as well.
    func changedPaths(of event: Event) -> [String]? {
        guard let repository else { return nil }
        return try? RepositoryReading.changedPaths(of: event, in: repository, includingWorkTree: true)
    }
}
