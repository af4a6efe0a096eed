/// One at a time for each key; who waits does not block a thread.
actor Turns {
    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    func begin(_ key: String) async {
        guard waiting[key] != nil else {
            waiting[key] = []
            return
        }
        await withCheckedContinuation { waiting[key]?.append($0) }
    }

    func end(_ key: String) {
        guard var others = waiting[key] else { return }
        if others.isEmpty {
            waiting[key] = nil
        } else {
            let next = others.removeFirst()
            waiting[key] = others
            next.resume()
        }
    }
}
