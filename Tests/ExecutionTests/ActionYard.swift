import Actions
import Engines
import Events
import Foundation
import Planning
import RunRecords
import GitRepositories
import TestSupport
import Testing

@testable import Execution

/// A work tree and repositories of actions, and runs in them.
struct ActionYard {
    let root: URL

    static let hasNode = isInstalled("node")

    /// - Parameters:
    ///   - files: Of the work tree, by path.
    ///   - repositories: `OWNER/NAME`, then files by path; all have a tag `v1`.
    init(_ root: URL, files: [String: String] = [:], repositories: [String: [String: String]] = [:]) throws {
        self.root = root
        for (name, files) in repositories.merging(["": files], uniquingKeysWith: { $1 }) {
            let repository = try TestRepository(root.appending(path: name.isEmpty ? "work" : "forge/\(name)"))
            for (path, text) in files { try repository.write(path, text) }
            try repository.commit([])
            try repository.git("tag", "v1")
        }
    }

    var store: ActionStore {
        get throws {
            let source = try ActionSources.Source("\(root.path)/forge/{owner}/{repo}")
            return ActionStore(folder: root.appending(path: "actions").path, sources: ActionSources([source]))
        }
    }

    /// Runs a job `a` of these steps.
    func run(
        _ steps: String, engine: (any Engine)? = HostRunTests.engine, adjust: (inout RunRequest) -> Void = { _ in }
    ) async throws -> Story {
        let store = try store
        return try await Story.run(steps: steps, in: root.appending(path: "work"), engine: engine) { request in
            request.actions = store
            adjust(&request)
        }
    }

    /// An action that a node program is: it prints its part, its input and its state.
    static func javaScript(_ parts: String, main: String = "") -> [String: String] {
        let show = "console.log(`${part} ${process.env.INPUT_WHO} ${process.env.STATE_mark}`)"
        let save = "require('fs').appendFileSync(process.env.GITHUB_STATE, `mark=${process.env.INPUT_WHO}\\n`)"
        return [
            "action.yml": """
            name: Parts
            description: prints its parts
            inputs: {who: {description: a name, default: nobody}}
            outputs: {told: {description: what was told}}
            runs: {using: node20, main: main.js, \(parts)}
            """,
            "pre.js": "const part = 'pre'; \(show); \(save)\n",
            "main.js": """
            const part = 'main'; \(show); \(save)
            require('fs').appendFileSync(process.env.GITHUB_OUTPUT, `told=${process.env.INPUT_WHO}\\n`)
            \(main)

            """,
            "post.js": "const part = 'post'; \(show)\n",
        ]
    }

    static func composite(_ steps: String, head: String = "") -> String {
        let indented = steps.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        return "name: Composite\ndescription: of steps\n\(head)\nruns:\n  using: composite\n  steps:\n\(indented)\n"
    }
}

extension RunRequest {
    /// Cancels the run once a step prints `ready`.
    mutating func cancelWhenReady() {
        let control = RunControl()
        let observer = observer
        self.control = control
        self.observer = { notice in
            observer?(notice)
            if case .log(_, _, let batch) = notice, batch.lines().contains(where: { $0.text == "ready" }) {
                control.cancel(reason: "asked")
            }
        }
    }
}

extension Story {
    /// Runs a job `a` of these steps for the commit that is checked out in a work tree.
    static func run(
        steps: String, in workTree: URL, engine: (any Engine)? = HostRunTests.engine, adjust: (inout RunRequest) -> Void = { _ in }
    ) async throws -> Story {
        let indented = steps.split(separator: "\n", omittingEmptySubsequences: false).map { "      \($0)" }.joined(separator: "\n")
        let repository = try GitRepository.discover(from: workTree.path)
        let head = try repository.head().sha
        let text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n\(indented)\n"
        return try await run(text, engine: engine, workTree: workTree.path) { request in
            request.repository = repository
            request.plan.event.sha = head ?? ""
            adjust(&request)
        }
    }

    /// How the steps ended, without why.
    var failures: [String] {
        log.filter { $0.text.hasPrefix("##[error]") }.map { String($0.text.dropFirst("##[error]".count)) }
    }

    var remedies: [String] {
        log.filter { $0.text.hasPrefix("##[notice]") }.map { String($0.text.dropFirst("##[notice]".count)) }
    }

    var reason: String { job("a")?.reason ?? "" }
}
