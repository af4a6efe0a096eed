/// The format string of `format`: `{0}` stands for an argument, `{{` and `}}` for a brace.
enum FormatString {
    enum Piece: Equatable {
        case text(String)
        /// The argument's number from 0, and what stands behind a colon (which no argument allows).
        case argument(Int, specifiers: String)
    }

    static func pieces(of format: String, argumentCount: Int) throws(ExpressionError) -> [Piece] {
        var reader = Reader(bytes: Array(format.utf8))
        while reader.place < reader.bytes.count {
            guard reader.readPiece() else {
                throw ExpressionError(phase: .evaluation, message: "The following format string is invalid: \(format)")
            }
            if case .argument(let number, _)? = reader.pieces.last, number >= argumentCount {
                throw ExpressionError(
                    phase: .evaluation,
                    message: "The following format string references more arguments than were supplied: \(format)")
            }
        }
        reader.endText()
        return reader.pieces
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0
        var pieces: [Piece] = []
        private var text: [UInt8] = []

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        /// Reads text up to a brace, a doubled brace, or a placeholder; false when the brace makes no sense.
        mutating func readPiece() -> Bool {
            let byte = bytes[place]
            guard byte == Self.open || byte == Self.close else {
                text.append(byte)
                place += 1
                return true
            }
            if byte == at(place + 1) {
                text.append(byte)
                place += 2
                return true
            }
            guard byte == Self.open, let (number, end) = readNumber(from: place + 1),
                let (specifiers, next) = readSpecifiers(from: end)
            else { return false }
            endText()
            pieces.append(.argument(number, specifiers: specifiers))
            place = next
            return true
        }

        mutating func endText() {
            guard !text.isEmpty else { return }
            pieces.append(.text(String(decoding: text, as: UTF8.self)))
            text = []
        }

        private static let open = UInt8(ascii: "{")
        private static let close = UInt8(ascii: "}")

        private func at(_ place: Int) -> UInt8? {
            place < bytes.count ? bytes[place] : nil
        }

        /// Digits of a number up to 255, and the place behind them.
        private func readNumber(from start: Int) -> (Int, Int)? {
            var end = start
            var number = 0
            while let byte = at(end), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                number = number * 10 + Int(byte & 0x0F)
                guard number <= 255 else { return nil }
                end += 1
            }
            return end > start ? (number, end) : nil
        }

        /// What stands between a colon and the closing brace, where `}}` is a brace, and the place behind it.
        private func readSpecifiers(from start: Int) -> (String, Int)? {
            if at(start) == Self.close { return ("", start + 1) }
            guard at(start) == UInt8(ascii: ":") else { return nil }
            var specifiers: [UInt8] = []
            var end = start + 1
            while let byte = at(end) {
                if byte == Self.close {
                    guard at(end + 1) == Self.close else { return (String(decoding: specifiers, as: UTF8.self), end + 1) }
                    end += 1
                }
                specifiers.append(byte)
                end += 1
            }
            return nil
        }
    }
}
