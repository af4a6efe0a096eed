import Diagnostics
import Events
import Glibc
import OptionParsing
import Planning
import Workflows

/// Refuses options that would have no effect, or another than was meant.
struct ExecOptionCheck {
    let call: CommandCall

    init(_ call: CommandCall) {
        self.call = call
    }

    /// What can be seen without reading anything.
    ///
    /// - Throws: `UsageError`
    func check() throws(UsageError) {
        let arguments = call.arguments
        try call.checkActionSources()
        if let name = arguments[ExecOptions.event], !EventCatalog.names.contains(name) {
            let nearest = Suggestion.nearest(to: name, among: EventCatalog.names).map { "did you mean \"\($0)\"?" }
            throw UsageError("no event is named \"\(name)\"", remedy: nearest ?? "some are \(Self.usualEvents)")
        }
        for text in arguments[ExecOptions.secret] {
            try check(text.prefix { $0 != "=" }, .secret, "--secret")
        }
        for (name, _) in arguments[ExecOptions.variable] { try check(name[...], .variable, "--var") }
        for (name, _) in arguments[ExecOptions.environment] { try check(name[...], .environment, "--env") }
        for (name, _) in arguments[ExecOptions.input] { try check(name[...], .input, "--input") }
        if let rule = arguments[ExecOptions.label].first(where: { $0.image != nil }) {
            throw UsageError(
                "label \"\(rule.label)\" can't have an image: the engine \(rule.engine.rawValue) has none",
                remedy: "leave \":\(rule.image ?? "")\" out")
        }
        for path in arguments[ExecOptions.expose] where access(call.absolute(path), F_OK) != 0 {
            throw UsageError("there is no \"\(path)\" to expose", remedy: "check the path")
        }
    }

    /// Jobs that no workflow has.
    ///
    /// - Throws: `UsageError`
    func check(against files: [WorkflowFile]) throws(UsageError) {
        let workflows = files.compactMap(\.document.workflow)
        // The jobs of a file that can't be read, and of called workflows that were not fetched yet, are not known.
        guard workflows.count == files.count, files.allSatisfy(\.document.missing.isEmpty) else { return }
        let known = workflows.flatMap(\.jobs).map(\.id.value)
        for name in call.arguments[ExecOptions.job] {
            guard let filter = JobFilter(name) else {
                throw UsageError("--job \"\(name)\" names no job", remedy: "write JOB, or CALLER / JOB for a job of a called workflow")
            }
            let findings = workflows.compactMap { filter.finding(in: $0) }
            if findings.count < workflows.count { continue }
            // The workflow with the outermost job knows best what is wrong.
            let caller = filter.ids.prefix(1).joined().lowercased()
            let meant = workflows.first { filter.ids.count > 1 && $0.jobs.contains { $0.id.value.lowercased() == caller } }
            if let finding = meant.flatMap(filter.finding) { throw UsageError(finding.message, remedy: finding.remedy) }
            let nearest = Suggestion.nearest(to: name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
            let all = known.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
            throw UsageError("no workflow has a job \"\(name)\"", remedy: "the jobs are \(all)\(nearest)")
        }
    }

    /// Inputs for an event without any.
    ///
    /// - Throws: `UsageError`
    func check(against event: Event) throws(UsageError) {
        guard let (name, _) = call.arguments[ExecOptions.input].first, !["workflow_dispatch", "workflow_call"].contains(event.name) else {
            return
        }
        throw UsageError(
            "the event \"\(event.name)\" has no inputs, so --input \(name) would have no effect", remedy: "add --event workflow_dispatch")
    }

    private static let usualEvents = ["push", "pull_request", "workflow_dispatch", "schedule", "release"].map { "\"\($0)\"" }
        .joined(separator: ", ")

    private func check(_ name: Substring, _ kind: AssignmentKind, _ option: String) throws(UsageError) {
        guard var mistake = kind.mistake(inName: String(name)) else { return }
        mistake.message = "option \"\(option)\": \(mistake.message)"
        throw mistake
    }
}
