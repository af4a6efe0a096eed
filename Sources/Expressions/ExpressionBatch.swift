/// The protocol of `runner expression --batch`.
package enum ExpressionBatch {
    /// The answer to one request, both a line of JSON without the line break.
    ///
    /// `{"id": any, "expr": "text", "contexts": {name: json}, "syntax": true?}` gives `{"id", "ok": true, "kind", "value"}`
    /// (`{"id", "ok": true}` when only the syntax was asked for) or `{"id", "ok": false, "phase", "error", "column"}`, where
    /// column is 0 without a position. The keys of `contexts` are the only names. A line that is no such request is answered
    /// by an error of phase `lexing` with the `id` that was read before the fault, else null.
    package static func answer(line: String) -> String {
        var request = Request()
        do throws(ExpressionError) {
            try request.read(line)
            guard let expression = request.expression else {
                throw ExpressionError(phase: .lexing, message: "not a request: the member \"expr\" must be a string")
            }
            return "{\"id\":\(request.id),\"ok\":true\(try result(of: expression, request))}"
        } catch {
            let message = Value.string(error.message).json()
            return
                "{\"id\":\(request.id),\"ok\":false,\"phase\":\"\(error.phase.rawValue)\",\"error\":\(message),\"column\":\(error.column ?? 0)}"
        }
    }

    private static func result(of text: String, _ request: Request) throws(ExpressionError) -> String {
        if request.isSyntaxOnly {
            _ = try Expression(parsing: text, scope: .any)
            return ""
        }
        let expression = try Expression(parsing: text, scope: NameScope(contexts: request.contexts.map(\.key)))
        let contexts = Dictionary(request.contexts.map { ($0.key, $0.value) }) { $1 }
        let value = try Evaluator(contexts: contexts).evaluate(expression)
        return ",\"kind\":\"\(value.kind)\",\"value\":\(value.json())"
    }

    private struct Request {
        /// As JSON, just as it was written.
        var id = "null"
        var expression: String?
        var contexts: [(key: String, value: Value)] = []
        var isSyntaxOnly = false

        mutating func read(_ line: String) throws(ExpressionError) {
            do throws(ExpressionError) {
                var reader = JSONReader(Array(line.utf8))
                try read(&reader)
            } catch {
                var error = error
                error.phase = .lexing
                throw error
            }
        }

        private mutating func read(_ reader: inout JSONReader) throws(ExpressionError) {
            try reader.skipSpace()
            guard reader.current == UInt8(ascii: "{") else { throw reader.error("expected an object, found \(reader.found)") }
            reader.place += 1
            try reader.skipSpace()
            while reader.current != UInt8(ascii: "}") {
                let key = try reader.readKey()
                try reader.skipSpace()
                let start = reader.place
                try take(key, try reader.readValue(depth: 0), String(decoding: reader.bytes[start..<reader.place], as: UTF8.self))
                guard try reader.readSeparator(or: UInt8(ascii: "}")) else { break }
            }
            reader.place += 1
            try reader.skipSpace()
            guard reader.place == reader.bytes.count else { throw reader.error("unexpected \(reader.found) after the request") }
        }

        private mutating func take(_ key: String, _ value: Value, _ written: String) throws(ExpressionError) {
            switch (key, value) {
            case ("id", _): id = written
            case ("expr", .string(let text)): expression = text
            case ("contexts", .object(let object)): contexts = object.members
            case ("contexts", .null): contexts = []
            case ("contexts", _): throw ExpressionError(phase: .lexing, message: "not a request: the member \"contexts\" must be an object")
            case ("syntax", .bool(let value)): isSyntaxOnly = value
            default: break
            }
        }
    }
}
