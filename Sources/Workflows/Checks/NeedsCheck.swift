import Diagnostics

// `needs`: known jobs, a start, and no cycles.
extension WorkflowConverter {
    /// Reports as GitHub does: when no job can start, that alone; else every need that can never be met.
    mutating func checkNeeds(_ jobs: [Job], jobsRange: SourceRange) {
        for job in jobs { warnOfRepetition(job) }
        let names = Set(jobs.map { $0.id.value.ordinalUppercase })
        guard jobs.contains(where: \.needs.isEmpty) else {
            guard isComplete || !jobs.isEmpty else { return }
            report(
                .needs, jobsRange, "the workflow must contain at least one job with no dependencies",
                remedy: jobs.isEmpty ? "add a job" : "remove \"needs\" of the job that is to start first")
            return
        }
        for (job, open) in Self.unsatisfied(jobs) {
            for need in open {
                if names.contains(need.value.ordinalUppercase) {
                    report(
                        .needs, need.range,
                        "job \"\(job.id.value)\" depends on job \"\(need.value)\" which creates a cycle in the dependency graph",
                        remedy: "remove one of the needs of the cycle")
                } else {
                    reportUnknown(need, of: job, among: jobs)
                }
            }
        }
    }

    /// Whether all jobs need jobs that stand before them only, as in most files: then each starts some day.
    private static func areInOrder(_ jobs: [Job]) -> Bool {
        var before: Set<String> = []
        for job in jobs {
            guard job.needs.allSatisfy({ before.contains($0.value.ordinalUppercase) }) else { return false }
            before.insert(job.id.value.ordinalUppercase)
        }
        return true
    }

    /// The jobs that would never start, in file order, with the needs that are never met.
    private static func unsatisfied(_ jobs: [Job]) -> [(job: Job, open: [Located<String>])] {
        if areInOrder(jobs) { return [] }
        var open = Dictionary(jobs.map { ($0.id.value.ordinalUppercase, $0.needs) }, uniquingKeysWith: { first, _ in first })
        var waiting: [String: [String]] = [:]
        for job in jobs {
            for need in job.needs { waiting[need.value.ordinalUppercase, default: []].append(job.id.value.ordinalUppercase) }
        }
        var ready = jobs.filter(\.needs.isEmpty).map { $0.id.value.ordinalUppercase }
        while let done = ready.popLast() {
            for name in waiting.removeValue(forKey: done) ?? [] {
                guard let needs = open[name], !needs.isEmpty else { continue }
                let rest = needs.filter { $0.value.ordinalUppercase != done }
                open[name] = rest
                if rest.isEmpty { ready.append(name) }
            }
        }
        return jobs.compactMap { job in
            guard let rest = open[job.id.value.ordinalUppercase], !rest.isEmpty else { return nil }
            return (job, rest)
        }
    }

    private mutating func reportUnknown(_ need: Located<String>, of job: Job, among jobs: [Job]) {
        let names = jobs.map(\.id.value)
        let nearest = Suggestion.nearest(to: need.value, among: names.filter { $0 != job.id.value })
        let list = names.count > 12 ? "" : "the jobs are " + names.map { "\"\($0)\"" }.joined(separator: ", ")
        let guess = nearest.map { "did you mean \"\($0)\"?" } ?? ""
        report(
            .needs, need.range, "job \"\(job.id.value)\" depends on unknown job \"\(need.value)\"",
            remedy: [list, guess].filter { !$0.isEmpty }.joined(separator: "; "))
    }

    private mutating func warnOfRepetition(_ job: Job) {
        var seen: Set<String> = []
        for need in job.needs where !seen.insert(need.value.ordinalUppercase).inserted {
            warn(.needs, need.range, "job \"\(job.id.value)\" needs \"\(need.value)\" twice", remedy: "remove one of the two")
        }
    }
}
