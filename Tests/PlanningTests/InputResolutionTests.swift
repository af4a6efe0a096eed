import Diagnostics
import Events
import Expressions
import Testing
import Workflows

@testable import Planning

@Suite struct InputResolutionTests {
    static let text = """
        on:
          workflow_dispatch:
            inputs:
              name: {type: string, default: x}
              count: {type: number, default: 3}
              flag: {type: boolean}
              level: {type: choice, options: [low, high], default: low}
              place: {type: environment}
              untyped: {description: x}
          push:
        jobs: {a: {runs-on: x, steps: [{run: a}]}}
        """

    static func resolved(_ inputs: String, payload: String = "{}", text: String = text) throws -> Result<Plan, PlanningFailure> {
        try plan(try workflow(text), try event("workflow_dispatch", payload: payload), inputs: inputs)
    }

    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var inputs: String
        var payload = "{}"
        var values: String
        var texts: String
    }

    static let cases = [
        Case(
            testDescription: "defaults, typed", inputs: "{}",
            values: #"{"name":"x","count":3,"flag":false,"level":"low","place":"","untyped":""}"#,
            texts: #"{"name":"x","count":"3","flag":"false","level":"low","place":"","untyped":""}"#),
        Case(
            testDescription: "texts become what is declared", inputs: #"{"count":"7","flag":"true","level":"high","name":"5"}"#,
            values: #"{"name":"5","count":7,"flag":true,"level":"high","place":"","untyped":""}"#,
            texts: #"{"name":"5","count":"7","flag":"true","level":"high","place":"","untyped":""}"#),
        Case(
            testDescription: "the payload's inputs count where none are given", inputs: #"{"Count":1}"#,
            payload: #"{"inputs":{"count":"2","place":"prod"}}"#,
            values: #"{"name":"x","count":1,"flag":false,"level":"low","place":"prod","untyped":""}"#,
            texts: #"{"name":"x","count":"1","flag":"false","level":"low","place":"prod","untyped":""}"#),
    ]

    @Test(arguments: cases) func resolves(_ c: Case) throws {
        let plan = try Self.resolved(c.inputs, payload: c.payload).get()
        #expect(plan.inputs.json() == c.values)
        #expect(plan.event.payload["inputs"].json() == c.texts)
    }

    struct FailureCase: CustomTestStringConvertible {
        var testDescription: String
        var inputs: String
        var message: String
    }

    static let failures = [
        FailureCase(testDescription: "no such input", inputs: #"{"nmae":"x"}"#, message: "no input \"nmae\""),
        FailureCase(testDescription: "no number", inputs: #"{"count":"many"}"#, message: "\"many\", not a number"),
        FailureCase(testDescription: "no boolean", inputs: #"{"flag":"yes"}"#, message: "\"yes\", not a boolean"),
        FailureCase(testDescription: "no option", inputs: #"{"level":"middle"}"#, message: "none of its options"),
    ]

    @Test(arguments: failures) func refuses(_ c: FailureCase) throws {
        guard case .failure(let failure) = try Self.resolved(c.inputs) else {
            Issue.record("it is planned")
            return
        }
        #expect(failure.diagnostics.count == 1)
        #expect(failure.diagnostics.first?.message.contains(c.message) == true)
        #expect(failure.diagnostics.first?.range != nil)
    }

    @Test func requiredInputsMustBeGiven() throws {
        let text = "on: {workflow_dispatch: {inputs: {key: {required: true}}}}\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n"
        guard case .failure(let failure) = try Self.resolved("{}", text: text) else {
            Issue.record("it is planned")
            return
        }
        #expect(failure.diagnostics.first?.remedy == "give it: --input key=VALUE")
    }

    @Test func otherEventsHaveNone() throws {
        #expect(try plan(try workflow(Self.text)).get().inputs.members?.isEmpty == true)
    }
}
