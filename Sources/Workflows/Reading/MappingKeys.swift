/// The keys of a mapping so far, which case does not distinguish, with their lines.
struct MappingKeys {
    /// Those of small mappings are searched.
    private var few: [(key: String, line: Int)] = []
    /// Those of large ones, in upper case.
    private var many: [String: Int] = [:]
    private let isLarge: Bool

    private static let searchedAtMost = 16

    /// - Parameter capacity: How many there may be.
    init(capacity: Int) {
        isLarge = capacity > Self.searchedAtMost
        if isLarge { many.reserveCapacity(capacity) } else { few.reserveCapacity(capacity) }
    }

    /// Adds a key.
    ///
    /// - Returns: The line of the same key before it.
    mutating func add(_ key: String, line: Int) -> Int? {
        if isLarge { return many.updateValue(line, forKey: key.ordinalUppercase) }
        guard let place = few.firstIndex(where: { $0.key.isSameKey(as: key) }) else {
            few.append((key, line))
            return nil
        }
        let before = few[place].line
        few[place].line = line
        return before
    }

    func contains(_ key: String) -> Bool {
        isLarge ? many[key.ordinalUppercase] != nil : few.contains { $0.key.isSameKey(as: key) }
    }
}
