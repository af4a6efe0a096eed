/// What a YAML reader accepts; see docs/compatibility.md, "YAML".
package struct YAMLLimits: Sendable {
    /// Bytes of the file; GitHub takes 1 Mi characters.
    package var fileSize = 1_048_576
    /// Mappings and sequences inside each other, the root counted.
    package var depth = 50
    /// Nodes of the document after the aliases were replaced.
    package var nodes = 50_000
    /// Anchors and aliases are allowed (workflows) or refused (action metadata).
    package var allowsAnchors = true

    package init() {}
}
