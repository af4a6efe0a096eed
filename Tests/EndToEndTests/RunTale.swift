import Foundation

/// The story of a run, out of its JSON lines: jobs in the order of the file, each with its steps, what they printed and how they ended.
struct RunTale {
    private struct StepTale {
        var name = ""
        var lines: [String] = []
        var end = "does not end"
    }

    private struct JobTale {
        var name: String
        var steps: [Int: StepTale] = [:]
        var annotations: [String] = []
        var end = "does not end"
    }

    private var jobs: [(key: String, tale: JobTale)] = []
    private var end = "the run does not end"

    init(jsonLines: String) {
        for line in jsonLines.split(separator: "\n") {
            let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            add(object ?? ["kind": "not JSON: \(line)"])
        }
    }

    private mutating func add(_ record: [String: Any]) {
        let (kind, job, step) = (record["kind"] as? String ?? "", record["job"] as? String ?? "", record["step"] as? Int ?? 0)
        func text(_ name: String) -> String? { record[name] as? String }
        switch kind {
        case "run.planned", "run.cancelled", "job.expanded", "call.started": break
        case "call.finished": change(job) { $0.end = Self.end(of: record) }
        case "job.started": change(job) { $0.name = text("name") ?? "" }
        case "step.started": change(job) { $0.steps[step, default: StepTale()].name = text("name") ?? "" }
        case "log":
            let line = text("text") ?? ""
            // Of the runner's own words only those that a user's command or mistake has called for.
            let isTold = line.hasPrefix("##[") && !line.hasPrefix("##[group]Run ") && line != "##[endgroup]"
            guard text("stream") != "runner" || isTold, !Self.tellsOfOlderNode(line) else { return }
            change(job) { $0.steps[step, default: StepTale()].lines.append("\(Self.shortStream(text("stream"))): \(line)") }
        case "step.finished":
            let (outcome, conclusion) = (text("outcome") ?? "", text("conclusion") ?? "")
            let exit = (record["exit"] as? Int).map { " exit \($0)" } ?? ""
            let end =
                (outcome == conclusion ? outcome : "\(outcome), concludes \(conclusion)") + exit + (text("reason").map { ": \($0)" } ?? "")
            change(job) { $0.steps[step, default: StepTale()].end = end }
        case "annotation.added":
            let place = [text("file"), (record["line"] as? Int).map(String.init)].compactMap { $0 }.joined(separator: ":")
            guard !Self.tellsOfOlderNode(text("message") ?? "") else { break }
            let title = text("title").map { "[\($0)] " } ?? ""
            change(job) { $0.annotations.append("\(text("level") ?? "") \(place) \(title)\(text("message") ?? "")") }
        case "artifact.stored":
            let (files, bytes) = (record["files"] as? Int ?? 0, record["bytes"] as? Int ?? 0)
            change(job) { $0.annotations.append("artifact \(text("name") ?? ""), files \(files), bytes \(bytes)") }
        case "job.finished": change(job) { $0.end = Self.end(of: record) }
        case "run.finished": end = "run: \(text("conclusion") ?? "")"
        default: end += "\nunknown record \(kind)"
        }
    }

    private static func end(of record: [String: Any]) -> String {
        let outputs = (record["outputs"] as? [String: String] ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let said = outputs.isEmpty ? "" : " with " + outputs.joined(separator: ", ").replacing("\n", with: "\\n")
        let reason = (record["reason"] as? String).map { ": \($0)" } ?? ""
        return (record["conclusion"] as? String ?? "") + reason + said
    }

    private mutating func change(_ key: String, _ body: (inout JobTale) -> Void) {
        let place = jobs.firstIndex { $0.key == key } ?? jobs.count
        if place == jobs.count { jobs.append((key, JobTale(name: key))) }
        body(&jobs[place].tale)
    }

    /// That node is older here than the one asked for; a tale doesn't depend on the machine's.
    private static func tellsOfOlderNode(_ text: String) -> Bool {
        text.contains("which is older and may lack something")
    }

    private static func shortStream(_ name: String?) -> String {
        ["stdout": "out", "stderr": "err"][name ?? ""] ?? "run"
    }

    /// Folders and files whose names differ from run to run.
    private static func steady(_ text: String) -> String {
        text.replacing(/\/[-\w\/.]*\/jobs\/[-\w]+\/work|\/home\/runner\/work/, with: "<work>")
            .replacing(/\/tmp\/runner-test-[-0-9A-F]+/, with: "<folder>")
            .replacing(/(\/dev\/shm\/runner-\w+|<work>\/_temp\/_runner_file_commands)\/[0-9a-f]+-/, with: "<script>-")
    }

    /// Floods are told by their size.
    private static func shortened(_ lines: [String]) -> [String] {
        let cut = lines.map { $0.utf8.count > 300 ? "\($0.prefix(20))… \($0.utf8.count) bytes" : $0 }
        guard cut.count > 40 else { return cut }
        return cut.prefix(2) + ["… \(cut.count - 3) more lines …"] + cut.suffix(1)
    }

    /// The first and last step are the runner's own; they are left out unless they fail.
    var text: String {
        var lines: [String] = []
        for (key, job) in jobs.sorted(by: { $0.key < $1.key }) {
            lines.append("\(job.name == key ? key : "\(key) \"\(job.name)\""): \(job.end)")
            for (_, step) in job.steps.sorted(by: { $0.key < $1.key }) {
                if ["Set up job", "Complete job"].contains(step.name), step.end == "success" { continue }
                lines.append("  \(step.name): \(step.end)")
                lines += Self.shortened(step.lines).map { "    \($0)" }
            }
            lines += job.annotations.map { "  ! \($0)" }
        }
        return Self.steady((lines + [end]).joined(separator: "\n").replacing("\r", with: "\\r"))
    }
}
