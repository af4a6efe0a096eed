import Testing
import Workflows

@Suite struct FilterPatternTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String { "\(pattern) \(isMatch ? "selects" : "leaves out") \(text)" }
        var pattern: String
        var text: String
        var isMatch: Bool

        init(_ pattern: String, _ text: String, _ isMatch: Bool = true) {
            self.pattern = pattern
            self.text = text
            self.isMatch = isMatch
        }
    }

    /// The tables of GitHub's "Filter pattern cheat sheet", with their negatives.
    static let documented: [Case] = [
        Case("feature/*", "feature/my-branch"), Case("feature/*", "feature/your-branch"), Case("feature/*", "feature/a/b", false),
        Case("feature/**", "feature/beta-a/my-branch"), Case("feature/**", "feature/your-branch"),
        Case("feature/**", "feature/mona/the/octocat"), Case("main", "main"), Case("main", "main2", false),
        Case("releases/mona-the-octocat", "releases/mona-the-octocat"), Case("*", "main"), Case("*", "releases"), Case("*", "a/b", false),
        Case("**", "all/the/branches"), Case("**", "every/tag"), Case("*feature", "mona-feature"), Case("*feature", "feature"),
        Case("*feature", "ver-10-feature"), Case("*feature", "features", false), Case("v2*", "v2"), Case("v2*", "v2.0"),
        Case("v2*", "v2.9"), Case("v2*", "v1.9", false), Case("v[12].[0-9]+.[0-9]+", "v1.10.1"), Case("v[12].[0-9]+.[0-9]+", "v2.0.0"),
        Case("v[12].[0-9]+.[0-9]+", "v3.0.0", false), Case("v[12].[0-9]+.[0-9]+", "v1..0", false), Case("*", "README.md"),
        Case("*", "server.rb"), Case("*", "src/server.rb", false), Case("*.jsx?", "page.js"), Case("*.jsx?", "page.jsx"),
        Case("*.jsx?", "page.jsxx", false), Case("*.js", "app.js"), Case("*.js", "index.js"), Case("*.js", "src/index.js", false),
        Case("**.js", "index.js"), Case("**.js", "js/index.js"), Case("**.js", "src/js/app.js"), Case("docs/*", "docs/README.md"),
        Case("docs/*", "docs/file.txt"), Case("docs/*", "docs/a/file.txt", false), Case("docs/**", "docs/README.md"),
        Case("docs/**", "docs/mona/octocat.txt"), Case("docs/**", "docs", false), Case("docs/**/*.md", "docs/README.md"),
        Case("docs/**/*.md", "docs/mona/hello-world.md"), Case("docs/**/*.md", "docs/a/markdown/file.md"),
        Case("docs/**/*.md", "docs/a/file.txt", false), Case("**/docs/**", "docs/hello.md"), Case("**/docs/**", "dir/docs/my-file.txt"),
        Case("**/docs/**", "space/docs/plan/space.doc"), Case("**/docs/**", "mydocs/hello.md", false),
        Case("**/README.md", "README.md"), Case("**/README.md", "js/README.md"), Case("**/README.md", "js/MYREADME.md", false),
        Case("**/*src/**", "a/src/app.js"), Case("**/*src/**", "my-src/code/js/app.js"), Case("**/*-post.md", "my-post.md"),
        Case("**/*-post.md", "path/their-post.md"), Case("**/migrate-*.sql", "migrate-10909.sql"),
        Case("**/migrate-*.sql", "db/migrate-v1.0.sql"), Case("**/migrate-*.sql", "db/sept/migrate-v1.sql"),
    ]

    static let exact: [Case] = [
        Case("Main", "main", false), Case("a\\*b", "a*b"), Case("a\\*b", "axb", false), Case("ab+", "abbb"), Case("ab+", "a", false),
        Case("ab?", "a"), Case("[a-c]?x", "x"), Case("[a-c]+", "abcab"), Case("[a-c]+", "abd", false), Case("a.b", "axb", false),
        Case("*", ""), Case("**/a", "/a", false), Case("[-a]", "-"), Case("[\\]]", "]"), Case("(a|b)", "(a|b)"), Case("ä+", "ää"),
    ]

    @Test(arguments: documented + exact) func `matches the whole text`(_ one: Case) throws {
        #expect(try FilterPattern(one.pattern).matches(one.text) == one.isMatch)
    }

    @Test(arguments: ["[ab", "[]", "[z-a]", "?a", "+", "a\\", "![a", "feature/[", "\\"]) func `refuses what is malformed`(_ pattern: String)
    {
        #expect(throws: FilterPattern.Malformed.self) { try FilterPattern(pattern) }
    }

    @Test func `the last pattern that matches decides`() {
        #expect(FilterList(["*.md", "!README.md"]).selects("hello.md"))
        #expect(!FilterList(["*.md", "!README.md"]).selects("README.md"))
        #expect(!FilterList(["*.md", "!README.md"]).selects("docs/hello.md"))
        let again = FilterList(["*.md", "!README.md", "README*"])
        #expect(again.selects("README.md"))
        #expect(again.selects("README.doc"))
        #expect(again.decisive("README.md") == 2)
        #expect(again.decisive("hello.md") == 0)
        #expect(again.decisive("hello.txt") == nil)
        #expect(!FilterList(["!main"]).selects("dev"))
        #expect(!FilterList([]).selects("dev"))
        #expect(!FilterList(["[a"]).selects("[a"))
    }

    @Test func `a hostile pattern takes time in proportion`() throws {
        let pattern = String(repeating: "*a+", count: 60) + "b"
        #expect(try !FilterPattern(pattern).matches(String(repeating: "a", count: 3_000)))
        #expect(try FilterPattern(String(repeating: "**/", count: 100) + "x").matches(String(repeating: "a/", count: 500) + "x"))
    }
}
