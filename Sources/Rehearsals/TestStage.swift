import Diagnostics
import Events
import Execution
import Expressions
import LinuxSystem
import Planning
import RunRecords
package import Workflows

/// Plays the cases of a test file.
package struct TestStage: Sendable {
    let workflow: Workflow
    /// The repository's work tree, where local actions and files for `hashFiles` are.
    let root: String
    /// For what a run writes; emptied by whoever made it.
    let scratch: String
    /// The test file, for findings.
    let file: String

    /// - Parameter scratch: A folder of its own, best in memory.
    package init(workflow: Workflow, root: String, scratch: String, file: String) {
        (self.workflow, self.root, self.scratch, self.file) = (workflow, root, scratch, file)
    }

    /// Plays a case.
    ///
    /// - Parameter number: Unique among the cases of the stage.
    /// - Throws: When the scratch folder can't be written.
    package func play(_ test: TestCase, number: Int) async throws -> TestResult {
        let start = monotonicNanoseconds()
        var result = TestResult(name: test.name.value, range: test.name.range)
        let mocks = Mocks(test.mocks, in: workflow)
        let comparison = Comparison(test.expected, workflow: workflow)
        result.findings = (mocks.problems + comparison.problems).map { text, problem in
            Diagnostic(file: file, range: text.range, kind: .id, message: problem.message, remedy: problem.remedy)
        }
        if result.findings.isEmpty { try await play(test, mocks, comparison, number, into: &result) }
        result.seconds = Double(monotonicNanoseconds() - start) / 1e9
        return result
    }

    private func play(
        _ test: TestCase, _ mocks: Mocks, _ comparison: Comparison, _ number: Int, into result: inout TestResult
    ) async throws {
        let made = TestEvent(given: test.given, workflow: workflow)
        let event: Event
        do throws(EventError) {
            event = try made.event()
        } catch {
            let range = test.given.payloadRange ?? test.name.range
            result.findings.append(Diagnostic(file: file, range: range, kind: .event, message: error.message, remedy: error.remedy))
            return
        }
        result.mismatches = comparison.triggers(Planner().triggers(workflow, event: event), event, test.name)
        guard comparison.goesOn(after: result.mismatches, Planner().triggers(workflow, event: event)) else { return }
        switch plan(test.given, event, made.repository) {
        case .failure(let failure):
            let reasons = failure.diagnostics.map { "\($0.file):\($0.range?.start.line ?? 1): \($0.message)" }
            result.mismatches.append(
                TestResult.Mismatch(
                    range: test.name.range, subject: "the workflow", expected: "it can be planned", actual: "it can't", reasons: reasons))
        case .success(let plan):
            let observation = try await run(plan, test.given, mocks, number)
            result.unmocked = observation.unmocked.map { job, identifier in
                let steps = JobReference(text: job.path).job(in: workflow)?.steps ?? []
                return "job \"\(job)\": step \"\(StepReference.label(identifier, in: steps))\""
            }
            let concurrency = plan.workflow.concurrency.map { settings in
                Self.concurrency(settings, Evaluator(contexts: contexts(test.given).values(plan)))
            }
            result.mismatches += comparison.run(plan, observation, concurrency)
        }
    }

    private func contexts(_ given: TestGiven) -> PlanContexts {
        var vars: [String: String] = [:]
        for (name, value) in given.variables.pairs { vars[name.uppercased()] = value }
        return PlanContexts(vars: .object(vars.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }), run: Self.facts)
    }

    private static let facts = RunFacts(id: 1, number: 1)

    private static func concurrency(_ settings: Concurrency, _ evaluator: Evaluator) -> (group: String, cancelsInProgress: Bool) {
        let cancels = settings.cancelInProgress.flatMap { try? evaluator.evaluate($0) }
        return ((try? evaluator.evaluate(settings.group).text) ?? "", cancels?.isTruthy ?? false)
    }

    private func plan(_ given: TestGiven, _ event: Event, _ repository: RepositoryIdentity) -> Result<Plan, PlanningFailure> {
        var options = PlanOptions()
        options.run = Self.facts
        let inputs = Value.object(given.inputs.pairs.map { ($0.name, .string($0.value)) })
        return Planner().plan(
            workflow, for: event, repository: repository, inputs: inputs, vars: contexts(given).vars, options: options)
    }

    private func run(_ plan: Plan, _ given: TestGiven, _ mocks: Mocks, _ number: Int) async throws -> Observation {
        let directory = RunDirectory(id: 1, path: "\(scratch)/\(number)")
        try makeFolders("\(directory.path)/jobs")
        defer { try? removeTree(directory.path) }
        var request = RunRequest(plan: plan, directory: directory, workTree: root)
        request.facts = Self.facts
        request.secrets = ["GITHUB_TOKEN": "ghs_tokenOfTheTest"]
        for (name, value) in given.secrets.pairs { request.secrets[name.uppercased()] = value }
        for (name, value) in given.variables.pairs { request.vars[name.uppercased()] = value }
        for (name, value) in given.environment.pairs { request.env[name] = value }
        return try await Observer.observe(request, mocks)
    }
}
