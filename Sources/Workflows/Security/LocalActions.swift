import Expressions

/// The repository around a workflow: its actions and its owner, each read once, when first asked for.
final class LocalActions {
    private let options: ReadingOptions
    private let lookup: KnownActions.Lookup?
    private var found: [String: ActionMetadata?] = [:]
    /// The owner in the address of the remote `origin`, in lower case.
    private(set) lazy var owner = readOwner()

    init(options: ReadingOptions, metadata: KnownActions.Lookup?) {
        self.options = options
        lookup = metadata
    }

    /// The metadata of an action by its `uses` text; nothing where it lies elsewhere or can't be read.
    func metadata(of uses: String) -> ActionMetadata? {
        if let known = found[uses] { return known }
        let metadata = ActionReference(uses).flatMap { lookup?($0) ?? read($0) }
        found[uses] = .some(metadata)
        return metadata
    }

    private func read(_ reference: ActionReference) -> ActionMetadata? {
        switch reference {
        case .local(let path), .selfRepository(let path): return options.root.flatMap { options.actionMetadata(at: path, below: $0) }
        case .repository, .image: return nil
        }
    }

    private func readOwner() -> String? {
        guard let root = options.root, let bytes = options.readFile?("\(root)/.git/config") else { return nil }
        var isOrigin = false
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let text = line.drop { $0.isWhitespace }
            if text.hasPrefix("[") { isOrigin = text.hasPrefix("[remote \"origin\"]") }
            guard isOrigin, text.hasPrefix("url") else { continue }
            let address = text.drop { $0 != "=" }.dropFirst()
            let parts = address.split { $0 == "/" || $0 == ":" }.map { $0.filter { !$0.isWhitespace } }
            return parts.count >= 3 ? parts[parts.count - 2].lowercased() : nil
        }
        return nil
    }
}
