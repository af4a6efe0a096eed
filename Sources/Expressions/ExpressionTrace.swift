/// How an expression came to its value: a tree of its parts, for people.
package struct ExpressionTrace: Sendable, Hashable {
    /// The part as one would write it, cut where it is long.
    package var text: String
    /// The value as one would write it; of arrays and objects JSON, cut where it is long. Nothing where the part was not evaluated,
    /// since another had decided.
    package var value: String?
    /// Why it can't be evaluated.
    package var error: String?
    /// What it is made of, without literals.
    package var parts: [ExpressionTrace]

    package init(text: String, value: String?, error: String? = nil, parts: [ExpressionTrace] = []) {
        (self.text, self.value, self.error, self.parts) = (text, value, error, parts)
    }

    /// Longer texts are cut: a trace is written down.
    static let longestText = 300
    /// Parts beyond that are left out.
    static let mostParts = 60

    static func cut(_ text: String) -> String {
        text.count > longestText ? text.prefix(longestText) + "…" : text
    }

    /// A line for each part, those below indented: `github.ref is 'refs/heads/main'`.
    package func lines(indent: Int = 0) -> [String] {
        let end = error.map { "can't be evaluated: \($0)" } ?? value.map { "is \($0)" } ?? "was not looked at"
        return [String(repeating: "  ", count: indent) + "\(text) \(end)"] + parts.flatMap { $0.lines(indent: indent + 1) }
    }

    /// Puts more parts below the calls of functions without arguments: what they looked at.
    package mutating func add(_ added: [ExpressionTrace], toCallsOf names: [String]) {
        if names.contains(where: { "\($0)()" == text.lowercased() }), value != nil { parts += added }
        for place in parts.indices { parts[place].add(added, toCallsOf: names) }
    }

    // MARK: JSON

    /// `{"text", "value"?, "error"?, "parts"?}`
    package func json() -> Value {
        var members: [(String, Value)] = [("text", .string(text))]
        if let value { members.append(("value", .string(value))) }
        if let error { members.append(("error", .string(error))) }
        if !parts.isEmpty { members.append(("parts", .array(parts.map { $0.json() }))) }
        return .object(members)
    }

    /// What `json()` made; nothing for other values.
    package init?(json: Value) {
        guard case .string(let text) = json["text"] else { return nil }
        let optional = { (value: Value) -> String? in if case .string(let text) = value { text } else { nil } }
        self.init(
            text: text, value: optional(json["value"]), error: optional(json["error"]),
            parts: (json["parts"].items ?? []).compactMap { ExpressionTrace(json: $0) })
    }
}

extension Evaluator {
    /// Evaluates an expression and all that decided its value.
    ///
    /// Never fails: errors are part of the trace. Special functions are called once for each part around them.
    ///
    /// - Parameter mask: What is done to each text before it is cut: what is left of a cut secret could not be masked.
    package func trace(_ expression: Expression, mask: @escaping (String) -> String = { $0 }) -> ExpressionTrace {
        var tracing = Tracing(evaluator: self, source: expression.source, mask: mask)
        return tracing.trace(expression.root).trace
    }
}

/// Evaluates the parts of one expression.
private struct Tracing {
    let evaluator: Evaluator
    let source: String
    let mask: (String) -> String
    var room = ExpressionTrace.mostParts

    mutating func trace(_ node: Expression.Node) -> (trace: ExpressionTrace, isTruthy: Bool?) {
        var evaluation = Evaluation(evaluator: evaluator, source: source)
        var trace = ExpressionTrace(text: shown(node.text), value: nil)
        var isTruthy: Bool?
        do throws(ExpressionError) {
            let value = try evaluation.value(of: node)
            (trace.value, isTruthy) = (shown(Self.text(of: value)), value.isTruthy)
        } catch {
            trace.error = shown(error.message)
        }
        trace.parts = parts(of: node)
        return (trace, isTruthy)
    }

    private func shown(_ text: String) -> String {
        ExpressionTrace.cut(mask(text))
    }

    private mutating func parts(of node: Expression.Node) -> [ExpressionTrace] {
        switch node {
        case .literal, .context: return []
        case .index, .wildcard: return indices(of: node)
        case .and(let operands): return parts(operands, until: false)
        case .or(let operands): return parts(operands, until: true)
        case .not, .comparison, .call: return parts(node.children, until: nil)
        }
    }

    /// - Parameter decisive: After a part of that truth no other is evaluated.
    private mutating func parts(_ nodes: [Expression.Node], until decisive: Bool?) -> [ExpressionTrace] {
        var isDecided = false
        var traces: [ExpressionTrace] = []
        for node in nodes {
            if case .literal = node { continue }
            guard room > 0 else { break }
            room -= 1
            guard !isDecided else {
                traces.append(ExpressionTrace(text: shown(node.text), value: nil))
                continue
            }
            let (trace, isTruthy) = trace(node)
            traces.append(trace)
            isDecided = isTruthy == nil || isTruthy == decisive
            if decisive == nil { isDecided = false }
        }
        return traces
    }

    /// Of a path such as `a.b[c]` only what is looked up by is worth telling.
    private mutating func indices(of node: Expression.Node) -> [ExpressionTrace] {
        switch node {
        case .index(let base, let index): indices(of: base) + parts([index], until: nil)
        case .wildcard(let base): indices(of: base)
        case .call: parts([node], until: nil)
        default: []
        }
    }

    private static func text(of value: Value) -> String {
        switch value {
        case .null: "null"
        case .string(let text): Expression.Node.quoted(text)
        case .bool, .number: value.text
        case .array, .object: value.json()
        }
    }
}
