import Diagnostics
import Expressions
import Testing

@testable import Workflows

@Suite struct TestFileReaderTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var text: String
        /// `LINE:COLUMN message`
        var findings: [String]
    }

    static let cases = [
        Case(testDescription: "a small file is fine", text: "cases: {a: {expect: {triggers: true}}}", findings: []),
        Case(
            testDescription: "an unknown key", text: "cases:\n  a: {expcet: {}}",
            findings: ["2:6 required property is missing: \"expect\"", "2:7 unexpected value \"expcet\": not a key of a test case"]),
        Case(
            testDescription: "an event that GitHub doesn't have", text: "given: {event: pusch}\ncases: {a: {expect: {}}}",
            findings: ["1:16 unexpected value \"pusch\""]),
        Case(
            testDescription: "conclusions that there are not",
            text: "cases: {a: {mock: {b: skipped}, expect: {jobs: {b: {steps: {c: ok}}}}}}",
            findings: ["1:23 unexpected value \"skipped\"", "1:64 unexpected value \"ok\""]),
        Case(
            testDescription: "two cases of the same name", text: "cases:\n  a: {expect: {}}\n  A: {expect: {}}",
            findings: ["3:3 \"A\" is already defined"]),
        Case(
            testDescription: "expressions are not evaluated", text: "cases: {a: {expect: {run-name: '${{ github.sha }}'}}}",
            findings: ["1:33 a template expression is not allowed in this context"]),
        Case(testDescription: "no cases", text: "cases: {}", findings: ["1:1 the test file has no cases"]),
        Case(testDescription: "an empty file", text: "", findings: ["0:0 the file is empty"]),
        Case(testDescription: "a list", text: "- a", findings: ["1:1 a sequence was not expected"]),
    ]

    @Test(arguments: cases) func finds(_ test: Case) {
        let document = TestFileReader().read(Array(test.text.utf8), path: "a.test.yml")
        let texts = document.diagnostics.map { "\($0.range?.start.line ?? 0):\($0.range?.start.column ?? 0) \($0.message)" }
        #expect(texts == test.findings)
        #expect((document.file == nil) == !test.findings.isEmpty)
        #expect(document.diagnostics.allSatisfy { $0.remedy != nil })
    }

    @Test(arguments: [
        ("ci.test.yml", "cases: {}", true), ("ci.test.yaml", "jobs : {}", true), ("ci.test.yml", "on: push\njobs:\n", false),
        ("ci.yml", "cases: {}", false), ("test.yml", "cases: {}", false),
    ])
    func knowsTestFiles(_ name: String, _ text: String, _ isTest: Bool) {
        #expect(TestFileReader.isTestFile(name) { Array(text.utf8) } == isTest)
    }

    @Test func whatACaseGivesGoesOverWhatAllAreGiven() throws {
        let text = """
            workflow: ci.yml
            given: {event: push, ref: main, vars: {A: 1, B: 2}, payload: {x: [1, {y: null}]}}
            mock: {build: {steps: {a: failure}}}
            cases:
              one: {given: {ref: other, vars: {B: 3}}, mock: {build: {outputs: {v: 1.0}}}, expect: {}}
              two: {expect: {jobs: {a: {outputs: {x: null}}}}}
            """
        let file = try #require(TestFileReader().read(Array(text.utf8), path: "ci.test.yml").file)
        #expect(file.workflow?.value == "ci.yml" && file.cases.map(\.name.value) == ["one", "two"])
        let given = file.cases[0].given
        #expect(given.event?.value == "push" && given.ref?.value == "other")
        #expect(given.variables.map(\.value) == ["1", "2", "3"])
        #expect(given.payload?.json() == #"{"x":[1,{"y":null}]}"#)
        #expect(file.cases[0].mocks.map(\.isWhole) == [false, true])
        #expect(file.cases[1].expected.jobs[0].outputs[0].value == nil)
    }
}
