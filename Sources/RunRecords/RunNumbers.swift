import Expressions
import LinuxSystem

extension StateFolder {
    /// Counts another run of a workflow.
    ///
    /// - Parameter workflow: Whatever tells it from others: repository and path.
    /// - Returns: How often it has run in this folder, this time included; at least 1. A count that is lost begins anew.
    /// - Throws: `StateError`, `SystemError`: the folder can't be used.
    package func nextNumber(of workflow: String) throws -> Int {
        let file = "\(path)/run-numbers.json"
        try makeFolders(path)
        let lock = try FileLock.acquire(file + ".lock")
        defer { lock.release() }
        // A list, since names that differ in case only must stay apart.
        var counts = (try? Value(json: readText(file)).items) ?? []
        let place = counts.firstIndex { $0["workflow"].text == workflow }
        let last = place.map { counts[$0]["runs"].numeric } ?? 0
        let number = last >= 0 && last < 1e15 ? Int(last) + 1 : 1
        let count = Value.object([("workflow", .string(workflow)), ("runs", .number(Double(number)))])
        if let place { counts[place] = count } else { counts.append(count) }
        try AtomicFile.write(Array((Value.array(counts).json() + "\n").utf8), to: file, isDurable: false)
        return number
    }
}
