import Diagnostics
import Expressions

/// Filters of events that can never match, or not what they seem to.
struct FilterCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        subject.workflow.triggers.flatMap { trigger -> [Diagnostic] in
            let refs = [trigger.branches, trigger.branchesIgnore, trigger.tags, trigger.tagsIgnore].compactMap { $0 }
            let paths = [trigger.paths, trigger.pathsIgnore].compactMap { $0 }
            var findings = refs.joined().compactMap { ref($0, subject) } + paths.joined().compactMap { path($0, subject) }
            for list in [trigger.branches, trigger.tags, trigger.paths].compactMap({ $0 }) { findings += undone(list, subject) }
            for list in [trigger.branchesIgnore, trigger.tagsIgnore, trigger.pathsIgnore].compactMap({ $0 }) {
                findings += list.filter { $0.value.hasPrefix("!") }.map { negated($0, subject) }
            }
            return findings + repeatedTypes(trigger, subject)
        }
    }

    /// Filters see the names of branches and tags without `refs/heads/`.
    private func ref(_ pattern: Located<String>, _ subject: CheckedWorkflow) -> Diagnostic? {
        let text = pattern.value.hasPrefix("!") ? String(pattern.value.dropFirst()) : pattern.value
        for prefix in ["refs/heads/", "refs/tags/"] where text.hasPrefix(prefix) {
            return subject.warning(
                .glob, pattern.range, "this pattern never matches: names are compared without \"\(prefix)\"",
                remedy: "write \"\(text.dropFirst(prefix.count))\"")
        }
        guard let problem = Self.problem(ofRef: text) else { return nil }
        return subject.warning(.glob, pattern.range, "this pattern never matches: \(problem)", remedy: "mend the name")
    }

    /// What no branch or tag can be called (git-check-ref-format).
    private static func problem(ofRef text: String) -> String? {
        if let odd = text.unicodeScalars.first(where: { $0.value <= 0x20 || "~^:".unicodeScalars.contains($0) }) {
            return odd.value <= 0x20 ? "names of branches and tags have no white space" : "names of branches and tags have no \"\(odd)\""
        }
        if text.hasPrefix("/") || text.hasSuffix("/") { return "names of branches and tags do not begin or end with \"/\"" }
        return text.contains("//") ? "names of branches and tags have no \"//\"" : nil
    }

    /// Paths are compared from the repository's root, without `./` in front.
    private func path(_ pattern: Located<String>, _ subject: CheckedWorkflow) -> Diagnostic? {
        let text = pattern.value.hasPrefix("!") ? pattern.value.dropFirst() : pattern.value[...]
        for prefix in ["./", "../", "/"] where text.hasPrefix(prefix) {
            return subject.warning(
                .glob, pattern.range, "this pattern never matches: paths begin at the repository's root, without \"\(prefix)\"",
                remedy: "write \"\(text.drop { $0 == "." || $0 == "/" })\"")
        }
        guard text.first == " " || text.last == " " else { return nil }
        return subject.warning(.glob, pattern.range, "this pattern begins or ends with a blank", remedy: "remove the blank")
    }

    /// A pattern whose text a later one with `!` takes away again as a whole.
    private func undone(_ list: [Located<String>], _ subject: CheckedWorkflow) -> [Diagnostic] {
        var findings: [Diagnostic] = []
        for (index, pattern) in list.enumerated() where !pattern.value.hasPrefix("!") {
            for later in list[(index + 1)...]
            where later.value.hasPrefix("!") && Self.covers(String(later.value.dropFirst()), pattern.value) {
                guard !list[(index + 1)...].contains(where: { $0.value == pattern.value }) else { continue }
                findings.append(
                    subject.warning(
                        .glob, pattern.range, "this pattern selects nothing: \"\(later.value)\" takes all of it away again",
                        remedy: "remove one of the two, or put this one behind the other"))
                break
            }
        }
        return findings
    }

    /// Everything that the second selects is matched by the first, as far as that can be told from the texts.
    private static func covers(_ wide: String, _ narrow: String) -> Bool {
        if wide == narrow || wide == "**" { return true }
        guard !narrow.contains(where: { "*?+[\\".contains($0) }), let pattern = try? FilterPattern(wide) else { return false }
        return pattern.matches(narrow)
    }

    private func negated(_ pattern: Located<String>, _ subject: CheckedWorkflow) -> Diagnostic {
        subject.warning(
            .glob, pattern.range, "a pattern with \"!\" in an \"-ignore\" filter is not a way to take names back",
            remedy: "use the filter without \"-ignore\": patterns, and behind them those to leave out with \"!\"")
    }

    private func repeatedTypes(_ trigger: Trigger, _ subject: CheckedWorkflow) -> [Diagnostic] {
        var seen: Set<String> = []
        return (trigger.types ?? []).filter { !seen.insert($0.value).inserted }.map {
            subject.warning(.event, $0.range, "activity type \"\($0.value)\" stands twice", remedy: "remove one of the two")
        }
    }
}
