/// What the `github` context says of a run, beside its plan.
package struct RunFacts: Sendable, Hashable {
    /// Unique in the state folder; at least 1.
    package var id: Int
    /// How often the workflow ran, this time included.
    package var number: Int
    /// 1, and one more for each time it is run again.
    package var attempt: Int
    /// `github.token`; empty where there is none.
    package var token: String
    /// Days that records are kept.
    package var retentionDays = 90

    package init(id: Int = 1, number: Int = 1, attempt: Int = 1, token: String = "") {
        self.id = id
        self.number = number
        self.attempt = attempt
        self.token = token
    }
}
