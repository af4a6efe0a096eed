import Diagnostics
import Execution
import Expressions
import Planning
import Workflows

/// How test files name jobs: by id, `caller / id`, and with the combination `test (linux)`.
struct JobReference {
    let text: String

    /// The ids from the outermost call on; nothing for a text that names no job.
    private var filter: JobFilter? {
        JobKey(text).flatMap { JobFilter($0.path) } ?? JobFilter(text)
    }

    /// The job as written; nothing where the workflow has none, or where the called file is not at hand.
    func job(in workflow: Workflow) -> Job? {
        var jobs = workflow.jobs
        var found: Job?
        for id in filter?.ids ?? [] {
            found = jobs.first { $0.id.value.lowercased() == id.lowercased() }
            guard let job = found else { return nil }
            jobs = job.call?.workflow?.jobs ?? []
        }
        return found
    }

    /// What is wrong with the reference.
    func problem(in workflow: Workflow) -> (message: String, remedy: String?)? {
        guard let filter else { return ("\"\(text)\" names no job", "write the job's id") }
        return filter.finding(in: workflow).map { ($0.message, $0.remedy) }
    }

    /// Whether a job of the run is meant; without a combination all of a matrix are.
    func means(_ key: JobKey) -> Bool {
        let wanted = text.lowercased()
        return wanted == key.description.lowercased() || wanted == (filter == nil ? "" : key.path.lowercased())
    }
}

/// How test files name steps: by id, by name, by the action that they use, by their number in the job.
struct StepReference {
    let text: String

    struct Problem: Error {
        var message: String
        var remedy: String?
    }

    /// The step's identifier in the run, in lower case.
    func identifier(in steps: [Step]) throws(Problem) -> String {
        let all = steps.flattened
        if let step = try Self.step(text, in: all) { return step.id.lowercased() }
        // Inside a composite action: what stands before the point is a step here.
        if let point = text.firstIndex(of: "."), let outer = try Self.step(String(text[..<point]), in: all), case .uses = outer.action {
            return "\(outer.id)\(text[point...])".lowercased()
        }
        let known = all.enumerated().map { Self.label($1, number: $0 + 1) }
        let nearest = Suggestion.nearest(to: text, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
        let list = known.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
        throw Problem(
            message: "there is no step \"\(text)\"", remedy: (known.isEmpty ? "the job has no steps" : "the steps are \(list)") + nearest)
    }

    private static func step(_ text: String, in all: [Step]) throws(Problem) -> Step? {
        if let step = all.first(where: { $0.hasExplicitID && $0.id.lowercased() == text.lowercased() }) { return step }
        let named = all.enumerated().filter { names(of: $1).contains(text) }
        if named.count > 1 {
            let numbers = named.map { "\($0.offset + 1)" }.joined(separator: ", ")
            throw Problem(
                message: "\(named.count) steps are called \"\(text)\"", remedy: "write the step's id or its number, one of \(numbers)")
        }
        if let step = named.first?.element { return step }
        if let number = Int(text), all.indices.contains(number - 1) { return all[number - 1] }
        return nil
    }

    /// What a step can be called by, beside id and number.
    private static func names(of step: Step) -> [String] {
        var names: [String] = []
        if let name = step.name?.literalString { names.append(name) }
        if case .uses(let action) = step.action {
            let reference = action.reference.value
            names += [reference, String(reference.prefix { $0 != "@" })]
        }
        return names
    }

    /// How a step is called in messages.
    static func label(_ step: Step, number: Int) -> String {
        step.hasExplicitID ? step.id : names(of: step).first ?? "\(number)"
    }

    /// How a step of the run is called in messages, by its identifier.
    static func label(_ identifier: String, in steps: [Step]) -> String {
        let all = steps.flattened
        let outer = identifier.prefix { $0 != "." }.lowercased()
        guard let place = all.firstIndex(where: { $0.id.lowercased() == outer }) else { return identifier }
        return label(all[place], number: place + 1) + identifier.dropFirst(outer.count)
    }
}

extension [Step] {
    /// The steps, with those of parallel blocks in the blocks' place.
    fileprivate var flattened: [Step] {
        flatMap { step in if case .parallel(let children) = step.action { [step] + children.flattened } else { [step] } }
    }
}
