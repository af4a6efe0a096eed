import Diagnostics
import Expressions

// Files of test cases.
extension Schema {
    /// A whole test file.
    static let testFile = Definition.mapping(
        "a test file",
        ["workflow": nonEmptyString, "given": given, "mock": mocks, "cases": .loose("cases", of: testCase)], required: ["cases"])

    private static let testCase = Definition.mapping(
        "a test case", ["given": given, "mock": mocks, "expect": expectation], required: ["expect"])

    private static let texts = Definition.loose("a mapping of texts", of: .oneOf(null, string))

    private static let given = Definition.mapping(
        "what is given",
        [
            "event": .words(EventCatalog.names).reported(as: .event), "ref": nonEmptyString, "sha": nonEmptyString,
            "actor": nonEmptyString, "repository": nonEmptyString, "default-branch": nonEmptyString,
            "payload": .loose("a payload", of: any), "changed": strings, "vars": texts, "inputs": texts, "secrets": texts, "env": texts,
        ])

    private static let mocks = Definition.loose("mocked jobs", of: .oneOf(playedConclusion, jobMock))

    private static let jobConclusion = Definition.words("success", "failure", "cancelled", "skipped")
    private static let playedConclusion = Definition.words("success", "failure", "cancelled")
    private static let stepConclusion = Definition.words("success", "failure", "timed-out", "cancelled")

    private static let jobMock = Definition.mapping(
        "a mocked job",
        ["conclusion": playedConclusion, "outputs": texts, "steps": .loose("mocked steps", of: .oneOf(stepConclusion, stepMock))])

    private static let stepMock = Definition.mapping(
        "a mocked step",
        [
            "conclusion": stepConclusion, "exit": number, "outputs": texts, "env": texts, "path": oneOrMoreStrings, "summary": string,
            "log": .oneOf(string, strings),
        ])

    private static let expectation = Definition.mapping(
        "what is expected",
        [
            "triggers": boolean, "run-name": string, "conclusion": .words("success", "failure", "cancelled"),
            "concurrency": expectedConcurrency, "runs": strings, "jobs": .loose("expected jobs", of: .oneOf(jobConclusion, expectedJob)),
        ])

    private static let expectedConcurrency = Definition.oneOf(
        string, .mapping("a concurrency group", ["group": string, "cancel-in-progress": boolean]))

    private static let expectedJob = Definition.mapping(
        "an expected job",
        [
            "conclusion": jobConclusion, "name": string, "runs-on": .oneOf(string, strings),
            "matrix": .sequence(of: .loose("a combination", of: any)), "environment": string, "concurrency": expectedConcurrency,
            "outputs": texts, "runs": strings, "steps": .loose("expected steps", of: .oneOf(jobConclusion, expectedStep)),
        ])

    private static let expectedStep = Definition.mapping(
        "an expected step",
        [
            "conclusion": jobConclusion, "outcome": jobConclusion, "env": texts, "with": texts, "outputs": texts, "run": string,
            "shell": string, "working-directory": string,
        ])
}

extension Definition {
    fileprivate static func words(_ words: [String]) -> Definition {
        Definition(scalars: ScalarRule(words: words))
    }
}
