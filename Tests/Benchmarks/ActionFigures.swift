/// Actions: what they cost beyond what they run.
extension Bench {
    func composite() {
        writeActions()
        write("plain.yml", actionWorkflow("run: \"true\"\n        shell: bash", count: 100))
        write("composite.yml", actionWorkflow("uses: ./actions/composite", count: 100))
        let results = inTurn([exec("composite.yml"), exec("plain.yml")], rounds: rounds)
        let (ours, plain) = (median(results[0].map(\.wall)), median(results[1].map(\.wall)))
        Figure(
            name: "a local composite action around a step", unit: "ms", value: (ours - plain) * 1000 / 100, limit: 2,
            rival: "the step without it",
            details: [
                ("ms", ours * 10), ("rival_ms", plain * 10),
                ("failed", Double((results[0] + results[1]).filter { $0.status != 0 }.count)),
            ]
        ).print()
    }

    func node() {
        guard shell("node --version").status == 0 else {
            return Figure.skipped("a node action against node", "no node").print()
        }
        writeActions()
        write("one-node.yml", actionWorkflow("uses: ./actions/node", count: 1))
        write("nodes.yml", actionWorkflow("uses: ./actions/node", count: 21))
        let results = inTurn([exec("nodes.yml"), exec("one-node.yml"), command("node", "actions/node/main.js")], rounds: rounds)
        let step = (median(results[0].map(\.wall)) - median(results[1].map(\.wall))) / 20
        let bare = median(results[2].map(\.wall))
        Figure(
            name: "a node action, overhead", unit: "ms", value: (step - bare) * 1000, limit: 10, rival: "node main.js",
            details: [
                ("ms", step * 1000), ("rival_ms", bare * 1000),
                ("failed", Double((results[0] + results[1]).filter { $0.status != 0 }.count)),
            ]
        ).print()
    }

    private func writeActions() {
        shell("mkdir -p actions/composite actions/node")
        // Not .yml, which git ignores here.
        write(
            "actions/composite/action.yaml",
            "name: c\ndescription: d\nruns:\n  using: composite\n  steps:\n    - {run: \"true\", shell: bash}\n")
        write("actions/node/action.yaml", "name: n\ndescription: d\nruns: {using: node20, main: main.js}\n")
        write("actions/node/main.js", "process.exitCode = 0\n")
    }

    private func actionWorkflow(_ step: String, count: Int) -> String {
        let steps = Array(repeating: "      - \(step)\n", count: count).joined()
        return "on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n\(steps)"
    }
}
