import Diagnostics

/// Where the repositories of actions and called workflows come from: URL templates with `{owner}` and `{repo}`.
package struct ActionSources: Sendable, Hashable {
    /// One place to look in.
    package struct Source: Sendable, Hashable {
        /// The only owner whose repositories come from here, in lower case; nothing for all.
        package var owner: String?
        /// A git URL with `{owner}` and `{repo}`.
        package var template: String

        package init(owner: String? = nil, template: String) {
            self.owner = owner?.lowercased()
            self.template = template
        }
    }

    /// GitHub itself.
    package static let gitHub = Source(template: "https://github.com/{owner}/{repo}")

    /// In the order in which they are tried.
    package var sources: [Source]

    /// - Parameter sources: Empty for GitHub itself.
    package init(_ sources: [Source] = []) {
        self.sources = sources.isEmpty ? [Self.gitHub] : sources
    }

    /// The URLs to try for `OWNER/NAME`, in order.
    ///
    /// An owner that has sources of its own is looked for nowhere else: its repositories can't be taken from a place that anybody may
    /// write to.
    func urls(for name: String) -> [String] {
        let parts = name.split(separator: "/")
        guard parts.count == 2 else { return [] }
        let own = sources.filter { $0.owner == parts[0].lowercased() }
        let used = own.isEmpty ? sources.filter { $0.owner == nil } : own
        return used.map { $0.template.replacing("{owner}", with: parts[0]).replacing("{repo}", with: parts[1]) }
    }
}

extension ActionSources.Source {
    /// What `--actions-source` and the configuration take: `URL` or `OWNER=URL`.
    ///
    /// - Throws: `ActionError` for what is no URL of a kind that git fetches from without running a program that the URL names.
    package init(_ text: String) throws(ActionError) {
        var url = text[...]
        var owner: String?
        if let equals = text.firstIndex(of: "="),
            text[..<equals].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
        {
            owner = String(text[..<equals])
            url = text[text.index(after: equals)...]
        }
        if url.hasPrefix("/") { url = "file://" + url }
        let shown = Credentials.masked(String(url))
        guard owner != "", GitTransport.protocols(of: String(url)) != nil,
            url.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
        else {
            throw ActionError(
                "\"\(shown)\" is no source of actions",
                remedy:
                    "write https://, http://, ssh://, git:// or file:// and so on, with {owner} and {repo} in it; OWNER= in front for one owner only"
            )
        }
        try Self.checkPlaceholders(url, shown: shown)
        self.init(owner: owner, template: String(url))
    }

    private static func checkPlaceholders(_ url: Substring, shown: String) throws(ActionError) {
        let names = url.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) }
        for name in names where name != "owner" && name != "repo" {
            let nearest = Suggestion.nearest(to: name, among: ["owner", "repo"]).map { "; did you mean \"{\($0)}\"?" } ?? ""
            throw ActionError("\"{\(name)}\" in \"\(shown)\" is not known", remedy: "the placeholders are {owner} and {repo}\(nearest)")
        }
        guard names.contains("repo") else {
            throw ActionError("\"\(shown)\" names one repository only", remedy: "put {repo} where the repository's name stands")
        }
    }
}
