package import Events
import Expressions
package import Workflows

/// What one filter of a trigger says to one name, pattern by pattern.
package struct FilterExplanation: Sendable {
    /// `branches`, `paths-ignore`
    package var filter: String
    /// A branch, a tag or a changed path.
    package var name: String
    /// In file order: the last that matches decides, `!` takes out again.
    package var patterns: [(pattern: Located<String>, matches: Bool)]
    /// Nothing where none matches.
    package var decidedBy: Located<String>?
    /// The filter lets the name pass.
    package var passes: Bool

    fileprivate init(_ filter: String, _ name: String, _ patterns: [Located<String>]) {
        let list = FilterList(patterns.map(\.value))
        let ignores = filter.hasSuffix("-ignore")
        self.filter = filter
        self.name = name
        self.patterns = patterns.map { pattern in
            (pattern, (try? FilterPattern(pattern.value))?.matches(name) ?? false)
        }
        decidedBy = list.decisive(name).map { patterns[$0] }
        passes = list.selects(name) != ignores
    }
}

extension Planner {
    /// More changed paths are not told of.
    private static let mostPaths = 10

    /// How the filters of the workflow's trigger come to what `triggers` says; none where there is no such trigger, or it has no filters.
    ///
    /// Of many changed paths those come first that let the event pass.
    package func explainFilters(_ workflow: Workflow, event: Event) -> [FilterExplanation] {
        guard let trigger = workflow.triggers.first(where: { $0.event.value == event.name }) else { return [] }
        var found: [FilterExplanation] = []
        func add(_ filter: String, _ name: String, _ patterns: [Located<String>]?) {
            guard let patterns, !patterns.isEmpty, !name.isEmpty else { return }
            found.append(FilterExplanation(filter, name, patterns))
        }
        let isTag = event.name == "push" && RefNames.kind(event.ref) == "tag"
        if isTag {
            add("tags", RefNames.short(event.ref), trigger.tags)
            add("tags-ignore", RefNames.short(event.ref), trigger.tagsIgnore)
            return found
        }
        let branch =
            switch event.name {
            case "push": RefNames.short(event.ref)
            case "workflow_run": event.payload["workflow_run"]["head_branch"].text
            default: event.baseRef
            }
        add("branches", branch, trigger.branches)
        add("branches-ignore", branch, trigger.branchesIgnore)
        guard event.name == "push" || event.name.hasPrefix("pull_request"), let changed = event.changedPaths else { return found }
        for (filter, patterns) in [("paths", trigger.paths), ("paths-ignore", trigger.pathsIgnore)] {
            guard let patterns, !patterns.isEmpty else { continue }
            let list = FilterList(patterns.map(\.value))
            let ignores = filter.hasSuffix("-ignore")
            let passing = changed.filter { list.selects($0) != ignores }
            let shown = (passing.prefix(Self.mostPaths) + changed.filter { list.selects($0) == ignores }).prefix(Self.mostPaths)
            found += shown.map { FilterExplanation(filter, $0, patterns) }
        }
        return found
    }
}
