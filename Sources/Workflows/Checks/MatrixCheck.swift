import Diagnostics
import Expressions

/// Items of `exclude` that take nothing away, items of `include` that fit nothing, matrices of which nothing is left, and those that are too large.
struct MatrixCheck: WorkflowCheck {
    /// GitHub's limit of jobs that one matrix may make.
    static let limit = 256
    /// Larger products are not counted out.
    private static let mostCombinations = 20_000

    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        subject.workflow.jobs.flatMap { job -> [Diagnostic] in
            guard let matrix = job.strategy?.matrix, case .mapping(let entries, _) = matrix, !matrix.hasExpressions else { return [] }
            return check(entries, subject)
        }
    }

    private func check(_ entries: [TemplateEntry], _ subject: CheckedWorkflow) -> [Diagnostic] {
        let rows = entries.filter { $0.name != "include" && $0.name != "exclude" }
        let count = rows.reduce(1) { ($0 * $1.value.items.count).limited(to: Self.mostCombinations + 1) }
        guard !rows.isEmpty, count > 0, count <= Self.mostCombinations else {
            return rows.isEmpty || count == 0 ? [] : [tooMany(entries, "more than \(Self.mostCombinations)", subject)]
        }
        var isKept = [Bool](repeating: true, count: count)
        var findings: [Diagnostic] = []
        for item in entries.first(where: { $0.name == "exclude" })?.value.items ?? [] {
            findings += exclude(item, rows: rows, from: &isKept, subject)
        }
        for item in entries.first(where: { $0.name == "include" })?.value.items ?? [] {
            if let finding = include(item, rows: rows, subject) { findings.append(finding) }
        }
        let left = isKept.count { $0 }
        let included = entries.first { $0.name == "include" }?.value.items.isEmpty == false
        if left == 0, !included, let exclude = entries.first(where: { $0.name == "exclude" }) {
            findings.append(
                subject.warning(
                    .matrix, exclude.key.range, "\"exclude\" leaves no combination of the matrix", remedy: "remove an item of it"))
        }
        if left > Self.limit { findings.append(tooMany(entries, "\(left)", subject)) }
        return findings
    }

    private func tooMany(_ entries: [TemplateEntry], _ count: String, _ subject: CheckedWorkflow) -> Diagnostic {
        let range = entries.first?.key.range ?? SourcePosition(line: 1, column: 1).mark
        return subject.error(
            .limit, range, "the matrix makes \(count) jobs; \(Self.limit) are allowed", remedy: "split the job, or exclude combinations")
    }

    /// Takes combinations away; the last row varies fastest.
    private func exclude(
        _ item: Template, rows: [TemplateEntry], from isKept: inout [Bool], _ subject: CheckedWorkflow
    ) -> [Diagnostic] {
        guard case .mapping(let wanted, _) = item, !wanted.isEmpty else { return [] }
        var matching: [[Bool]] = []
        for row in rows {
            guard let entry = wanted.first(where: { $0.name?.ordinalUppercase == row.name?.ordinalUppercase }) else {
                matching.append([Bool](repeating: true, count: row.value.items.count))
                continue
            }
            let matches = row.value.items.map { $0.matches(filter: entry.value) }
            if !matches.contains(true) {
                return [
                    subject.warning(
                        .matrix, entry.value.mark, "exclude matches nothing: no value of \"\(entry.name ?? "")\" is like this one",
                        remedy: remedy(entry.value, row))
                ]
            }
            matching.append(matches)
        }
        // Keys that are no rows were reported when the file was read.
        guard wanted.allSatisfy({ entry in rows.contains { $0.name?.ordinalUppercase == entry.name?.ordinalUppercase } }) else { return [] }
        var tookAway = false
        for index in isKept.indices where isKept[index] && isMatch(index, matching) {
            isKept[index] = false
            tookAway = true
        }
        guard !tookAway else { return [] }
        return [
            subject.warning(
                .matrix, item.mark, "exclude matches nothing: items before it took these combinations away", remedy: "remove the item")
        ]
    }

    /// An item that no combination is like becomes one of its own. Most are meant to; one whose value is nearly that of a row, and
    /// that has no value for another row, is not.
    private func include(_ item: Template, rows: [TemplateEntry], _ subject: CheckedWorkflow) -> Diagnostic? {
        guard item.isMappingWithTextKeys else { return nil }
        var wrong: (entry: TemplateEntry, row: TemplateEntry)?
        var missing: String?
        for row in rows {
            guard let entry = item.entries.first(where: { $0.name?.ordinalUppercase == row.name?.ordinalUppercase }) else {
                missing = missing ?? row.name
                continue
            }
            guard wrong == nil, !row.value.items.contains(where: { $0.matches(filter: entry.value) }) else { continue }
            guard isMisspelt(entry.value, row) else { return nil }
            wrong = (entry, row)
        }
        guard let wrong, let missing else { return nil }
        return subject.warning(
            .matrix, wrong.entry.value.mark,
            "include matches no combination: no value of \"\(wrong.row.name ?? "")\" is like this one; a job without \"\(missing)\" is added",
            remedy: remedy(wrong.entry.value, wrong.row))
    }

    /// Other digits are another version.
    private func isMisspelt(_ value: Template, _ row: TemplateEntry) -> Bool {
        guard case .literal(let literal, _) = value else { return false }
        let texts = row.value.items.compactMap { item -> String? in
            if case .literal(let value, _) = item { value.text } else { nil }
        }
        guard let nearest = Suggestion.nearest(to: literal.text, among: texts) else { return false }
        return nearest.filter(\.isNumber) == literal.text.filter(\.isNumber)
    }

    private func isMatch(_ combination: Int, _ matching: [[Bool]]) -> Bool {
        var rest = combination
        for row in matching.reversed() {
            guard row[rest % row.count] else { return false }
            rest /= row.count
        }
        return true
    }

    private func remedy(_ value: Template, _ row: TemplateEntry) -> String? {
        guard case .literal(let literal, _) = value else { return "name values of the row" }
        let texts = row.value.items.compactMap { item -> String? in
            if case .literal(let value, _) = item { value.text } else { nil }
        }
        if let nearest = Suggestion.nearest(to: literal.text, among: texts) { return "did you mean \"\(nearest)\"?" }
        return texts.isEmpty || texts.count > 12 ? "name values of the row" : "its values are \(texts.inQuotes)"
    }
}

extension Template {
    /// All leaves that the filter names are equal here, loosely, as GitHub's MatrixBuilder compares.
    fileprivate func matches(filter: Template) -> Bool {
        switch (self, filter) {
        case (.literal(let left, _), .literal(let right, _)): return Value.looselyEqual(left, right)
        case (_, .mapping(let wanted, _)):
            return wanted.allSatisfy { entry in
                (self.entries.first { $0.name?.ordinalUppercase == entry.name?.ordinalUppercase }?.value ?? .literal(.null, range))
                    .matches(filter: entry.value)
            }
        case (.sequence(let items, _), .sequence(let wanted, _)):
            return wanted.count <= items.count && zip(items, wanted).allSatisfy { $0.matches(filter: $1) }
        case (_, .sequence(let wanted, _)): return wanted.isEmpty
        default: return false
        }
    }
}

extension Int {
    fileprivate func limited(to most: Int) -> Int { self > most ? most : self }
}
