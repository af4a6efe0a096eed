import Glibc
import LinuxSystem
import Workflows

/// One part of an action that a node program is: `pre`, `main` or `post`.
struct JavaScriptStep: Sendable {
    let call: ActionCall
    let action: JavaScriptAction
    let inputs: ActionInputs
    let run: StartedStep
    let preparation: StepPreparation
    private var scope: JobScope { run.scope }

    /// Finds the program and node. Warns where the node is another one than the action asks for.
    func plan() async throws(EvaluationFailure) -> ProcessPlan {
        let found = call.action
        let program = program
        try checkProgram(program)
        let node = try await scope.node.program(for: action.runtime, of: found, in: scope.sandbox)
        if let advice = node.advice {
            if node.isOlder { run.warning(advice) } else { run.log.say("##[notice]\(advice)") }
        }
        var reserved = ["GITHUB_ACTION_PATH": found.folder(scope.paths)]
        reserved["GITHUB_ACTION_REPOSITORY"] = found.repository?.name ?? ""
        reserved["GITHUB_ACTION_REF"] = found.repository?.ref ?? ""
        let path = scope.paths.resolve("\(found.folder(scope.paths))/\(program.value)")
        return ProcessPlan(
            title: "program \"\(node.path)\"", heading: heading, arguments: { _ in [node.path, path] },
            workingDirectory: scope.paths.workspace, variables: inputs.variables + call.saved, reserved: reserved, alwaysSaysWhy: false)
    }

    private var program: Located<String> {
        switch run.placed.phase {
        case .main: action.main
        case .pre: action.pre ?? action.main
        case .post: action.post ?? action.main
        }
    }

    private var heading: [String] {
        if case .post = run.placed.phase { return ["Post job cleanup."] }
        return inputs.heading(call.action.title, env: preparation.env)
    }

    /// The program must be a file of the action's repository, or of the workspace: many actions share a folder with others (`../dist/x.js`).
    private func checkProgram(_ program: Located<String>) throws(EvaluationFailure) {
        let found = call.action
        guard !program.value.hasPrefix("/"), let path = Self.joined(found.path, program.value) else {
            throw found.failure(program.range, "\"\(program.value)\" leads out of the action's repository")
        }
        let root = found.hostRoot(scope.folders)
        let status = FileInTree.look(for: path, in: root)
        switch status {
        case .file: return
        case .missing:
            var failure = found.failure(program.range, "the action's program \"\(program.value)\" is not there")
            failure.remedy = "an action is built before it is committed; look whether the file is part of it"
            throw failure
        case .outside:
            throw found.failure(program.range, "\"\(program.value)\" is a symbolic link that leads out of the action's repository")
        case .other: throw found.failure(program.range, "\"\(program.value)\" is not a file")
        }
    }

    /// A relative path below another; nothing where it climbs over the root.
    static func joined(_ folder: String, _ path: String) -> String? {
        var parts = folder.split(separator: "/")
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                return nil
            }
        }
        return parts.joined(separator: "/")
    }
}

/// What is at a place in a tree whose symbolic links are not to be trusted.
enum FileInTree {
    case file, missing, outside, other

    /// - Parameter path: Relative, without `..` parts. Links are followed as long as they stay in the tree.
    static func look(for path: String, in root: String) -> FileInTree {
        guard let base = try? canonicalPath(root), let whole = try? canonicalPath("\(root)/\(path)") else { return .missing }
        guard whole.hasPrefix(base + "/") else { return .outside }
        var status = stat()
        guard stat(whole, &status) == 0 else { return .missing }
        return status.st_mode & S_IFMT == S_IFREG ? .file : .other
    }
}
