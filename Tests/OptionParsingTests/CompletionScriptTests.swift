import Foundation
import TestSupport
import Testing

@testable import OptionParsing

@Suite struct CompletionScriptTests {
    /// What a program prints when it is given a script; nothing when it fails.
    private func output(of program: String, _ arguments: [String], folder: URL? = nil) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        if let folder { process.currentDirectoryURL = folder }
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }

    static func exists(_ program: String) -> Bool {
        FileManager.default.isExecutableFile(atPath: program)
    }

    struct Typed: CustomTestStringConvertible {
        /// The words typed; the last one is to be completed.
        var words: [String]
        var offers: [String]
        var testDescription: String { words.joined(separator: " ") }
    }

    static let typed = [
        Typed(words: ["tool", ""], offers: ["cache", "exec", "shell"]),
        Typed(words: ["tool", "-q", "ex"], offers: ["exec"]),
        Typed(words: ["tool", "cache", ""], offers: ["clear", "list"]),
        Typed(words: ["tool", "exec", "--j"], offers: ["--jobs"]),
        Typed(words: ["tool", "exec", "--format", ""], offers: ["json", "text"]),
        Typed(words: ["tool", "exec", "--format", "=", "j"], offers: ["json"]),
        Typed(words: ["tool", "exec", "--format", "="], offers: ["json", "text"]),
        Typed(words: ["tool", "exec", "f"], offers: ["fold er", "found.yml"]),
        Typed(words: ["tool", "exec", "--root", "f"], offers: ["fold er"]),
        Typed(words: ["tool", "exec", "--secret", ""], offers: []),
        Typed(words: ["tool", "exec", "--secret", "x", "--qu"], offers: ["--quiet"]),
        Typed(words: ["tool", "shell", "b"], offers: ["bash"]),
    ]

    @Test(.enabled(if: exists("/bin/bash"), "bash is not installed"), arguments: typed)
    func bashOffersWhatFits(_ c: Typed) async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(at: folder.appending(path: "fold er"), withIntermediateDirectories: false)
            try Data().write(to: folder.appending(path: "found.yml"))
            let words = c.words.map(CompletionScript.quoted).joined(separator: " ")
            let script =
                CompletionScript.bash(Sample.tool) + """
                    COMP_WORDS=(\(words)) COMP_CWORD=\(c.words.count - 1)
                    _tool
                    printf '%s\\n' "${COMPREPLY[@]}"
                    """
            let lines = try output(of: "/bin/bash", ["--norc", "-c", script], folder: folder).split(separator: "\n").map(String.init)
            #expect(lines.sorted() == c.offers)
        }
    }

    @Test(.enabled(if: exists("/usr/bin/zsh"), "zsh is not installed")) func zshTakesTheScript() throws {
        let script =
            "autoload -U compinit; compinit -D -u\n" + CompletionScript.zsh(Sample.tool)
            + "print $_comps[tool]; whence -w _tool_cache_clear"
        #expect(try output(of: "/usr/bin/zsh", ["-f", "-c", script]) == "_tool\n_tool_cache_clear: function\n")
    }

    @Test(.enabled(if: exists("/usr/bin/fish"), "fish is not installed")) func fishOffersWhatFits() throws {
        func offers(_ line: String) throws -> [String] {
            let script = CompletionScript.fish(Sample.tool) + "complete -C '\(line)'"
            let lines = try output(of: "/usr/bin/fish", ["--no-config", "-c", script]).split(separator: "\n")
            return lines.map { String($0.prefix { $0 != "\t" }) }.sorted()
        }
        #expect(try offers("tool ") == ["cache", "exec", "shell"])
        #expect(try offers("tool cache ") == ["clear", "list"])
        #expect(try offers("tool exec --format ") == ["json", "text"])
        #expect(try offers("tool exec --jo") == ["--jobs"])
        #expect(try offers("tool shell b") == ["bash"])
    }

    @Test func quotesInTextsAreEscaped() {
        #expect(CompletionScript.quoted("it's") == #"'it'\''s'"#)
        #expect(CompletionScript.zsh(Sample.tool).contains(#"'clear:it'\''s gone then'"#))
        #expect(CompletionScript.fish(Sample.tool).contains(#"-d 'it\'s gone then'"#))
    }
}
