package import Diagnostics

/// What other programs find in scripts.
package enum ScriptFindings {
    /// The findings without those that a comment `# runner: ignore KIND because …` in the file silences.
    ///
    /// - Parameter bytes: The file that all findings are in.
    package static func withoutIgnored(_ findings: [Diagnostic], in bytes: [UInt8]) -> [Diagnostic] {
        guard let file = findings.first?.file else { return [] }
        return IgnoreComments(SourceText(bytes), file: file).rest(of: findings)
    }
}
