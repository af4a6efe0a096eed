import Diagnostics
import Expressions

/// Caches that an outsider's code can write, and caches in what is published.
struct CachePoisoningCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for untrusted in subject.untrustedJobs where untrusted.runsCode {
            guard let cache = untrusted.job.steps.lazy.compactMap({ Self.cache($0, saves: true) }).first else { continue }
            findings.append(
                subject.warning(
                    .cachePoisoning, cache,
                    "code from outside runs in job \"\(untrusted.job.id.value)\", and what it puts into this cache other runs take out",
                    remedy: "build without the cache, or use actions/cache/restore, which saves nothing"))
        }
        guard subject.isPedantic, isRelease(subject.workflow) else { return findings }
        for job in subject.workflow.jobs where job.steps.contains(where: Self.publishes) {
            for cache in job.steps.compactMap({ Self.cache($0, saves: false) }) {
                findings.append(
                    subject.warning(
                        .cachePoisoning, cache, "what job \"\(job.id.value)\" publishes is built with a cache that other runs write",
                        remedy: "build releases without caches"))
            }
        }
        return findings
    }

    private func isRelease(_ workflow: Workflow) -> Bool {
        workflow.triggers.contains { trigger in
            trigger.event.value == "release" || (trigger.event.value == "push" && trigger.tags != nil)
        }
    }

    private static let setups: Set<String> = [
        "actions/setup-node", "actions/setup-python", "actions/setup-java", "actions/setup-dotnet", "ruby/setup-ruby", "pnpm/action-setup",
        "astral-sh/setup-uv",
    ]

    /// The place of a cache in a step: an action for caches, or the input that turns one on.
    private static func cache(_ step: Step, saves: Bool) -> SourceRange? {
        guard case .uses(let action) = step.action else { return nil }
        let uses = action.reference.value.lowercased()
        if uses.hasPrefix("actions/cache@") { return action.reference.range }
        if uses.hasPrefix("actions/cache/") { return uses.hasPrefix("actions/cache/save@") == saves ? action.reference.range : nil }
        if uses.hasPrefix("swatinem/rust-cache@") {
            return saves && action.inputs?.member("save-if") != nil ? nil : action.reference.range
        }
        guard setups.contains(KnownSources.name(uses)) else { return nil }
        for name in ["cache", "bundler-cache", "enable-cache"] {
            guard let value = action.inputs?.member(name), value.literalBool != false, !["", "false"].contains(value.literalString) else {
                continue
            }
            return value.range
        }
        return nil
    }

    private static let publishers: Set<String> = [
        "pypa/gh-action-pypi-publish", "softprops/action-gh-release", "js-devtools/npm-publish", "goreleaser/goreleaser-action",
        "ncipollo/release-action", "rubygems/release-gem", "rust-lang/crates-io-auth-action", "actions/attest-build-provenance",
        "svenstaro/upload-release-action",
    ]

    private static let commands = ["npm publish", "cargo publish", "twine upload", "gh release", "uv publish", "gem push", "mvn deploy"]

    private static func publishes(_ step: Step) -> Bool {
        switch step.action {
        case .uses(let action):
            let name = KnownSources.name(action.reference.value)
            if name == "docker/build-push-action" { return action.inputs?.member("push")?.literalBool == true }
            return publishers.contains(name)
        case .run(let script):
            let text = script.script.literalString ?? script.script.sourceText ?? ""
            return commands.contains { text.contains($0) }
        case .wait, .waitAll, .cancel, .parallel: return false
        }
    }
}
