/// Guesses what a misspelt name was meant to be.
package enum Suggestion {
    /// Longer names are not compared: the work grows with the square of their length, and they are no typing errors.
    private static let longest = 64

    /// The candidate with the fewest edits to `name`, ignoring case; nothing when all differ in more than a third.
    ///
    /// An edit is an insertion, a deletion, a replacement or a swap of neighbours. Of equals the first in alphabetical order wins.
    package static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars)
        guard !wanted.isEmpty, wanted.count <= longest else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().unicodeScalars)
            let most = max(1, max(wanted.count, letters.count) / 3)
            guard !letters.isEmpty, letters.count <= longest, abs(letters.count - wanted.count) <= most else { continue }
            let distance = distance(wanted, letters)
            guard distance <= most, distance < max(wanted.count, letters.count) else { continue }
            if best.map({ (distance, candidate) < ($0.distance, $0.name) }) ?? true { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Optimal string alignment, three rows at a time.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = previous[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(replaced, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
