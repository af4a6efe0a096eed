package import Expressions
import Planning

/// A journal record as JSON: one flat object.
///
/// `{"seq":12,"at":"2026-03-14T09:26:53.589793Z","kind":"step.finished","job":"test (linux)","step":2,"outcome":"failure",
/// "conclusion":"success","exit":1}`; members without a value are left out.
extension RunRecord {
    package func json() -> Value {
        let head: [(String, Value)] = [
            ("seq", .number(Double(sequence))), ("at", .string(UTCTime.text(time))), ("kind", .string(event.kind)),
        ]
        return .object(head + event.members)
    }

    /// Reads a record; one of an unknown kind keeps its members.
    package init(json value: Value) throws(RecordError) {
        let fields = try RecordFields(value)
        let at = try fields.string("at")
        guard let time = UTCTime.seconds(at) else { throw RecordError("\"at\" is \"\(at)\", no instant") }
        self.init(sequence: try fields.integer("seq"), time: time, event: try RunEvent(kind: fields.string("kind"), fields))
    }

    /// Reads a line of a journal, without its LF.
    package init(jsonLine line: ArraySlice<UInt8>) throws(RecordError) {
        guard let text = String(validating: line, as: UTF8.self) else { throw RecordError("not UTF-8") }
        let value: Value
        do throws(ExpressionError) {
            value = try Value(json: text)
        } catch {
            throw RecordError("not JSON")
        }
        try self.init(json: value)
    }
}

extension RunEvent {
    /// The event alone as JSON: a record without `seq` and `at`.
    package func json() -> Value {
        .object([("kind", .string(kind))] + members)
    }

    /// Reads an event from a record or from what `json()` made.
    package init(json value: Value) throws(RecordError) {
        let fields = try RecordFields(value)
        try self.init(kind: fields.string("kind"), fields)
    }

    /// The kind's name in the journal: `step.finished`.
    package var kind: String {
        switch self {
        case .runPlanned: "run.planned"
        case .jobExpanded: "job.expanded"
        case .callStarted: "call.started"
        case .callFinished: "call.finished"
        case .jobStarted: "job.started"
        case .stepStarted: "step.started"
        case .stepFinished: "step.finished"
        case .annotationAdded: "annotation.added"
        case .artifactStored: "artifact.stored"
        case .jobFinished: "job.finished"
        case .runCancelled: "run.cancelled"
        case .runFinished: "run.finished"
        case .unknown(let kind, _): kind
        }
    }
}

// MARK: - Writing

extension RunEvent {
    fileprivate var members: [(String, Value)] {
        switch self {
        case .runPlanned(let planned): return planned.members
        case .jobExpanded(let id, let combinations):
            let items = combinations.map { Value.object([("job", .string($0.key.description)), ("matrix", $0.matrix)]) }
            return [("job", .string(id)), ("combinations", .array(items))]
        case .callStarted(let key, let start): return [key.member] + start.members
        case .callFinished(let key, let end): return [key.member] + end.members
        case .jobStarted(let key, let start):
            return [key.member, ("name", .string(start.name)), ("engine", .string(start.engine)), ("folder", .string(start.folder))]
        case .stepStarted(let key, let number, let start):
            return [
                key.member, ("step", .number(Double(number))), ("name", .string(start.name)), ("id", .string(start.id)),
                ("log", .string(start.log)),
            ]
        case .stepFinished(let key, let number, let end):
            return [key.member, ("step", .number(Double(number)))] + end.members
        case .annotationAdded(let key, let annotation): return [key.member] + annotation.members
        case .artifactStored(let key, let artifact): return [key.member] + artifact.members
        case .jobFinished(let key, let end): return [key.member] + end.members
        case .runCancelled(let reason): return [("reason", .string(reason))]
        case .runFinished(let conclusion): return [("conclusion", .string(conclusion.rawValue))]
        case .unknown(_, let record):
            guard case .object(let object) = record else { return [] }
            return object.members.filter { !["seq", "at", "kind"].contains($0.key) }.map { ($0.key, $0.value) }
        }
    }
}

extension JobKey {
    fileprivate var member: (String, Value) { ("job", .string(description)) }
}

/// Members with a value.
private func present(_ members: [(String, Value?)]) -> [(String, Value)] {
    members.compactMap { name, value in value.map { (name, $0) } }
}

extension RunPlanned {
    fileprivate var members: [(String, Value)] {
        [
            ("workflow", .string(workflow)), ("name", .string(runName)), ("event", .string(event)), ("ref", .string(ref)),
            ("sha", .string(sha)), ("jobs", .array(jobs.map { .string($0.description) })),
        ]
    }
}

extension CallStart {
    fileprivate var members: [(String, Value)] {
        present([
            ("workflow", .string(workflow)), ("commit", commit.map { .string($0) }),
            ("jobs", .array(jobs.map { .string($0.description) })),
        ])
    }
}

extension StepEnd {
    fileprivate var members: [(String, Value)] {
        present([
            ("outcome", .string(outcome.rawValue)), ("conclusion", .string(conclusion.rawValue)),
            ("exit", exitStatus.map { .number(Double($0)) }), ("reason", reason.map { .string($0) }),
            ("condition", condition?.json()),
        ])
    }
}

extension JobEnd {
    fileprivate var members: [(String, Value)] {
        present([
            ("conclusion", .string(conclusion.rawValue)), ("outcome", .string(outcome.rawValue)),
            ("outputs", outputs.isEmpty ? nil : .object(outputs.map { ($0.name, .string($0.value)) })),
            ("reason", reason.map { .string($0) }),
            ("condition", condition?.json()),
        ])
    }
}

extension Annotation {
    fileprivate var members: [(String, Value)] {
        let number = { (value: Int?) in value.map { Value.number(Double($0)) } }
        return present([
            ("step", number(step)), ("level", .string(level.rawValue)), ("message", .string(message)),
            ("title", title.map { .string($0) }), ("file", file.map { .string($0) }), ("line", number(line)),
            ("end_line", number(endLine)), ("column", number(column)), ("end_column", number(endColumn)),
        ])
    }
}

// MARK: - Reading

extension RunEvent {
    fileprivate init(kind: String, _ fields: RecordFields) throws(RecordError) {
        switch kind {
        case "run.planned": self = .runPlanned(try RunPlanned(fields))
        case "job.expanded": self = .jobExpanded(id: try fields.string("job"), combinations: try Self.combinations(fields))
        case "call.started":
            let start = CallStart(
                workflow: try fields.string("workflow"), commit: try fields.optionalString("commit"), jobs: try fields.jobs())
            self = .callStarted(try fields.job(), start)
        case "call.finished": self = .callFinished(try fields.job(), try JobEnd(fields))
        case "job.started":
            self = .jobStarted(
                try fields.job(),
                JobStart(name: try fields.string("name"), engine: try fields.string("engine"), folder: try fields.string("folder")))
        case "step.started":
            self = .stepStarted(
                try fields.job(), number: try fields.integer("step"),
                StepStart(name: try fields.string("name"), id: try fields.string("id"), log: try fields.string("log")))
        case "step.finished": self = .stepFinished(try fields.job(), number: try fields.integer("step"), try StepEnd(fields))
        case "annotation.added": self = .annotationAdded(try fields.job(), try Annotation(fields))
        case "artifact.stored": self = .artifactStored(try fields.job(), try StoredArtifact(fields))
        case "job.finished": self = .jobFinished(try fields.job(), try JobEnd(fields))
        case "run.cancelled": self = .runCancelled(reason: try fields.string("reason"))
        case "run.finished": self = .runFinished(try fields.conclusion("conclusion"))
        default: self = .unknown(kind: kind, record: .object(fields.object))
        }
    }

    private static func combinations(_ fields: RecordFields) throws(RecordError) -> [JobExpansion] {
        var combinations: [JobExpansion] = []
        for item in try fields.items("combinations") {
            let members = try RecordFields(item)
            combinations.append(JobExpansion(key: try members.job(), matrix: members.object["matrix"] ?? .null))
        }
        return combinations
    }
}

extension RunPlanned {
    fileprivate init(_ fields: RecordFields) throws(RecordError) {
        self.init(
            workflow: try fields.string("workflow"), runName: try fields.string("name"), event: try fields.string("event"),
            ref: try fields.string("ref"), sha: try fields.string("sha"), jobs: try fields.jobs())
    }
}

extension StepEnd {
    fileprivate init(_ fields: RecordFields) throws(RecordError) {
        self.init(
            outcome: try fields.conclusion("outcome"), conclusion: try fields.conclusion("conclusion"),
            exitStatus: try fields.optionalInteger("exit"), reason: try fields.optionalString("reason"))
        condition = fields.object["condition"].flatMap { ExpressionTrace(json: $0) }
    }
}

extension JobEnd {
    fileprivate init(_ fields: RecordFields) throws(RecordError) {
        var outputs: [(name: String, value: String)] = []
        if case .object(let object) = fields.object["outputs"] {
            for (name, value) in object.members {
                guard case .string(let text) = value else { throw RecordError("the output \"\(name)\" is no text") }
                outputs.append((name, text))
            }
        }
        self.init(
            conclusion: try fields.conclusion("conclusion"), outcome: try fields.conclusion("outcome"), outputs: outputs,
            reason: try fields.optionalString("reason"))
        condition = fields.object["condition"].flatMap { ExpressionTrace(json: $0) }
    }
}

extension Annotation {
    fileprivate init(_ fields: RecordFields) throws(RecordError) {
        let text = try fields.string("level")
        guard let level = Level(rawValue: text) else { throw RecordError("\"level\" is \"\(text)\"") }
        self.init(level: level, message: try fields.string("message"))
        step = try fields.optionalInteger("step")
        title = try fields.optionalString("title")
        file = try fields.optionalString("file")
        line = try fields.optionalInteger("line")
        endLine = try fields.optionalInteger("end_line")
        column = try fields.optionalInteger("column")
        endColumn = try fields.optionalInteger("end_column")
    }
}
