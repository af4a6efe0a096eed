import Diagnostics
import Expressions
import Testing
import Workflows

@Suite struct WorkflowReaderTests {
    @Test func `a workflow's own keys are read`() throws {
        let workflow = try read(
            """
            name: Build
            run-name: Build ${{ github.sha }}
            on: [push, workflow_call]
            permissions: {contents: read, issues: none}
            env: {A: 1}
            defaults: {run: {shell: bash, working-directory: src}}
            concurrency: {group: '${{ github.ref }}', cancel-in-progress: true, queue: max}
            jobs:
              a: {runs-on: x, steps: [{run: x}]}
            """)
        #expect(workflow.name?.value == "Build")
        #expect(workflow.displayName == "Build")
        #expect(source(workflow.runName) == "format('Build {0}', github.sha)")
        #expect(workflow.triggers.map(\.event.value) == ["push", "workflow_call"])
        #expect(workflow.permissions?.level(of: "contents") == .read)
        #expect(workflow.permissions?.level(of: "issues") == Permissions.Level.none)
        #expect(workflow.permissions?.level(of: "packages") == Permissions.Level.none)
        #expect(workflow.env?.range.start == SourcePosition(line: 5, column: 6))
        #expect(workflow.defaults?.shell?.literalString == "bash")
        #expect(workflow.defaults?.workingDirectory?.literalString == "src")
        #expect(source(workflow.concurrency?.group) == "github.ref")
        #expect(workflow.concurrency?.queue?.value == "max")
        #expect(workflow.jobs.map(\.id.value) == ["a"])
    }

    @Test func `a workflow without a name is shown by its path`() throws {
        #expect(try read("on: push\njobs: {a: {runs-on: x, steps: [{run: x}]}}").displayName == ".github/workflows/ci.yml")
        #expect(try read("name: ''\non: push\njobs: {a: {runs-on: x, steps: [{run: x}]}}").displayName == ".github/workflows/ci.yml")
    }

    @Test func `events are read with their filters`() throws {
        let workflow = try read(
            """
            on:
              push: {branches: main, tags-ignore: [v1, 'v2*'], paths: ['**.md']}
              pull_request:
                types: [opened]
                branches: []
              workflow_run: {workflows: [CI], types: completed}
              schedule:
                - {cron: '0 0 * * 1', timezone: Europe/Berlin}
              workflow_call:
                inputs:
                  count: {type: number, required: true, description: How many}
                secrets: {token: {required: true}, other: }
                outputs: {o: {value: '${{ jobs.a.outputs.o }}'}}
              workflow_dispatch:
                inputs:
                  level: {type: choice, options: [low, 2], default: low}
            jobs: {a: {runs-on: x, steps: [{run: x}]}}
            """)
        let push = workflow.triggers[0]
        #expect(push.branches?.map(\.value) == ["main"])
        #expect(push.tagsIgnore?.map(\.value) == ["v1", "v2*"])
        #expect(push.paths?.map(\.value) == ["**.md"])
        #expect(push.tags == nil)
        #expect(workflow.triggers[1].types?.map(\.value) == ["opened"])
        #expect(workflow.triggers[1].branches?.isEmpty == true)
        #expect(workflow.triggers[2].workflows?.map(\.value) == ["CI"])
        #expect(workflow.triggers[3].schedules.map(\.timezone?.value) == ["Europe/Berlin"])
        let call = workflow.triggers[4]
        #expect(call.inputs.map(\.kind) == [.number])
        #expect(call.inputs[0].isRequired)
        #expect(call.inputs[0].description == "How many")
        #expect(call.secrets.map(\.isRequired) == [true, false])
        #expect(call.outputs.map(\.name.value) == ["o"])
        #expect(workflow.triggers[5].inputs[0].options.map(\.value) == ["low", "2"])
    }

    @Test func `a job's keys are read`() throws {
        let job = try read(
            """
            on: push
            jobs:
              first: {runs-on: x, steps: [{run: x}]}
              job:
                name: Job ${{ matrix.os }}
                needs: [first]
                if: needs.first.result == 'success'
                runs-on: {group: large, labels: [a, '${{ matrix.os }}']}
                environment: {name: production, url: 'https://example.com', deployment: false}
                outputs: {one: '${{ steps.one.outputs.x }}', two: text}
                strategy: {matrix: {os: [a]}, fail-fast: false, max-parallel: 2}
                timeout-minutes: 1.5
                continue-on-error: ${{ matrix.os == 'a' }}
                container: {image: alpine}
                services: {db: postgres}
                snapshot: image
                steps: [{run: x}]
            """
        ).jobs[1]
        #expect(job.needs.map(\.value) == ["first"])
        #expect(job.needs[0].range.start == SourcePosition(line: 6, column: 13))
        #expect(job.runsOn?.group?.literalString == "large")
        #expect(job.environment?.name.literalString == "production")
        #expect(job.outputs.map(\.name.value) == ["one", "two"])
        #expect(job.strategy?.matrix != nil)
        #expect(job.strategy?.whole == nil)
        #expect(source(job.continueOnError) == "matrix.os == 'a'")
        #expect(job.container != nil && job.services != nil && job.snapshot != nil && job.timeoutMinutes != nil)
        #expect(job.condition.expression.source == "success() && (needs.first.result == 'success')")
        #expect(job.condition.source?.value == "needs.first.result == 'success'")
    }

    struct ConditionCase: CustomTestStringConvertible {
        var testDescription: String { written }
        var written: String
        var whole: String
    }

    static let conditions = [
        ConditionCase(written: "", whole: "success()"),
        ConditionCase(written: "''", whole: "success()"),
        ConditionCase(written: "' '", whole: "success()"),
        ConditionCase(written: "github.ref", whole: "success() && (github.ref)"),
        ConditionCase(written: "${{ github.ref }}", whole: "success() && (github.ref)"),
        ConditionCase(written: "always()", whole: "always()"),
        ConditionCase(written: "${{ !CANCELLED() }}", whole: "!CANCELLED()"),
        ConditionCase(written: "contains('success()', 'x')", whole: "success() && (contains('success()', 'x'))"),
        ConditionCase(written: "contains(failure(), 'x')", whole: "contains(failure(), 'x')"),
        ConditionCase(written: "${{ 'false' }}", whole: "success() && (false)"),
        ConditionCase(written: "\"'false'\"", whole: "success() && ('false')"),
        ConditionCase(written: "0", whole: "success() && (0)"),
        ConditionCase(written: "true", whole: "success() && (true)"),
        ConditionCase(written: "a ${{ github.ref }}", whole: "success() && (format('a {0}', github.ref))"),
    ]

    @Test(arguments: conditions) func `a condition is made whole`(_ one: ConditionCase) throws {
        let workflow = try read("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: x\n        if: \(one.written)\n")
        #expect(workflow.jobs[0].steps[0].condition.expression.source == one.whole)
    }

    @Test func `steps of every kind are read, and get identifiers`() throws {
        let steps = try read(
            """
            on: push
            jobs:
              a:
                runs-on: x
                steps:
                  - {run: x, name: Name, shell: bash, working-directory: src, env: {A: b}, timeout-minutes: 1}
                  - {run: x, id: one, background: true}
                  - {uses: actions/checkout@v5, with: {ref: main}}
                  - {uses: Actions/Checkout/sub@v5}
                  - {uses: ./here}
                  - {uses: 'docker://ghcr.io/a:1'}
                  - wait: one
                  - wait-all:
                  - cancel: one
                  - {parallel: [{run: x}, {uses: a/b@c}]}
            """
        ).jobs[0].steps
        #expect(
            steps.map(\.id) == [
                "__run", "one", "__actions_checkout", "__Actions_Checkout_2", "__self", "__ghcr_io_a_1", "__wait", "__wait-all", "__cancel",
                "__parallel",
            ])
        #expect(steps.map(\.hasExplicitID) == [false, true, false, false, false, false, false, false, false, false])
        #expect(steps[1].isBackground)
        guard case .run(let script) = steps[0].action, case .uses(let action) = steps[2].action, case .parallel(let inner) = steps[9].action
        else {
            Issue.record("other kinds of steps")
            return
        }
        #expect(script.shell?.literalString == "bash")
        #expect(script.workingDirectory?.literalString == "src")
        #expect(action.reference.value == "actions/checkout@v5")
        #expect(action.inputs != nil)
        #expect(inner.map(\.id) == ["__run_2", "__a_b"])
    }

    @Test func `limits are those of the options`() {
        var options = ReadingOptions()
        options.jobs = 1
        let two = "on: push\njobs:\n  a: {runs-on: x, steps: [{run: x}]}\n  b: {runs-on: x, steps: [{run: x}]}\n"
        let many = WorkflowReader(options: options).read(Array(two.utf8), path: "ci.yml")
        #expect(many.diagnostics.map(\.line).first?.hasPrefix("ci.yml:4:3-4:4: error [limit]") == true)
        options.fileSize = 10
        #expect(WorkflowReader(options: options).read(Array(two.utf8), path: "ci.yml").diagnostics.map(\.kind) == [.limit])
    }

    @Test func `calls are followed as deep as the options say`() {
        var options = ReadingOptions()
        options.root = "/root"
        options.readFile = { path in
            guard let number = path.split(separator: "/").last?.split(separator: ".").first.flatMap({ Int($0) }) else { return nil }
            return Array("on: workflow_call\njobs:\n  a: {uses: ./.github/workflows/\(number + 1).yml}\n".utf8)
        }
        let text = "on: push\njobs:\n  a: {uses: ./.github/workflows/1.yml}\n"
        let document = WorkflowReader(options: options).read(Array(text.utf8), path: "ci.yml")
        #expect(document.diagnostics.map(\.file) == [".github/workflows/9.yml"])
        #expect(document.diagnostics.map(\.kind) == [.limit])
    }

    @Test func `calls that multiply from level to level come to an end`() {
        var options = ReadingOptions()
        options.root = "/root"
        options.readFile = { path in
            guard let number = path.split(separator: "/").last?.split(separator: ".").first.flatMap({ Int($0) }) else { return nil }
            let jobs = (0..<12).map { "  a\($0): {uses: ./.github/workflows/\(number + 1).yml}\n" }
            return Array("on: workflow_call\njobs:\n\(jobs.joined())".utf8)
        }
        let text = "on: push\njobs:\n  a: {uses: ./.github/workflows/1.yml}\n"
        let document = WorkflowReader(options: options).read(Array(text.utf8), path: "ci.yml")
        #expect(document.workflow == nil)
        #expect(document.diagnostics.allSatisfy { $0.kind == .limit })
    }

    private func read(_ text: String) throws -> Workflow {
        let document = WorkflowReader().read(Array(text.utf8), path: ".github/workflows/ci.yml")
        try #require(document.diagnostics.allSatisfy { $0.severity != .error }, "\(document.diagnostics.map(\.line))")
        return try #require(document.workflow)
    }

    private func source(_ template: Template?) -> String? {
        if case .expression(let expression, _) = template { expression.source } else { nil }
    }
}
