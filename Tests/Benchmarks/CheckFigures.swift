import Glibc

extension Bench {
    /// `runner check` of 1,000 workflow files in one process, and of one file with 2,000 lines; without other programs.
    ///
    /// `BENCH_WORKFLOWS` names a folder with 1,000 real files to take instead of those made up.
    func check() {
        shell("mkdir -p checked")
        let real = getenv("BENCH_WORKFLOWS").map { String(cString: $0) }
        if real == nil { for number in 0..<1000 { write("checked/\(number).yml", Self.workflowFile(number)) } }
        let folder = real ?? "checked"
        write("large.yml", Self.largeWorkflow(lines: 2000))
        let results = inTurn(
            [
                command(runner, "check", "--no-scripts", "--format", "json", folder), command("sh", "-c", "cat '\(folder)'/*.yml"),
                command(runner, "check", "--no-scripts", "--format", "json", "large.yml"), command("cat", "large.yml"),
            ], rounds: max(3, rounds / 3))
        func cpu(_ index: Int) -> Double { median(results[index].map(\.cpu)) * 1000 }
        Figure(
            name: "1,000 workflow files checked in one process, processor time", unit: "ms", value: cpu(0), limit: 1000,
            rival: "cat of the files",
            details: [("rival_ms", cpu(1)), ("memory_mb", Double(results[0].map(\.memory).max() ?? 0) / 1e6), ("memory_mb_at_most", 60)]
        ).print()
        Figure(
            name: "a workflow of 2,000 lines checked, start of the program included", unit: "ms",
            value: median(results[2].map(\.wall)) * 1000, limit: 20, rival: "cat of the file",
            details: [("rival_ms", median(results[3].map(\.wall)) * 1000), ("processor_ms", cpu(2))]
        ).print()
    }

    /// Jobs as those of `workflowFile`, until there are as many lines.
    private static func largeWorkflow(lines: Int) -> String {
        let text = workflowFile(0)
        guard let start = text.range(ofFirst: "jobs:\n")?.upperBound else { return text }
        let (head, job) = (text[..<start], text[start...].split(separator: "\n", omittingEmptySubsequences: false))
        var result = String(head)
        var count = head.split(separator: "\n", omittingEmptySubsequences: false).count
        var number = 0
        while count < lines {
            result += "  part\(number):\n" + job.dropFirst().joined(separator: "\n")
            (count, number) = (count + job.count, number + 1)
        }
        return result
    }
}

extension String {
    fileprivate func range(ofFirst text: String) -> Range<Index>? {
        indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
    }
}
