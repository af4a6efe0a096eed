import Foundation
import Planning
import RunRecords
import Synchronization
import TestSupport
import Testing

@testable import RunnerCommands

@Suite struct ViewTests {
    private let plain = TerminalStyle(usesColor: false)

    @Test func theLiveScreenShowsJobsStepsAndTheTailOfTheRunningStep() {
        let screen = LiveScreen(style: plain, columns: 72, rows: 24)
        let lines = screen.lines([(RunStory.label, RunStory.running().picture())], now: RunStory.origin + 5)
        expectGolden(lines.joined(separator: "\n"), fixture("RunnerCommandsTests", "live-running.txt"))
    }

    @Test func aLowScreenKeepsWhatRuns() {
        let screen = LiveScreen(style: plain, columns: 40, rows: 8)
        let lines = screen.lines([(RunStory.label, RunStory.running().picture())], now: RunStory.origin + 5)
        #expect(lines.count <= 7)
        #expect(lines.contains { $0.hasPrefix("● test (linux, 6)") })
    }

    @Test func theReportTellsEveryJobAnnotationAndWhereTheLogsAre() {
        let log = "2026-03-14T09:26:53.589793Z O FAIL parser_test\n2026-03-14T09:26:53.589793Z E make: *** [test] Error 2\n"
        let files = ["jobs/test-linux-6/03-run-make-test.log": log, "jobs/build/summary.md": "### Built\n\nall of it\n"]
        let report = RunReport(label: RunStory.label, picture: RunStory.failed().picture(), style: plain) { files[$0] }
        expectGolden(report.text(showsFailedLogs: true), fixture("RunnerCommandsTests", "report-failed.txt"))
    }

    @Test(
        arguments: [
            (12, nil, 3, "src/a.c:12:3: error: bad"), (12, 12, 3, "src/a.c:12:3: error: bad"), (12, 14, nil, "src/a.c:12-14: error: bad"),
            (nil, nil, nil, "src/a.c: error: bad"),
        ] as [(Int?, Int?, Int?, String)])
    func annotationsShowTheirLines(line: Int?, endLine: Int?, column: Int?, expected: String) {
        var story = RunStory.running()
        var annotation = Annotation(level: .error, message: "bad")
        (annotation.file, annotation.line, annotation.endLine, annotation.column) = ("src/a.c", line, endLine, column)
        story.record(.annotationAdded(JobKey(id: "build"), annotation), at: 6)
        let report = RunReport(label: RunStory.label, picture: story.picture(), style: plain) { _ in nil }
        #expect(report.text(showsFailedLogs: false).contains("\n\(expected)   (build)"))
    }

    @Test func aGreenRunThatPrintedLittleShowsItOnATerminal() {
        var story = RunStory()
        let job = JobKey(id: "hello")
        let start = RunPlanned(workflow: "hi", runName: "hi", event: "push", ref: "refs/heads/main", sha: "0", jobs: [job])
        story.record(.runPlanned(start), at: 0)
        story.record(.jobStarted(job, JobStart(name: "hello", engine: "sandbox", folder: "hello")), at: 0)
        story.record(.stepStarted(job, number: 2, StepStart(name: "Greet", id: "", log: "02-greet.log")), at: 0)
        story.print(job, 2, ["Hello"])
        story.record(.stepFinished(job, number: 2, StepEnd(outcome: .success, conclusion: .success)), at: 1)
        story.record(.jobFinished(job, JobEnd(conclusion: .success, outcome: .success)), at: 1)
        story.record(.runFinished(.success), at: 1)
        let log = "2026-03-14T09:26:53.589793Z C ##[group]Run echo Hello\n2026-03-14T09:26:53.589793Z O Hello\n"
        let report = RunReport(label: RunStory.label, picture: story.picture(), style: plain) { $0.hasSuffix("greet.log") ? log : nil }
        #expect(report.text(showsFailedLogs: true, showsShortOutput: true).hasPrefix("hello: Greet\n  │ Hello\n\n"))
        #expect(!report.text(showsFailedLogs: true).contains("Greet"))
    }

    @Test func plainLinesCarryTheJobsName() {
        let collected = Mutex("")
        let view = PlainView(style: plain, loudness: .usual, showsWorkflow: false) { text in collected.withLock { $0 += text } }
        for notice in RunStory.failed().notices { view.show(notice, of: RunStory.label) }
        expectGolden(collected.withLock { $0 }, fixture("RunnerCommandsTests", "plain-failed.txt"))
    }

    @Test(arguments: [
        ("plain", "plain"), ("a\u{1B}[31mred\u{1B}[0m", "ared"), ("\u{1B}]0;title\u{07}x", "x"), ("10%\r20%", "20%"), ("a\tb", "a    b"),
        ("\u{1B}[2J\u{1B}[1;1Hhidden", "hidden"), ("\u{9B}31mx", "31mx"), ("bidi\u{202E}txt", "biditxt"), ("line\r", "line"),
    ])
    func terminalTextCanNotMoveTheCursor(_ text: String, _ expected: String) {
        #expect(TerminalText.sanitized(text) == expected)
    }

    @Test(arguments: [(0.0, "0.00 s"), (0.129, "0.12 s"), (8.46, "8.4 s"), (185, "3 min 05 s"), (7800, "2 h 10 min")])
    func durationsAreShort(_ seconds: Double, _ expected: String) {
        #expect(TerminalText.duration(seconds) == expected)
    }

    @Test func colouredOutputKeepsOnlyColours() {
        #expect(TerminalText.sanitized("\u{1B}[1A\u{1B}[31mred\u{1B}[0m", keepsColor: true) == "\u{1B}[31mred\u{1B}[0m")
    }
}
