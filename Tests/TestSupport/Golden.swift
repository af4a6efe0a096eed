package import Foundation
package import Testing

/// Compares a text with a golden file; `UPDATE_GOLDEN=1` rewrites the file and fails. A missing file fails.
///
/// A line between slashes in the file (`/took [0-9]+ s/`) is a regular expression for the whole line.
package func expectGolden(_ actual: String, _ file: URL, sourceLocation: SourceLocation = #_sourceLocation) {
    let actual = actual.hasSuffix("\n") || actual.isEmpty ? actual : actual + "\n"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
        try? Data(actual.utf8).write(to: file)
        Issue.record("rewrote \(file.lastPathComponent); run again without UPDATE_GOLDEN", sourceLocation: sourceLocation)
        return
    }
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
        Issue.record("no golden file \(file.path); the text is:\n\(actual)", sourceLocation: sourceLocation)
        return
    }
    let difference = firstDifference(actual: actual, expected: expected)
    if let difference {
        Issue.record("\(file.path):\(difference)\n--- the whole text is:\n\(actual)", sourceLocation: sourceLocation)
    }
}

/// The first line that differs, as `LINE: expected …, got …`; nothing when all agree.
private func firstDifference(actual: String, expected: String) -> String? {
    let actualLines = actual.split(separator: "\n", omittingEmptySubsequences: false)
    let expectedLines = expected.split(separator: "\n", omittingEmptySubsequences: false)
    for index in 0..<max(actualLines.count, expectedLines.count) {
        let got = index < actualLines.count ? String(actualLines[index]) : "<end>"
        let wanted = index < expectedLines.count ? String(expectedLines[index]) : "<end>"
        if !matches(got, wanted) {
            return "\(index + 1): expected \"\(wanted)\", got \"\(got)\""
        }
    }
    return nil
}

private func matches(_ line: String, _ pattern: String) -> Bool {
    if line == pattern { return true }
    guard pattern.count > 2, pattern.hasPrefix("/"), pattern.hasSuffix("/") else { return false }
    guard let expression = try? Regex(String(pattern.dropFirst().dropLast())) else { return false }
    return line.wholeMatch(of: expression) != nil
}
