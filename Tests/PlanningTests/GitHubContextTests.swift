import Events
import Expressions
import Testing
import Workflows

@testable import Planning

@Suite struct GitHubContextTests {
    static func members() throws -> [(String, Value)] {
        let text = "name: CI\non: push\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n"
        let plan = try plan(try workflow(text), try event("push", payload: #"{"after":"b"}"#, ref: "refs/tags/v1")).get()
        return GitHubContext.members(of: plan, run: RunFacts(id: 42, number: 7, attempt: 2, token: "t0ken"))
    }

    static let values = [
        "token": "t0ken", "ref": "refs/tags/v1", "ref_name": "v1", "ref_type": "tag", "ref_protected": "false", "event_name": "push",
        "repository": "octo/app", "repository_owner": "octo", "repositoryUrl": "git://github.com/octo/app.git", "run_id": "42",
        "run_number": "7", "run_attempt": "2", "retention_days": "90", "actor": "mona", "triggering_actor": "mona", "workflow": "CI",
        "workflow_ref": "octo/app/.github/workflows/ci.yml@refs/tags/v1", "workflow_sha": String(repeating: "a", count: 40),
        "sha": String(repeating: "a", count: 40), "head_ref": "", "base_ref": "", "server_url": "https://github.com",
        "api_url": "https://api.github.com", "graphql_url": "https://api.github.com/graphql", "secret_source": "Actions", "event": "Object",
    ]

    @Test(arguments: values.sorted { $0.key < $1.key }) func holds(_ name: String, _ value: String) throws {
        #expect(Value.object(try Self.members())[name].text == value)
    }

    @Test func idsAreText() throws {
        let context = Value.object(try Self.members())
        for name in ["run_id", "repository_id", "repository_owner_id", "actor_id", "retention_days"] {
            guard case .string(let text) = context[name] else {
                Issue.record("\(name) is no text")
                continue
            }
            #expect(Int(text) != nil)
        }
    }

    @Test func theEnvironmentHasWhatGitHubListsOnly() throws {
        let members = try Self.members() + [("workspace", .string("/w")), ("job", .string("a")), ("custom", .string("x"))]
        let environment = GitHubContext.environment(of: members)
        let names = Set(environment.map(\.name))
        #expect(names.isSuperset(of: ["GITHUB_REF", "GITHUB_SHA", "GITHUB_WORKSPACE", "GITHUB_JOB", "GITHUB_RUN_ID", "GITHUB_ACTOR"]))
        for name in ["GITHUB_TOKEN", "GITHUB_EVENT", "GITHUB_CUSTOM", "GITHUB_REPOSITORYURL", "GITHUB_SECRET_SOURCE"] {
            #expect(!names.contains(name), "\(name)")
        }
        #expect(environment.first { $0.name == "GITHUB_REF_PROTECTED" }?.value == "false")
    }

    @Test func otherServersHaveTheirOwnAddresses() throws {
        let workflow = Workflow(path: "x.yml")
        let identity = RepositoryIdentity(fullName: "o/n", serverURL: "https://git.example.org")
        let members = GitHubContext.members(event: try event("push"), repository: identity, workflow: workflow, run: RunFacts())
        let context = Value.object(members)
        #expect(context["api_url"].text == "https://git.example.org/api/v3")
        #expect(context["graphql_url"].text == "https://git.example.org/api/graphql")
        #expect(context["repositoryUrl"].text == "git://git.example.org/o/n.git")
    }
}
