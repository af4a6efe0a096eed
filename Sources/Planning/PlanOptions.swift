import Diagnostics
package import Expressions

/// What of a workflow is planned.
package struct PlanOptions: Sendable {
    /// Ids of the jobs wanted, ignoring case, `build / test` for a job of a called workflow; with them come those they need. Empty: all.
    package var jobs: [String] = []
    /// Keeps the combinations that have all of these; a job whose matrix lacks the key is kept whole.
    package var matrix: [MatrixFilter] = []
    package var run = RunFacts()

    package init() {}

    /// The wanted jobs; a text that names none is a finding.
    func jobFilters(_ diagnostics: inout [Diagnostic]) -> [JobFilter] {
        jobs.compactMap { text in
            if let filter = JobFilter(text) { return filter }
            diagnostics.append(
                Diagnostic(file: "--job", range: nil, kind: .id, message: "\"\(text)\" names no job", remedy: "write JOB or CALLER / JOB"))
            return nil
        }
    }
}

/// `--matrix KEY:VALUE`: the values of one row that are wanted.
package struct MatrixFilter: Sendable, Hashable {
    package var key: String
    /// As text; any of them.
    package var values: [String]

    package init(key: String, values: [String]) {
        self.key = key
        self.values = values
    }

    /// From `KEY:VALUE` texts, those of one key together; nothing when one has no colon.
    package static func parse(_ texts: [String]) -> [MatrixFilter]? {
        var filters: [MatrixFilter] = []
        for text in texts {
            guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
            let (key, value) = (String(text[..<colon]), String(text[text.index(after: colon)...]))
            if let place = filters.firstIndex(where: { $0.key == key }) {
                filters[place].values.append(value)
            } else {
                filters.append(MatrixFilter(key: key, values: [value]))
            }
        }
        return filters
    }

    /// A value of a combination as filters name it.
    package static func text(of value: Value) -> String {
        MatrixNaming.text(of: value)
    }

    /// Whether a combination is wanted: it has no such key, or one of the values.
    func selects(_ combination: Value) -> Bool {
        guard case .object(let object) = combination, let value = object[key] else { return true }
        return values.contains(Self.text(of: value))
    }
}
