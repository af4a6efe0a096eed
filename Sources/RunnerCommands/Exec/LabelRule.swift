import Execution

/// `LABEL=ENGINE[:IMAGE]`: which engine serves a `runs-on` label. `*` in a label stands for anything.
struct LabelRule: Sendable, Equatable {
    var label: String
    var engine: EngineName
    var image: String?

    init(label: String, engine: EngineName, image: String? = nil) {
        self.label = label
        self.engine = engine
        self.image = image
    }

    /// Nothing when the text isn't of that form or names no engine. Labels may hold `=` only in the engine's part: none does.
    @Sendable init?(_ text: String) {
        guard let equals = text.lastIndex(of: "="), equals > text.startIndex else { return nil }
        let served = text[text.index(after: equals)...]
        let parts = served.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let engine = parts.first.flatMap({ EngineName(rawValue: String($0)) }) else { return nil }
        if parts.count == 2, parts[1].isEmpty { return nil }
        self.init(label: String(text[..<equals]), engine: engine, image: parts.count == 2 ? String(parts[1]) : nil)
    }

    /// The labels that are served out of the box: GitHub's Linux machines and what self-hosted ones are called.
    ///
    /// - Parameter architecture: This host's, `X64` or `ARM64`; labels of the other one are not served.
    static func defaults(architecture: String) -> [LabelRule] {
        let isARM = architecture == "ARM64"
        let common = ["self-hosted", "linux", "ubuntu-slim", isARM ? "arm64" : "x64"]
        let machines =
            isARM ? ["ubuntu-*-arm", "ubuntu-latest", "ubuntu-2?.04"] : ["ubuntu-latest*", "ubuntu-2?.04", "ubuntu-2?.04-*core*"]
        return (common + machines).map { LabelRule(label: $0, engine: .sandbox) }
    }
}
