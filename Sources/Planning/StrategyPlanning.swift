import Diagnostics
import Expressions
import Workflows

/// Makes the planned jobs of a job: one, or one for each combination of its matrix.
struct StrategyPlanning {
    let job: Job
    /// The key of the calling job, printed; empty for none.
    var caller = ""
    /// The workflow's path, for findings.
    let file: String
    let evaluator: Evaluator
    let filters: [MatrixFilter]
    let limit: Int

    /// The strategy reads `needs`, so it can't be expanded before these are done.
    var awaitsNeeds: Bool {
        guard let strategy = job.strategy else { return false }
        return [strategy.whole, strategy.matrix, strategy.failFast, strategy.maxParallel].contains { $0?.mentions("needs") ?? false }
    }

    func jobs() throws(PlanningFailure) -> [PlannedJob] {
        guard let strategy = job.strategy else { return [PlannedJob(key: JobKey(caller: caller, id: job.id.value), job: job)] }
        let parts = try evaluated(strategy)
        let failFast = try flag(parts.failFast, at: strategy.failFast ?? strategy.whole)
        let parallel = try count(parts.maxParallel, at: strategy.maxParallel ?? strategy.whole)
        guard let matrix = parts.matrix else { return [single(failFast: failFast, maxParallel: parallel)] }
        let combinations: [MatrixCombination]
        do {
            combinations = try MatrixExpansion.combinations(of: matrix, limit: limit)
        } catch {
            throw failure(error, strategy)
        }
        // GitHub's reader makes one job without a matrix of a matrix whose combinations are all excluded.
        if combinations.isEmpty { return [single(failFast: failFast, maxParallel: parallel)] }
        return try planned(combinations, failFast: failFast ?? true, maxParallel: parallel ?? combinations.count, strategy)
    }

    private func single(failFast: Bool?, maxParallel: Int?) -> PlannedJob {
        var strategy = PlannedStrategy.none
        strategy.failFast = failFast ?? true
        strategy.maxParallel = maxParallel ?? 1
        return PlannedJob(key: JobKey(caller: caller, id: job.id.value), job: job, strategy: strategy)
    }

    private func planned(
        _ combinations: [MatrixCombination], failFast: Bool, maxParallel: Int, _ strategy: Strategy
    ) throws(PlanningFailure) -> [PlannedJob] {
        var seen: [String: Int] = [:]
        var jobs: [PlannedJob] = []
        for (index, combination) in combinations.enumerated() {
            let text = JobKey.distinct(combination.text)
            let duplicate = seen[text, default: 0]
            seen[text] = duplicate + 1
            guard filters.allSatisfy({ $0.selects(combination.values) }) else { continue }
            jobs.append(
                PlannedJob(
                    key: JobKey(caller: caller, id: job.id.value, combination: text, duplicate: duplicate), job: job,
                    matrix: combination.values,
                    strategy: PlannedStrategy(
                        failFast: failFast, jobIndex: index, jobTotal: combinations.count, maxParallel: maxParallel)))
        }
        if jobs.isEmpty {
            let wanted = filters.map { "\($0.key):\($0.values.joined(separator: "|"))" }.joined(separator: " ")
            throw fail(
                (strategy.matrix ?? strategy.whole)?.mark, "no combination of job \"\(job.id.value)\" is selected by \(wanted)",
                remedy: "the combinations are \(combinations.prefix(5).map { "\"\($0.text)\"" }.joined(separator: ", "))")
        }
        return jobs
    }

    private struct Parts {
        var matrix: Value?
        var failFast: Value?
        var maxParallel: Value?
    }

    private func evaluated(_ strategy: Strategy) throws(PlanningFailure) -> Parts {
        if let whole = strategy.whole {
            let value = try evaluate(whole)
            guard let members = value.members else {
                throw fail(whole.mark, "the strategy is \(value.describedKind), not a mapping", remedy: "give an object with \"matrix\"")
            }
            let known = ["matrix", "fail-fast", "max-parallel"]
            if let other = members.first(where: { !known.contains($0.key) }) {
                throw fail(
                    whole.mark, "the strategy has the unknown key \"\(other.key)\"",
                    remedy: "the keys are \"\(known.joined(separator: "\", \""))\"")
            }
            let member = { (key: String) in members.first { $0.key == key }?.value }
            return Parts(matrix: member("matrix"), failFast: member("fail-fast"), maxParallel: member("max-parallel"))
        }
        return Parts(
            matrix: try strategy.matrix.map { (template) throws(PlanningFailure) in try evaluate(template) },
            failFast: try strategy.failFast.map { (template) throws(PlanningFailure) in try evaluate(template) },
            maxParallel: try strategy.maxParallel.map { (template) throws(PlanningFailure) in try evaluate(template) })
    }

    private func evaluate(_ template: Template) throws(PlanningFailure) -> Value {
        do {
            return try evaluator.evaluate(template)
        } catch {
            throw fail(template.mark, "the strategy of job \"\(job.id.value)\" can't be evaluated: \(error.message)", kind: .expression)
        }
    }

    private func flag(_ value: Value?, at template: Template?) throws(PlanningFailure) -> Bool? {
        switch value {
        case nil: return nil
        case .bool(let flag): return flag
        case .some(let other):
            throw fail(
                template?.mark, "\"fail-fast\" is \(other.describedKind), not a boolean",
                remedy: "write true or false, or use fromJSON() around text")
        }
    }

    private func count(_ value: Value?, at template: Template?) throws(PlanningFailure) -> Int? {
        guard let value else { return nil }
        guard case .number(let number) = value, number >= 1, number <= 1_000_000 else {
            throw fail(template?.mark, "\"max-parallel\" is not a number of at least 1", remedy: "write a whole number")
        }
        return Int(number)
    }

    private func failure(_ error: MatrixError, _ strategy: Strategy) -> PlanningFailure {
        let place = error.key.flatMap { strategy.matrix?.member($0) } ?? strategy.matrix ?? strategy.whole
        return fail(
            place?.mark, "job \"\(job.id.value)\": \(error.message)", kind: error.isLimit ? .limit : .matrix, remedy: error.remedy)
    }

    private func fail(
        _ range: SourceRange?, _ message: String, kind: DiagnosticKind = .matrix, remedy: String? = nil
    ) -> PlanningFailure {
        PlanningFailure([Diagnostic(file: file, range: range ?? job.strategy?.range, kind: kind, message: message, remedy: remedy)])
    }
}
