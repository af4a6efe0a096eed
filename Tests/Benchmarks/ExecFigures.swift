/// Start-up, steps, matrix, logs, many jobs, critical path: `runner exec` against plain bash and Docker.
extension Bench {
    func oneJob() {
        write("one.yml", workflow(jobs: ["one"], steps: 1))
        let results = inTurn([exec("one.yml"), command("bash", "-e", "step.sh")], rounds: rounds)
        let ours = median(results[0].map(\.wall))
        let bash = median(results[1].map(\.wall))
        Figure(
            name: "one job, one step, sandbox, against bash", unit: "ratio", value: ours / bash, limit: 15, rival: "bash -e FILE",
            details: [
                ("ms", ours * 1000), ("rival_ms", bash * 1000),
                ("cpu_ratio", median(results[0].map(\.cpu)) / median(results[1].map(\.cpu))),
                ("failed", Double(results[0].filter { $0.status != 0 }.count)),
            ]
        ).print()
        guard hasDocker else {
            return Figure.skipped("one job, one step, sandbox, against docker run", "no Docker Engine, or no image runner-bench-busybox")
                .print()
        }
        let docker = inTurn(
            [exec("one.yml"), command("docker", "run", "--rm", "runner-bench-busybox", "true")], rounds: max(5, rounds / 2))
        let (a, b) = (median(docker[0].map(\.wall)), median(docker[1].map(\.wall)))
        Figure(
            name: "one job, one step, sandbox, against docker run", unit: "ratio", value: a / b, limit: 0.12, rival: "docker run --rm",
            details: [("ms", a * 1000), ("rival_ms", b * 1000)]
        ).print()
    }

    func oneStepMore() {
        write("one.yml", workflow(jobs: ["one"], steps: 1))
        write("hundred.yml", workflow(jobs: ["one"], steps: 100))
        let results = inTurn([exec("hundred.yml"), exec("one.yml"), command("bash", "-e", "step.sh")], rounds: rounds)
        let step = (median(results[0].map(\.wall)) - median(results[1].map(\.wall))) / 99
        let bash = median(results[2].map(\.wall))
        Figure(
            name: "one more step, against bash", unit: "ratio", value: step / bash, limit: 2, rival: "bash -e FILE",
            details: [("ms", step * 1000), ("rival_ms", bash * 1000)]
        ).print()
        guard hasDocker, shell("docker run -d --name runner-bench runner-bench-busybox sleep 600").status == 0 else {
            return Figure.skipped("one more step, against docker exec", "no Docker Engine, or no image runner-bench-busybox").print()
        }
        let docker = inTurn([command("docker", "exec", "runner-bench", "true")], rounds: rounds)
        shell("docker rm -f runner-bench")
        let exec = median(docker[0].map(\.wall))
        Figure(
            name: "one more step, against docker exec", unit: "ratio", value: step / exec, limit: 0.06, rival: "docker exec",
            details: [("ms", step * 1000), ("rival_ms", exec * 1000)]
        ).print()
    }

    func matrix() {
        write("matrix.yml", workflow(jobs: ["m"], steps: 5, extra: "    strategy: {matrix: {n: [1, 2, 3, 4]}}\n"))
        // The same by hand: two at a time, each job five scripts.
        write("job.sh", "for i in 1 2 3 4 5; do bash -e step.sh; done\n")
        write("matrix.sh", "bash job.sh & bash job.sh & wait\nbash job.sh & bash job.sh & wait\n")
        let results = inTurn([exec("matrix.yml", "--jobs", "2"), command("bash", "matrix.sh")], rounds: rounds)
        let (ours, bash) = (median(results[0].map(\.wall)), median(results[1].map(\.wall)))
        Figure(
            name: "4 jobs of 5 steps, 2 slots, against bash", unit: "ratio", value: ours / bash, limit: 4, rival: "bash with & and wait",
            details: [("ms", ours * 1000), ("rival_ms", bash * 1000)]
        ).print()
    }

    func manyJobs() {
        let row = (1...256).map(String.init).joined(separator: ", ")
        write("one.yml", workflow(jobs: ["one"], steps: 1))
        write("many.yml", workflow(jobs: ["m"], steps: 1, extra: "    strategy: {matrix: {n: [\(row)]}}\n"))
        let results = inTurn(
            [exec("many.yml", "--jobs", "2"), exec("one.yml"), command("bash", "-e", "step.sh")], rounds: max(3, rounds / 5))
        let job = (median(results[0].map(\.wall)) - median(results[1].map(\.wall))) / 255
        let bash = median(results[2].map(\.wall))
        Figure(
            name: "256 jobs of one step, overhead of a job", unit: "ms", value: (job - bash) * 1000, limit: 25, rival: "bash -e FILE",
            details: [("rival_ms", bash * 1000), ("memory_mb", Double(results[0].map(\.memory).max() ?? 0) / 1e6)]
        ).print()
    }

    /// Succeeds when the last run's log has ten million lines of the step, each whole, and beside them the runner's own only.
    private static let lineCheck = """
        export LC_ALL=C; log=$(ls .runner/runs/*/jobs/log/02-*.log | tail -1)
        whole=$(grep -acE '^[0-9TZ:.-]{27} O x{99}$' "$log"); own=$(grep -acE '^[0-9TZ:.-]{27} C ' "$log")
        [ "$whole" = 10000000 ] && [ $(wc -l < "$log") = $((whole + own)) ]
        """

    func log() {
        let line = String(repeating: "x", count: 99)
        let steps = "      - run: yes \(line) | head -c 1000000000\n"
        write("log.yml", "on: push\njobs:\n  log:\n    runs-on: ubuntu-latest\n    steps:\n\(steps)")
        let secrets = (1...10).map { ["--secret", "S\($0)=correct-horse-battery-\($0)"] }.flatMap { $0 }
        let ours = TimedCommand(arguments: [runner, "exec", "log.yml", "--quiet"] + secrets, folder: repository)
        let rival = command("bash", "-c", "yes \(line) | head -c 1000000000 | cat > out")
        let results = inTurn([ours, rival], rounds: 3)
        let (a, b) = (median(results[0].map(\.wall)), median(results[1].map(\.wall)))
        let isExact = shell(Self.lineCheck).status == 0
        Figure(
            name: "a step that prints 1 GB, 10 secrets, to disk", unit: "MB/s", value: 1000 / a, limit: 150, isAtMost: false,
            rival: "cat to a file",
            details: [
                ("rival_mb_s", 1000 / b), ("cpu_s", median(results[0].map(\.cpu))),
                ("memory_mb", Double(results[0].map(\.memory).max() ?? 0) / 1e6),
                ("failed", Double(results[0].filter { $0.status != 0 }.count)), ("lines_exact", isExact ? 1 : 0),
            ]
        ).print()
    }

    func diamond() {
        write(
            "diamond.yml",
            """
            on: push
            jobs:
              a: {runs-on: ubuntu-latest, steps: [{run: sleep 0.5}]}
              slow: {needs: a, runs-on: ubuntu-latest, steps: [{run: sleep 2}]}
              fast: {needs: a, runs-on: ubuntu-latest, steps: [{run: sleep 0.5}]}
              after: {needs: fast, runs-on: ubuntu-latest, steps: [{run: sleep 1}]}
              end: {needs: [slow, after], runs-on: ubuntu-latest, steps: [{run: sleep 0.5}]}
            """)
        let results = inTurn([exec("diamond.yml", "--jobs", "4"), command("sleep", "3")], rounds: 3)
        let (ours, critical) = (median(results[0].map(\.wall)), median(results[1].map(\.wall)))
        Figure(
            name: "a diamond with a slow branch, against its critical path", unit: "ratio", value: ours / critical, limit: 1.05,
            rival: "sleep 3", details: [("s", ours), ("rival_s", critical)]
        ).print()
    }
}
