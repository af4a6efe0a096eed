import Diagnostics

/// The anchors met so far. A name may be set again: an alias means the one set last before it.
struct AnchorTable {
    /// An anchor's number, in file order.
    typealias Definition = Int

    /// A node that aliases may repeat.
    struct Target {
        var node: YAMLNode
        /// The node and all below it.
        var count: Int
        /// Collections inside each other, the node counted; 0 for a scalar.
        var height: Int
    }

    enum Lookup {
        case node(Target)
        /// The alias stands inside the anchored node.
        case unfinished
        case unknown(nearest: String?)
    }

    private struct Anchor {
        var name: String
        var range: SourceRange
        var target: Target?
        var isUsed = false
    }

    private var anchors: [Anchor] = []
    private var latest: [String: Definition] = [:]

    var unused: [(name: String, range: SourceRange)] {
        anchors.filter { !$0.isUsed }.map { ($0.name, $0.range) }
    }

    mutating func define(_ name: String, at range: SourceRange) -> Definition {
        anchors.append(Anchor(name: name, range: range))
        latest[name] = anchors.count - 1
        return anchors.count - 1
    }

    mutating func complete(_ definition: Definition, as target: Target) {
        anchors[definition].target = target
    }

    mutating func use(_ name: String) -> Lookup {
        guard let definition = latest[name] else {
            return .unknown(nearest: Suggestion.nearest(to: name, among: latest.keys))
        }
        anchors[definition].isUsed = true
        return anchors[definition].target.map { .node($0) } ?? .unfinished
    }
}
