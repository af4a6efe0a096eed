package import Workflows

/// Which job of a workflow waits for which. Ids are compared ignoring case and given back as the jobs write them.
package struct NeedsGraph: Sendable {
    /// In file order.
    package let ids: [String]
    private let needed: [[Int]]
    private let places: [String: Int]

    package init(_ jobs: [Job]) {
        ids = jobs.map(\.id.value)
        let places = Dictionary(ids.enumerated().map { ($0.element.lowercased(), $0.offset) }, uniquingKeysWith: { first, _ in first })
        needed = jobs.map { job in job.needs.compactMap { places[$0.value.lowercased()] } }
        self.places = places
    }

    /// The id as its job writes it; nothing when there is no such job.
    package func id(_ name: String) -> String? {
        places[name.lowercased()].map { ids[$0] }
    }

    /// The jobs that one waits for itself.
    package func needs(of id: String) -> [String] {
        place(id).map { needed[$0].map { ids[$0] } } ?? []
    }

    /// All jobs that must end before one starts, directly needed or not, in file order; also where the graph has a cycle.
    package func ancestors(of id: String) -> [String] {
        guard let start = place(id) else { return [] }
        return reached(from: needed[start]).sorted().map { ids[$0] }
    }

    /// The jobs that were asked for and all that these need, in file order.
    package func closure(of wanted: [String]) -> [String] {
        reached(from: wanted.compactMap(place)).sorted().map { ids[$0] }
    }

    /// How many jobs are on the longest way to one: 0 for a job without needs. A cycle counts no further than the number of jobs.
    package func levels() -> [String: Int] {
        var levels = [Int](repeating: 0, count: ids.count)
        for _ in ids.indices {
            var isStable = true
            for (place, needs) in needed.enumerated() {
                let level = (needs.map { levels[$0] + 1 }.max() ?? 0)
                if level > levels[place], level < ids.count {
                    levels[place] = level
                    isStable = false
                }
            }
            if isStable { break }
        }
        return Dictionary(zip(ids, levels), uniquingKeysWith: { first, _ in first })
    }

    private func place(_ id: String) -> Int? {
        places[id.lowercased()]
    }

    private func reached(from starts: [Int]) -> Set<Int> {
        var waiting = starts
        var seen: Set<Int> = []
        while let next = waiting.popLast() {
            if seen.insert(next).inserted { waiting += needed[next] }
        }
        return seen
    }
}
