import Glibc

/// What one run of a command took.
struct Measurement {
    /// Seconds.
    var wall: Double
    /// Seconds of user and system time, children included.
    var cpu: Double
    /// Bytes, of the largest process.
    var memory: Int
    var status: Int32
}

/// A command to measure: its arguments, where it runs.
struct TimedCommand {
    var arguments: [String]
    var folder: String

    /// Runs it once, its output thrown away, and waits for it.
    func run() -> Measurement {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        if getenv("BENCH_SHOW_ERRORS") == nil { posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0) }
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        // One thread, so the process's own folder may change.
        chdir(folder)
        var child = pid_t()
        let start = now()
        guard posix_spawnp(&child, arguments[0], &actions, nil, &pointers, environ) == 0 else {
            return Measurement(wall: .nan, cpu: .nan, memory: 0, status: -1)
        }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
        let wall = now() - start
        let cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime)
        return Measurement(wall: wall, cpu: cpu, memory: usage.ru_maxrss * 1024, status: status)
    }

    private func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}

/// Seconds on a clock that only runs forward.
func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Seconds of processor time of this process.
func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Runs several commands in turn, A B C A B C …, after one round that isn't counted.
func inTurn(_ commands: [TimedCommand], rounds: Int) -> [[Measurement]] {
    var results: [[Measurement]] = Array(repeating: [], count: commands.count)
    for round in 0...rounds {
        for (index, command) in commands.enumerated() {
            let measurement = command.run()
            if round > 0 { results[index].append(measurement) }
        }
    }
    return results
}
