import Diagnostics
import Events
import Expressions
import Workflows

/// One trigger's filters, put to an event.
struct TriggerFilter {
    let trigger: Trigger
    let event: Event
    var reasons: [TriggerReason] = []

    struct Refusal: Error {
        var text: String
        var decidedBy: Located<String>?
    }

    private typealias Patterns = [Located<String>]

    init(trigger: Trigger, event: Event) {
        self.trigger = trigger
        self.event = event
    }

    mutating func check() throws(Refusal) {
        try checkTypes()
        switch event.name {
        case "push": try checkPush()
        case "workflow_run":
            try checkWorkflows()
            try checkBranches(event.payload["workflow_run"]["head_branch"].text)
        case "schedule": try checkSchedule()
        case "merge_group": try checkBranches(event.baseRef)
        default:
            if event.name.hasPrefix("pull_request") {
                try checkBranches(event.baseRef)
                try checkPaths()
            }
        }
    }

    /// The types of a pull request when a workflow names none.
    private static let pullRequestTypes = ["opened", "synchronize", "reopened"]

    private mutating func checkTypes() throws(Refusal) {
        let action = event.payload["action"].text
        guard !action.isEmpty else { return }
        if let types = Self.present(trigger.types) {
            guard let type = types.first(where: { $0.value == action }) else {
                throw Refusal(text: "activity \"\(action)\" is none of \(Self.list(types.map(\.value)))", decidedBy: types.first)
            }
            reasons.append(TriggerReason(text: "activity \"\(action)\" is listed", decidedBy: type))
        } else if ["pull_request", "pull_request_target"].contains(event.name), !Self.pullRequestTypes.contains(action) {
            throw Refusal(
                text: "activity \"\(action)\" is none of the usual \(Self.list(Self.pullRequestTypes)), and the trigger names no types",
                decidedBy: trigger.event)
        }
    }

    private mutating func checkPush() throws(Refusal) {
        let name = RefNames.short(event.ref)
        let hasBranchFilter = Self.present(trigger.branches) != nil || Self.present(trigger.branchesIgnore) != nil
        let hasTagFilter = Self.present(trigger.tags) != nil || Self.present(trigger.tagsIgnore) != nil
        if RefNames.kind(event.ref) == "tag" {
            if hasTagFilter {
                try check(name, "tag", trigger.tags, ignoring: trigger.tagsIgnore)
            } else if hasBranchFilter {
                throw Refusal(
                    text: "the trigger filters branches only, so tag \"\(name)\" does not start it",
                    decidedBy: Self.present(trigger.branches)?.first ?? trigger.branchesIgnore?.first)
            }
            return
        }
        if hasTagFilter, !hasBranchFilter {
            throw Refusal(
                text: "the trigger filters tags only, so branch \"\(name)\" does not start it",
                decidedBy: Self.present(trigger.tags)?.first ?? trigger.tagsIgnore?.first)
        }
        try checkBranches(name)
        try checkPaths()
    }

    private mutating func checkBranches(_ name: String) throws(Refusal) {
        guard !name.isEmpty else { return }
        try check(name, "branch", trigger.branches, ignoring: trigger.branchesIgnore)
    }

    private mutating func check(_ name: String, _ kind: String, _ wanted: [Located<String>]?, ignoring ignored: [Located<String>]?)
        throws(Refusal)
    {
        if let wanted = Self.present(wanted) {
            let filter = FilterList(wanted.map(\.value))
            let pattern = filter.decisive(name).map { wanted[$0] }
            guard filter.selects(name) else {
                let why = pattern.map { "is taken out by \"\($0.value)\"" } ?? "matches none of \(Self.list(wanted.map(\.value)))"
                throw Refusal(text: "\(kind) \"\(name)\" \(why)", decidedBy: pattern ?? wanted.first)
            }
            reasons.append(TriggerReason(text: "\(kind) \"\(name)\" matches \"\(pattern?.value ?? "")\"", decidedBy: pattern))
        }
        if let ignored = Self.present(ignored) {
            let filter = FilterList(ignored.map(\.value))
            if filter.selects(name) {
                let pattern = filter.decisive(name).map { ignored[$0] }
                throw Refusal(text: "\(kind) \"\(name)\" is ignored by \"\(pattern?.value ?? "")\"", decidedBy: pattern)
            }
            reasons.append(TriggerReason(text: "\(kind) \"\(name)\" is not ignored", decidedBy: nil))
        }
    }

    private mutating func checkPaths() throws(Refusal) {
        let wanted = Self.present(trigger.paths)
        let ignored = Self.present(trigger.pathsIgnore)
        guard let patterns = wanted ?? ignored else { return }
        guard let paths = event.changedPaths else {
            reasons.append(TriggerReason(text: "the changed paths are not known, so path filters pass", decidedBy: patterns.first))
            return
        }
        guard !paths.isEmpty else { throw Refusal(text: "no path changed", decidedBy: patterns.first) }
        let filter = FilterList(patterns.map(\.value))
        if wanted != nil {
            guard let path = paths.first(where: filter.selects) else {
                throw Refusal(
                    text: "none of \(paths.count) changed paths matches, such as \"\(paths[0])\"",
                    decidedBy: paths.lazy.compactMap { filter.decisive($0) }.first.map { patterns[$0] } ?? patterns.first)
            }
            let pattern = filter.decisive(path).map { patterns[$0] }
            reasons.append(TriggerReason(text: "path \"\(path)\" matches \"\(pattern?.value ?? "")\"", decidedBy: pattern))
        } else {
            guard let path = paths.first(where: { !filter.selects($0) }) else {
                throw Refusal(
                    text: "all \(paths.count) changed paths are ignored, such as \"\(paths[0])\"",
                    decidedBy: filter.decisive(paths[0]).map { patterns[$0] })
            }
            reasons.append(TriggerReason(text: "path \"\(path)\" is not ignored", decidedBy: nil))
        }
    }

    private mutating func checkWorkflows() throws(Refusal) {
        let name = event.payload["workflow_run"]["name"].text
        guard let workflows = Self.present(trigger.workflows), !name.isEmpty else { return }
        guard let match = workflows.first(where: { $0.value == name }) else {
            throw Refusal(text: "workflow \"\(name)\" is none of \(Self.list(workflows.map(\.value)))", decidedBy: workflows.first)
        }
        reasons.append(TriggerReason(text: "workflow \"\(name)\" is listed", decidedBy: match))
    }

    private mutating func checkSchedule() throws(Refusal) {
        let time = event.payload["schedule"].text
        guard !time.isEmpty else { return }
        guard let match = trigger.schedules.first(where: { $0.cron.value == time }) else {
            throw Refusal(
                text: "schedule \"\(time)\" is none of \(Self.list(trigger.schedules.map(\.cron.value)))",
                decidedBy: trigger.schedules.first?.cron)
        }
        reasons.append(TriggerReason(text: "schedule \"\(time)\" is listed", decidedBy: match.cron))
    }

    private static func present(_ patterns: [Located<String>]?) -> [Located<String>]? {
        patterns?.isEmpty == true ? nil : patterns
    }

    private static func list(_ names: [String]) -> String {
        names.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
