import Expressions
package import RunRecords

/// The problem matchers at work in a job: lines in, annotations out.
///
/// A copy serves one step; lines of several steps must not mix, since a problem may span lines.
package struct ProblemMatchers: Sendable {
    /// Lines longer than that are not looked at: tools print no such problems, and a search costs too much.
    private static let longestLine = 8192
    /// After so many lines that cost too much, a matcher is removed, as GitHub does.
    private static let mostOverruns = 3

    private struct Entry: Sendable {
        var matcher: ProblemMatcher
        var overruns = 0
    }

    private var entries: [Entry] = []
    private let workspace: String
    /// Owners of matchers that were removed because their expressions cost too much, since `removed` was last emptied.
    package var removed: [String] = []

    /// - Parameter workspace: The absolute path of the workspace as the steps see it; files are named relative to it.
    package init(workspace: String) {
        self.workspace = workspace
    }

    package var isEmpty: Bool { entries.isEmpty }

    package var owners: [String] { entries.map(\.matcher.owner) }

    /// Adds the matchers of a file (`{"problemMatcher": […]}`), each in place of one with the same owner.
    ///
    /// - Returns: Their owners.
    /// - Throws: When one of them is wrong; then none is added.
    @discardableResult
    package mutating func add(json text: String) throws(ProblemMatcherError) -> [String] {
        let value: Value
        do throws(ExpressionError) {
            value = try Value(json: text)
        } catch {
            throw ProblemMatcherError("the problem matcher file is not JSON")
        }
        guard case .object(let object) = value, case .array(let list) = object["problemMatcher"] ?? .null else {
            throw ProblemMatcherError("the problem matcher file has no list \"problemMatcher\"")
        }
        var added: [ProblemMatcher] = []
        for item in list.items { added.append(try ProblemMatcher(item)) }
        for matcher in added {
            remove(owner: matcher.owner)
            // The newest is asked first.
            entries.insert(Entry(matcher: matcher), at: 0)
        }
        return added.map(\.owner)
    }

    /// Removes the matcher of that owner, ignoring case.
    package mutating func remove(owner: String) {
        entries.removeAll { $0.matcher.owner.lowercased() == owner.lowercased() }
    }

    /// Forgets lines of problems that are not complete; call it between steps.
    package mutating func reset() {
        for index in entries.indices { entries[index].matcher.reset() }
    }

    /// Looks at a line, which may hold colours.
    ///
    /// - Returns: The annotation that the first matcher makes of it, unmasked; nothing, or one.
    package mutating func match(_ line: String) -> [Annotation] {
        Array(line.utf8).withUnsafeBytes { match($0) }
    }

    /// Looks at a line, as `match(_: String)`.
    package mutating func match(_ line: UnsafeRawBufferPointer) -> [Annotation] {
        guard !entries.isEmpty, line.count <= Self.longestLine else { return [] }
        let text = Self.withoutColours(line)
        for index in entries.indices {
            let fields: [ProblemMatcher.Field: String]?
            do throws(ProblemMatcherRegex.Overrun) {
                fields = try entries[index].matcher.match(text)
            } catch {
                entries[index].overruns += 1
                continue
            }
            guard let fields else { continue }
            for other in entries.indices where other != index { entries[other].matcher.reset() }
            let severity = entries[index].matcher.severity
            dropCostly()
            return annotation(fields, severity: severity).map { [$0] } ?? []
        }
        dropCostly()
        return []
    }

    private mutating func dropCostly() {
        guard entries.contains(where: { $0.overruns >= Self.mostOverruns }) else { return }
        removed += entries.filter { $0.overruns >= Self.mostOverruns }.map(\.matcher.owner)
        entries.removeAll { $0.overruns >= Self.mostOverruns }
    }

    private func annotation(_ fields: [ProblemMatcher.Field: String], severity fallback: String) -> Annotation? {
        let named = fields[.severity].flatMap { $0.isEmpty ? nil : $0 } ?? fallback
        guard let level = Annotation.Level(rawValue: named.lowercased()), let message = fields[.message], !message.isEmpty else {
            return nil
        }
        var annotation = Annotation(level: level, message: message)
        annotation.line = fields[.line].flatMap { Int($0) }
        annotation.column = fields[.column].flatMap { Int($0) }
        annotation.file = fields[.file].flatMap { file(named: $0, from: fields[.fromPath]) }
        return annotation
    }

    /// A path relative to the workspace; nothing for one outside.
    private func file(named name: String, from origin: String?) -> String? {
        guard !name.isEmpty else { return nil }
        var path = name
        if !name.hasPrefix("/"), let origin, let slash = origin.lastIndex(of: "/") { path = "\(origin[..<slash])/\(name)" }
        if !path.hasPrefix("/") { path = "\(workspace)/\(path)" }
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        let root = workspace.split(separator: "/")
        guard parts.starts(with: root), parts.count > root.count else { return nil }
        return parts[root.count...].joined(separator: "/")
    }

    /// The line without the sequences that colour it: ESC, `[`, digits and `;`, a letter.
    private static func withoutColours(_ line: UnsafeRawBufferPointer) -> [UInt8] {
        guard line.contains(0x1B) else { return Array(line) }
        var out: [UInt8] = []
        var position = 0
        while position < line.count {
            guard line[position] == 0x1B, position + 1 < line.count, line[position + 1] == UInt8(ascii: "[") else {
                out.append(line[position])
                position += 1
                continue
            }
            position += 2
            while position < line.count, line[position] < 0x40 { position += 1 }
            position += 1
        }
        return out
    }
}
