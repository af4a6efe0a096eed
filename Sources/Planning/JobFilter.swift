package import Diagnostics
package import Workflows

/// `--job NAME`: a job that is wanted, as ids from the outermost call on.
package struct JobFilter: Sendable, Hashable {
    /// At least one.
    package var ids: [String]

    /// From `test` or `build / test`; nothing where an id is empty.
    package init?(_ text: String) {
        ids = text.split(separator: "/", omittingEmptySubsequences: false).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        if ids.contains("") { return nil }
    }

    init(ids: [String]) {
        self.ids = ids
    }

    package var text: String {
        ids.joined(separator: JobKey.separator)
    }

    /// Why a workflow has no such job; nothing when it has.
    package func finding(in workflow: Workflow) -> Diagnostic? {
        var workflow = workflow
        var path: [String] = []
        for id in ids {
            let jobs = workflow.jobs
            guard let job = jobs.first(where: { $0.id.value.lowercased() == id.lowercased() }) else {
                let known = jobs.map { (path + [$0.id.value]).joined(separator: JobKey.separator) }
                let nearest = Suggestion.nearest(to: text, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
                let all = known.map { "\"\($0)\"" }.joined(separator: ", ")
                return Diagnostic(
                    file: workflow.path, range: nil, kind: .id, message: "there is no job \"\(text)\"",
                    remedy: "the jobs are \(all)\(nearest)"
                )
            }
            path.append(job.id.value)
            if path.count == ids.count { return nil }
            guard let called = job.call?.workflow else {
                let name = path.joined(separator: JobKey.separator)
                return Diagnostic(
                    file: workflow.path, range: job.id.range, kind: .id, message: "there is no job \"\(text)\"",
                    remedy: job.call == nil
                        ? "job \"\(name)\" calls no workflow; ask for \"\(name)\" itself"
                        : "the workflow that \"\(name)\" calls is not at hand")
            }
            workflow = called
        }
        return nil
    }
}

extension [JobFilter] {
    /// The jobs wanted and those they need, in file order; without filters all.
    func selected(in workflow: Workflow) -> [Job] {
        guard !isEmpty else { return workflow.jobs }
        let wanted = Set(NeedsGraph(workflow.jobs).closure(of: compactMap(\.ids.first)))
        return workflow.jobs.filter { wanted.contains($0.id.value) }
    }

    /// What is wanted of the workflow that a job calls; none, which means all, where the job is wanted as a whole or another needs it.
    func below(_ id: String, in workflow: Workflow) -> [JobFilter] {
        let name = id.lowercased()
        let own = filter { $0.ids.first?.lowercased() == name }
        let isWhole = own.isEmpty || own.contains { $0.ids.count == 1 }
        if isWhole { return [] }
        let others = compactMap(\.ids.first).filter { $0.lowercased() != name }
        let needed = NeedsGraph(workflow.jobs).closure(of: others).contains { $0.lowercased() == name }
        return needed ? [] : own.map { JobFilter(ids: Array<String>($0.ids.dropFirst())) }
    }
}

extension Plan {
    /// Which jobs of a call are wanted.
    func filters(of call: PlannedCall?) -> [JobFilter] {
        guard let call, !jobFilters.isEmpty else { return jobFilters }
        let outer = filters(of: call.parent)
        return outer.isEmpty ? [] : outer.below(call.caller.id, in: call.parent?.workflow ?? workflow)
    }
}
