/// What the making of an event needs to know of a repository; plain values, read from it beforehand.
package struct RepositoryFacts: Sendable {
    package var identity: RepositoryIdentity
    /// The commit checked out; nothing where there is none yet.
    package var head: CommitFacts?
    /// The full name of the branch or tag checked out; nothing when detached elsewhere.
    package var ref: String?
    /// A tag of the commit checked out, as a full ref: the last of the annotated ones, else of the others.
    package var tagAtHead: String?
    /// The commit that the ref was at before; nothing for a new one.
    package var before: String?
    /// The commits between `before` and `head`, oldest first.
    package var commits: [CommitFacts] = []
    /// The last commit of the default branch, where it is known.
    package var defaultBranchSHA: String?
    /// The push replaced commits.
    package var isForced = false
    /// `user.name` and `user.email` of git's configuration.
    package var user = Person(name: "", email: "")
    /// Now, in seconds since 1970, UTC.
    package var time: Int64 = 0

    package init(identity: RepositoryIdentity, head: CommitFacts? = nil, ref: String? = nil) {
        self.identity = identity
        self.head = head
        self.ref = ref
    }
}

/// A name with an address.
package struct Person: Sendable, Hashable {
    package var name: String
    package var email: String

    package init(name: String, email: String) {
        self.name = name
        self.email = email
    }
}

/// A commit as event payloads show it.
package struct CommitFacts: Sendable, Hashable {
    package var sha: String
    package var treeID: String
    /// Whole, with its newlines.
    package var message: String
    package var author: Person
    package var committer: Person
    /// Of the commit, in seconds since 1970, UTC.
    package var time: Int64
    /// The committer's distance from UTC in minutes, east positive.
    package var offset: Int

    package init(sha: String, treeID: String, message: String, author: Person) {
        self.sha = sha
        self.treeID = treeID
        self.message = message
        self.author = author
        committer = author
        time = 0
        offset = 0
    }
}

extension RepositoryIdentity {
    /// A number for the repository that is the same on every machine; GitHub's own is not known here.
    package var id: Int {
        StableNumber.of("repository " + fullName)
    }

    /// A number for the owner, as `id`.
    package var ownerID: Int {
        StableNumber.of("user " + owner)
    }

    /// `https://github.com/owner/name`
    package var url: String {
        serverURL + "/" + fullName
    }
}

/// Numbers made of names.
package enum StableNumber {
    /// FNV-1a, 31 bits of it, ignoring ASCII case; at least 1.
    package static func of(_ name: String) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.lowercased().utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return max(1, Int((hash ^ (hash >> 32)) & 0x7FFF_FFFF))
    }
}
