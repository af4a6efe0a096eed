/// Where the words of an expression stand in its text.
///
/// Trees keep no places, for almost nobody asks for them; whoever has a finding to show cuts the text once more. The leaves and calls
/// of a tree, parents before children and from left to right, are the words of its text in order.
package enum ExpressionWords {
    /// The words that are leaves or calls in the tree: literals, names of contexts, properties and functions.
    ///
    /// - Parameter text: An expression in UTF-8 without `${{ }}`.
    /// - Returns: Places in `text`, in order; up to the first symbol that is none.
    package static func ranges(in text: ArraySlice<UInt8>) -> [Range<Int>] {
        var lexer = Lexer(String(decoding: text, as: UTF8.self))
        // Text that is not UTF-8 would be longer once it is made so.
        guard lexer.bytes.count == text.count else { return [] }
        var ranges: [Range<Int>] = []
        while let token = (try? lexer.next()) ?? nil {
            switch token.kind {
            case .null, .boolean, .number, .string, .propertyName, .function, .namedValue:
                ranges.append(token.range.lowerBound + text.startIndex..<token.range.upperBound + text.startIndex)
            default: continue
            }
        }
        return ranges
    }

    /// What stands inside each `${{ }}` of a scalar; an expression that is not closed is left out.
    package static func expressions(in scalar: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var place = 0
        while let opening = ScalarReader.opening(in: scalar, from: place), let end = ScalarReader.closing(in: scalar, after: opening + 3) {
            ranges.append(opening + 3..<end - 2)
            place = end
        }
        return ranges
    }
}
