import CYAML
import Diagnostics

/// An event of libyaml in Swift's terms.
struct ParserEvent {
    enum Kind {
        case streamEnd
        case documentStart
        case alias(name: String)
        case scalar(text: String, style: YAMLNode.Style)
        case sequenceStart(isFlow: Bool)
        case mappingStart(isFlow: Bool)
        case collectionEnd
        /// Stream start and document end say nothing that the others don't.
        case other
    }

    var kind: Kind
    var range: SourceRange
    var anchor: String?
    /// The tag as libyaml expands it: `tag:yaml.org,2002:str` for `!!str`.
    var tag: String?
}

/// Where and why libyaml gave up, in its own words.
struct SyntaxProblem: Error {
    var problem: String
    var context: String
    var place: SourcePosition
    /// The start of the construct that was being read.
    var contextPlace: SourcePosition
}

/// libyaml's event parser over bytes that outlive it.
final class EventStream {
    // The parser keeps a pointer to itself, so it must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        // Fails for want of memory only; the first event is an error then.
        yaml_parser_initialize(parser)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    func next() throws(SyntaxProblem) -> ParserEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) != 0 else { throw problem() }
        defer { yaml_event_delete(&event) }
        return Self.translated(event)
    }

    private func problem() -> SyntaxProblem {
        let state = parser.pointee
        let place = Self.position(state.problem_mark)
        let hasContext = state.context != nil
        return SyntaxProblem(
            problem: state.problem.map { String(cString: $0) } ?? "out of memory",
            context: state.context.map { String(cString: $0) } ?? "",
            place: place, contextPlace: hasContext ? Self.position(state.context_mark) : place)
    }

    private static func translated(_ event: yaml_event_t) -> ParserEvent {
        let range = SourceRange(start: position(event.start_mark), end: position(event.end_mark))
        switch event.type {
        case YAML_STREAM_END_EVENT: return ParserEvent(kind: .streamEnd, range: range)
        case YAML_DOCUMENT_START_EVENT: return ParserEvent(kind: .documentStart, range: range)
        case YAML_ALIAS_EVENT: return ParserEvent(kind: .alias(name: text(event.data.alias.anchor) ?? ""), range: range)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let kind = ParserEvent.Kind.scalar(text: String(decoding: bytes, as: UTF8.self), style: style(scalar.style))
            return ParserEvent(kind: kind, range: range, anchor: text(scalar.anchor), tag: text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            let kind = ParserEvent.Kind.sequenceStart(isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE)
            return ParserEvent(kind: kind, range: range, anchor: text(start.anchor), tag: text(start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            let kind = ParserEvent.Kind.mappingStart(isFlow: start.style == YAML_FLOW_MAPPING_STYLE)
            return ParserEvent(kind: kind, range: range, anchor: text(start.anchor), tag: text(start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return ParserEvent(kind: .collectionEnd, range: range)
        default: return ParserEvent(kind: .other, range: range)
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLNode.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private static func position(_ mark: yaml_mark_t) -> SourcePosition {
        SourcePosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
