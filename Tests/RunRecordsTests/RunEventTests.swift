import Expressions
import Planning
import Testing

@testable import RunRecords

@Suite struct RunEventTests {
    private static let key = JobKey(id: "test", combination: "linux, 6.3")

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var event: RunEvent
        var json: String
    }

    private static var annotation: Annotation {
        var annotation = Annotation(level: .warning, message: "m")
        annotation.file = "a.c"
        annotation.line = 3
        annotation.endColumn = 9
        annotation.step = 2
        return annotation
    }

    static let cases = [
        Case(
            testDescription: "a plan",
            event: .runPlanned(
                RunPlanned(
                    workflow: "ci.yml", runName: "CI", event: "push", ref: "refs/heads/main", sha: "ab", jobs: [key, JobKey(id: "b")])),
            json: #"{"kind":"run.planned","workflow":"ci.yml","name":"CI","event":"push","ref":"refs/heads/main","sha":"ab","#
                + #""jobs":["test (linux, 6.3)","b"]}"#),
        Case(
            testDescription: "an expansion",
            event: .jobExpanded(id: "test", combinations: [JobExpansion(key: key, matrix: .object([("os", .string("linux"))]))]),
            json: #"{"kind":"job.expanded","job":"test","combinations":[{"job":"test (linux, 6.3)","matrix":{"os":"linux"}}]}"#),
        Case(
            testDescription: "a call",
            event: .callStarted(
                JobKey(id: "build"),
                CallStart(workflow: "o/r/.github/workflows/x.yml@v1", commit: "ab", jobs: [JobKey(caller: "build", id: "test")])),
            json: #"{"kind":"call.started","job":"build","workflow":"o/r/.github/workflows/x.yml@v1","commit":"ab","#
                + #""jobs":["build / test"]}"#),
        Case(
            testDescription: "a call's end",
            event: .callFinished(JobKey(id: "build"), JobEnd(conclusion: .success, outcome: .success, outputs: [("a", "1")])),
            json: #"{"kind":"call.finished","job":"build","conclusion":"success","outcome":"success","outputs":{"a":"1"}}"#),
        Case(
            testDescription: "a job's start", event: .jobStarted(key, JobStart(name: "Test", engine: "sandbox", folder: "test-linux-6.3")),
            json: #"{"kind":"job.started","job":"test (linux, 6.3)","name":"Test","engine":"sandbox","folder":"test-linux-6.3"}"#),
        Case(
            testDescription: "a step's start", event: .stepStarted(key, number: 2, StepStart(name: "Run x", id: "x", log: "02-run-x.log")),
            json: #"{"kind":"step.started","job":"test (linux, 6.3)","step":2,"name":"Run x","id":"x","log":"02-run-x.log"}"#),
        Case(
            testDescription: "a step's end",
            event: .stepFinished(key, number: 2, StepEnd(outcome: .failure, conclusion: .success, exitStatus: 1)),
            json: #"{"kind":"step.finished","job":"test (linux, 6.3)","step":2,"outcome":"failure","conclusion":"success","exit":1}"#),
        Case(
            testDescription: "an annotation", event: .annotationAdded(key, annotation),
            json: #"{"kind":"annotation.added","job":"test (linux, 6.3)","step":2,"level":"warning","message":"m","file":"a.c","line":3,"#
                + #""end_column":9}"#),
        Case(
            testDescription: "an artifact",
            event: .artifactStored(
                key,
                StoredArtifact(
                    name: "dist", id: 12_000_001, digest: .of(1), manifest: .of(2), size: 3, files: 4, expires: 1_773_480_413)),
            json: #"{"kind":"artifact.stored","job":"test (linux, 6.3)","name":"dist","id":12000001,"digest":"sha256:"#
                + String(repeating: "01", count: 32) + #"","manifest":"sha256:"# + String(repeating: "02", count: 32)
                + #"","bytes":3,"files":4,"expires":"2026-03-14T09:26:53.000000Z"}"#),
        Case(
            testDescription: "a job's end",
            event: .jobFinished(
                key, JobEnd(conclusion: .failure, outcome: .failure, outputs: [("a", "1\n"), ("b", "\u{e9}")], reason: "it broke")),
            json: #"{"kind":"job.finished","job":"test (linux, 6.3)","conclusion":"failure","outcome":"failure","#
                + #""outputs":{"a":"1\n","b":"é"},"reason":"it broke"}"#),
        Case(
            testDescription: "a cancellation", event: .runCancelled(reason: "Ctrl-C"), json: #"{"kind":"run.cancelled","reason":"Ctrl-C"}"#),
        Case(testDescription: "the end", event: .runFinished(.notRun), json: #"{"kind":"run.finished","conclusion":"not_run"}"#),
    ]

    @Test(arguments: cases) func writesAndReads(_ c: Case) throws {
        #expect(c.event.json().json() == c.json)
        let read = try RunEvent(json: Value(json: c.json))
        #expect(read.json().json() == c.json)
        #expect(read.kind == c.event.kind)
    }

    @Test func aRecordHasItsNumberAndTimeFirst() throws {
        let record = RunRecord(sequence: 12, time: 1_773_480_413.589793, event: .runFinished(.success))
        let text = #"{"seq":12,"at":"2026-03-14T09:26:53.589793Z","kind":"run.finished","conclusion":"success"}"#
        #expect(record.json().json() == text)
        let read = try RunRecord(jsonLine: Array(text.utf8)[...])
        #expect(read.sequence == 12)
        #expect(read.time == record.time)
    }

    @Test func anUnknownKindIsKept() throws {
        let text = #"{"seq":3,"at":"2026-03-14T09:26:53.589793Z","kind":"gate.opened","who":["me",1.5]}"#
        let record = try RunRecord(jsonLine: Array(text.utf8)[...])
        guard case .unknown("gate.opened", _) = record.event else {
            Issue.record("read as \(record.event)")
            return
        }
        #expect(record.json().json() == text)
    }

    @Test(arguments: [
        "", "[]", "{}", "{\"seq\":1}", #"{"seq":1.5,"at":"2026-03-14T09:26:53.589793Z","kind":"x"}"#,
        #"{"seq":1,"at":"yesterday","kind":"x"}"#, #"{"seq":1,"at":"2026-03-14T09:26:53.589793Z","kind":"run.finished"}"#,
        #"{"seq":1,"at":"2026-03-14T09:26:53.589793Z","kind":"run.finished","conclusion":"fine"}"#,
    ])
    func whatIsNoRecordIsAnError(text: String) {
        #expect(throws: RecordError.self) { try RunRecord(jsonLine: Array(text.utf8)[...]) }
    }

    @Test(arguments: [
        JobKey(id: "a"), JobKey(id: "a", duplicate: 1), JobKey(id: "a", combination: "x"), JobKey(id: "a", combination: "x (y) #2"),
        JobKey(id: "a", combination: "1, 2", duplicate: 11), JobKey(caller: "call", id: "a", combination: "#"),
        JobKey(id: "a", combination: "x / y"), JobKey(caller: "a (x / y)", id: "b", combination: "(z)/ c"),
        JobKey(caller: "a (x) #2 / b", id: "c", duplicate: 1), JobKey(caller: "a #3", id: "b"),
        JobKey(caller: "a (\u{301}x)\u{301})", id: "b", combination: "\u{301}"),
    ])
    func keysAreReadAsPrinted(key: JobKey) {
        #expect(JobKey(key.description) == key)
    }
}

extension ContentDigest {
    /// Of so many bytes of one value.
    static func of(_ byte: UInt8) -> ContentDigest {
        ContentDigest(bytes: [UInt8](repeating: byte, count: 32)) ?? of(byte)
    }
}
