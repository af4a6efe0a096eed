/// A source line with a mark under a stretch of it, cut to what fits on a screen.
struct Excerpt {
    /// The line as it can be printed.
    private(set) var text = ""
    /// Blanks, a caret and tildes, to be printed below the text.
    private(set) var mark = ""

    private static let tabWidth = 4
    /// Cells of a line that are shown, and how many of them before the mark in a line that is longer.
    private static let longest = 120
    private static let lead = 40

    /// A scalar as it is shown.
    private struct Cell {
        var text: String
        var width: Int
    }

    /// - Parameters:
    ///   - line: The line without its end.
    ///   - columns: What to mark, from 1, in Unicode scalars; may reach behind the line's end.
    init(line: String.UnicodeScalarView.SubSequence, columns: Range<Int>) {
        let cells = Self.cells(line)
        let first = min(max(0, columns.lowerBound - 1), cells.count)
        let last = min(max(first, columns.upperBound - 1), cells.count)
        let window = Self.window(cells, around: first)
        text = cells[window].map(\.text).joined()
        if window.upperBound < cells.count { text += "…" }
        let before = cells[window.lowerBound..<first].reduce(0) { $0 + $1.width }
        let marked = cells[first..<max(first, min(last, window.upperBound))].reduce(0) { $0 + $1.width }
        mark = String(repeating: " ", count: before) + "^" + String(repeating: "~", count: max(0, marked - 1))
        if window.lowerBound > 0 {
            text = "…" + text
            mark = " " + mark
        }
    }

    private static func cells(_ line: String.UnicodeScalarView.SubSequence) -> [Cell] {
        var cells: [Cell] = []
        var column = 0
        for scalar in line {
            var cell = Cell(text: String(scalar), width: PrintableText.width(of: scalar))
            if scalar == "\t" {
                cell.width = tabWidth - column % tabWidth
                cell.text = String(repeating: " ", count: cell.width)
            } else if let shown = PrintableText.replacement(for: scalar) {
                cell = Cell(text: String(shown), width: 1)
            }
            column += cell.width
            cells.append(cell)
        }
        return cells
    }

    /// The cells to show: all of a line that fits, else those around the mark.
    private static func window(_ cells: [Cell], around mark: Int) -> Range<Int> {
        guard cells.reduce(0, { $0 + $1.width }) > longest else { return 0..<cells.count }
        var lower = mark
        var width = 0
        while lower > 0, width < lead {
            lower -= 1
            width += cells[lower].width
        }
        var upper = mark
        // Marks that take no cell are bounded too: a line of combining characters must not be printed whole.
        while upper < cells.count, width < longest, upper - lower < 4 * longest {
            width += cells[upper].width
            upper += 1
        }
        return lower..<upper
    }
}
