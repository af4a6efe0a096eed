package import Engines

/// Which engine serves the jobs of which labels.
package struct EngineSelection: Sendable {
    /// An engine, and the image it shall use where it uses images.
    package struct Choice: Sendable {
        package var engine: any Engine
        package var image: String?
        /// One of the labels served out of the box; one that the user mapped wins over it where a job names both.
        package var isDefault: Bool

        package init(engine: any Engine, image: String? = nil, isDefault: Bool = false) {
            self.engine = engine
            self.image = image
            self.isDefault = isDefault
        }
    }

    /// By lower-cased label.
    private var choices: [String: Choice] = [:]
    /// The labels as they were given, for messages.
    package private(set) var labels: [String] = []
    /// The labels with `*` or `?`, lower-cased, and their bytes.
    private var patterns: [(label: String, bytes: [UInt8])] = []

    package init() {}

    /// Serves a label, instead of what served it before. In a label `*` stands for any text and `?` for any character; a label without
    /// them wins over patterns, of those the last one served.
    package mutating func serve(_ label: String, with choice: Choice) {
        let key = label.lowercased()
        guard choices.updateValue(choice, forKey: key) == nil else { return }
        labels.append(label)
        if key.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) { patterns.append((key, Array(key.utf8))) }
    }

    /// The engine for a job with these labels, all of which must be served.
    ///
    /// - Returns: `.failure` with the first label that nobody serves.
    package func choice(for labels: [String]) -> Result<Choice, UnservedLabel> {
        var found: Choice?
        for label in labels {
            guard let choice = choice(for: label.lowercased()) else { return .failure(UnservedLabel(label: label)) }
            if found == nil || (found?.isDefault == true && !choice.isDefault) { found = choice }
        }
        guard let found else { return .failure(UnservedLabel(label: "")) }
        return .success(found)
    }
}

extension EngineSelection {
    private func choice(for label: String) -> Choice? {
        if let choice = choices[label] { return choice }
        let text = Array(label.utf8)
        return patterns.last { Self.matches(text, $0.bytes) }.flatMap { choices[$0.label] }
    }

    private static func matches(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
        var (place, next) = (0, 0)
        // The last `*`, and where the text goes on behind what it stands for; when the rest does not fit, it stands for one byte more.
        var star: (next: Int, place: Int)?
        while place < text.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                next += 1
                star = (next, place)
            } else if next < pattern.count, pattern[next] == UInt8(ascii: "?") || pattern[next] == text[place] {
                (place, next) = (place + 1, next + 1)
            } else if let last = star {
                star = (last.next, last.place + 1)
                (place, next) = (last.place + 1, last.next)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

/// A label for which there is no engine.
package struct UnservedLabel: Error, Hashable {
    package var label: String

    package init(label: String) {
        self.label = label
    }
}
