package import Diagnostics
package import Expressions

/// A file of test cases for one workflow: `NAME.test.yml` (docs/guide.md, "Test workflows").
package struct TestFile: Sendable {
    /// As the user named it.
    package var path: String
    /// The workflow's path as written; nothing where the file's own name says which one.
    package var workflow: Located<String>?
    /// In file order; what they share is part of each.
    package var cases: [TestCase]
}

/// One case: what happens, what steps and jobs are taken to do, and what shall come of it.
package struct TestCase: Sendable {
    package var name: Located<String>
    package var given = TestGiven()
    package var mocks: [JobMock] = []
    package var expected = TestExpectation()
}

/// A value with a name; null says that there is none.
package struct NamedText: Sendable, Hashable {
    package var name: Located<String>
    package var value: String?
    package var range: SourceRange
}

/// What happened, and what the workflow gets. What is not given has a usual value.
package struct TestGiven: Sendable {
    package var event: Located<String>?
    package var ref: Located<String>?
    package var sha: String?
    package var actor: String?
    package var repository: Located<String>?
    package var defaultBranch: String?
    /// Members of the payload; all others are made up.
    package var payload: Value?
    package var payloadRange: SourceRange?
    /// The changed paths, for path filters.
    package var changed: [String]?
    package var variables: [NamedText] = []
    package var inputs: [NamedText] = []
    package var secrets: [NamedText] = []
    package var environment: [NamedText] = []
}

/// What a job is taken to do.
package struct JobMock: Sendable {
    /// Its id, `caller / id` for a job of a called workflow, with the combination for one of a matrix: `test (linux)`.
    package var job: Located<String>
    /// With it, or with outputs, no step of the job runs.
    package var conclusion: String?
    package var outputs: [NamedText]?
    package var steps: [StepMock] = []

    /// The job ends without running its steps.
    package var isWhole: Bool { conclusion != nil || outputs != nil }
}

/// What a step is taken to do.
package struct StepMock: Sendable {
    /// Its id, its name, or its number in the job, from 1; `outer.inner` inside a composite action.
    package var step: Located<String>
    /// `success`, `failure`, `timed-out` or `cancelled`.
    package var conclusion: String?
    package var exitStatus: Int?
    package var outputs: [NamedText] = []
    /// For later steps, as through GITHUB_ENV.
    package var environment: [NamedText] = []
    /// For later steps, as through GITHUB_PATH.
    package var paths: [String] = []
    package var summary: String?
    /// Printed lines; workflow commands among them are carried out.
    package var log: [String] = []
}

/// What shall come of a case; only what is named is compared.
package struct TestExpectation: Sendable {
    package var triggers: Located<Bool>?
    package var runName: Located<String>?
    package var conclusion: Located<String>?
    package var concurrency: ConcurrencyExpectation?
    /// Exactly these jobs run, in any order.
    package var runs: Located<[Located<String>]>?
    package var jobs: [JobExpectation] = []
}

/// A concurrency group, and whether it cancels what is in progress.
package struct ConcurrencyExpectation: Sendable {
    package var group: Located<String>?
    package var cancelsInProgress: Located<Bool>?
}

/// What shall come of a job.
package struct JobExpectation: Sendable {
    package var job: Located<String>
    package var conclusion: Located<String>?
    package var name: Located<String>?
    /// The labels.
    package var runsOn: Located<[String]>?
    /// Exactly these combinations, in this order.
    package var matrix: Located<[Value]>?
    package var environment: Located<String>?
    package var concurrency: ConcurrencyExpectation?
    package var outputs: [NamedText] = []
    /// Exactly these steps run, in this order.
    package var runs: Located<[Located<String>]>?
    package var steps: [StepExpectation] = []
}

/// What shall come of a step.
package struct StepExpectation: Sendable {
    package var step: Located<String>
    package var conclusion: Located<String>?
    /// Before `continue-on-error`.
    package var outcome: Located<String>?
    package var environment: [NamedText] = []
    package var inputs: [NamedText] = []
    package var outputs: [NamedText] = []
    package var script: Located<String>?
    package var shell: Located<String>?
    package var workingDirectory: Located<String>?
}
