import Diagnostics
import Expressions

// The jobs of a workflow.
extension WorkflowConverter {
    mutating func jobs(_ template: Template) -> [Job] {
        var jobs: [Job] = []
        for entry in template.entries {
            guard let id = entry.locatedName else { continue }
            var identifiers = IdentifierBuilder()
            // That a key is empty was reported when it was read.
            if !id.value.isEmpty, let problem = identifiers.take(id.value) { report(identifierProblem: problem, id) }
            jobs.append(job(id, entry.value))
        }
        if case .mapping = template { checkNeeds(jobs, jobsRange: template.mark) }
        return jobs
    }

    private mutating func job(_ id: Located<String>, _ template: Template) -> Job {
        var job = Job(id: id, condition: condition(template.member("if"), scope: Contexts.jobCondition), range: template.range)
        job.entries = template.entries
        for entry in template.entries {
            switch entry.name {
            case "name": job.name = entry.value
            case "needs": job.needs = entry.value.locatedTexts ?? []
            case "permissions": job.permissions = permissions(entry.value)
            case "concurrency": job.concurrency = concurrency(entry.value)
            case "strategy": job.strategy = strategy(entry.value)
            case "uses": job.call = call(entry.value, template)
            default: readStepsKey(entry, into: &job)
            }
        }
        if template.member("runs-on") != nil, template.member("steps")?.isEmptySequence ?? true {
            warn(.schema, id.range, "no steps defined in job \"\(id.value)\"", remedy: "add \"steps\" with at least one step, or \"uses\"")
        }
        return job
    }

    /// The keys that only a job of steps has.
    private mutating func readStepsKey(_ entry: TemplateEntry, into job: inout Job) {
        switch entry.name {
        case "runs-on": job.runsOn = runsOn(entry.value)
        case "environment": job.environment = environment(entry.value)
        case "outputs": job.outputs = outputs(entry.value)
        case "env":
            job.env = entry.value
            checkVariableNames(entry.value)
        case "defaults": job.defaults = defaults(entry.value)
        case "container":
            job.container = entry.value
            checkContainer(entry.value, isService: false)
        case "services":
            job.services = entry.value
            let isWhole = !entry.value.hasExpressions
            for service in entry.value.entries { checkContainer(service.value, isService: true, checksImage: isWhole) }
        case "timeout-minutes": job.timeoutMinutes = entry.value
        case "cancel-timeout-minutes": job.cancelTimeoutMinutes = entry.value
        case "continue-on-error": job.continueOnError = entry.value
        case "steps": job.steps = steps(entry.value)
        case "snapshot":
            job.snapshot = entry.value
            checkSnapshot(entry.value)
        default: break
        }
    }

    private mutating func outputs(_ template: Template) -> [JobOutput] {
        template.entries.compactMap { entry in entry.locatedName.map { JobOutput(name: $0, value: entry.value) } }
    }

    private mutating func runsOn(_ template: Template) -> RunsOn {
        guard case .mapping(let entries, let range) = template else { return RunsOn(labels: template, range: template.range) }
        var result = RunsOn(labels: nil, range: range)
        for entry in entries {
            switch entry.name {
            case "labels": result.labels = entry.value
            case "group":
                result.group = entry.value
                if let group = entry.value.locatedText { checkGroup(group) }
            default: break
            }
        }
        return result
    }

    /// A runner group has no slash, or one behind `org`, `organization`, `ent` or `enterprise`.
    private mutating func checkGroup(_ group: Located<String>) {
        let parts = group.value.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return }
        let isPrefixed = ["org", "organization", "ent", "enterprise"].contains(parts[0])
        if parts.count == 2, isPrefixed, !parts[1].isEmpty { return }
        report(
            .runsOn, group.range, "invalid runs-on group name \"\(group.value.shortened)\"",
            remedy: "write the group's name alone, or behind \"organization/\" or \"enterprise/\"")
    }

    private func environment(_ template: Template) -> Environment? {
        if template.literalString == "" { return nil }
        guard case .mapping(let entries, let range) = template else { return Environment(name: template, range: template.range) }
        guard let name = template.member("name"), name.literalString != "" else { return nil }
        var result = Environment(name: name, range: range)
        for entry in entries {
            switch entry.name {
            case "url": result.url = entry.value
            case "deployment": result.deployment = entry.value
            default: break
            }
        }
        return result
    }

    /// An image may be empty for `container` only, and not with `docker://` (GitHub's converter).
    private mutating func checkContainer(_ template: Template, isService: Bool, checksImage: Bool = true) {
        if let password = template.member("credentials")?.member("password")?.locatedText {
            warn(
                .credentials, password.range, "a password is written down in the file",
                remedy: "keep it as a secret: ${{ secrets.REGISTRY_PASSWORD }}")
        }
        guard checksImage, !template.hasExpressions else { return }
        let image: String
        if let text = template.literalString {
            image = text
        } else if case .mapping = template {
            let member = template.member("image")
            if let member, member.literalString == nil { return }
            image = member?.literalString ?? ""
        } else {
            return
        }
        let isEmpty = image.isEmpty ? isService : image == "docker://"
        if isEmpty {
            report(.schema, template.mark, "container image cannot be empty", remedy: "name an image, \"postgres:17\" for example")
        }
    }

    /// A version of a snapshot is `MAJOR.*`.
    private mutating func checkSnapshot(_ template: Template) {
        guard let version = template.member("version")?.literalString else { return }
        let parts = version.split(separator: ".", omittingEmptySubsequences: false)
        let isMajor = parts[0].utf8.allSatisfy { (48...57).contains($0) } && Int32(parts[0]) != nil
        guard parts.count != 2 || parts[1] != "*" || !isMajor else { return }
        report(
            .schema, template.mark, "expected format {major-version}.*, not \"\(version.shortened)\"", remedy: "write \"1.*\" for example")
    }

    private mutating func call(_ reference: Template, _ job: Template) -> WorkflowCall? {
        guard let uses = reference.locatedText else { return nil }
        checkCallReference(uses)
        var call = WorkflowCall(uses: uses)
        call.inputs = job.member("with")
        if let secrets = job.member("secrets") {
            if secrets.literalString == "inherit" { call.inheritsSecrets = true } else { call.secrets = secrets }
        }
        return call
    }

    private mutating func checkCallReference(_ uses: Located<String>) {
        guard let reference = CallReference(uses.value, from: CallReference(path: file)) else {
            let isLocal = uses.value.hasPrefix("./") && uses.value.contains("@")
            report(
                .call, uses.range, "invalid workflow reference \"\(uses.value.shortened)\"",
                remedy: isLocal
                    ? "a workflow of the same repository is named without \"@\": it is taken from the caller's commit"
                    : "write \"./.github/workflows/FILE.yml\", or \"OWNER/REPO/.github/workflows/FILE.yml@REF\"")
            return
        }
        if !reference.isInWorkflowsFolder {
            warn(
                .call, uses.range, "GitHub calls only workflows that lie directly in \".github/workflows\"",
                remedy: "move \"\(reference.path.shortened)\" there")
        }
    }
}
