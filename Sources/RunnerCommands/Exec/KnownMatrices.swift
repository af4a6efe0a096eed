import Diagnostics
import Expressions
import OptionParsing
import Planning

/// The keys and values of the matrices that `--matrix` chooses from.
struct KnownMatrices {
    /// As written, in the order of the files.
    private var keys: [String] = []
    /// By key in lower case.
    private var values: [String: [String]] = [:]
    /// A matrix that is made of other jobs' outputs, or that can't be made: it may have any key and value.
    private var hasUnknown = false

    /// Takes in the jobs of a plan that was made without filters.
    mutating func add(_ plan: Result<Plan, PlanningFailure>) {
        guard case .success(let plan) = plan else {
            hasUnknown = true
            return
        }
        for job in plan.jobs {
            hasUnknown = hasUnknown || job.awaitsExpansion
            for (key, value) in job.matrix.members ?? [] {
                let text = MatrixFilter.text(of: value)
                let known = key.lowercased()
                if values[known] == nil { keys.append(key) }
                if !values[known, default: []].contains(text) { values[known, default: []].append(text) }
            }
        }
    }

    /// Refuses filters that choose nothing.
    ///
    /// - Throws: `UsageError` for a key or value that no matrix has.
    func check(_ filters: [MatrixFilter]) throws(UsageError) {
        guard !hasUnknown else { return }
        for filter in filters {
            guard let known = values[filter.key.lowercased()] else {
                throw UsageError("no matrix has the key \"\(filter.key)\"", remedy: remedy(filter.key, among: keys, noun: "keys"))
            }
            for value in filter.values where !known.contains(value) {
                throw UsageError(
                    "no matrix has the value \"\(value)\" for \"\(filter.key)\"", remedy: remedy(value, among: known, noun: "values"))
            }
        }
    }

    private func remedy(_ name: String, among known: [String], noun: String) -> String {
        guard !known.isEmpty else { return "none of the jobs that would run has a matrix: leave --matrix out" }
        let nearest = Suggestion.nearest(to: name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
        let rest = known.count > 20 ? " …" : ""
        return "the \(noun) are \(known.prefix(20).map { "\"\($0)\"" }.joined(separator: ", "))\(rest)\(nearest)"
    }
}
