import Actions
import Events
import GitRepositories
import LinuxSystem
import Planning

/// Repositories that aren't here: fetched into a folder of the job's, from where their files go into the workspace.
struct CheckoutClone: Sendable {
    typealias Problem = CheckoutInputs.Problem

    let wish: CheckoutInputs
    let scope: JobScope
    /// On the host; the caller removes it.
    let folder: String
    /// The input that asks for the repository.
    let input: String

    /// What was fetched, and the URL that its copies have as `origin`.
    struct Clone: Sendable {
        var repository: GitRepository
        var commit: String
        /// The full name of the branch or tag; nothing for a commit.
        var ref: String?
        var origin: String
        /// The HTTP header that it was fetched with; nothing where no token was sent.
        fileprivate var authorization: String?
    }

    /// - Parameters:
    ///   - ref: Empty for the default branch.
    ///   - origin: The repository's own URL, whatever source it comes from.
    func fetch(_ place: CloneRequest.Place, ref: String, origin: String) async throws(Problem) -> Clone {
        guard let store = scope.request.actions else {
            throw Problem(input: input, text: "\"\(origin)\" would have to be fetched, and there is no action store")
        }
        if wish.wantsLargeFiles, input != "submodules" { throw Checkout.largeFiles("of this repository only") }
        var request = CloneRequest(place, folder: "\(folder)/\(UInt64.random(in: 0 ... .max))")
        request.ref = ref
        request.depth = wish.depth
        request.fetchesTags = wish.fetchesTags
        request.token = wish.token
        do {
            let cloned = try await store.clone(request)
            let folder = cloned.folder
            let repository = try await BlockingWork.run { try GitRepository.discover(from: folder) }
            return Clone(
                repository: repository, commit: cloned.commit, ref: cloned.ref, origin: origin, authorization: cloned.authorization)
        } catch {
            throw Problem(input: input, text: "\(error)")
        }
    }

    /// Writes the files of what was fetched; a token goes along only if the fetch needed one, for the steps that come.
    func copy(_ clone: Clone, _ copy: CopyRequest) async throws(Problem) -> (CopyReport, CopyRequest) {
        var request = copy
        // What was fetched is what was asked for.
        request.history = .full
        request.origin = clone.origin
        request.ref = clone.ref
        let (asked, credentials) = (request, wish.persistsCredentials ? clone.authorization.map(Self.credentials) : nil)
        do {
            let report = try await BlockingWork.run {
                let report = try clone.repository.checkOut(commit: clone.commit, asked)
                if let credentials { try GitRepository.configure(credentials, in: asked) }
                return report
            }
            return (report, request)
        } catch {
            throw Problem(input: input, text: "\(error)")
        }
    }

    /// As the real action's.
    private static func credentials(_ header: String) -> String {
        "[http \"https://github.com/\"]\n\textraheader = \(GitRepository.quoted(header))\n"
    }
}

extension Checkout {
    /// Another repository than the run's own.
    func otherRepository(_ name: String) async throws(Problem) -> (Source, ref: String?) {
        let server = wish.server ?? scope.request.plan.repository.serverURL
        let url = server.withoutTrailingSlashes + "/" + name
        if scope.request.bindsWorkTree {
            throw Problem(
                input: "repository", text: "with --bind no other repository can be checked out: its files would be in your work tree")
        }
        let clone = CheckoutClone(wish: wish, scope: scope, folder: clones, input: "repository")
        let place: CloneRequest.Place = wish.server == nil ? .repository(name) : .url(url)
        if wish.server != nil, (try? SubmoduleAddress.resolved(url, origin: nil)) == nil {
            throw Problem(input: "github-server-url", text: "\"\(server)\" is no https, http, ssh or git URL")
        }
        let fetched = try await clone.fetch(place, ref: wish.ref, origin: url)
        let (report, copy) = try await clone.copy(fetched, copyRequest())
        log.say("Fetched \"\(name)\" and checked out \(report.files) files at \(fetched.commit)")
        let source = Source(repository: fetched.repository, commit: fetched.commit, copy: copy, isWorkTree: false, origin: url)
        return (source, fetched.ref)
    }
}
