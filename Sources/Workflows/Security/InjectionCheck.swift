import Diagnostics
import Expressions

/// Text of outsiders that becomes part of a script, or of the files that the runner reads after a step (GitHub docs, "Script injections").
struct InjectionCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        let walk = TaintWalk(file: subject.file, actions: subject.localActions)
        var inputs: [String: Taint] = [:]
        if subject.isPedantic {
            for trigger in subject.workflow.triggers {
                for input in trigger.inputs where input.kind == .string || input.kind == .environment {
                    inputs[input.name.value.lowercased()] = Taint(source: "inputs.\(input.name.value)", isInternal: true)
                }
            }
        }
        walk.walk(subject.workflow, inputs: inputs)
        return walk.sinks.map { InjectionFinding(sink: $0, source: subject.source).diagnostic(in: subject.file) }
    }
}

/// A sink in words.
struct InjectionFinding {
    let sink: TaintWalk.Sink
    let source: SourceText

    func diagnostic(in file: String) -> Diagnostic {
        Diagnostic(file: file, range: range, severity: .warning, kind: .injection, message: message, remedy: remedy)
    }

    private var who: String {
        sink.taint.isInternal ? "text of a caller" : "text that an outsider can choose"
    }

    private var message: String {
        let text = "\(who) (\(sink.taint.path))"
        switch sink.effect {
        case .script(let script): return "\(text) becomes part of \(script)"
        case .file(.path): return "\(text) is written to $GITHUB_PATH"
        case .file(let file): return "\(text) is written to $\(file.rawValue), where each of its lines can set another variable"
        case .elsewhere(let place): return "\(text) becomes part of the script at \(place)"
        }
    }

    private var remedy: String {
        switch sink.effect {
        case .file: return "write a value that you checked, or only its first line"
        case .elsewhere: return "there, hand it to the script in an environment variable"
        case .script: break
        }
        if let last = sink.taint.way.last, last.hasPrefix("env.") { return "read the environment variable in the script itself" }
        let name = sink.taint.path.split(separator: ".").last.map { $0.uppercased() } ?? "TEXT"
        let plain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } ? name : "TEXT"
        return "give it to the step as \"env: {\(plain): …}\" and use the variable \"\(plain)\" in the script"
    }

    /// The words at fault; all of the scalar where they can't be told.
    private var range: SourceRange {
        guard let wanted = sink.words else { return lineOfFile ?? sink.range }
        let places = ScalarPlaces(sink.range, in: source)
        let words = places.words()
        // Mixed text is a call of `format` with a literal, which are no words of the file.
        let missing = sink.count - words.count
        let (first, last) = (wanted.lowerBound - missing, wanted.upperBound - missing)
        guard missing == 0 || missing == 2, first >= 0, last < words.count else { return sink.range }
        return places.range(words[first].lowerBound..<words[last].upperBound)
    }

    /// Where the script names the runner's file.
    private var lineOfFile: SourceRange? {
        guard case .file(let file) = sink.effect else { return nil }
        let places = ScalarPlaces(sink.range, in: source)
        let name = Array(file.rawValue.utf8)
        guard let start = places.text.indices.first(where: { places.text[$0...].starts(with: name) }) else { return nil }
        return places.range(start..<start + name.count)
    }
}
