package import Diagnostics

extension Template {
    /// Reads a scalar's text: text without `${{`, or a lone string literal, is `.literal`; all else is `.expression`.
    ///
    /// Mixed text becomes one expression `format('..{0}..', a)`, whose `source` is that text. `${{ insert }}` as the whole
    /// text is an expression for which `isInsert` holds, whatever the scope. A column in an error counts in the text inside
    /// the braces, without white space around it; the error's `start` says where that begins in `text`, and its
    /// `range` is the one given.
    package init(parsing text: String, range: SourceRange, scope: NameScope) throws(ExpressionError) {
        let bytes = Array(text.utf8)
        guard let opening = ScalarReader.opening(in: bytes, from: 0) else {
            self = .literal(.string(text), range)
            return
        }
        var reader = ScalarReader(bytes: bytes, scope: scope)
        do throws(ExpressionError) {
            try reader.read(from: opening)
            self = try reader.template(range)
        } catch {
            throw error.found(at: range)
        }
    }

    /// The expression `${{ insert }}`, which as a key splices the value's members into the mapping.
    package var isInsert: Bool {
        guard case .expression(let expression, _) = self else { return false }
        return expression.source == ScalarReader.insert
    }

    /// Null, a boolean, a number or a string that needs no evaluation.
    package var isLiteral: Bool {
        if case .literal = self { true } else { false }
    }

    /// The text of a literal string; nothing for everything else.
    package var literalString: String? {
        if case .literal(.string(let text), _) = self { text } else { nil }
    }

    /// Whether a function of one of these names is called anywhere in it, ignoring case.
    package func calls(anyOf names: [String]) -> Bool {
        switch self {
        case .literal: false
        case .expression(let expression, _): expression.calls(anyOf: names)
        case .sequence(let items, _): items.contains { $0.calls(anyOf: names) }
        case .mapping(let entries, _): entries.contains { $0.key.calls(anyOf: names) || $0.value.calls(anyOf: names) }
        }
    }
}

/// Cuts a scalar into text and expressions.
struct ScalarReader {
    static let insert = "insert"

    let bytes: [UInt8]
    let scope: NameScope
    private var segments: [Segment] = []

    private enum Segment {
        case text(Range<Int>)
        case expression(Expression, depth: Int)
    }

    init(bytes: [UInt8], scope: NameScope) {
        self.bytes = bytes
        self.scope = scope
    }

    /// The place of the next `${{`.
    static func opening(in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= 3 else { return nil }
        var place = start
        while place + 2 < bytes.count {
            if bytes[place] == UInt8(ascii: "$"), bytes[place + 1] == UInt8(ascii: "{"), bytes[place + 2] == UInt8(ascii: "{") {
                return place
            }
            place += 1
        }
        return nil
    }

    mutating func read(from first: Int) throws(ExpressionError) {
        var place = 0
        var opening: Int? = first
        while let start = opening {
            if place < start { segments.append(.text(place..<start)) }
            let end = try closing(after: start + 3)
            try readExpression(start + 3..<end - 2, isWhole: start == 0 && end == bytes.count)
            place = end
            opening = Self.opening(in: bytes, from: place)
        }
        if place < bytes.count { segments.append(.text(place..<bytes.count)) }
    }

    private func closing(after start: Int) throws(ExpressionError) -> Int {
        if let end = Self.closing(in: bytes, after: start) { return end }
        throw error(
            "The expression is not closed. An unescaped ${{ sequence was found, but the closing }} sequence was not found.", at: start)
    }

    /// The place behind the first `}}` that is not within single quotes; every quote opens or closes.
    static func closing(in bytes: [UInt8], after start: Int) -> Int? {
        var isQuoted = false
        var place = start
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "'") {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: "}"), !isQuoted, place > start, bytes[place - 1] == UInt8(ascii: "}") {
                return place + 1
            }
            place += 1
        }
        return nil
    }

    private mutating func readExpression(_ inner: Range<Int>, isWhole: Bool) throws(ExpressionError) {
        let range = WhiteSpace.trimmed(bytes, inner)
        guard !range.isEmpty else { throw error("An expression was expected", at: inner.lowerBound) }
        let text = String(decoding: bytes[range], as: UTF8.self)
        if try isInsert(text, range) {
            guard isWhole else {
                throw error(
                    "The directive 'insert' is not allowed in this context. Directives are not supported for expressions that are "
                        + "embedded within a string. Directives are only supported when the entire value is an expression.",
                    at: range.lowerBound)
            }
            segments.append(.expression(Expression(source: Self.insert, root: .context(Self.insert)), depth: 1))
            return
        }
        do {
            let (root, depth) = try Parser.parse(text, scope: scope)
            segments.append(.expression(Expression(source: text, root: root), depth: depth))
        } catch {
            var moved = error
            moved.start = ExpressionError.units(bytes[..<range.lowerBound])
            throw moved
        }
    }

    private func isInsert(_ text: String, _ range: Range<Int>) throws(ExpressionError) -> Bool {
        guard text.hasPrefix(Self.insert) else { return false }
        let rest = range.dropFirst(Self.insert.utf8.count)
        guard let next = rest.first else { return true }
        guard WhiteSpace.length(in: bytes, at: next) > 0 else { return false }
        let words = bytes[rest].split(separator: UInt8(ascii: " ")).count
        throw error(
            "Exactly 0 parameter(s) were expected following the directive 'insert'. Actual parameter count: \(words)", at: range.lowerBound)
    }

    private func error(_ message: String, at place: Int) -> ExpressionError {
        var error = ExpressionError(phase: .parsing, message: message, column: 1)
        error.start = ExpressionError.units(bytes[..<place])
        return error
    }

    func template(_ range: SourceRange) throws(ExpressionError) -> Template {
        if segments.count == 1, case .expression(let expression, _) = segments[0] {
            if case .literal(.string(let text)) = expression.root { return .literal(.string(text), range) }
            return .expression(expression, range)
        }
        return .expression(try format(), range)
    }

    /// The expression that the mixed text stands for.
    private func format() throws(ExpressionError) -> Expression {
        var text: [UInt8] = []
        var arguments: [Expression] = []
        var depth = 1
        for segment in segments {
            switch segment {
            case .text(let range):
                for byte in bytes[range] {
                    text.append(byte)
                    if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") { text.append(byte) }
                }
            case .expression(let expression, let below):
                text += Array("{\(arguments.count)}".utf8)
                arguments.append(expression)
                depth = max(depth, below)
            }
        }
        let quoted = text.reduce(into: [UInt8]()) { quoted, byte in
            quoted.append(byte)
            if byte == UInt8(ascii: "'") { quoted.append(byte) }
        }
        let source = "format('\(String(decoding: quoted, as: UTF8.self))'\(arguments.map { ", " + $0.source }.joined()))"
        try Parser.checkLength(source)
        guard depth < Parser.maximumDepth else { throw Parser.depthError }
        guard arguments.count + 1 <= GeneralFunction.format.argumentCounts.upperBound else {
            throw error("Too many parameters supplied: 'format'. Located at position 1 within expression: \(source)", at: 0)
        }
        let literal = Expression.Node.literal(.string(String(decoding: text, as: UTF8.self)))
        return Expression(source: source, root: .call("format", [literal] + arguments.map(\.root)))
    }
}
