import FoundationEssentials
import Glibc

extension Bench {
    /// The built-in checkout of a repository of 10,000 files, against git's own local clone and the real action.
    ///
    /// What counts is the step, from its start to its end, as the run's journal has it: a clone ends without a removal of its files, too.
    func checkout() {
        makeLargeRepository()
        let steps = "      - uses: actions/checkout@v6\n"
        write("large/checkout.yml", "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n\(steps)")
        let large = repository + "/large"
        let ours = TimedCommand(arguments: [runner, "exec", "checkout.yml", "--quiet", "--state", "../state"], folder: large)
        let removed = TimedCommand(arguments: ["rm", "-rf", "../state", "../clone", "../workspace"], folder: large)
        let clone = TimedCommand(arguments: ["git", "clone", "-q", "--local", ".", "../clone"], folder: large)
        let real = realCheckout(large)
        var times = (step: [Double](), whole: [Measurement](), clone: [Measurement](), real: [Measurement]())
        for round in 0...max(3, rounds / 3) {
            _ = removed.run()
            let whole = ours.run()
            let step = stepTime()
            _ = removed.run()
            let cloned = clone.run()
            _ = removed.run()
            let acted = real?.run()
            if round == 0 { continue }
            times.step.append(step)
            times.whole.append(whole)
            times.clone.append(cloned)
            if let acted { times.real.append(acted) }
        }
        _ = removed.run()
        let failed = Double((times.whole + times.clone + times.real).filter { $0.status != 0 }.count)
        let (step, rival) = (median(times.step), median(times.clone.map(\.wall)))
        Figure(
            name: "checkout of 10,000 files, against git clone --local", unit: "ratio", value: step / rival, limit: 0.5,
            rival: "git clone --local",
            details: [
                ("ms", step * 1000), ("rival_ms", rival * 1000), ("run_ms", median(times.whole.map(\.wall)) * 1000),
                ("run_cpu_ms", median(times.whole.map(\.cpu)) * 1000), ("rival_cpu_ms", median(times.clone.map(\.cpu)) * 1000),
                ("failed", failed),
            ]
        ).print()
        let name = "checkout of 10,000 files, against the real action"
        guard real != nil else {
            return Figure.skipped(name, "no node, or RUNNER_BENCH_CHECKOUT names no folder with the action").print()
        }
        let action = median(times.real.map(\.wall))
        Figure(
            name: name, unit: "ratio", value: step / action, limit: 0.1, rival: "node dist/index.js, from a local server's repository",
            details: [("ms", step * 1000), ("rival_ms", action * 1000), ("failed", failed)]
        ).print()
    }

    /// 500 folders of 20 files of 0.1 to 12 kB, committed and packed, as a clone of a server's repository is.
    private func makeLargeRepository() {
        var state: UInt64 = 1
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let words = (0..<400).map { _ in String(repeating: "abcdefghijklmnop".randomLetter(next(16)), count: 1 + next(9)) }
        for folder in 0..<500 {
            shell("mkdir -p large/part\(folder / 5)/module\(folder % 5)")
            for file in 0..<20 {
                var text = "file \(folder) \(file)\n"
                let size = 100 + next(110) * next(110)
                while text.utf8.count < size { text += words[next(400)] + (next(8) == 0 ? "\n" : " ") }
                write("large/part\(folder / 5)/module\(folder % 5)/file\(file).txt", text)
            }
        }
        shell(
            "cd large && git init -q -b main . && git add . && git -c user.name=b -c user.email=b@example.org -c gc.auto=0 commit -qm one"
                + " && git gc -q && echo checkout.yml >> .git/info/exclude")
    }

    /// Seconds that the second step of the last run took, after the set-up of its job.
    private func stepTime() -> Double {
        guard let data = FileManager.default.contents(atPath: repository + "/state/runs/000001/events.jsonl") else { return .nan }
        var start = Double.nan
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.contains("\"step\":2,") {
            guard let at = line.firstRange(of: "T") else { continue }
            let parts = line[at.upperBound...].prefix { $0 != "Z" }.split(separator: ":").compactMap { Double($0) }
            guard parts.count == 3 else { continue }
            let seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
            if line.contains("\"step.started\"") { start = seconds }
            // A run over midnight counts as not measured.
            if line.contains("\"step.finished\"") { return seconds >= start ? seconds - start : .nan }
        }
        return .nan
    }

    /// The real action, as a runner starts it, with git told to fetch from the folder instead of a server.
    private func realCheckout(_ large: String) -> TimedCommand? {
        guard let path = getenv("RUNNER_BENCH_CHECKOUT").map({ String(cString: $0) }) else { return nil }
        let main = path + "/dist/index.js"
        guard access(main, R_OK) == 0, shell("node --version").status == 0 else { return nil }
        let variables = [
            "GITHUB_WORKSPACE=\(repository)/workspace", "GITHUB_REPOSITORY=bench/large", "GITHUB_REPOSITORY_OWNER=bench",
            "GITHUB_SERVER_URL=https://bench.invalid", "GITHUB_API_URL=https://bench.invalid/api/v3", "GITHUB_EVENT_NAME=push",
            "GITHUB_REF=refs/heads/main", "RUNNER_TEMP=\(repository)/workspace-temp", "HOME=\(repository)", "INPUT_TOKEN=none",
            "INPUT_REPOSITORY=bench/large", "INPUT_CLEAN=true", "INPUT_FETCH-DEPTH=1", "INPUT_PERSIST-CREDENTIALS=true",
            "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=url.file://\(large).insteadOf",
            "GIT_CONFIG_VALUE_0=https://bench.invalid/bench/large",
        ]
        let script = "mkdir -p ../workspace ../workspace-temp; GITHUB_SHA=$(git rev-parse HEAD) exec node \"$0\""
        return TimedCommand(arguments: ["env"] + variables + ["sh", "-c", script, main], folder: large)
    }
}

extension String {
    fileprivate func randomLetter(_ place: Int) -> String {
        String(self[index(startIndex, offsetBy: place)])
    }
}
