package import Expressions

/// Makes events from a repository, with or without a payload file.
package enum EventSynthesis {
    /// The event that a request describes: its payload complete, its ref and commit by GitHub's rules
    /// (docs.github.com, "Events that trigger workflows").
    ///
    /// For events that GitHub runs on the default branch, the ref is the default branch and the commit is the one checked out, which
    /// stands for its tip; so a workflow can be tried from any branch.
    ///
    /// - Throws: When the payload is no object, or the pull request can't be merged.
    package static func event(_ request: EventRequest) throws(EventError) -> Event {
        if let payload = request.payload, payload.members == nil {
            throw EventError(message: "the event payload is not an object", remedy: "write a JSON object: {\"action\": \"opened\"}")
        }
        let facts = request.repository
        let owner = facts.identity.owner.isEmpty ? "runner" : facts.identity.owner
        let actor = request.actor ?? request.payload?["sender"]["login"].nonEmptyText ?? owner
        let parts = PayloadParts(facts: facts, actor: actor)
        let seeds = try PayloadSeeds(request)
        let made = Payloads(parts: parts, seeds: seeds).members(of: request.name)
        var payload = Value.object(made + [("repository", parts.repository()), ("sender", parts.user(actor))])
        if let file = request.payload { payload = merged(payload, file) }
        if request.name.hasPrefix("pull_request"), request.payload != nil {
            // What the file names may not be here; the event is about the commit that is.
            payload = merged(payload, .object([("pull_request", .object([("merge_commit_sha", .string(seeds.sha))]))]))
        }
        let (ref, sha) = target(of: request.name, seeds: seeds, facts: facts)
        var event = Event(name: request.name, ref: ref, sha: sha, actor: actor, payload: payload)
        if request.name.hasPrefix("pull_request") {
            event.headRef = seeds.headRef
            event.baseRef = seeds.baseRef
        } else if request.name == "merge_group" {
            event.headRef = RefNames.short(payload["merge_group"]["head_ref"].text)
            event.baseRef = RefNames.short(payload["merge_group"]["base_ref"].text)
        }
        return event
    }

    /// Puts one value over another: objects member by member, anything else whole.
    package static func merged(_ below: Value, _ above: Value) -> Value {
        guard let under = below.members, let over = above.members else { return above }
        var result = under.map { ($0.key, $0.value) }
        for (key, value) in over {
            result.append((key, merged(below[key], value)))
        }
        // The later of two members of a name wins, at the first one's place.
        return .object(result)
    }

    private static func target(of event: String, seeds: PayloadSeeds, facts: RepositoryFacts) -> (ref: String, sha: String) {
        let defaultRef = "refs/heads/" + facts.identity.defaultBranch
        let head = facts.head?.sha ?? PayloadParts.zeros
        switch event {
        case "push":
            // "The deleted branch is not available": GitHub runs it on the default branch.
            return seeds.isDeleted ? (defaultRef, facts.defaultBranchSHA ?? head) : (seeds.ref, seeds.sha)
        case "pull_request", "pull_request_review", "pull_request_review_comment":
            return seeds.isMerged ? ("refs/heads/" + seeds.baseRef, seeds.sha) : ("refs/pull/\(seeds.number)/merge", seeds.sha)
        case "pull_request_target":
            // The default branch since December 2025, the base branch before.
            return (defaultRef, facts.defaultBranchSHA ?? head)
        default:
            return (PayloadSeeds.hasOwnRef(event) ? seeds.ref : defaultRef, seeds.sha)
        }
    }
}

/// What to compare for an event's changed paths.
package enum PathComparison: Sendable, Hashable {
    /// Two commits; no first one: the commit's own changes against its parent, all of a root commit.
    case commits(from: String?, to: String)
    /// From the merge base of two commits to the second.
    case mergeBase(String, head: String)
    /// Path filters do not apply.
    case none
}

extension Event {
    /// What path filters look at: the pushed commits, or what a pull request changes; nothing for tags and other events.
    package var pathComparison: PathComparison {
        switch name {
        case "push":
            let before = payload["before"].nonEmptyText ?? PayloadParts.zeros
            let isNew = before.allSatisfy { $0 == "0" }
            if ref.hasPrefix("refs/tags/") || payload["deleted"].isTruthy || sha.allSatisfy({ $0 == "0" }) { return .none }
            return .commits(from: isNew ? nil : before, to: sha)
        case "pull_request", "pull_request_target":
            let pull = payload["pull_request"]
            guard let base = pull["base"]["sha"].nonEmptyText, let head = pull["head"]["sha"].nonEmptyText else { return .none }
            return .mergeBase(base, head: head)
        default:
            return .none
        }
    }
}
