import Foundation
import RunRecords
import TestSupport
import Testing

@testable import Execution

@Suite(.enabled(if: ActionYard.hasNode, "node is not installed"))
struct JavaScriptActionTests {
    private static let whole = ActionYard.javaScript("pre: pre.js, post: post.js")

    @Test func `pre, main and post run in order and share state`() async throws {
        try await withTemporaryFolder { folder in
            let yard = try ActionYard(folder, repositories: ["acme/js": Self.whole])
            let story = try await yard.run(
                """
                - {id: first, uses: acme/js@v1, with: {who: one}}
                - run: echo "told ${{ steps.first.outputs.told }}"
                - {name: Second, uses: Acme/js@v1, with: {who: two}, env: {E: e}}
                - {if: false, uses: acme/js@v1, with: {who: skipped}}
                """)
            #expect(
                story.printed == [
                    "pre one undefined", "pre two undefined", "pre skipped undefined", "main one one", "told one", "main two two",
                    "post skipped skipped", "post two two", "post one one",
                ])
            #expect(
                story.steps() == [
                    "Pre Run acme/js@v1: success", "Pre Second: success", "Pre Run acme/js@v1: success", "Run acme/js@v1: success",
                    "Run echo \"told one\": success", "Second: success", "Run acme/js@v1: skipped", "Post Run acme/js@v1: success",
                    "Post Second: success", "Post Run acme/js@v1: success",
                ])
            let text = story.log.map(\.text)
            #expect(text.contains { $0.hasPrefix("Download action repository 'acme/js@v1' (SHA:") })
            #expect(text.filter { $0.hasPrefix("Download action") }.count == 1, "Acme/js is another spelling")
            #expect(text.contains("Post job cleanup."))
        }
    }

    @Test func `the environment of a program is GitHub's`() async throws {
        try await withTemporaryFolder { folder in
            var action = ActionYard.javaScript(
                "post: post.js",
                main: """
                    for (const name of ['INPUT_TWO_WORDS', 'INPUT_WITH-HYPHEN', 'INPUT_UNKNOWN', 'INPUT_FROM', 'OWN', 'GITHUB_ACTION',
                      'GITHUB_ACTION_REPOSITORY', 'GITHUB_ACTION_REF']) console.log(`${name}=[${process.env[name]}]`)
                    console.log(process.env.GITHUB_ACTION_PATH === __dirname, process.cwd() === process.env.GITHUB_WORKSPACE)
                    """)
            action["action.yml"] = """
                name: Inputs
                description: of every kind
                inputs:
                  who: {description: a name, deprecationMessage: nobody asks}
                  two words: {description: blanks become underscores}
                  with-hyphen: {description: hyphens stay, default: "-"}
                  from: {description: a default of the place, default: "${{ github.job }} ${{ github.action }}"}
                  needed: {description: must be given, required: true}
                runs: {using: node20, main: main.js}
                """
            let yard = try ActionYard(folder, repositories: ["acme/js": action])
            let story = try await yard.run(
                "- {uses: acme/js@v1, with: {who: w, Two Words: '  a  ', unknown: 1}, env: {OWN: o, GITHUB_ACTION: no}}\n- run: env | grep ^GITHUB_ACTION_ | sort"
            )
            #expect(
                story.printed == [
                    "main w undefined", "INPUT_TWO_WORDS=[  a  ]", "INPUT_WITH-HYPHEN=[-]", "INPUT_UNKNOWN=[1]",
                    "INPUT_FROM=[a __acme_js]", "OWN=[o]", "GITHUB_ACTION=[__acme_js]", "GITHUB_ACTION_REPOSITORY=[acme/js]",
                    "GITHUB_ACTION_REF=[v1]", "true true", "GITHUB_ACTION_REF=", "GITHUB_ACTION_REPOSITORY=",
                ])
            #expect(
                story.annotations == [
                    "warning: Input 'who' has been deprecated with message: nobody asks",
                    "warning: Unexpected input(s) 'unknown', valid inputs are ['who', 'two words', 'with-hyphen', 'from', 'needed']",
                    "warning: Input required and not supplied: needed",
                ])
        }
    }

    @Test func `posts run after a failure, as their conditions say, and their failure counts`() async throws {
        try await withTemporaryFolder { folder in
            var failing = ActionYard.javaScript("post: post.js", main: "process.exit(3)")
            failing["post.js"] = "console.log('failing post'); process.exit(4)\n"
            let yard = try ActionYard(
                folder,
                repositories: [
                    "acme/failing": failing, "acme/always": ActionYard.javaScript("post: post.js"),
                    "acme/success": ActionYard.javaScript("post: post.js, post-if: success()"),
                    "acme/failure": ActionYard.javaScript("post: post.js, post-if: failure()"),
                    "acme/broken": ActionYard.javaScript("post: post.js, post-if: \"fromJSON('x')\""),
                ])
            let story = try await yard.run(
                ["always", "success", "failure", "broken", "failing", "always"].map { "- uses: acme/\($0)@v1" }.joined(separator: "\n"))
            #expect(
                story.steps().filter { $0.hasPrefix("Post") } == [
                    "Post Run acme/failing@v1: failure", "Post Run acme/broken@v1: failure", "Post Run acme/failure@v1: success",
                    "Post Run acme/success@v1: skipped", "Post Run acme/always@v1: success",
                ])
            #expect(story.steps().contains("Run acme/failing@v1: failure"))
            #expect(story.steps().contains("Run acme/always@v1: skipped"))
            #expect(story.failures.contains("Process completed with exit code 3."))
            #expect(story.failures.contains { $0.hasPrefix("acme/broken@v1/action.yml:5:") })
            #expect(story.conclusion == .failure)
        }
    }

    @Test func `a failing pre keeps the steps from running, not the posts`() async throws {
        try await withTemporaryFolder { folder in
            var action = Self.whole
            action["pre.js"] = "console.log('::error::pre went wrong'); process.exit(1)\n"
            let yard = try ActionYard(folder, repositories: ["acme/js": action])
            let story = try await yard.run("- uses: acme/js@v1\n- run: echo no")
            #expect(
                story.steps() == [
                    "Pre Run acme/js@v1: failure", "Run acme/js@v1: skipped", "Run echo no: skipped", "Post Run acme/js@v1: success",
                ])
            #expect(story.annotations == ["error: pre went wrong"], "what the program says itself is enough")
        }
    }

    @Test func `posts run when the job is cancelled, with that status`() async throws {
        try await withTemporaryFolder { folder in
            let yard = try ActionYard(
                folder,
                repositories: [
                    "acme/slow": ActionYard.javaScript("post: post.js", main: "console.log('ready'); setTimeout(() => {}, 600000)"),
                    "acme/never": ActionYard.javaScript("post: post.js, post-if: '!cancelled()'"),
                ])
            let story = try await yard.run("- uses: acme/never@v1\n- {uses: acme/slow@v1, with: {who: w}}\n- uses: acme/never@v1") {
                $0.cancelWhenReady()
            }
            #expect(story.printed.last == "post w w")
            #expect(story.steps().contains("Post Run acme/slow@v1: success"))
            #expect(story.steps().contains("Post Run acme/never@v1: skipped"))
            #expect(story.conclusion == .cancelled)
        }
    }

    @Test func `a local action has no pre, and says so`() async throws {
        try await withTemporaryFolder { folder in
            let files = Dictionary(uniqueKeysWithValues: Self.whole.map { (".github/js/\($0.key)", $0.value) })
            let yard = try ActionYard(folder, files: files)
            let story = try await yard.run("- {uses: ./.github/js, with: {who: w}}\n- {uses: $/.github/js, with: {who: o}}")
            #expect(story.printed == ["pre o undefined", "main w undefined", "main o o", "post w w", "post o o"])
            #expect(story.annotations == ["warning: `pre` execution is not supported for local action from './.github/js'"])
        }
    }

    @Test func `an action's problem matchers and masks count in the job`() async throws {
        try await withTemporaryFolder { folder in
            var action = ActionYard.javaScript(
                "", main: "console.log(`::add-matcher::${__dirname}/matcher.json`); console.log('::add-mask::hidden')")
            action["matcher.json"] = """
                {"problemMatcher": [{"owner": "cc", "pattern": [{"regexp": "^(.+):(\\\\d+): (.*)$", "file": 1, "line": 2, "message": 3}]}]}
                """
            let yard = try ActionYard(folder, repositories: ["acme/js": action])
            let story = try await yard.run("- uses: acme/js@v1\n- run: 'echo \"a.c:3: hidden things\"'")
            #expect(story.annotations == ["error: *** things"])
            #expect(story.printed.last == "##[error]a.c:3: *** things")
        }
    }

    @Test func `an action can change neither the store nor another job's copy`() async throws {
        try await withTemporaryFolder { folder in
            let rewriting = ActionYard.javaScript("", main: "require('fs').writeFileSync(__filename, 'process.exit(9)')")
            let yard = try ActionYard(folder, repositories: ["acme/js": rewriting])
            for _ in 0..<2 {
                let story = try await yard.run("- uses: acme/js@v1")
                #expect(story.conclusion == .success)
            }
        }
    }
}
