/// The members of an object, in order of first insertion.
///
/// Keys are found ignoring case, except where `isCaseSensitive` (the `env` context on Linux).
package final class ObjectValue: Sendable {
    package let members: [(key: String, value: Value)]
    package let isCaseSensitive: Bool
    private let index: [String: Int]

    package init(_ members: [(String, Value)], isCaseSensitive: Bool = false) {
        var kept: [(key: String, value: Value)] = []
        var index: [String: Int] = [:]
        kept.reserveCapacity(members.count)
        index.reserveCapacity(members.count)
        for (key, value) in members {
            let folded = isCaseSensitive ? key : Self.folded(key)
            if let place = index[folded] {
                kept[place].value = value
            } else {
                index[folded] = kept.count
                kept.append((key, value))
            }
        }
        self.members = kept
        self.isCaseSensitive = isCaseSensitive
        self.index = index
    }

    /// The member of that name, or nothing.
    package subscript(key: String) -> Value? {
        index[isCaseSensitive ? key : Self.folded(key)].map { members[$0].value }
    }

    private static func folded(_ key: String) -> String {
        key.uppercased()
    }
}
