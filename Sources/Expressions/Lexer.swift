/// Cuts an expression into tokens and checks that each may follow the one before it, brackets included.
///
/// So the parser only ever sees a sequence that makes sense up to its last token, and the first symbol at fault is the
/// one that is reported, as GitHub does.
struct Lexer {
    let text: String
    let bytes: [UInt8]
    private(set) var last: Token?
    private var place = 0
    private var state = State.operand
    /// The brackets that are open, the innermost last.
    private var open: [Token.Kind] = []

    /// What may come next.
    private enum State {
        /// An operand: at the start, after an operator, a comma or an opening bracket.
        case operand
        /// Anything that follows a literal: an operator, a comma, a closing bracket.
        case literalEnd
        /// The same, or `.` or `[`.
        case navigableEnd
        /// A property name or `*`.
        case property
        /// The parenthesis of a function's parameters.
        case parameters
    }

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    var hasOpenBrackets: Bool { !open.isEmpty }

    /// The last token can't be the end of an expression.
    var needsMore: Bool {
        switch state {
        case .operand, .property, .parameters: true
        case .literalEnd, .navigableEnd: false
        }
    }

    /// The next token, or nothing at the end.
    mutating func next() throws(ExpressionError) -> Token? {
        skipWhiteSpace()
        guard place < bytes.count else { return nil }
        let token = try read()
        last = token
        return token
    }

    func text(of token: Token) -> String {
        String(decoding: bytes[token.range], as: UTF8.self)
    }

    /// The value of a string token: without the quotes, `''` made one.
    func string(of token: Token) -> String {
        let inner = bytes[token.range.dropFirst().dropLast()]
        guard inner.contains(Self.quote) else { return String(decoding: inner, as: UTF8.self) }
        var value: [UInt8] = []
        value.reserveCapacity(inner.count)
        var isSecond = false
        for byte in inner {
            isSecond = byte == Self.quote && !isSecond
            if !isSecond { value.append(byte) }
        }
        return String(decoding: value, as: UTF8.self)
    }

    private static let quote = UInt8(ascii: "'")

    private mutating func skipWhiteSpace() {
        while place < bytes.count {
            let length = WhiteSpace.length(in: bytes, at: place)
            guard length > 0 else { return }
            place += length
        }
    }

    private mutating func read() throws(ExpressionError) -> Token {
        switch bytes[place] {
        case UInt8(ascii: "("): try opening(state == .parameters ? .startParameters : .startGroup)
        case UInt8(ascii: "["): try opening(.startIndex)
        case UInt8(ascii: ")"): try closing(open.last == .startParameters ? .endParameters : .endGroup)
        case UInt8(ascii: "]"): try closing(.endIndex)
        case UInt8(ascii: ","): try separator()
        case UInt8(ascii: "*"): try wildcard()
        case UInt8(ascii: "."): state == .operand ? try number() : try dereference()
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        case Self.quote: try string()
        case UInt8(ascii: "!"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "|"):
            try operation()
        default: try keyword()
        }
    }
}

// MARK: - Punctuation

extension Lexer {
    private mutating func opening(_ kind: Token.Kind) throws(ExpressionError) -> Token {
        let isLegal =
            switch kind {
            case .startIndex: state == .navigableEnd
            case .startParameters: true
            default: state == .operand
            }
        let token = try accept(kind, place..<place + 1, if: isLegal, then: .operand)
        open.append(kind)
        return token
    }

    private mutating func closing(_ kind: Token.Kind) throws(ExpressionError) -> Token {
        let opening: Token.Kind =
            switch kind {
            case .endIndex: .startIndex
            case .endParameters: .startParameters
            default: .startGroup
            }
        let isEmptyCall = kind == .endParameters && last?.kind == .startParameters
        let isLegal = (isOperandEnd || isEmptyCall) && open.last == opening
        let token = try accept(kind, place..<place + 1, if: isLegal, then: .navigableEnd)
        open.removeLast()
        return token
    }

    private mutating func separator() throws(ExpressionError) -> Token {
        try accept(.separator, place..<place + 1, if: isOperandEnd && open.last == .startParameters, then: .operand)
    }

    private mutating func wildcard() throws(ExpressionError) -> Token {
        let isLegal = state == .property || last?.kind == .startIndex
        return try accept(.wildcard, place..<place + 1, if: isLegal, then: .navigableEnd)
    }

    private mutating func dereference() throws(ExpressionError) -> Token {
        // A point that is no dereference would have to begin a number, so this is a malformed word.
        guard state == .navigableEnd else { throw unexpected(place..<place + 1, .lexing) }
        return try accept(.dereference, place..<place + 1, if: true, then: .property)
    }

    private mutating func operation() throws(ExpressionError) -> Token {
        let second = place + 1 < bytes.count ? bytes[place + 1] : 0
        let double: Token.Kind? =
            switch (bytes[place], second) {
            case (UInt8(ascii: "!"), UInt8(ascii: "=")): .comparison(.notEqual)
            case (UInt8(ascii: "="), UInt8(ascii: "=")): .comparison(.equal)
            case (UInt8(ascii: "<"), UInt8(ascii: "=")): .comparison(.lessOrEqual)
            case (UInt8(ascii: ">"), UInt8(ascii: "=")): .comparison(.greaterOrEqual)
            case (UInt8(ascii: "&"), UInt8(ascii: "&")): .and
            case (UInt8(ascii: "|"), UInt8(ascii: "|")): .or
            default: nil
            }
        if let double {
            return try accept(double, place..<place + 2, if: isOperandEnd, then: .operand)
        }
        switch bytes[place] {
        case UInt8(ascii: "!"): return try accept(.not, place..<place + 1, if: state == .operand, then: .operand)
        case UInt8(ascii: "<"): return try accept(.comparison(.less), place..<place + 1, if: isOperandEnd, then: .operand)
        case UInt8(ascii: ">"): return try accept(.comparison(.greater), place..<place + 1, if: isOperandEnd, then: .operand)
        default: throw unexpected(place..<wordEnd(from: place + 1), .lexing)
        }
    }

    private var isOperandEnd: Bool { state == .literalEnd || state == .navigableEnd }

    private mutating func accept(
        _ kind: Token.Kind, _ range: Range<Int>, if isLegal: Bool, then next: State
    ) throws(ExpressionError) -> Token {
        guard isLegal else { throw unexpected(range, .parsing) }
        place = range.upperBound
        state = next
        return Token(kind: kind, range: range)
    }

    private func unexpected(_ range: Range<Int>, _ phase: ExpressionError.Phase) -> ExpressionError {
        ExpressionError(phase, "Unexpected symbol", at: range, of: self)
    }
}

// MARK: - Words

extension Lexer {
    /// A number runs on to the next boundary, points included, and must then be one.
    private mutating func number() throws(ExpressionError) -> Token {
        let range = place..<wordEnd(from: place + 1, pointsIncluded: true)
        let value = NumberReading.number(bytes, range)
        guard !value.isNaN else { throw unexpected(range, .lexing) }
        return try accept(.number(value), range, if: state == .operand, then: .literalEnd)
    }

    private mutating func string() throws(ExpressionError) -> Token {
        var end = place + 1
        while end < bytes.count {
            guard bytes[end] == Self.quote else {
                end += 1
                continue
            }
            guard end + 1 < bytes.count, bytes[end + 1] == Self.quote else {
                return try accept(.string, place..<end + 1, if: state == .operand, then: .literalEnd)
            }
            end += 2
        }
        throw unexpected(place..<bytes.count, .lexing)
    }

    private mutating func keyword() throws(ExpressionError) -> Token {
        let range = place..<wordEnd(from: place + 1)
        guard isName(range) else { throw unexpected(range, .lexing) }
        if state == .property { return try accept(.propertyName, range, if: true, then: .navigableEnd) }
        if let literal = literal(range) { return try accept(literal, range, if: state == .operand, then: .literalEnd) }
        let isCall = firstAfterWhiteSpace(range.upperBound) == UInt8(ascii: "(")
        return try accept(
            isCall ? .function : .namedValue, range, if: state == .operand, then: isCall ? .parameters : .navigableEnd)
    }

    private func literal(_ range: Range<Int>) -> Token.Kind? {
        guard range.count <= 8 else { return nil }
        func isWord(_ word: StaticString) -> Bool {
            word.utf8CodeUnitCount == range.count && word.withUTF8Buffer { $0.elementsEqual(bytes[range]) }
        }
        switch bytes[range.lowerBound] {
        case UInt8(ascii: "n"): return isWord("null") ? .null : nil
        case UInt8(ascii: "t"): return isWord("true") ? .boolean(true) : nil
        case UInt8(ascii: "f"): return isWord("false") ? .boolean(false) : nil
        case UInt8(ascii: "N"): return isWord("NaN") ? .number(.nan) : nil
        case UInt8(ascii: "I"): return isWord("Infinity") ? .number(.infinity) : nil
        default: return nil
        }
    }

    private func firstAfterWhiteSpace(_ start: Int) -> UInt8? {
        var place = start
        while place < bytes.count {
            let length = WhiteSpace.length(in: bytes, at: place)
            if length == 0 { return bytes[place] }
            place += length
        }
        return nil
    }

    /// `[A-Za-z_][A-Za-z0-9_-]*`
    private func isName(_ range: Range<Int>) -> Bool {
        guard !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[range.lowerBound]), bytes[range.lowerBound] != UInt8(ascii: "-")
        else { return false }
        return range.allSatisfy { place in
            switch bytes[place] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    /// The end of the word at `start`: the next bracket, operator, comma, point or white space.
    private func wordEnd(from start: Int, pointsIncluded: Bool = false) -> Int {
        var end = start
        while end < bytes.count {
            switch bytes[end] {
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ","), UInt8(ascii: "!"),
                UInt8(ascii: ">"), UInt8(ascii: "<"), UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "|"):
                return end
            case UInt8(ascii: "."):
                if !pointsIncluded { return end }
            default:
                if WhiteSpace.length(in: bytes, at: end) > 0 { return end }
            }
            end += 1
        }
        return end
    }
}
