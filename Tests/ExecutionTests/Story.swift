import Diagnostics
import Engines
import Events
import Expressions
import Foundation
import Planning
import RunRecords
import Synchronization
import TestSupport
import Testing
import Workflows

@testable import Execution

/// A whole run of a workflow text, and what it left.
struct Story {
    var conclusion: Conclusion
    var records: [RunEvent]
    var log: [LogLine]
    var requests: [ProcessRequest]

    /// Runs a workflow with the fake engine, or another.
    ///
    /// - Parameter adjust: Changes the request before the run.
    static func run(
        _ text: String, engine: (any Engine)? = nil, workTree: String = "/nowhere", adjust: (inout RunRequest) -> Void = { _ in }
    ) async throws -> Story {
        let fake = FakeEngine()
        let seen = Mutex<[RunNotice]>([])
        return try await withTemporaryFolder { folder in
            var request = RunRequest(
                plan: try plan(text), directory: try StateFolder(path: folder.path).createRun(), workTree: workTree)
            request.engines.serve("ubuntu-latest", with: EngineSelection.Choice(engine: engine ?? fake))
            request.slots = JobSlots(4)
            request.observer = { notice in seen.withLock { $0.append(notice) } }
            adjust(&request)
            let conclusion = try await Execution.run(request)
            expectReplay(of: request.directory, endsAs: conclusion)
            let notices = seen.withLock { $0 }
            return Story(
                conclusion: conclusion,
                records: notices.compactMap { if case .record(let record) = $0 { record.event } else { nil } },
                log: notices.flatMap { notice -> [LogLine] in if case .log(_, _, let batch) = notice { batch.lines() } else { [] } },
                requests: fake.requests)
        }
    }

    /// What is on disk tells the same as the run did.
    private static func expectReplay(of directory: RunDirectory, endsAs conclusion: Conclusion) {
        guard let journal = try? RunJournal.read(directory) else {
            Issue.record("the journal can't be read")
            return
        }
        let state = RunState(reading: journal)
        #expect(journal.damages.isEmpty && !journal.isTorn && !journal.isHeld && !state.wasStopped)
        #expect(state.conclusion == conclusion)
        #expect(state.conclusionOfJobs == conclusion)
        #expect(state.jobs.allSatisfy { $0.status == .finished && $0.steps.allSatisfy { $0.status == .finished } })
    }

    static func workflow(_ text: String) throws -> Workflow {
        let document = WorkflowReader().read(Array(text.utf8), path: "ci.yml")
        for diagnostic in document.diagnostics where diagnostic.severity == .error {
            Issue.record("\(diagnostic.range?.start.line ?? 0): \(diagnostic.message)")
        }
        return try #require(document.workflow)
    }

    static func plan(_ text: String) throws -> Plan {
        let event = Event(
            name: "push", ref: "refs/heads/main", sha: String(repeating: "a", count: 40), actor: "someone",
            payload: .object([("after", .string("a"))]))
        let planner = Planner()
        let plan = planner.plan(
            try workflow(text), for: event, repository: RepositoryIdentity(fullName: "octo/cat"), inputs: .object([]), vars: .object([]),
            options: PlanOptions())
        return try plan.get()
    }

    /// How the jobs ended, by key.
    var jobs: [String: Conclusion] {
        var ends: [String: Conclusion] = [:]
        for case .jobFinished(let key, let end) in records { ends[key.description] = end.conclusion }
        return ends
    }

    func job(_ key: String) -> JobEnd? {
        for case .jobFinished(let other, let end) in records where other.description == key { return end }
        return nil
    }

    /// The steps of a job in order of their end, as `name: outcome/conclusion`, without the implicit ones.
    func steps(of job: String = "a") -> [String] {
        var names: [Int: String] = [:]
        var ends: [String] = []
        for record in records {
            switch record {
            case .stepStarted(let key, let number, let start) where key.description == job: names[number] = start.name
            case .stepFinished(let key, let number, let end) where key.description == job:
                guard let name = names[number], name != JobSetUp.name, name != JobCompletion.name else { continue }
                ends.append("\(name): \(end.outcome == end.conclusion ? "" : "\(end.outcome)/")\(end.conclusion)")
            default: break
            }
        }
        return ends
    }

    /// What processes printed.
    var printed: [String] {
        log.filter { $0.stream != .runner }.map(\.text)
    }

    /// Without what depends on the node of this machine: that it is older than the one asked for.
    var annotations: [String] {
        var texts: [String] = []
        for case .annotationAdded(_, let annotation) in records { texts.append("\(annotation.level): \(annotation.message)") }
        return texts.filter { !$0.contains("which is older and may lack something") }
    }
}
