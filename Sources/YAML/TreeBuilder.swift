import Diagnostics

/// Builds the node tree from parser events, replaying anchors, within the limits.
struct TreeBuilder {
    private(set) var root: YAMLNode?
    private(set) var findings: [Finding] = []
    /// Findings of one file that are kept; more help nobody.
    private static let mostFindings = 200
    /// The parser gave up, so the text behind that place was not read.
    private(set) var stoppedAtSyntax = false

    /// Where the parser gave up; behind all places when it didn't.
    var reached: SourcePosition {
        guard stoppedAtSyntax, let range = findings.last?.range else { return SourcePosition(line: .max, column: .max) }
        return range.start
    }

    private let limits: YAMLLimits
    private var open: [OpenCollection] = []
    /// The children of all open collections, those of the innermost last: one array serves them all.
    private var nodes: [YAMLNode] = []
    private var anchors = AnchorTable()
    private var nodeCount = 0

    /// A collection whose end is still to come.
    private struct OpenCollection {
        var isMapping: Bool
        var isFlow: Bool
        var start: SourceRange
        var anchor: AnchorTable.Definition?
        /// The place of its first child; keys and values in turn for a mapping.
        var firstChild: Int
        var countBefore: Int
        /// Collections inside each other below this one.
        var height = 0
    }

    init(limits: YAMLLimits) {
        self.limits = limits
    }

    var unusedAnchors: [(name: String, range: SourceRange)] {
        anchors.unused
    }

    /// Reads all events; afterwards `root` and `findings` say what came of it.
    mutating func build(_ source: SourceBytes) {
        source.bytes.withUnsafeBufferPointer { bytes in
            let stream = EventStream(bytes)
            do throws(Finding) {
                try readEvents(of: stream, source: source)
            } catch {
                root = nil
                findings.append(error)
            }
        }
    }

    private mutating func readEvents(of stream: EventStream, source: SourceBytes) throws(Finding) {
        var documents = 0
        while true {
            let event: ParserEvent
            do {
                event = try stream.next()
            } catch {
                stoppedAtSyntax = true
                throw SyntaxExplanation(problem: error, source: source).finding
            }
            switch event.kind {
            case .streamEnd:
                if documents == 0 { findings.append(Self.emptyFile) }
                return
            case .documentStart:
                documents += 1
                if documents > 1 {
                    findings.append(Self.secondDocument(event.range))
                    return
                }
            default: try take(event)
            }
        }
    }

    private static let emptyFile = Finding(
        range: nil, message: "the file is empty", remedy: "write at least one \"key: value\" that is not a comment")

    private static func secondDocument(_ range: SourceRange) -> Finding {
        Finding(
            range: range, message: "a second document begins here, but a file holds only one",
            remedy: "remove the line \"---\", or move what follows it into a file of its own")
    }

    private mutating func take(_ event: ParserEvent) throws(Finding) {
        switch event.kind {
        case .alias(let name): try takeAlias(name, range: event.range)
        case .scalar(let text, let style): try takeScalar(event, text: text, style: style)
        case .sequenceStart(let isFlow): try begin(event, isMapping: false, isFlow: isFlow)
        case .mappingStart(let isFlow): try begin(event, isMapping: true, isFlow: isFlow)
        case .collectionEnd: endCollection(event.range)
        case .streamEnd, .documentStart, .other: break
        }
    }

    private mutating func takeScalar(_ event: ParserEvent, text: String, style: YAMLNode.Style) throws(Finding) {
        try count(1, at: event.range)
        var content = YAMLNode.Content.string(text)
        do throws(ScalarResolution.Refusal) {
            content = try ScalarResolution.content(text: text, style: style, tag: event.tag)
        } catch {
            report(Finding(range: event.range, message: error.message, remedy: error.remedy))
        }
        let node = YAMLNode(content: content, range: event.range, style: style, text: text)
        if let definition = define(event) {
            anchors.complete(definition, as: .init(node: node, count: 1, height: 0))
        }
        add(node, height: 0)
    }

    private mutating func begin(_ event: ParserEvent, isMapping: Bool, isFlow: Bool) throws(Finding) {
        try checkDepth(open.count + 1, at: event.range)
        let countBefore = nodeCount
        try count(1, at: event.range)
        if let tag = event.tag, tag != "tag:yaml.org,2002:" + (isMapping ? "map" : "seq") {
            report(
                Finding(
                    range: event.range, message: "tag \"\(ScalarResolution.shown(tag))\" is not supported here", remedy: "remove the tag"))
        }
        open.append(
            OpenCollection(
                isMapping: isMapping, isFlow: isFlow, start: event.range, anchor: define(event), firstChild: nodes.count,
                countBefore: countBefore))
    }

    private mutating func endCollection(_ end: SourceRange) {
        guard let collection = open.popLast() else { return }
        let first = collection.firstChild
        var range = collection.start
        // A block collection's end event stands at the next token, maybe many lines below.
        range.end = collection.isFlow ? end.end : nodes[first...].last.map { ($0.aliasRange ?? $0.range).end } ?? range.end
        let content: YAMLNode.Content
        if collection.isMapping {
            let pairs = 0..<(nodes.count - first) / 2
            content = .mapping(pairs.map { .init(key: nodes[first + 2 * $0], value: nodes[first + 2 * $0 + 1]) })
        } else {
            content = .sequence(Array(nodes[first...]))
        }
        nodes.removeSubrange(first...)
        let node = YAMLNode(content: content, range: range)
        let height = collection.height + 1
        if let definition = collection.anchor {
            anchors.complete(definition, as: .init(node: node, count: nodeCount - collection.countBefore, height: height))
        }
        add(node, height: height)
    }

    private mutating func takeAlias(_ name: String, range: SourceRange) throws(Finding) {
        guard limits.allowsAnchors else {
            report(Self.anchorsRefused("alias \"*\(name)\"", range))
            return try addNull(range)
        }
        switch anchors.use(name) {
        case .node(let target):
            try count(target.count, at: range)
            try checkDepth(open.count + target.height, at: range)
            var node = target.node
            node.aliasRange = range
            add(node, height: target.height)
        case .unfinished:
            report(
                Finding(
                    range: range, message: "alias \"*\(name)\" stands inside the node that it repeats",
                    remedy: "move the anchor \"&\(name)\" to a node that does not hold the alias"))
            try addNull(range)
        case .unknown(let nearest):
            let guess = nearest.map { "; did you mean \"*\($0)\"?" } ?? "; quote a text that begins with \"*\""
            report(
                Finding(
                    range: range, message: "alias \"*\(name)\" has no anchor before it",
                    remedy: "write \"&\(name)\" at the node to repeat, further up\(guess)"))
            try addNull(range)
        }
    }

    private mutating func addNull(_ range: SourceRange) throws(Finding) {
        try count(1, at: range)
        add(YAMLNode(content: .null, range: range, aliasRange: range), height: 0)
    }

    private static func anchorsRefused(_ what: String, _ range: SourceRange) -> Finding {
        Finding(
            range: range, message: "\(what): anchors and aliases are not supported in this file",
            remedy: "write the value out, or quote a text that begins with \"&\" or \"*\"")
    }

    private mutating func define(_ event: ParserEvent) -> AnchorTable.Definition? {
        guard let name = event.anchor else { return nil }
        guard limits.allowsAnchors else {
            report(Self.anchorsRefused("anchor \"&\(name)\"", event.range))
            return nil
        }
        return anchors.define(name, at: event.range)
    }

    private mutating func report(_ finding: Finding) {
        if findings.count < Self.mostFindings { findings.append(finding) }
    }

    private mutating func add(_ node: YAMLNode, height: Int) {
        guard !open.isEmpty else {
            root = node
            return
        }
        nodes.append(node)
        open[open.count - 1].height = max(open[open.count - 1].height, height)
    }

    private mutating func count(_ nodes: Int, at range: SourceRange) throws(Finding) {
        nodeCount += nodes
        guard nodeCount > limits.nodes else { return }
        throw Finding(
            range: range, kind: .limit, message: "the file has more than \(limits.nodes) nodes, those repeated by aliases counted",
            remedy: "split the file, or repeat less by aliases")
    }

    private func checkDepth(_ depth: Int, at range: SourceRange) throws(Finding) {
        guard depth > limits.depth else { return }
        throw Finding(
            range: range, kind: .limit, message: "more than \(limits.depth) mappings and lists inside each other",
            remedy: "nest less deeply")
    }
}
