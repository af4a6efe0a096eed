package import Diagnostics

/// What went wrong with an expression.
package struct ExpressionError: Error, Sendable, Hashable {
    /// When it was found: a malformed word, a word out of place or an unknown name, a value that does not do.
    package enum Phase: String, Sendable {
        case lexing, parsing, evaluation
    }

    /// When it was found.
    package var phase: Phase
    /// In GitHub's words where GitHub has words for it.
    package var message: String
    /// The first character of the token at fault, from 1, in UTF-16 units of the expression's text; nothing for evaluation errors.
    package var column: Int?
    /// Where the expression's text begins within the scalar it was found in, in UTF-16 units; 0 when it is not from a scalar.
    package var start = 0
    /// The scalar of the workflow file that it was found in, where one is known.
    package var range: SourceRange?

    /// An error that is not from a scalar of a file.
    package init(phase: Phase, message: String, column: Int? = nil) {
        self.phase = phase
        self.message = message
        self.column = column
    }

    /// An error at a stretch of the lexer's text, in the words of GitHub's `ParseException`.
    init(_ phase: Phase, _ what: String, at range: Range<Int>, of lexer: Lexer) {
        let column = Self.units(lexer.bytes[..<range.lowerBound]) + 1
        let symbol = String(decoding: lexer.bytes[range], as: UTF8.self)
        self.init(
            phase: phase, message: "\(what): '\(symbol)'. Located at position \(column) within expression: \(lexer.text)", column: column)
    }

    /// The same error with its place in the file.
    func found(at range: SourceRange) -> ExpressionError {
        var error = self
        error.range = range
        return error
    }

    /// The length in UTF-16 units of UTF-8 text.
    static func units(_ bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xF0 ? 2 : 1) }
    }
}
