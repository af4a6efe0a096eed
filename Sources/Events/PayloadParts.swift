import Expressions

/// The objects that many payloads share.
struct PayloadParts {
    let facts: RepositoryFacts
    let actor: String

    var identity: RepositoryIdentity {
        facts.identity
    }

    var now: Value {
        .string(Timestamp.text(facts.time))
    }

    var headSHA: String {
        facts.head?.sha ?? Self.zeros
    }

    /// The id that stands for no commit.
    static let zeros = String(repeating: "0", count: 40)

    /// The API's address of the repository.
    var api: String {
        RepositoryIdentity.apiURL(of: identity.serverURL) + "/repos/" + identity.fullName
    }

    func commitURL(_ sha: String) -> String {
        "\(identity.url)/commit/\(sha)"
    }

    /// The `repository` object: the fields that workflows read (triggers.md 5.4).
    func repository() -> Value {
        .object(repositoryMembers(owner: identity.owner, isFork: false))
    }

    /// - Parameter owner: Of the repository itself, or of a fork of it.
    func repositoryMembers(owner: String, isFork: Bool) -> [(String, Value)] {
        let fullName = "\(owner)/\(identity.name)"
        let url = "\(identity.serverURL)/\(fullName)"
        let host = identity.serverURL.split(separator: "/").last.map(String.init) ?? ""
        let id = RepositoryIdentity(fullName: fullName).id
        return [
            ("id", .number(Double(id))), ("node_id", .string("R_\(id)")), ("name", .string(identity.name)),
            ("full_name", .string(fullName)),
            ("private", .bool(false)), ("owner", user(owner)), ("html_url", .string(url)), ("description", .null), ("fork", .bool(isFork)),
            ("url", .string("\(RepositoryIdentity.apiURL(of: identity.serverURL))/repos/\(fullName)")), ("created_at", now),
            ("updated_at", now), ("pushed_at", now), ("git_url", .string("git://\(host)/\(fullName).git")),
            ("ssh_url", .string("git@\(host):\(fullName).git")), ("clone_url", .string(url + ".git")), ("homepage", .null),
            ("language", .null), ("license", .null), ("size", .number(0)), ("archived", .bool(false)), ("disabled", .bool(false)),
            ("is_template", .bool(false)), ("topics", .array([])), ("visibility", .string("public")), ("forks", .number(0)),
            ("forks_count", .number(0)), ("open_issues", .number(0)), ("open_issues_count", .number(0)), ("watchers", .number(0)),
            ("stargazers_count", .number(0)), ("has_issues", .bool(true)), ("has_wiki", .bool(false)), ("has_pages", .bool(false)),
            ("default_branch", .string(identity.defaultBranch)), ("master_branch", .string(identity.defaultBranch)),
        ]
    }

    func user(_ login: String) -> Value {
        .object([
            ("login", .string(login)),
            ("id", .number(Double(StableNumber.of("user " + login)))),
            ("node_id", .string("U_\(StableNumber.of("user " + login))")),
            ("avatar_url", .string("\(identity.serverURL)/\(login).png")),
            ("url", .string("\(RepositoryIdentity.apiURL(of: identity.serverURL))/users/\(login)")),
            ("html_url", .string("\(identity.serverURL)/\(login)")),
            ("type", .string("User")),
            ("site_admin", .bool(false)),
        ])
    }

    /// An element of `commits`; GitHub leaves the changed files out of the events that workflows get.
    func commit(_ commit: CommitFacts) -> Value {
        .object([
            ("id", .string(commit.sha)),
            ("tree_id", .string(commit.treeID)),
            ("distinct", .bool(true)),
            ("message", .string(Self.trimmed(commit.message))),
            ("timestamp", .string(Timestamp.text(commit.time, offset: commit.offset))),
            ("url", .string(commitURL(commit.sha))),
            ("author", person(commit.author)),
            ("committer", person(commit.committer)),
        ])
    }

    private func person(_ person: Person) -> Value {
        .object([("name", .string(person.name)), ("email", .string(person.email)), ("username", .string(actor))])
    }

    /// GitHub's payloads have no newline after the message.
    private static func trimmed(_ message: String) -> String {
        var text = message[...]
        while text.last?.isNewline == true { text = text.dropLast() }
        return String(text)
    }
}

extension RepositoryIdentity {
    /// The API of a server: `https://api.github.com`, or `https://host/api/v3` elsewhere.
    package static func apiURL(of server: String) -> String {
        server == "https://github.com" ? "https://api.github.com" : server + "/api/v3"
    }
}
