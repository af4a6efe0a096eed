import Diagnostics
import Execution
import Expressions
import LinuxSystem
import OptionParsing
import Planning
import Rehearsals
import RunRecords
import Workflows

/// `runner explain`: why workflows, jobs and steps run or not, for an event or in a run that was.
enum ExplainCommand: Command {
    enum Format: String, CaseIterable, Sendable {
        case text, json
    }

    private static let subject = Positional.optional(
        "WORKFLOW|FOLDER|RUN", help: "a workflow file or a folder of them, or the number of a run; .github/workflows without it",
        completion: .files)
    private static let format = OptionKey("--format FORMAT", help: "text, or JSON", fallback: Format.text)

    static let spec = CommandSpec("explain", summary: "say why workflows, jobs and steps run or not") { spec in
        spec.positionals = [subject]
        spec.options =
            [format.definition, ExecOptions.event.definition, ExecOptions.eventFile.definition, ExecOptions.changed.definition]
            + [ExecOptions.ref, ExecOptions.actor].map(\.definition) + [ExecOptions.job.definition, LogsCommand.step.definition]
            + [ExecOptions.matrix.definition, ExecOptions.variable.definition, ExecOptions.input.definition]
            + [ExecOptions.engine.definition, ExecOptions.label.definition, ExecOptions.configuration.definition]
            + [ExecOptions.state.definition] + ReadingKeys.definitions
        spec.details = """
            For an event: which pattern, path, type or value starts each workflow or keeps it back, and each of its jobs, taking every step \
            to succeed without outputs. For a run: why jobs and steps were skipped, failed or were cancelled, with the values of that time. \
            Both say where GitHub would have differed.
            """
        spec.examples = [
            CommandExample("runner explain", "what a push of this branch would start, and why"),
            CommandExample("runner explain ci.yml --event pull_request --changed src/a.c", "one workflow and one changed path"),
            CommandExample("runner explain 12", "why run 12 ended as it did"),
            CommandExample("runner explain 12 --job test --step 4", "why one step was skipped or failed"),
        ]
    }

    static func run(_ call: CommandCall) async throws -> CommandStatus {
        let style = TerminalStyle(usesColor: call.console.usesColor)
        if let name = call.arguments[subject].first, let number = Int(name), !isFolder(joined(call.folder, name)) {
            let explanation = try RunExplanation(try directory(number, call), call.arguments)
            try call.console.write(
                call.arguments[format] == .json ? explanation.json.json(pretty: true) + "\n" : explanation.text(style: style))
            return .success
        }
        guard call.arguments[LogsCommand.step] == nil else {
            throw UsageError("\"--step\" is for runs", remedy: "name a run: runner explain RUN --job JOB --step N")
        }
        var plans: [Plan] = []
        let preparation = try ExecPreparation(call) { plan, _ in plans.append(plan) }
        if let status = try preparation.showFindings() { return status }
        let explanation = try await EventExplanation(preparation, plans)
        try call.console.write(
            call.arguments[format] == .json ? explanation.json.json(pretty: true) + "\n" : explanation.text(style: style))
        return .success
    }

    private static func directory(_ number: Int, _ call: CommandCall) throws -> RunDirectory {
        let state = StateFolder(path: call.stateFolder)
        guard let found = try state.run(number) else {
            throw UsageError("there is no run \"\(number)\" in \(state.path)", remedy: "`runner runs` lists them")
        }
        return found
    }
}
