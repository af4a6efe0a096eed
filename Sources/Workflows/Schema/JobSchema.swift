import Diagnostics
import Expressions

extension Schema {
    static let jobs = Definition.loose("jobs", of: job)

    /// A job of steps, or one that calls a workflow.
    static let job = Definition(mappings: [stepsJob, callingJob])

    private static let stepsJob = MappingRule(
        noun: "a job",
        properties: [
            "name": string.with(Contexts.jobKeys),
            "needs": needs,
            "if": jobCondition,
            "runs-on": runsOn,
            "permissions": permissions,
            "environment": environment,
            "concurrency": concurrency(group: nonEmptyString).with(Contexts.jobKeys),
            "outputs": .loose("outputs", of: string.with(Contexts.runner)),
            "env": environmentVariables.with(Contexts.jobSecrets),
            "defaults": .mapping("defaults", ["run": runDefaults.with(Contexts.jobDefaults)]),
            "strategy": strategy,
            "container": container,
            "services": services,
            "timeout-minutes": number.with(Contexts.jobKeys),
            "cancel-timeout-minutes": number.with(Contexts.jobKeys),
            "continue-on-error": boolean.with(Contexts.jobKeys),
            "steps": steps,
            "snapshot": snapshot,
            "cache-mode": cacheMode,
        ], required: ["runs-on"])

    private static let callingJob = MappingRule(
        noun: "a job that calls a workflow",
        properties: [
            "name": string.with(Contexts.jobKeys),
            "uses": nonEmptyString,
            "with": .loose("with", of: scalar.with(Contexts.jobKeys)),
            "secrets": .oneOf(.loose("secrets", of: scalar.with(Contexts.jobSecrets)), .words("inherit")),
            "needs": needs,
            "if": jobCondition,
            "permissions": permissions,
            "concurrency": concurrency(group: nonEmptyString).with(Contexts.jobKeys),
            "strategy": strategy,
            "cache-mode": cacheMode,
        ], required: ["uses"])

    static let jobCondition = string.with(Contexts.jobCondition)

    private static let needs = oneOrMoreStrings

    private static let runsOn = Definition.oneOf(
        scope: Contexts.jobKeys, nonEmptyString, nonEmptyStrings,
        .mapping("runs-on", ["group": nonEmptyString, "labels": oneOrMoreStrings]))

    private static let environment = Definition.oneOf(
        scope: Contexts.jobKeys, string,
        .mapping(
            "environment",
            ["name": string.with(Contexts.jobKeys), "url": string.with(Contexts.environmentURL), "deployment": boolean],
            required: ["name"]))

    private static let strategy = Definition.mapping(
        "strategy", ["fail-fast": boolean, "max-parallel": number, "matrix": matrix], scope: Contexts.needs)

    private static let matrix = Definition(
        mappings: [
            MappingRule(
                noun: "a matrix", properties: ["include": matrixItems, "exclude": matrixItems],
                looseValue: { anySequence })
        ])

    private static let matrixItems = Definition.sequence(of: .loose("an item of the matrix", of: any))

    private static let snapshot = Definition.oneOf(
        scope: Contexts.jobKeys, nonEmptyString,
        .mapping(
            "snapshot", ["image-name": nonEmptyString, "if": string.with(Contexts.stepCondition), "version": nonEmptyString],
            required: ["image-name"]))
}

// Containers.
extension Schema {
    private static let container = Definition.oneOf(scope: Contexts.jobKeys, string, containerMapping("a container"))

    private static let services = Definition.loose("services", scope: Contexts.jobKeys, of: service)

    private static let service = Definition(
        scalars: string.scalars,
        mappings: [
            MappingRule(
                noun: "a service",
                properties: [
                    "image": string, "credentials": credentials, "env": containerEnv, "ports": nonEmptyStrings,
                    "volumes": nonEmptyStrings, "options": string, "entrypoint": string, "command": string,
                ])
        ])

    private static func containerMapping(_ noun: String) -> Definition {
        .mapping(
            noun,
            [
                "image": string, "credentials": credentials, "env": containerEnv, "ports": nonEmptyStrings,
                "volumes": nonEmptyStrings, "options": string,
            ])
    }

    private static let containerEnv = Definition.loose("env", of: string.with(Contexts.runner))

    private static let credentials = Definition.mapping(
        "credentials", ["username": nonEmptyString, "password": nonEmptyString], scope: Contexts.credentials)
}

// Permissions.
extension Schema {
    static let permissions = Definition.oneOf(
        kind: .permissions, permissionScopes, .words("read-all", "write-all"))

    private static let permissionScopes = Definition.mapping(
        "permissions",
        [
            "actions": anyLevel, "artifact-metadata": anyLevel, "attestations": anyLevel, "checks": anyLevel, "code-quality": anyLevel,
            "contents": anyLevel, "copilot-requests": .words("write", "none"), "deployments": anyLevel, "discussions": anyLevel,
            "drives": anyLevel, "id-token": .words("write", "none"), "issues": anyLevel, "models": .words("read", "none"),
            "packages": anyLevel, "pages": anyLevel, "pull-requests": anyLevel, "repository-projects": anyLevel,
            "security-events": anyLevel, "statuses": anyLevel, "vulnerability-alerts": .words("read", "none"),
        ])

    private static let anyLevel = Definition.words("read", "write", "none")
}
