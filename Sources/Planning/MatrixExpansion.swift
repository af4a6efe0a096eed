package import Expressions

/// One combination of a matrix.
package struct MatrixCombination: Sendable {
    /// The `matrix` context: rows in order, then what include added.
    package var values: Value
    /// The values as in the display name: `linux, 6.3`; at most 100 characters.
    package var text: String
}

/// What is wrong with an evaluated matrix.
package struct MatrixError: Error, Sendable, Hashable {
    package var message: String
    package var remedy: String?
    /// The row, `include` or `exclude` it is about.
    package var key: String?
    /// It is too large rather than wrong.
    package var isLimit = false

    init(_ message: String, key: String? = nil, remedy: String? = nil, isLimit: Bool = false) {
        self.message = message
        self.key = key
        self.remedy = remedy
        self.isLimit = isLimit
    }
}

/// Expands matrices as GitHub's `MatrixBuilder` does (docs.github.com, "Running variations of jobs in a workflow").
package struct MatrixExpansion {
    private let rows: [(key: String, items: [Value])]
    private let rowNames: ObjectValue
    private let includes: [Value]
    private let excludes: [Value]
    private let limit: Int

    /// How many combinations are looked at before exclude, so that a product of long rows ends.
    private static let productLimit = 100_000

    /// The combinations of an evaluated matrix: the product of the rows in which the first varies slowest, without the excluded ones,
    /// each with what include adds, then the include items that fitted none.
    ///
    /// - Parameter limit: How many there may be; GitHub's limit is 256.
    /// - Returns: Nothing left after exclude is an empty list.
    package static func combinations(of matrix: Value, limit: Int = 256) throws(MatrixError) -> [MatrixCombination] {
        try MatrixExpansion(matrix, limit: limit).combinations()
    }

    private init(_ matrix: Value, limit: Int) throws(MatrixError) {
        guard let members = matrix.members else {
            throw MatrixError(
                "the matrix is \(matrix.describedKind), not a mapping of rows", remedy: "write rows such as \"os: [ubuntu-latest]\"")
        }
        var rows: [(key: String, items: [Value])] = []
        for (key, value) in members where key != "include" && key != "exclude" {
            guard let items = value.items else {
                throw MatrixError(
                    "matrix row \"\(key)\" is \(value.describedKind), not a list", key: key, remedy: "write \"\(key): [VALUE]\"")
            }
            guard !items.isEmpty else {
                throw MatrixError("matrix row \"\(key)\" does not contain any values", key: key, remedy: "add a value, or remove the row")
            }
            rows.append((key, items))
        }
        self.rows = rows
        rowNames = ObjectValue(rows.map { ($0.key, .null) })
        includes = try Self.list(matrix, "include")
        excludes = try Self.list(matrix, "exclude")
        self.limit = limit
        guard !rows.isEmpty || !includes.isEmpty else {
            throw MatrixError(
                "the matrix defines no row and no item below \"include\"",
                remedy: "add a row such as \"os: [ubuntu-latest]\"; where the list may be empty, skip the job with \"if\"")
        }
        try checkExcludes()
    }

    private static func list(_ matrix: Value, _ key: String) throws(MatrixError) -> [Value] {
        // With case: `Include` is a row.
        guard let value = matrix.members?.first(where: { $0.key == key })?.value else { return [] }
        guard let items = value.items else {
            throw MatrixError(
                "\"\(key)\" of the matrix is \(value.describedKind), not a list", key: key, remedy: "write a list of mappings")
        }
        for item in items {
            guard let members = item.members else {
                throw MatrixError(
                    "an item of \"\(key)\" is \(item.describedKind), not a mapping", key: key, remedy: "write \"- ROW: VALUE\"")
            }
            if members.isEmpty {
                throw MatrixError("an item of \"\(key)\" is empty", key: key, remedy: "remove it")
            }
        }
        return items
    }

    private func checkExcludes() throws(MatrixError) {
        for item in excludes {
            for (name, _) in item.members ?? [] where rowNames[name] == nil {
                throw MatrixError(
                    "\"exclude\" names \"\(name)\", which is no row of the matrix", key: "exclude",
                    remedy: "the rows are \(rows.map { "\"\($0.key)\"" }.joined(separator: ", "))")
            }
        }
    }

    private func combinations() throws(MatrixError) -> [MatrixCombination] {
        var isUsed = [Bool](repeating: false, count: includes.count)
        var found: [MatrixCombination] = []
        for row in try product() where !excludes.contains(where: { Self.matches($0, row) }) {
            var extras: [(String, Value)] = []
            for (place, item) in includes.enumerated() {
                let (filter, extra) = split(item)
                guard Self.matches(filter, row) else { continue }
                isUsed[place] = true
                extras += extra
            }
            let text = MatrixNaming.text(of: row)
            let values = extras.isEmpty ? row : Value.object((row.members ?? []).map { ($0.key, $0.value) } + extras)
            found.append(MatrixCombination(values: values, text: text))
            try check(found.count)
        }
        for (place, item) in includes.enumerated() where !isUsed[place] {
            // The rows come first, whatever their order in the item (GitHub's MatrixBuilder).
            let (filter, extra) = split(item)
            let values = Value.object((filter.members ?? []).map { ($0.key, $0.value) } + extra)
            found.append(MatrixCombination(values: values, text: MatrixNaming.text(of: values)))
            try check(found.count)
        }
        return found
    }

    private func check(_ count: Int) throws(MatrixError) {
        guard count > limit else { return }
        throw MatrixError("the matrix makes more than \(limit) jobs", remedy: "shorten its rows, or exclude combinations", isLimit: true)
    }

    /// All combinations of the rows; none when there is no row.
    private func product() throws(MatrixError) -> [Value] {
        guard !rows.isEmpty else { return [] }
        var count = 1
        for row in rows {
            count = count.multipliedReportingOverflow(by: row.items.count).partialValue
            guard count > 0, count <= Self.productLimit, excludes.isEmpty == false || count <= limit else {
                throw MatrixError("the matrix makes more than \(limit) jobs", remedy: "shorten its rows", isLimit: true)
            }
        }
        return (0..<count).map { number in
            var rest = number
            var members = rows.map { (key: $0.key, value: Value.null) }
            for (place, row) in rows.enumerated().reversed() {
                members[place].value = row.items[rest % row.items.count]
                rest /= row.items.count
            }
            return .object(distinct: members)
        }
    }

    /// What of an include item picks combinations, and what it adds to them.
    private func split(_ item: Value) -> (filter: Value, extra: [(String, Value)]) {
        var filter: [(String, Value)] = []
        var extra: [(String, Value)] = []
        for (key, value) in item.members ?? [] {
            if rowNames[key] == nil {
                extra.append((key, value))
            } else {
                filter.append((key, value))
            }
        }
        return (.object(filter), extra)
    }

    /// Whether all leaves of a filter are loosely equal to what a combination has in their places.
    private static func matches(_ filter: Value, _ actual: Value) -> Bool {
        if let members = filter.members {
            return members.allSatisfy { matches($0.value, actual[$0.key]) }
        }
        if let items = filter.items {
            let others = actual.items ?? []
            return items.enumerated().allSatisfy { place, item in matches(item, place < others.count ? others[place] : .null) }
        }
        return Value.looselyEqual(actual, filter)
    }
}

extension Value {
    /// The kind in the words of a YAML file, for messages.
    var describedKind: String {
        switch self {
        case .null: "empty"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "text"
        case .array: "a list"
        case .object: "a mapping"
        }
    }
}
