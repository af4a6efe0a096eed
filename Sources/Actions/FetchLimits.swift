/// What a fetch may take.
package struct FetchLimits: Sendable, Hashable {
    /// Bytes that one repository may take on disk, packed or as files.
    package var repository = 2 << 30
    /// Bytes of one file.
    package var file = 500 << 20
    /// Files and folders of one commit.
    package var entries = 200_000
    /// Seconds for one fetch.
    package var seconds = 900

    package init() {}

    /// What helps against sizes beyond the limits.
    static let sizeRemedy = "use another version of it, or allow more with --fetch-limit"

    func complaint(file path: String, _ size: Int) -> String {
        "\"\(path)\" has \(Self.text(size)), more than the limit of \(Self.text(file))"
    }

    /// A number of bytes for messages: `500 MiB`.
    static func text(_ bytes: Int) -> String {
        bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
    }
}
