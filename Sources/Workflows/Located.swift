package import Diagnostics

/// A value with its place in the workflow file.
package struct Located<Content: Sendable>: Sendable {
    package var value: Content
    package var range: SourceRange

    package init(_ value: Content, _ range: SourceRange) {
        self.value = value
        self.range = range
    }
}

extension Located: Equatable where Content: Equatable {}
extension Located: Hashable where Content: Hashable {}
