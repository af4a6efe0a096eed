import Events
import Expressions
import Testing
import Workflows

@testable import Planning

@Suite struct TriggerMatchTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        /// Below `on:`.
        var on: String
        var event = "push"
        var ref = "refs/heads/main"
        var payload = "{}"
        var baseRef = ""
        var paths: [String]?
        /// Nothing: it runs.
        var refusal: String?
        var decidedBy: String?
    }

    static let branches = [
        Case(testDescription: "a push without filters", on: "push"),
        Case(
            testDescription: "another event", on: "[pull_request, schedule_x]".replacing("schedule_x", with: "release"),
            refusal: "no trigger \"push\"", decidedBy: nil),
        Case(testDescription: "a branch that matches", on: "{push: {branches: [dev, ma*]}}", decidedBy: "ma*"),
        Case(
            testDescription: "a branch that does not", on: "{push: {branches: [dev]}}", refusal: "matches none of \"dev\"", decidedBy: "dev"
        ),
        Case(
            testDescription: "the last match wins", on: "{push: {branches: ['**', '!main']}}", refusal: "taken out by \"!main\"",
            decidedBy: "!main"),
        Case(testDescription: "a later positive brings it back", on: "{push: {branches: ['**', '!m*', main]}}", decidedBy: "main"),
        Case(testDescription: "an ignored branch", on: "{push: {branches-ignore: [ma*]}}", refusal: "ignored by \"ma*\"", decidedBy: "ma*"),
        Case(testDescription: "a branch that is not ignored", on: "{push: {branches-ignore: [dev]}}"),
        Case(testDescription: "an empty list counts as absent", on: "{push: {branches: []}}"),
        Case(testDescription: "a star stops at a slash", on: "{push: {branches: ['*']}}", ref: "refs/heads/a/b", refusal: "matches none"),
    ]

    static let tags = [
        Case(testDescription: "a tag without filters", on: "push", ref: "refs/tags/v1"),
        Case(
            testDescription: "a tag where only branches are filtered", on: "{push: {branches: [main]}}", ref: "refs/tags/v1",
            refusal: "filters branches only"),
        Case(
            testDescription: "a tag where only branches are ignored", on: "{push: {branches-ignore: [main]}}", ref: "refs/tags/v1",
            refusal: "filters branches only"),
        Case(testDescription: "a branch where only tags are filtered", on: "{push: {tags: ['v*']}}", refusal: "filters tags only"),
        Case(testDescription: "a branch where only tags are ignored", on: "{push: {tags-ignore: ['v*']}}", refusal: "filters tags only"),
        Case(testDescription: "a tag that matches", on: "{push: {tags: ['v*'], branches: [dev]}}", ref: "refs/tags/v1", decidedBy: "v*"),
        Case(
            testDescription: "a tag that is ignored", on: "{push: {tags-ignore: ['v*']}}", ref: "refs/tags/v1", refusal: "ignored by \"v*\""
        ),
        Case(
            testDescription: "path filters do not apply to tags", on: "{push: {paths: [src/**]}}", ref: "refs/tags/v1", paths: ["README.md"]
        ),
    ]

    static let paths = [
        Case(testDescription: "a path that matches", on: "{push: {paths: ['src/**']}}", paths: ["a", "src/x/y"], decidedBy: "src/**"),
        Case(testDescription: "no path that matches", on: "{push: {paths: ['src/**']}}", paths: ["a"], refusal: "none of 1 changed paths"),
        Case(
            testDescription: "a path taken out again", on: "{push: {paths: ['**', '!docs/**']}}", paths: ["docs/a"],
            refusal: "none of 1 changed paths", decidedBy: "!docs/**"),
        Case(testDescription: "one path is not ignored", on: "{push: {paths-ignore: ['docs/**']}}", paths: ["docs/a", "b"]),
        Case(
            testDescription: "all paths are ignored", on: "{push: {paths-ignore: ['docs/**']}}", paths: ["docs/a", "docs/b"],
            refusal: "all 2 changed paths", decidedBy: "docs/**"),
        Case(testDescription: "paths that are not known pass", on: "{push: {paths: ['src/**']}}", paths: nil, decidedBy: "src/**"),
        Case(testDescription: "nothing changed", on: "{push: {paths: ['**']}}", paths: [], refusal: "no path changed"),
        Case(
            testDescription: "branch and path must both pass", on: "{push: {branches: [dev], paths: ['**']}}", paths: ["a"],
            refusal: "branch \"main\""),
        Case(
            testDescription: "paths of a pull request", on: "{pull_request: {paths: ['src/**']}}", event: "pull_request", paths: ["a"],
            refusal: "none of 1"),
    ]

    static let others = [
        Case(
            testDescription: "a usual activity of a pull request", on: "pull_request", event: "pull_request",
            payload: #"{"action":"synchronize"}"#),
        Case(
            testDescription: "an unusual activity of a pull request", on: "pull_request", event: "pull_request",
            payload: #"{"action":"labeled"}"#, refusal: "none of the usual", decidedBy: "pull_request"),
        Case(
            testDescription: "a listed activity", on: "{pull_request: {types: [labeled]}}", event: "pull_request",
            payload: #"{"action":"labeled"}"#, decidedBy: "labeled"),
        Case(
            testDescription: "an activity that is not listed", on: "{issues: {types: [opened]}}", event: "issues",
            payload: #"{"action":"closed"}"#, refusal: "none of \"opened\"", decidedBy: "opened"),
        Case(testDescription: "any activity where no types are named", on: "issues", event: "issues", payload: #"{"action":"closed"}"#),
        Case(
            testDescription: "the base branch of a pull request", on: "{pull_request: {branches: ['release/**']}}", event: "pull_request",
            ref: "refs/pull/1/merge", baseRef: "release/1", decidedBy: "release/**"),
        Case(
            testDescription: "another base branch", on: "{pull_request_target: {branches-ignore: [main]}}", event: "pull_request_target",
            baseRef: "main", refusal: "branch \"main\" is ignored"),
        Case(
            testDescription: "a finished workflow that is listed", on: "{workflow_run: {workflows: [CI], types: [completed]}}",
            event: "workflow_run", payload: #"{"action":"completed","workflow_run":{"name":"CI","head_branch":"x"}}"#,
            decidedBy: "completed"),
        Case(
            testDescription: "a finished workflow that is not", on: "{workflow_run: {workflows: [CI]}}", event: "workflow_run",
            payload: #"{"workflow_run":{"name":"Lint"}}"#, refusal: "workflow \"Lint\" is none of \"CI\""),
        Case(
            testDescription: "the branch of a finished workflow", on: "{workflow_run: {workflows: [CI], branches: [main]}}",
            event: "workflow_run", payload: #"{"workflow_run":{"name":"CI","head_branch":"x"}}"#, refusal: "branch \"x\""),
        Case(
            testDescription: "a schedule that is listed", on: "{schedule: [{cron: '0 1 * * *'}, {cron: '0 2 * * *'}]}", event: "schedule",
            payload: #"{"schedule":"0 2 * * *"}"#, decidedBy: "0 2 * * *"),
        Case(
            testDescription: "a schedule that is not", on: "{schedule: [{cron: '0 1 * * *'}]}", event: "schedule",
            payload: #"{"schedule":"0 2 * * *"}"#, refusal: "is none of"),
        Case(testDescription: "a dispatch", on: "workflow_dispatch", event: "workflow_dispatch"),
        Case(
            testDescription: "the type of a repository dispatch", on: "{repository_dispatch: {types: [deploy]}}",
            event: "repository_dispatch",
            payload: #"{"action":"other"}"#, refusal: "none of \"deploy\""),
    ]

    @Test(arguments: branches + tags + paths + others) func decides(_ c: Case) throws {
        let workflow = try workflow("on: \(c.on)\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n")
        var event = try event(c.event, payload: c.payload, ref: c.ref)
        event.changedPaths = c.paths
        event.baseRef = c.baseRef
        switch Planner().triggers(workflow, event: event) {
        case .runs(let reasons):
            #expect(c.refusal == nil)
            if let pattern = c.decidedBy { #expect(reasons.first?.decidedBy?.value == pattern) }
        case .doesNot(let reason, let pattern):
            #expect(c.refusal.map { reason.contains($0) } == true, "\(reason)")
            if let wanted = c.decidedBy { #expect(pattern?.value == wanted) }
        }
    }
}
