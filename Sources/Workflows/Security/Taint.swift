import Expressions

/// Text that somebody without write access to the repository chooses, and the way it took.
struct Taint {
    /// As GitHub calls it: `github.event.issue.title`.
    var source: String
    /// What it went through after that: `env.TITLE`, `steps.a.outputs.title`.
    var way: [String] = []
    /// It may hold line ends.
    var hasLines = false
    /// Only people with write access, or other files of the repository, choose it.
    var isInternal = false
    /// The value of a caller that it came in with, by number.
    var entry: Int?

    func through(_ place: String) -> Taint {
        var copy = self
        copy.way.append(place)
        return copy
    }

    /// `github.event.issue.title → env.TITLE`
    var path: String {
        ([source] + way).joined(separator: " → ")
    }
}

/// The members of the `github` context that an outsider chooses (GitHub docs, "Script injections").
///
/// Names with a fixed alphabet, such as logins, numbers and commit ids, are not among them.
enum UntrustedMembers {
    /// Behind `github.`; `*` is any item; a `+` behind the last name: it may hold line ends.
    private static let patterns: [[Substring]] = [
        "head_ref", "event.issue.title", "event.issue.body+", "event.pull_request.title", "event.pull_request.body+",
        "event.pull_request.head.ref", "event.pull_request.head.label", "event.pull_request.head.repo.default_branch",
        "event.pull_request.head.repo.description", "event.comment.body+", "event.review.body+", "event.review_comment.body+",
        "event.discussion.title", "event.discussion.body+", "event.pages.*.page_name", "event.commits.*.message+",
        "event.commits.*.author.email", "event.commits.*.author.name", "event.commits.*.committer.email", "event.commits.*.committer.name",
        "event.head_commit.message+", "event.head_commit.author.email", "event.head_commit.author.name",
        "event.head_commit.committer.email", "event.head_commit.committer.name", "event.workflow_run.head_branch",
        "event.workflow_run.display_title", "event.workflow_run.head_commit.message+", "event.workflow_run.head_commit.author.email",
        "event.workflow_run.head_commit.author.name", "event.workflow_run.pull_requests.*.head.ref", "event.changes.title.from",
        "event.changes.body.from+", "event.merge_group.head_commit.message+", "event.check_suite.head_branch",
    ].map { $0.split(separator: ".") }

    /// - Parameters:
    ///   - path: Lower-case names behind `github`, `*` for any item.
    ///   - isWhole: An object with such a member counts too, as in `toJSON(github.event)`.
    /// - Returns: Whether it may hold line ends; nothing where no outsider chooses it.
    static func hasLines(_ path: [String], isWhole: Bool) -> Bool? {
        for pattern in patterns {
            guard isWhole ? path.count < pattern.count : path.count == pattern.count else { continue }
            let fits = zip(path, pattern).allSatisfy { Self.fits($0, $1) }
            if fits { return isWhole || pattern.last?.last == "+" }
        }
        return nil
    }

    private static func fits(_ name: String, _ wanted: Substring) -> Bool {
        if name == "*" || wanted == "*" { return true }
        return wanted.last == "+" ? wanted.dropLast() == name : wanted == name
    }

    /// Events that anybody can cause and whose workflows run with the repository's rights.
    static let privilegedEvents: Set<String> = [
        "pull_request_target", "workflow_run", "issues", "issue_comment", "discussion", "discussion_comment", "gollum", "fork", "watch",
    ]
}

/// What is tainted at a place.
struct TaintScope {
    /// By upper-case name.
    var env: [String: Taint] = [:]
    /// By lower-case step id and output name.
    var steps: [String: [String: Taint]] = [:]
    /// The `uses` of steps whose outputs an outsider chooses, by lower-case id.
    var sources: [String: String] = [:]
    /// By lower-case job id and output name.
    var needs: [String: [String: Taint]] = [:]
    /// By lower-case name.
    var inputs: [String: Taint] = [:]
    var matrix: [String: Taint] = [:]
    /// An outsider causes the event, so that the payload as a whole holds text of his.
    var hasForeignPayload = false

    /// The taint of a chain of names, all lower case.
    func taint(of path: [String], isWhole: Bool) -> Taint? {
        guard let context = path.first else { return nil }
        let rest = Array(path.dropFirst())
        switch context {
        case "github":
            if rest.count == 3, rest[0] == "event", rest[1] == "inputs" { return inputs[rest[2]] }
            guard !isWhole || hasForeignPayload, let hasLines = UntrustedMembers.hasLines(rest, isWhole: isWhole) else { return nil }
            return Taint(source: path.joined(separator: "."), hasLines: hasLines)
        case "env": return rest.count == 1 ? env[rest[0].uppercased()] : isWhole ? first(of: env) : nil
        case "inputs": return rest.count == 1 ? inputs[rest[0]] : isWhole ? first(of: inputs) : nil
        case "matrix": return rest.first.flatMap { matrix[$0] }
        case "steps":
            guard rest.count == 3, rest[1] == "outputs" else { return nil }
            if let uses = sources[rest[0]], KnownSources.isForeign(rest[2], of: uses, countsFileNames: hasForeignPayload) {
                return Taint(source: path.joined(separator: "."))
            }
            return output(rest[2], of: steps[rest[0]])
        case "needs", "jobs": return rest.count == 3 && rest[1] == "outputs" ? output(rest[2], of: needs[rest[0]]) : nil
        default: return nil
        }
    }

    private func output(_ name: String, of outputs: [String: Taint]?) -> Taint? {
        outputs?[name] ?? (name == "*" ? outputs.flatMap { first(of: $0) } : nil)
    }

    private func first(of taints: [String: Taint]) -> Taint? {
        taints.min { $0.key < $1.key }?.value
    }
}

/// Finds what is tainted in an expression's value.
struct TaintFinder {
    struct Found {
        var taint: Taint
        /// The words of the expression that name it, counted from 0 (`ExpressionWords`).
        var words: ClosedRange<Int>
    }

    let scope: TaintScope
    private(set) var found: [Found] = []
    /// The number of the next leaf or call, which is that of its word in the text.
    private(set) var word = 0

    init(_ scope: TaintScope) {
        self.scope = scope
    }

    /// - Parameter counts: The node's text becomes part of the value.
    mutating func visit(_ node: Expression.Node, counts: Bool = true) {
        switch node {
        case .literal: word += 1
        case .context, .index, .wildcard: members(node, counts: counts, isWhole: false)
        case .call(let name, let arguments):
            word += 1
            call(name.lowercased(), arguments, counts: counts)
        case .not(let operand): visit(operand, counts: false)
        case .and(let operands):
            // Of those before the last only one that is falsy is the value, and falsy text is empty.
            for (index, operand) in operands.enumerated() { visit(operand, counts: counts && index == operands.count - 1) }
        case .or(let operands): for operand in operands { visit(operand, counts: counts) }
        case .comparison(_, let left, let right):
            visit(left, counts: false)
            visit(right, counts: false)
        }
    }

    private mutating func call(_ name: String, _ arguments: [Expression.Node], counts: Bool) {
        let keepsText = counts && ["format", "join", "tojson", "fromjson", "case"].contains(name)
        for (index, argument) in arguments.enumerated() {
            switch argument {
            case .context, .index, .wildcard: members(argument, counts: keepsText, isWhole: name == "tojson")
            // `case(test, value, test, value, other)`
            default: visit(argument, counts: keepsText && !(name == "case" && index % 2 == 0 && index < arguments.count - 1))
            }
        }
    }

    private mutating func members(_ node: Expression.Node, counts: Bool, isWhole: Bool) {
        let first = word
        let path = self.path(node, counts: counts)
        guard counts, let path else { return }
        if let taint = scope.taint(of: path, isWhole: false) ?? (isWhole ? scope.taint(of: path, isWhole: true) : nil) {
            found.append(Found(taint: taint, words: first...max(first, word - 1)))
        }
    }

    /// The names of a chain; nothing where it begins with something other than a context.
    private mutating func path(_ node: Expression.Node, counts: Bool) -> [String]? {
        switch node {
        case .context(let name):
            word += 1
            return [name.lowercased()]
        case .index(let base, let index):
            let names = path(base, counts: counts)
            if case .literal(let value) = index {
                word += 1
                guard case .string(let name) = value else { return names.map { $0 + ["*"] } }
                return names.map { $0 + [name.lowercased()] }
            }
            visit(index, counts: false)
            return names.map { $0 + ["*"] }
        case .wildcard(let base): return path(base, counts: counts).map { $0 + ["*"] }
        default:
            visit(node, counts: counts)
            return nil
        }
    }
}
