import Diagnostics
import Expressions

// `permissions` of workflows and jobs.
extension WorkflowConverter {
    func permissions(_ template: Template) -> Permissions? {
        switch template.literalString {
        case "read-all": return Permissions(all: .read, range: template.range)
        case "write-all": return Permissions(all: .write, range: template.range)
        case .some: return nil
        case nil: break
        }
        guard case .mapping(let entries, let range) = template else { return nil }
        var levels: [String: Permissions.Level] = [:]
        for entry in entries {
            guard let name = entry.name, let text = entry.value.literalString, let level = Permissions.Level(rawValue: text) else {
                continue
            }
            levels[name] = level
        }
        return Permissions(levels: levels, range: range)
    }
}

extension Permissions {
    /// The scopes that `read-all`, `write-all` and the default token speak of (GitHub's permission model).
    static let scopes = [
        "actions", "artifact-metadata", "attestations", "checks", "contents", "deployments", "discussions", "id-token", "issues", "models",
        "packages", "pages", "pull-requests", "repository-projects", "security-events", "statuses", "vulnerability-alerts",
    ]

    /// The same level for all scopes; two can only be read.
    init(all level: Level, range: SourceRange) {
        var levels: [String: Level] = [:]
        for scope in Self.scopes { levels[scope] = level }
        for scope in ["models", "vulnerability-alerts"] where level == .write { levels[scope] = .read }
        self.init(levels: levels, range: range)
    }

    /// The level of a scope; `none` where it is not named.
    package func level(of scope: String) -> Level {
        levels[scope] ?? .none
    }
}
