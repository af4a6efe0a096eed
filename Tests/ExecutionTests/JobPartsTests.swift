import Engines
import Expressions
import Planning
import RunRecords
import Synchronization
import Testing
import Workflows

@testable import Execution

/// The small parts that a job is made of.
@Suite struct JobPartsTests {
    @Test func mountsAreInOrderAndPathsAreFoundOnTheHost() throws {
        let folders = JobFolders(jobFolder: "/run/jobs/a", repositoryName: "cat", boundWorkTree: nil)
        #expect(folders.workspace == "/run/jobs/a/work/cat/cat")
        #expect(folders.mounts.map(\.target) == ["/home/runner/work", "/home/runner/work/_temp/_runner_file_commands"])
        let bound = JobFolders(jobFolder: "/run/jobs/a", repositoryName: "cat", boundWorkTree: "/src")
        #expect(bound.workspace == "/src")
        #expect(bound.mounts.last?.target == "/home/runner/work/cat/cat")
        let inside = InsidePaths(
            root: "/w", workspace: "/w/cat/cat", runnerWorkspace: "/w/cat", temp: "/w/_temp", tools: "/w/_tool", commands: "/w/c")
        #expect(folders.hostPath(of: "/w/cat/cat/a/b", inside).map { "\($0.root) \($0.relative)" } == "/run/jobs/a/work/cat/cat a/b")
        #expect(folders.hostPath(of: "/w/_temp/x", inside).map { "\($0.root) \($0.relative)" } == "/run/jobs/a/work _temp/x")
        #expect(folders.hostPath(of: "/etc/passwd", inside) == nil)
        #expect(inside.resolve("./a/./b") == "/w/cat/cat/a/b")
        #expect(inside.resolve("/abs") == "/abs")
    }

    struct FileCase: CustomTestStringConvertible {
        var testDescription: String
        var kind: StepFiles.Kind
        var left: ProcessResult.Collected
        var failures = 0
        var complaints = 0
    }

    static let fileCases = [
        FileCase(testDescription: "pairs", kind: .env, left: .contents(Array("A=1\n".utf8))),
        FileCase(testDescription: "no pair", kind: .env, left: .contents(Array("nonsense\n".utf8)), failures: 1),
        FileCase(testDescription: "NODE_OPTIONS", kind: .env, left: .contents(Array("node_options=1\n".utf8)), complaints: 1),
        FileCase(testDescription: "too long", kind: .output, left: .truncated([0x41]), failures: 1),
        FileCase(testDescription: "too long a summary", kind: .summary, left: .truncated([0x41]), complaints: 1),
        FileCase(testDescription: "a link", kind: .path, left: .unreadable("a symbolic link"), failures: 1),
        FileCase(testDescription: "removed", kind: .state, left: .missing),
    ]

    @Test(arguments: fileCases) func commandFilesAreJudged(_ test: FileCase) {
        let files = StepFiles(folder: "/c", token: "t", label: "2")
        let result = ProcessResult(status: .exited(0), files: [files.path(test.kind): test.left])
        let contents = StepFileContents(files, in: result)
        #expect(contents.failures.count == test.failures)
        #expect(contents.complaints.count == test.complaints)
    }

    @Test func theEngineOfAMappedLabelWinsOverTheDefault() throws {
        var selection = EngineSelection()
        selection.serve("self-hosted", with: EngineSelection.Choice(engine: FakeEngine(), image: "default", isDefault: true))
        selection.serve("GPU", with: EngineSelection.Choice(engine: FakeEngine(), image: "gpu"))
        #expect(try selection.choice(for: ["self-hosted", "gpu"]).get().image == "gpu")
        #expect(try selection.choice(for: ["Self-Hosted"]).get().image == "default")
        for labels in [["self-hosted", "arm"], []] {
            guard case .failure = selection.choice(for: labels) else {
                Issue.record("\(labels) are served")
                return
            }
        }
    }

    struct PatternCase: CustomTestStringConvertible {
        var testDescription: String
        var pattern: String
        var served: [String]
        var unserved: [String]
    }

    static let patternCases = [
        PatternCase(
            testDescription: "a star at the end", pattern: "ubuntu-*", served: ["ubuntu-", "Ubuntu-24.04"],
            unserved: ["ubuntu", "x-ubuntu-1"]),
        PatternCase(testDescription: "a star in front", pattern: "*-arm", served: ["-arm", "u-arm-arm"], unserved: ["arm", "u-arm64"]),
        PatternCase(
            testDescription: "several stars", pattern: "a*b*c", served: ["abc", "aabbcc", "a-bc-b-c"], unserved: ["ac", "abcd", "acb"]),
        PatternCase(testDescription: "a question mark", pattern: "v?", served: ["v1"], unserved: ["v", "v12"]),
        PatternCase(testDescription: "both", pattern: "*?1**", served: ["x1", "1x1y"], unserved: ["1", "x2"]),
        PatternCase(testDescription: "everything", pattern: "*", served: ["", "x"], unserved: []),
    ]

    @Test(arguments: patternCases) func patternsServeLabels(_ test: PatternCase) throws {
        var selection = EngineSelection()
        selection.serve(test.pattern, with: EngineSelection.Choice(engine: FakeEngine()))
        for label in test.served { #expect(throws: Never.self) { try selection.choice(for: [label]).get() } }
        for label in test.unserved { #expect(throws: UnservedLabel.self) { try selection.choice(for: [label]).get() } }
    }

    @Test func aJobIsCancelledOnceAndTellsItsSteps() {
        let control = JobControl()
        let step = StepControl()
        control.enter(step)
        control.cancel(.timedOut(minutes: 1))
        control.cancel(.asked(reason: "too late"))
        #expect(control.cause?.reason == "the job has exceeded the maximum execution time of 1 minute")
        step.cancel(.timedOut)
        step.cancel(.cancelledByStep)
        let count = Mutex(0)
        step.onCancel { count.withLock { $0 += 1 } }
        control.onCancel { count.withLock { $0 += 1 } }
        control.end()
        control.onEnd { count.withLock { $0 += 1 } }
        #expect(count.withLock { $0 } == 3)
    }

    @Test func stoppingGoesOneWay() {
        let control = RunControl()
        control.cancel(reason: "first")
        control.cancel(reason: "second")
        #expect(control.stage == .cancelled(reason: "first"))
        control.kill()
        #expect(control.stage == .killed(reason: "first"))
    }

    @Test func aFailureNeverBecomesBetterAndCancelledBeatsIt() {
        var progress = JobProgress()
        progress.worsen(by: .failure)
        progress.worsen(by: .success)
        #expect(progress.status == .failure)
        progress.worsen(by: .cancelled)
        progress.worsen(by: .failure)
        #expect(progress.status == .cancelled)
    }

    struct SettingCase: CustomTestStringConvertible {
        var testDescription: String
        var key: String
        var isAccepted: Bool
    }

    static let settingCases = [
        SettingCase(testDescription: "a number", key: "timeout-minutes: \"${{ fromJSON('0.5') }}\"", isAccepted: true),
        SettingCase(testDescription: "text for a number", key: "timeout-minutes: ${{ github.ref }}", isAccepted: false),
        SettingCase(testDescription: "text for a boolean", key: "continue-on-error: ${{ github.ref }}", isAccepted: false),
        SettingCase(testDescription: "an empty group", key: "concurrency: ${{ github.nothing }}", isAccepted: false),
        SettingCase(testDescription: "a group", key: "concurrency: {group: g, cancel-in-progress: true}", isAccepted: true),
    ]

    @Test(arguments: settingCases) func settingsHaveTheirTypes(_ test: SettingCase) throws {
        let text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: x}]\n    \(test.key)\n"
        let planned = PlannedJob(key: JobKey(id: "a"), job: try #require(try Story.workflow(text).jobs.first))
        let evaluation = TemplateEvaluation(evaluator: Evaluator(contexts: ["github": .object([("ref", .string("x"))])]), file: "ci.yml")
        do throws(EvaluationFailure) {
            _ = try JobSettings(planned, evaluation: evaluation)
            #expect(test.isAccepted)
        } catch {
            #expect(!test.isAccepted)
            #expect(error.place.hasPrefix("ci.yml:6:"))
        }
    }
}
