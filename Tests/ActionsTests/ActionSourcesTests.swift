import Testing

@testable import Actions

@Suite struct ActionSourcesTests {
    @Test(
        "sources are URLs that git fetches from without running a program",
        arguments: [
            ("https://github.com/{owner}/{repo}", "https://github.com/a/b"), ("a=https://x.org/{repo}.git", "https://x.org/b.git"),
            ("git@x.org:{owner}/{repo}", "git@x.org:a/b"), ("/srv/git/{owner}/{repo}.git", "file:///srv/git/a/b.git"),
            ("ssh://git@x.org/{owner}/{repo}", "ssh://git@x.org/a/b"),
        ])
    func urls(text: String, expected: String) throws {
        let sources = ActionSources([try ActionSources.Source(text)])
        #expect(sources.urls(for: "a/b") == [expected])
    }

    @Test(
        "what could run a program, or names one repository only, is refused",
        arguments: [
            "ext::sh -c x {repo}", "ext::sh", "fd::1", "file://host/{repo}", "-u{repo}", "https://x.org/a", "https://x.org/{name}/{repo}",
            "ssh://", "=https://x.org/{repo}", "{repo}", "x::{repo}", "https://x.org/ {repo}",
        ])
    func refused(text: String) {
        #expect(throws: ActionError.self) { try ActionSources.Source(text) }
    }

    @Test func `an owner with a source of its own is looked for nowhere else`() throws {
        let texts = ["https://one.org/{owner}/{repo}", "Acme=https://two.org/{repo}", "https://three.org/{owner}/{repo}"]
        let sources = ActionSources(try texts.map { try ActionSources.Source($0) })
        #expect(sources.urls(for: "acme/b") == ["https://two.org/b"])
        #expect(sources.urls(for: "a/b") == ["https://one.org/a/b", "https://three.org/a/b"])
        #expect(ActionSources().urls(for: "a/b") == ["https://github.com/a/b"])
    }

    @Test func `messages hold no passwords`() {
        let text = "cannot reach https://ada:pa@ss@x.org/a and ssh://git@y.org with tok"
        #expect(Credentials.masked(text, secrets: ["tok"]) == "cannot reach https://***@x.org/a and ssh://***@y.org with ***")
        #expect(Credentials.masked("user@host: x") == "user@host: x")
    }

    @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
    func `base64 as RFC 4648 has it`(text: String, expected: String) {
        #expect(Base64.text(Array(text.utf8)) == expected)
    }
}
