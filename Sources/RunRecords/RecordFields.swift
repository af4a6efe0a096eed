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

    /// The keys in "jobs".
    func jobs() throws(RecordError) -> [JobKey] {
        var jobs: [JobKey] = []
        for item in try items("jobs") {
            guard case .string(let text) = item else { throw RecordError("\"jobs\" holds something else than text") }
            jobs.append(try Self.key(text))
        }
        return jobs
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
