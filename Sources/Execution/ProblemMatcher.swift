import Expressions

/// A problem matcher that can't be used; the message says what is wrong with it.
package struct ProblemMatcherError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A matcher as its file has it: patterns for the lines of one problem, and what their groups mean.
struct ProblemMatcher: Sendable {
    /// What a group may hold.
    enum Field: String, Sendable, CaseIterable {
        case file, fromPath, line, column, severity, code, message
    }

    struct Pattern: Sendable {
        var regex: ProblemMatcherRegex
        var groups: [Field: Int]
        var loops: Bool
    }

    var owner: String
    /// Of a problem whose lines name none: `error`, `warning`, `notice`.
    var severity: String
    var patterns: [Pattern]

    /// What the lines so far say, per pattern but the last.
    private var running: [[Field: String]?]

    /// Reads a member of `problemMatcher`.
    init(_ value: Value) throws(ProblemMatcherError) {
        guard case .object(let object) = value, case .string(let owner) = object["owner"] ?? .null, !owner.isEmpty else {
            throw ProblemMatcherError("a problem matcher has no \"owner\"")
        }
        guard case .array(let list) = object["pattern"] ?? .null, !list.items.isEmpty else {
            throw ProblemMatcherError("the problem matcher \"\(owner)\" has no \"pattern\"")
        }
        self.owner = owner
        severity = "error"
        if case .string(let text) = object["severity"] ?? .null, !text.isEmpty { severity = text }
        patterns = []
        for (index, item) in list.items.enumerated() {
            do throws(ProblemMatcherError) {
                patterns.append(try Pattern(item))
            } catch {
                throw ProblemMatcherError("pattern \(index + 1) of the problem matcher \"\(owner)\": \(error.description)")
            }
        }
        running = Array(repeating: nil, count: patterns.count - 1)
        try check()
    }

    private func check() throws(ProblemMatcherError) {
        if patterns.dropLast().contains(where: \.loops) || (patterns.count == 1 && patterns[0].loops) {
            throw ProblemMatcherError("the problem matcher \"\(owner)\" has \"loop\" elsewhere than at the last of several patterns")
        }
        if patterns.last?.groups[.message] == nil {
            throw ProblemMatcherError("the last pattern of the problem matcher \"\(owner)\" has no \"message\"")
        }
        for field in Field.allCases where patterns.count(where: { $0.groups[field] != nil }) > 1 {
            throw ProblemMatcherError("the problem matcher \"\(owner)\" sets \"\(field.rawValue)\" in several patterns")
        }
    }

    /// Forgets the lines so far.
    mutating func reset() {
        running = Array(repeating: nil, count: patterns.count - 1)
    }

    /// Looks at a line.
    ///
    /// - Returns: The fields of a problem that this line completes.
    mutating func match(_ line: [UInt8]) throws(ProblemMatcherRegex.Overrun) -> [Field: String]? {
        // From the last: what this line adds must not count for the pattern after it.
        for index in patterns.indices.reversed() {
            let before = index > 0 ? running[index - 1] : [:]
            let groups = before == nil ? nil : try patterns[index].regex.firstMatch(in: line)
            guard var fields = before, let groups else {
                if index < running.count { running[index] = nil }
                continue
            }
            for (field, group) in patterns[index].groups {
                if let text = groups[group] { fields[field] = String(decoding: text, as: UTF8.self) }
            }
            if index < patterns.count - 1 {
                running[index] = fields
                continue
            }
            reset()
            if patterns[index].loops { running[index - 1] = before }
            return fields
        }
        return nil
    }
}

extension ProblemMatcher.Pattern {
    fileprivate init(_ value: Value) throws(ProblemMatcherError) {
        guard case .object(let object) = value, case .string(let text) = object["regexp"] ?? .null, !text.isEmpty else {
            throw ProblemMatcherError("no \"regexp\"")
        }
        regex = try ProblemMatcherRegex(text)
        groups = [:]
        for field in ProblemMatcher.Field.allCases {
            switch object[field.rawValue] ?? .null {
            case .null: continue
            case .number(let number):
                guard let group = Int(exactly: number), (0...regex.groupCount).contains(group) else {
                    throw ProblemMatcherError("\"\(field.rawValue)\" names a group that is not there")
                }
                groups[field] = group
            default: throw ProblemMatcherError("\"\(field.rawValue)\" is no number of a group")
            }
        }
        switch object["loop"] ?? .null {
        case .bool(let isOn): loops = isOn
        case .null: loops = false
        default: throw ProblemMatcherError("\"loop\" is neither true nor false")
        }
    }
}
