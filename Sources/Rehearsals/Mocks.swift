import Execution
import Expressions
import Planning
import RunRecords
import Workflows

/// What the mocks of a case say to each job and step.
struct Mocks {
    private struct Entry {
        var reference: JobReference
        var mock: JobMock
        /// By identifier.
        var steps: [String: StepMock]
    }

    private var entries: [Entry] = []
    /// What is wrong with them: the text at fault, and why.
    private(set) var problems: [(text: Located<String>, problem: StepReference.Problem)] = []

    init(_ mocks: [JobMock], in workflow: Workflow) {
        for mock in mocks {
            let reference = JobReference(text: mock.job.value)
            if let problem = reference.problem(in: workflow) {
                problems.append((mock.job, StepReference.Problem(message: problem.message, remedy: problem.remedy)))
                continue
            }
            var entry = Entry(reference: reference, mock: mock, steps: [:])
            for step in mock.steps {
                do throws(StepReference.Problem) {
                    entry.steps[try StepReference(text: step.step.value).identifier(in: reference.job(in: workflow)?.steps ?? [])] = step
                } catch {
                    problems.append((step.step, error))
                }
            }
            entries.append(entry)
        }
    }

    /// How a job ends that is mocked as a whole.
    func end(of key: JobKey) -> JobEnd? {
        var (conclusion, outputs): (String?, [NamedText]) = (nil, [])
        var isWhole = false
        for entry in entries where entry.reference.means(key) && entry.mock.isWhole {
            isWhole = true
            conclusion = entry.mock.conclusion ?? conclusion
            outputs += entry.mock.outputs ?? []
        }
        guard isWhole else { return nil }
        let outcome = conclusion.flatMap(Conclusion.init) ?? .success
        return JobEnd(conclusion: outcome, outcome: outcome, outputs: outputs.pairs.filter { !$0.value.isEmpty })
    }

    func play(of step: Rehearsal.Step) -> Rehearsal.Play? {
        let identifier = step.identifier.lowercased()
        return entries.last { $0.reference.means(step.job) && $0.steps[identifier] != nil }?.steps[identifier].map(Rehearsal.Play.init)
    }
}

extension Rehearsal.Play {
    fileprivate init(_ mock: StepMock) {
        self.init()
        exitStatus = mock.exitStatus ?? (mock.conclusion == "failure" ? 1 : 0)
        outputs = mock.outputs.pairs
        env = mock.environment.pairs
        paths = mock.paths
        summary = mock.summary ?? ""
        log = mock.log
        timesOut = mock.conclusion == "timed-out"
        isCancelled = mock.conclusion == "cancelled"
    }
}

extension [NamedText] {
    /// The last of a name counts; null is no value.
    var pairs: [(name: String, value: String)] {
        var values: [(name: String, value: String?)] = []
        for text in self {
            if let place = values.firstIndex(where: { $0.name == text.name.value }) {
                values[place].value = text.value
            } else {
                values.append((text.name.value, text.value))
            }
        }
        return values.compactMap { name, value in value.map { (name: name, value: $0) } }
    }
}
