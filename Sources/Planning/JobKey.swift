/// A job of a run by its id, in a matrix its place there, and in a called workflow the call; unique in a run.
///
/// Printed as `test`, `test (linux, 6.3)` or `build / test (linux)`, which is also the default display name.
package struct JobKey: Hashable, Sendable, CustomStringConvertible {
    /// The printed key of the job whose call this job belongs to; empty for the jobs of the workflow itself.
    package var caller: String
    /// The job's id in its workflow.
    package var id: String
    /// The combination's values as in the display name: `linux, 6.3`; empty without a matrix.
    package var combination: String
    /// Tells combinations apart whose text is the same; 0 for the first.
    package var duplicate: Int

    package init(caller: String = "", id: String, combination: String = "", duplicate: Int = 0) {
        self.caller = caller
        self.id = id
        self.combination = combination
        self.duplicate = duplicate
    }

    package var description: String {
        let base = caller.isEmpty ? id : caller + Self.separator + id
        let text = combination.isEmpty ? base : "\(base) (\(combination))"
        return duplicate == 0 ? text : "\(text) #\(duplicate + 1)"
    }

    /// The ids alone, from the outermost call on: `build / test`.
    package var path: String {
        var ids = [id]
        var rest = caller
        while let key = JobKey(rest) {
            ids.append(key.id)
            rest = key.caller
        }
        return ids.reversed().joined(separator: Self.separator)
    }

    /// Whether the job belongs to the call of that job, directly or through calls below it.
    package func isBelow(_ other: JobKey) -> Bool {
        isBelow(other.description)
    }

    /// As `isBelow(_:)`, by the printed key.
    func isBelow(_ key: String) -> Bool {
        caller == key || caller.hasPrefix(key + Self.separator)
    }

    static let separator = " / "

    /// A combination's text in which no end of a combination can be seen before its own: keys with a caller are read from the left.
    static func distinct(_ combination: String) -> String {
        guard combination.utf8.contains(UInt8(ascii: ")")) else { return combination }
        var out: [UInt8] = []
        var rest = Array(combination.utf8)[...]
        while let byte = rest.first {
            // `) / ` and `) #` lose their first space.
            let isEnd = rest.starts(with: ") / ".utf8) || rest.starts(with: ") #".utf8)
            out.append(byte)
            rest = rest.dropFirst(isEnd ? 2 : 1)
        }
        return out.count == combination.utf8.count ? combination : String(decoding: out, as: UTF8.self)
    }
}

extension JobKey {
    /// Reads what `description` prints: `test`, `test (linux, 6.3)`, `test (linux, 6.3) #2`, `build / test`; nothing for other texts.
    package init?(_ text: String) {
        var caller = ""
        var rest = text[...]
        while let end = Self.endOfCaller(in: rest) {
            caller += (caller.isEmpty ? "" : Self.separator) + rest[..<end]
            rest = rest[end...].dropFirst(Self.separator.count)
        }
        guard let last = Self.last(rest) else { return nil }
        self.init(caller: caller, id: last.id, combination: last.combination, duplicate: last.duplicate)
    }

    /// Where the first of several jobs ends; nothing where there is only one.
    private static func endOfCaller(in text: Substring) -> Substring.Index? {
        let bytes = text.utf8
        guard let first = bytes.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let isNext = { (place: Substring.Index, mark: String) in bytes[place...].starts(with: mark.utf8) }
        if isNext(first, separator) { return first }
        var place = first
        if isNext(first, " (") {
            guard let end = endOfCombination(in: bytes[first...]) else { return nil }
            place = end
        }
        if isNext(place, " #") {
            guard let end = bytes[bytes.index(after: place)...].firstIndex(of: UInt8(ascii: " ")) else { return nil }
            place = end
        }
        return isNext(place, separator) ? place : nil
    }

    /// Behind the `)` that is followed by a job below or by a number and one.
    private static func endOfCombination(in bytes: Substring.UTF8View) -> Substring.Index? {
        var rest = bytes
        while let end = rest.firstIndex(of: UInt8(ascii: ")")) {
            rest = rest[rest.index(after: end)...]
            if rest.starts(with: separator.utf8) || rest.starts(with: " #".utf8) { return rest.startIndex }
        }
        return nil
    }

    private static func last(_ text: Substring) -> (id: String, combination: String, duplicate: Int)? {
        var base = text
        var duplicate = 0
        // A combination that looks like a number of its own still ends with its parenthesis.
        if !text.hasSuffix(")"), let mark = text.lastIndex(of: "#"), mark > text.startIndex, text[text.index(before: mark)] == " " {
            guard let number = Int(text[text.index(after: mark)...]), number >= 2 else { return nil }
            duplicate = number - 1
            base = text[..<text.index(before: mark)]
        }
        let bytes = Array(base.utf8)
        let opening = zip(bytes.indices, bytes.indices.dropFirst()).first { bytes[$0] == 0x20 && bytes[$1] == UInt8(ascii: "(") }?.0
        guard let opening else { return bytes.isEmpty ? nil : (String(base), "", duplicate) }
        guard bytes.last == UInt8(ascii: ")"), opening > 0, opening + 2 < bytes.count else { return nil }
        return (
            String(decoding: bytes[..<opening], as: UTF8.self),
            String(decoding: bytes[(opening + 2)..<(bytes.count - 1)], as: UTF8.self), duplicate
        )
    }
}
