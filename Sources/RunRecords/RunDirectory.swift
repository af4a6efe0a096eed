package import Expressions
import Glibc
package import LinuxSystem
package import Planning

/// A run's folder.
///
/// `event.json` and `workflow.yml` as they came, `plan.json`, the journal `events.jsonl`, and `jobs/FOLDER/` with a log file a step.
package struct RunDirectory: Sendable, Hashable {
    /// From 1; unique in the state folder.
    package let id: Int
    package let path: String

    package init(id: Int, path: String) {
        self.id = id
        self.path = path
    }

    /// The state folder that the run is in: it is `STATE/runs/NUMBER`.
    package var state: StateFolder {
        StateFolder(path: path.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/"))
    }

    package var eventPath: String { "\(path)/event.json" }
    package var workflowPath: String { "\(path)/workflow.yml" }
    package var planPath: String { "\(path)/plan.json" }
    package var journalPath: String { "\(path)/events.jsonl" }

    /// Keeps the event's payload, byte for byte.
    package func writeEvent(_ bytes: [UInt8], isDurable: Bool = false) throws(SystemError) {
        try AtomicFile.write(bytes, to: eventPath, isDurable: isDurable)
    }

    /// Keeps the workflow's file, byte for byte.
    package func writeWorkflow(_ bytes: [UInt8], isDurable: Bool = false) throws(SystemError) {
        try AtomicFile.write(bytes, to: workflowPath, isDurable: isDurable)
    }

    /// Keeps the file of a called workflow, byte for byte.
    ///
    /// - Parameters:
    ///   - number: From 1, in the order in which they were read.
    ///   - name: Its path, or `OWNER/NAME/PATH@REF`; the file's name under `called/` is made from it.
    package func writeCalled(_ bytes: [UInt8], number: Int, name: String) throws(SystemError) {
        try makeFolders("\(path)/called")
        let file = "\(number < 10 ? "0" : "")\(number)-\(FileNames.safe(name, fallback: "workflow"))"
        try AtomicFile.write(bytes, to: "\(path)/called/\(file)", isDurable: false)
    }

    /// Keeps the plan (`Plan.json()`): there whole or not at all.
    package func writePlan(_ plan: Value, isDurable: Bool = false) throws(SystemError) {
        try AtomicFile.write(Array(plan.json().utf8) + [0x0A], to: planPath, isDurable: isDurable)
    }

    /// The plan as `writePlan` was given it.
    package func plan() throws -> Value {
        try Value(json: readText(planPath))
    }

    /// Makes the folder of a job, with a name made from its key; a name that is taken gets a number.
    ///
    /// - Returns: The folder's name under `jobs/`, for `JobStart.folder`.
    package func createJobFolder(for key: JobKey) throws(SystemError) -> String {
        try makeFolders("\(path)/jobs")
        let base = FileNames.safe(key.description, fallback: "job")
        var number = 1
        while true {
            let name = number == 1 ? base : "\(base)-\(number)"
            if mkdir("\(path)/jobs/\(name)", 0o777) == 0 { return name }
            let failure = SystemError.last("mkdir", "\(path)/jobs/\(name)")
            guard failure.errno == EEXIST else { throw failure }
            number += 1
        }
    }

    package func jobPath(_ folder: String) -> String { "\(path)/jobs/\(folder)" }

    /// The name of a step's log file in the job's folder, for `StepStart.log`: `02-run-make-test.log`.
    ///
    /// - Parameters:
    ///   - number: From 1 in the job.
    ///   - name: The display name, masked.
    package static func logName(number: Int, name: String) -> String {
        "\(number < 10 ? "0" : "")\(number)-\(FileNames.safe(name, fallback: "step").lowercased()).log"
    }

    package func logPath(_ folder: String, _ log: String) -> String { "\(path)/jobs/\(folder)/\(log)" }

    /// Where a job's summary (GITHUB_STEP_SUMMARY of all its steps) is kept.
    package func summaryPath(_ folder: String) -> String { "\(path)/jobs/\(folder)/summary.md" }
}
