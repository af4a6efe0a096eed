/// Draws the needs of a plan's jobs as a tree in text.
///
/// A job hangs below the one of its needs that is farthest from the start; its other needs are named beside it. Called jobs hang below
/// the job that calls them. The combinations of a matrix are one line.
package struct PlanDrawing {
    /// Lines of plain ASCII instead of box characters.
    package var isASCII = false

    private struct Node {
        var id: String
        var text: String
        var needs: [String]
    }

    package init() {}

    /// The drawing, a line a job, without a newline at the end; empty for a plan without jobs.
    ///
    /// - Parameter note: What to put behind a job, such as its engine; asked once for each line with the planned jobs it stands for.
    package func text(_ summary: PlanSummary, note: ([PlanSummary.JobSummary]) -> String = { _ in "" }) -> String {
        let nodes = nodes(summary, note)
        let levels = Self.levels(nodes)
        var children: [String: [Node]] = [:]
        var roots: [Node] = []
        for var node in nodes {
            let parent = node.needs.max { levels[$0, default: 0] < levels[$1, default: 0] }
            let others = node.needs.filter { $0 != parent }
            if !others.isEmpty { node.text += "  (also after \(others.joined(separator: ", ")))" }
            if let parent {
                children[parent, default: []].append(node)
            } else {
                roots.append(node)
            }
        }
        var lines: [String] = []
        for root in roots {
            lines.append(root.text)
            draw(children[root.id] ?? [], children, indent: "", into: &lines)
        }
        return lines.joined(separator: "\n")
    }

    private func draw(_ nodes: [Node], _ children: [String: [Node]], indent: String, into lines: inout [String]) {
        let (branch, last, bar) = isASCII ? ("|- ", "`- ", "|  ") : ("├─ ", "└─ ", "│  ")
        for (place, node) in nodes.enumerated() {
            let isLast = place == nodes.count - 1
            lines.append(indent + (isLast ? last : branch) + node.text)
            draw(children[node.id] ?? [], children, indent: indent + (isLast ? "   " : bar), into: &lines)
        }
    }

    /// One node for each job id, in the plan's order.
    private func nodes(_ summary: PlanSummary, _ note: ([PlanSummary.JobSummary]) -> String) -> [Node] {
        var ids: [String] = []
        var groups: [String: [PlanSummary.JobSummary]] = [:]
        for job in summary.jobs {
            let path = job.key.path
            if groups[path] == nil { ids.append(path) }
            groups[path, default: []].append(job)
        }
        let known = Dictionary(ids.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        return ids.map { id in
            let jobs = groups[id] ?? []
            let remark = note(jobs)
            return Node(
                id: id, text: title(id, jobs) + (remark.isEmpty ? "" : "  " + remark),
                needs: (jobs.first.map(Self.needs) ?? []).compactMap { known[$0.lowercased()] })
        }
    }

    /// A called job without needs of its own hangs below the job that calls.
    private static func needs(of job: PlanSummary.JobSummary) -> [String] {
        guard let caller = JobKey(job.key.caller)?.path else { return job.needs }
        return job.needs.isEmpty ? [caller] : job.needs.map { caller + JobKey.separator + $0 }
    }

    private func title(_ id: String, _ jobs: [PlanSummary.JobSummary]) -> String {
        guard let first = jobs.first else { return id }
        let times = isASCII ? "x" : "×"
        if first.awaitsExpansion { return "\(id) \(times) ?  (matrix from needs)" }
        if jobs.count == 1 { return first.name == id ? id : "\(id): \(first.name)" }
        return "\(id) \(times) \(jobs.count)"
    }

    private static func levels(_ nodes: [Node]) -> [String: Int] {
        var levels: [String: Int] = [:]
        // In file order a need may come later; each round settles one level more.
        for _ in nodes {
            var isStable = true
            for node in nodes {
                let level = min(node.needs.map { levels[$0, default: 0] + 1 }.max() ?? 0, nodes.count)
                if level != levels[node.id, default: 0] {
                    levels[node.id] = level
                    isStable = false
                }
            }
            if isStable { break }
        }
        return levels
    }
}
