package import Diagnostics
import GitRepositories

/// Why an action or a called workflow can't be had. Holds no credentials.
package struct ActionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What a caller may want to tell apart.
    package enum Kind: Sendable, Hashable {
        /// A repository or ref that isn't there, a server that doesn't answer, files that are refused.
        case failed
        /// Not in the store, and nothing may be fetched.
        case missing
        /// The lock file says otherwise.
        case locked
    }

    package var kind: Kind
    /// Lower case, names in double quotes, no full stop.
    package var message: String
    /// How to mend it.
    package var remedy: String?
    /// What is wrong with the action's metadata, where that is the reason.
    package var findings: [Diagnostic]

    package init(_ message: String, remedy: String? = nil, kind: Kind = .failed, findings: [Diagnostic] = []) {
        self.kind = kind
        self.message = message
        self.remedy = remedy
        self.findings = findings
    }

    /// `MESSAGE; REMEDY`
    package var description: String {
        remedy.map { "\(message); \($0)" } ?? message
    }
}

/// Keeps passwords out of messages.
enum Credentials {
    /// The text with `***` for what stands between `://` and `@` in it, and for the secrets.
    static func masked(_ text: String, secrets: [String] = []) -> String {
        var text = text
        for secret in secrets where !secret.isEmpty { text = text.replacing(secret, with: "***") }
        var result = ""
        var rest = text[...]
        while let scheme = rest.firstRange(of: "://") {
            result += rest[..<scheme.upperBound]
            rest = rest[scheme.upperBound...]
            let host = rest.prefix { !"/ \t\n\"'".contains($0) }
            if let at = host.lastIndex(of: "@") {
                result += "***"
                rest = rest[at...]
            }
        }
        return result + rest
    }
}
