package import Diagnostics
import Workflows

/// What came of one test case.
package struct TestResult: Sendable {
    /// Something that is not as it was expected to be.
    package struct Mismatch: Sendable {
        /// Of the expectation, in the test file.
        package var range: SourceRange
        /// What was compared: `job "deploy", conclusion`.
        package var subject: String
        package var expected: String
        package var actual: String
        /// Why it is as it is, where that is known.
        package var reasons: [String] = []
    }

    package var name: String
    /// Of the case's name.
    package var range: SourceRange
    /// What is wrong with the case itself: it names what the workflow doesn't have.
    package var findings: [Diagnostic] = []
    package var mismatches: [Mismatch] = []
    /// Steps that ran without being mocked: `job "test": step "compile"`, in order.
    package var unmocked: [String] = []
    package var seconds = 0.0

    package var hasPassed: Bool { findings.isEmpty && mismatches.isEmpty }
}
