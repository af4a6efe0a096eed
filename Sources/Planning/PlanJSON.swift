import Events
package import Expressions
package import Workflows

/// Why a stored plan can't be read.
package struct PlanFormatError: Error, Sendable, Hashable {
    package var message: String
}

extension Plan {
    /// The version of the form that `json()` writes.
    private static let version = 1.0

    /// All of the plan but the workflow, which its file holds.
    package func json() -> Value {
        .object([
            ("version", .number(Self.version)),
            ("workflow", .object([("path", .string(workflow.path)), ("name", .string(workflow.displayName))])),
            ("run_name", .string(runName)),
            ("repository", repository.json),
            ("event", event.json),
            ("inputs", inputs),
            ("matrix_filters", .object(matrixFilters.map { ($0.key, .array($0.values.map { .string($0) })) })),
            ("job_filters", .array(jobFilters.map { .string($0.text) })),
            ("calls", .array(jobs.compactMap(\.call).map(\.json))),
            ("jobs", .array(jobs.map(\.json))),
        ])
    }

    /// A plan as `json()` wrote it.
    ///
    /// - Parameter workflow: Read from the file as it was then.
    package init(json: Value, workflow: Workflow) throws(PlanFormatError) {
        guard case .number(let version) = json["version"], version == Self.version else {
            throw PlanFormatError(
                message: "the plan has version \"\(json["version"].text)\", not 1; it is from another version of the runner")
        }
        self.init(
            event: try Event(json: json["event"]), repository: RepositoryIdentity(json: json["repository"]), workflow: workflow,
            runName: json["run_name"].text, inputs: json["inputs"], jobs: [])
        try addJobs(json)
        jobFilters = (json["job_filters"].items ?? []).compactMap { JobFilter($0.text) }
        matrixFilters = (json["matrix_filters"].members ?? []).map { MatrixFilter(key: $0.key, values: ($0.value.items ?? []).map(\.text)) }
    }
}

extension Plan {
    /// Jobs in their order: a call stands before the jobs that belong to it.
    private mutating func addJobs(_ json: Value) throws(PlanFormatError) {
        var inputs: [String: Value] = [:]
        for item in json["calls"].items ?? [] { inputs[item["caller"].text] = item["inputs"] }
        var calls: [String: PlannedCall] = [:]
        var written: [String: [String: Job]] = ["": Self.byID(workflow)]
        for item in json["jobs"].items ?? [] {
            let caller = item["caller"].text
            guard let job = written[caller]?[item["id"].text] else {
                let name = JobKey(caller: caller, id: item["id"].text)
                throw PlanFormatError(message: "the plan has the job \"\(name)\", which the workflow lacks")
            }
            var planned = PlannedJob(json: item, job: job)
            planned.parent = calls[caller]
            let key = planned.key.description
            if let inputs = inputs[key], let called = job.call?.workflow, let source = job.call?.source {
                let call = PlannedCall(caller: planned.key, workflow: called, source: source, inputs: inputs, parent: planned.parent)
                (planned.call, calls[key], written[key]) = (call, call, Self.byID(called))
            }
            jobs.append(planned)
        }
    }

    private static func byID(_ workflow: Workflow) -> [String: Job] {
        Dictionary(workflow.jobs.map { ($0.id.value, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension PlannedCall {
    fileprivate var json: Value {
        var members: [(String, Value)] = [
            ("caller", .string(caller.description)), ("file", .string(workflow.path)), ("inputs", inputs),
        ]
        if let commit = source.commit { members.append(("commit", .string(commit))) }
        return .object(members)
    }
}

extension PlannedJob {
    fileprivate var json: Value {
        .object([
            ("caller", .string(key.caller)), ("id", .string(key.id)), ("combination", .string(key.combination)),
            ("duplicate", .number(Double(key.duplicate))),
            ("matrix", matrix), ("strategy", strategy.context), ("awaits_expansion", .bool(awaitsExpansion)),
        ])
    }

    fileprivate init(json: Value, job: Job) {
        let strategy = json["strategy"]
        self.init(
            key: JobKey(
                caller: json["caller"].text, id: json["id"].text, combination: json["combination"].text,
                duplicate: json["duplicate"].whole),
            job: job, matrix: json["matrix"],
            strategy: PlannedStrategy(
                failFast: strategy["fail-fast"].isTruthy, jobIndex: strategy["job-index"].whole, jobTotal: strategy["job-total"].whole,
                maxParallel: strategy["max-parallel"].whole),
            awaitsExpansion: json["awaits_expansion"].isTruthy)
    }
}

extension Event {
    fileprivate var json: Value {
        .object([
            ("name", .string(name)), ("ref", .string(ref)), ("sha", .string(sha)), ("actor", .string(actor)),
            ("head_ref", .string(headRef)), ("base_ref", .string(baseRef)),
            ("changed_paths", changedPaths.map { .array($0.map { .string($0) }) } ?? .null), ("payload", payload),
        ])
    }

    fileprivate init(json: Value) throws(PlanFormatError) {
        guard !json["name"].text.isEmpty else { throw PlanFormatError(message: "the plan has no event") }
        self.init(
            name: json["name"].text, ref: json["ref"].text, sha: json["sha"].text, actor: json["actor"].text, payload: json["payload"],
            changedPaths: json["changed_paths"].items.map { $0.map(\.text) })
        headRef = json["head_ref"].text
        baseRef = json["base_ref"].text
    }
}

extension RepositoryIdentity {
    fileprivate var json: Value {
        .object([
            ("full_name", .string(fullName)), ("server_url", .string(serverURL)), ("default_branch", .string(defaultBranch)),
        ])
    }

    fileprivate init(json: Value) {
        self.init(fullName: json["full_name"].text, serverURL: json["server_url"].text, defaultBranch: json["default_branch"].text)
    }
}

extension Value {
    /// A whole number as written by `json()`; 0 for anything else.
    fileprivate var whole: Int {
        if case .number(let number) = self { Int(exactly: number) ?? 0 } else { 0 }
    }
}
