import OptionParsing
import Planning
import Workflows

/// The options of `runner exec` (docs/guide.md); those of cli.md are held stable.
enum ExecOptions {
    static let workflow = Positional.optional(
        "WORKFLOW|FOLDER", help: "a workflow file, or a folder of them; .github/workflows without it", completion: .files)

    // What happened.
    static let event = OptionKey("--event NAME", help: "the event; push, or the only event of a workflow named on the command line")
        .completing(.words(EventCatalog.names))
    static let eventFile = OptionKey("--event-file FILE", help: "the event's payload as JSON").completing(.files)
    static let ref = OptionKey("--ref REF", help: "the branch or tag the event is for; the one checked out without it")
    static let actor = OptionKey("--actor NAME", help: "who caused it; git's user.name without it")
    static let noCheck = OptionKey(flag: "--no-check", help: "run without what `runner check` finds beyond GitHub's own reader")
    static let changed = OptionKey(
        repeated: "--changed PATH", help: "take this path to have changed, for path filters; what git says without it"
    ).completing(.files)
    static let noFilters = OptionKey(flag: "--no-filters", help: "run although branches, tags, paths or types of the event don't match")

    // What of it.
    static let job = OptionKey(repeated: "-j, --job ID", help: "only this job and those it needs")
        .completing(CompletionsCommand.offersJobs)
    static let matrix = OptionKey(repeated: "--matrix KEY:VALUE", help: "only combinations with this value") { text in
        MatrixFilter.parse([text]) == nil ? nil : text
    }.expecting("KEY:VALUE")

    // What it gets.
    static let secret = OptionKey(
        repeated: "-s, --secret NAME[=VALUE]", help: "a secret; its value from the environment, or asked for, without =VALUE")
    static let variable = OptionKey(repeated: "--var NAME=VALUE", help: "a configuration variable (the vars context)", read: assignment)
        .expecting("NAME=VALUE")
    static let environment = OptionKey(repeated: "--env NAME=VALUE", help: "an environment variable of every step", read: assignment)
        .expecting("NAME=VALUE")
    static let input = OptionKey(repeated: "--input NAME=VALUE", help: "an input of workflow_dispatch", read: assignment)
        .expecting("NAME=VALUE")
    static let secretFile = OptionKey("--secret-file FILE", help: "secrets, NAME=VALUE a line (.secrets where there is one)").completing(
        .files)
    static let variableFile = OptionKey("--var-file FILE", help: "variables (.vars where there is one)").completing(.files)
    static let environmentFile = OptionKey("--env-file FILE", help: "environment (.env where there is one)").completing(.files)
    static let inputFile = OptionKey("--input-file FILE", help: "inputs (.input where there is one)").completing(.files)

    // Where and how.
    static let engine = OptionKey("--engine NAME", help: "sandbox (the default) or host, for all labels that are served") {
        EngineName(rawValue: $0)
    }
    .expecting("\"sandbox\" or \"host\"").completing(.words(["sandbox", "host"]))
    static let label = OptionKey(repeated: "-P LABEL=ENGINE[:IMAGE]", help: "which engine serves a runs-on label", read: LabelRule.init)
        .expecting("LABEL=ENGINE or LABEL=ENGINE:IMAGE, with the engine \"sandbox\" or \"host\"")
    static let jobs = OptionKey("--jobs N", help: "how many jobs run at once", read: positive).expecting("a whole number of at least 1")
    static let memory = OptionKey("--memory SIZE", help: "memory of a job: 512m, 4g", read: ByteCount.parse)
        .expecting("a size such as 512m or 4g")
    static let cpus = OptionKey("--cpus N", help: "processors of a job: 1.5") { Double($0).flatMap { $0 > 0 && $0.isFinite ? $0 : nil } }
        .expecting("a number above 0")
    static let processes = OptionKey("--pids N", help: "processes and threads of a job", read: positive)
        .expecting("a whole number of at least 1")
    static let network = OptionKey("--network host|none", help: "the network that jobs see") { ["host", "none"].contains($0) ? $0 : nil }
        .expecting("\"host\" or \"none\"").completing(.words(["host", "none"]))
    static let expose = OptionKey(repeated: "--expose PATH", help: "a path of the host that jobs see although it is hidden by default")
        .completing(.files)
    static let bind = OptionKey(flag: "--bind", help: "work in the work tree itself instead of a copy")
    static let configuration = OptionKey("--config FILE", help: "your own defaults; ~/.config/runner/config.yml without it")
        .completing(.files)
    static let state = OptionKey("--state FOLDER", help: "where runs are kept; .runner beside the repository without it").completing(
        .folders)

    // What is shown.
    static let format = OptionKey("--format text|plain|jsonl", help: "live text on a terminal, plain lines, or JSON lines") {
        OutputFormat(rawValue: $0)
    }.expecting("\"text\", \"plain\" or \"jsonl\"").completing(.words(["text", "plain", "jsonl"]))
    static let quiet = OptionKey(flag: "-q, --quiet", help: "not what steps print")
    static let verbose = OptionKey(flag: "-v, --verbose", help: "all that steps print, on a terminal too")

    static let spec = CommandSpec("exec", summary: "run workflows here, as GitHub would") { spec in
        spec.details = """
            Runs the workflows of this repository for an event (push of the current branch), each job in a sandbox of its own.
            Exit status: 0 success, 1 a job failed or was not run, 2 usage, 3 invalid workflow, 4 the runner itself failed, 130 interrupted.
            """
        spec.positionals = [workflow]
        spec.options =
            ReadingKeys.definitions + [
                event.definition, eventFile.definition, ref.definition, actor.definition, noFilters.definition, noCheck.definition,
                job.definition,
                matrix.definition, secret.definition, variable.definition, environment.definition, input.definition, secretFile.definition,
                variableFile.definition, environmentFile.definition, inputFile.definition, engine.definition, label.definition,
                jobs.definition, memory.definition, cpus.definition, processes.definition, network.definition, expose.definition,
                bind.definition,
            ] + ActionOptions.ofFetches + [
                ActionOptions.realActions.definition, ActionOptions.node.definition, configuration.definition, state.definition,
                format.definition, quiet.definition,
                verbose.definition,
            ]
        spec.examples = [
            CommandExample("runner exec", "all workflows that a push of this branch would start"),
            CommandExample("runner exec .github/workflows/ci.yml --job test", "one job, and those it needs"),
            CommandExample("runner exec --event pull_request", "as for a pull request to the default branch"),
            CommandExample("runner exec ci.yml --secret TOKEN --matrix os:linux", "a secret from the environment, some of a matrix"),
        ]
    }

    @Sendable private static func assignment(_ text: String) -> (name: String, value: String)? {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
        return (String(text[..<equals]), String(text[text.index(after: equals)...]))
    }

    @Sendable private static func positive(_ text: String) -> Int? {
        Int(text).flatMap { $0 >= 1 ? $0 : nil }
    }
}

/// The engines that a label can be served by.
enum EngineName: String, CaseIterable, Sendable {
    case sandbox, host
}

/// `--format` of `runner exec`.
enum OutputFormat: String, Sendable {
    case text, plain, jsonl
}

/// A size as people write it.
enum ByteCount {
    /// `1024`, `512k`, `512m`, `4g`, also with `b` or `ib` behind; 1024 to the step. Nothing when it is none or 0.
    @Sendable static func parse(_ text: String) -> Int? {
        var text = text.lowercased()[...]
        for suffix in ["ib", "b"] where text.hasSuffix(suffix) {
            text = text.dropLast(suffix.count)
            break
        }
        let factors: [Character: Double] = ["k": 1024, "m": 1_048_576, "g": 1_073_741_824, "t": 1_099_511_627_776]
        var factor = 1.0
        if let last = text.last, let known = factors[last] {
            factor = known
            text = text.dropLast()
        }
        guard let number = Double(text), number > 0, number * factor < 1e18 else { return nil }
        return Int(number * factor)
    }
}
