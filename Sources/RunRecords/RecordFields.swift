import Expressions
import Planning

/// A record that doesn't say what its kind needs.
package struct RecordError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Reads the members of a record.
struct RecordFields {
    let object: ObjectValue

    init(_ value: Value) throws(RecordError) {
        guard case .object(let object) = value else { throw RecordError("expected an object") }
        self.object = object
    }

    func string(_ name: String) throws(RecordError) -> String {
        guard let text = try optionalString(name) else { throw RecordError("\"\(name)\" is missing") }
        return text
    }

    func optionalString(_ name: String) throws(RecordError) -> String? {
        switch object[name] {
        case nil, .null: return nil
        case .string(let text): return text
        default: throw RecordError("\"\(name)\" is no text")
        }
    }

    func integer(_ name: String) throws(RecordError) -> Int {
        guard let number = try optionalInteger(name) else { throw RecordError("\"\(name)\" is missing") }
        return number
    }

    func optionalInteger(_ name: String) throws(RecordError) -> Int? {
        switch object[name] {
        case nil, .null: return nil
        case .number(let number):
            guard let whole = Int(exactly: number) else { throw RecordError("\"\(name)\" is no whole number") }
            return whole
        default: throw RecordError("\"\(name)\" is no number")
        }
    }

    func job() throws(RecordError) -> JobKey {
        try Self.key(string("job"))
    }

    func conclusion(_ name: String) throws(RecordError) -> Conclusion {
        let text = try string(name)
        guard let conclusion = Conclusion(rawValue: text) else { throw RecordError("\"\(name)\" is \"\(text)\", no conclusion") }
        return conclusion
    }

    func items(_ name: String) throws(RecordError) -> [Value] {
        guard case .array(let array) = object[name] else { throw RecordError("\"\(name)\" is no list") }
        return array.items
    }

    static func key(_ text: String) throws(RecordError) -> JobKey {
        guard let key = JobKey(text) else { throw RecordError("\"\(text)\" is no job") }
        return key
    }
}

extension JobKey {
    /// Reads what `description` prints: `test`, `test (linux, 6.3)`, `test (linux, 6.3) #2`; nothing for other texts.
    package init?(_ text: String) {
        var base = text[...]
        var duplicate = 0
        // A combination that looks like a number of its own still ends with its parenthesis.
        if !text.hasSuffix(")"), let mark = text.lastIndex(of: "#"), mark > text.startIndex, text[text.index(before: mark)] == " " {
            guard let number = Int(text[text.index(after: mark)...]), number >= 2 else { return nil }
            duplicate = number - 1
            base = text[..<text.index(before: mark)]
        }
        let bytes = Array(base.utf8)
        let opening = zip(bytes.indices, bytes.indices.dropFirst()).first { bytes[$0] == 0x20 && bytes[$1] == UInt8(ascii: "(") }?.0
        guard let opening else {
            guard !bytes.isEmpty else { return nil }
            self.init(id: String(base), duplicate: duplicate)
            return
        }
        guard bytes.last == UInt8(ascii: ")"), opening > 0, opening + 2 < bytes.count else { return nil }
        self.init(
            id: String(decoding: bytes[..<opening], as: UTF8.self),
            combination: String(decoding: bytes[(opening + 2)..<(bytes.count - 1)], as: UTF8.self), duplicate: duplicate)
    }
}
