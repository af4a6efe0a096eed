/// The members of an object, in order of first insertion.
///
/// Keys are found ignoring case, as comparisons of the language do, except where `isCaseSensitive` (the `env` context on Linux).
package final class ObjectValue: Sendable {
    /// The members in order of first insertion, each name once.
    package let members: [(key: String, value: Value)]
    /// Names that differ in case are different names.
    package let isCaseSensitive: Bool
    /// Places by key; empty for small objects, which are searched.
    private let index: [OrdinalKey: Int]

    private static let searchedAtMost = 32

    /// An object of these members; of keys that are the same the last value wins, at the first one's place and in its spelling.
    package init(_ members: [(String, Value)], isCaseSensitive: Bool = false) {
        var kept: [(key: String, value: Value)] = []
        var index: [OrdinalKey: Int] = [:]
        kept.reserveCapacity(members.count)
        let isIndexed = members.count > Self.searchedAtMost
        if isIndexed { index.reserveCapacity(members.count) }
        for (key, value) in members {
            let indexKey = isIndexed ? OrdinalKey(key, isCaseSensitive: isCaseSensitive) : nil
            let place = indexKey.map { index[$0] } ?? Self.place(of: key, in: kept, isCaseSensitive)
            if let place {
                kept[place].value = value
            } else {
                if let indexKey { index[indexKey] = kept.count }
                kept.append((key, value))
            }
        }
        self.members = kept
        self.isCaseSensitive = isCaseSensitive
        self.index = index
    }

    /// An object of members whose keys are known to differ, not only in case.
    package init(distinct members: [(key: String, value: Value)]) {
        self.members = members
        isCaseSensitive = false
        var index: [OrdinalKey: Int] = [:]
        if members.count > Self.searchedAtMost {
            index.reserveCapacity(members.count)
            for (place, member) in members.enumerated() { index[OrdinalKey(member.key, isCaseSensitive: false)] = place }
        }
        self.index = index
    }

    /// The member of that name, or nothing.
    package subscript(key: String) -> Value? {
        let place =
            index.isEmpty
            ? Self.place(of: key, in: members, isCaseSensitive) : index[OrdinalKey(key, isCaseSensitive: isCaseSensitive)]
        return place.map { members[$0].value }
    }

    private static func place(of key: String, in members: [(key: String, value: Value)], _ isCaseSensitive: Bool) -> Int? {
        isCaseSensitive
            ? members.firstIndex { OrdinalText.areIdentical($0.key, key) } : members.firstIndex { OrdinalText.areEqual($0.key, key) }
    }
}
