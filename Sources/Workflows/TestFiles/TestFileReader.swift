package import Diagnostics
import Expressions
import YAML

/// A test file after reading, and everything that was found.
package struct TestDocument: Sendable {
    /// Nothing when there are errors.
    package var file: TestFile?
    /// In the order of the places in the file.
    package var diagnostics: [Diagnostic]
}

/// Reads files of test cases, as strictly as workflows are read.
package struct TestFileReader: Sendable {
    package init() {}

    /// Reads the bytes of a file.
    ///
    /// - Parameter path: The file as the user names it, for the diagnostics.
    package func read(_ bytes: [UInt8], path: String) -> TestDocument {
        let document = YAMLReader(limits: YAMLLimits()).read(bytes, file: path)
        var findings = document.diagnostics
        guard let root = document.root else { return TestDocument(file: nil, diagnostics: findings) }
        var reader = SchemaReader(file: path, source: SourceText(bytes))
        let template = reader.read(root, as: Schema.testFile)
        findings += reader.diagnostics
        if template.entries.first(where: { $0.name == "cases" })?.value.entries.isEmpty == true {
            findings.append(
                Diagnostic(
                    file: path, range: template.range.start.mark, kind: .schema, message: "the test file has no cases",
                    remedy: "write each below \"cases\", by its name"))
        }
        let isUsable = !findings.contains { $0.severity == .error }
        return TestDocument(
            file: isUsable ? TestFileConversion(path: path).file(template) : nil, diagnostics: findings.inFileOrder)
    }

    /// Whether a file of that name is one of tests: `NAME.test.yml`, and no workflow that is called so.
    ///
    /// - Parameter contents: Asked for only where the name alone doesn't tell.
    package static func isTestFile(_ path: String, contents: () -> [UInt8]?) -> Bool {
        guard isNamedLikeTest(path) else { return false }
        guard let bytes = contents() else { return true }
        return !bytes.split(separator: UInt8(ascii: "\n")).contains { line in
            ["jobs:", "\"jobs\":", "'jobs':"].contains { line.starts(with: $0.utf8) }
        }
    }

    /// `NAME.test.yml` or `NAME.test.yaml`
    package static func isNamedLikeTest(_ path: String) -> Bool {
        path.hasSuffix(".test.yml") || path.hasSuffix(".test.yaml")
    }
}
