import Engines
import Testing

@testable import SandboxEngine

@Suite struct ControlGroupTests {
    private static let mounts = """
        22 1 0:21 / /proc rw - proc proc rw
        32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:3 - cgroup cgroup rw,cpu,cpuacct
        35 31 0:32 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
        41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
        50 1 8:1 / /mnt/a\\040b\\134c rw - ext4 /dev/sda1 rw
        torn line
        """

    @Test func theMountTableIsRead() {
        let table = MountTable(Self.mounts)
        #expect(table.entries.map(\.type) == ["proc", "cgroup", "cgroup", "cgroup2", "ext4"])
        #expect(table.entries.last?.path == "/mnt/a b\\c")
        let memory = { (path: String) in table.folder(of: path) { $0.options.contains("memory") } }
        #expect(memory("/docker/abc") == "/sys/fs/cgroup/memory")
        #expect(memory("/docker/abc/inner") == "/sys/fs/cgroup/memory/inner")
        #expect(memory("/elsewhere") == nil)
        #expect(table.folder(of: "/") { $0.options.contains("cpu") } == "/sys/fs/cgroup/cpu,cpuacct")
        #expect(table.folder(of: "/user.slice") { $0.type == "cgroup2" } == "/sys/fs/cgroup/unified/user.slice")
    }

    private func records(_ facts: ControlGroupFacts, _ limits: ResourceLimits) -> [[String]] {
        var specification = LaunchSpecification()
        facts.apply(LimitPolicy(limits, host: .sample()), name: "n", to: &specification)
        return specification.records
    }

    @Test func version1HasAGroupForEachController() {
        let facts = ControlGroupFacts.version1(["memory": "/m", "pids": "/p", "cpu": "/c"])
        #expect(
            records(facts, ResourceLimits(memory: 1 << 30, cpus: 1.5, processes: 50)) == [
                ["control-group", "/c/n"], ["limit", "/c/n/cpu.cfs_quota_us", "150000"], ["enter", "/c/n/tasks"],
                ["control-group", "/m/n"], ["limit", "/m/n/memory.limit_in_bytes", "1073741824"], ["enter", "/m/n/tasks"],
                ["control-group", "/p/n"], ["limit", "/p/n/pids.max", "50"], ["enter", "/p/n/tasks"],
            ])
        #expect(!records(facts, ResourceLimits()).contains { $0[1].hasPrefix("/c") })
        #expect(facts.memoryEvents(name: "n") == "/m/n/memory.oom_control")
        #expect(facts.folders == ["/c", "/m", "/p"])
    }

    @Test func version2HasOneGroup() {
        let facts = ControlGroupFacts.version2(folder: "/g", controllers: ["memory", "pids", "cpu"])
        #expect(
            records(facts, ResourceLimits(memory: 1 << 30, cpus: 0.001, processes: 50)) == [
                ["control-group", "/g/n"], ["limit", "/g/n/memory.max", "1073741824"], ["wish", "/g/n/memory.swap.max", "0"],
                ["limit", "/g/n/pids.max", "50"], ["limit", "/g/n/cpu.max", "1000 100000"], ["join", "/g/n", "/g/n/cgroup.procs"],
            ])
        #expect(facts.memoryEvents(name: "n") == "/g/n/memory.events")
        let bare = ControlGroupFacts.version2(folder: "/g", controllers: ["pids"])
        #expect(records(bare, ResourceLimits(memory: 1 << 30, cpus: 1)).map { $0[0] } == ["control-group", "limit", "join"])
        #expect(bare.memoryEvents(name: "n") == nil)
    }

    @Test func withoutGroupsThereAreNoRecords() {
        #expect(records(.none(reason: "x"), ResourceLimits(memory: 1 << 30)).isEmpty)
    }

    @Test func limitsNobodyAskedForSpareTheHost() {
        let host = HostFacts.sample(memory: 10 << 30)
        let policy = LimitPolicy(ResourceLimits(), host: host)
        #expect(policy.memory == 9 << 30 && policy.processes == 4096 && policy.cpus == nil)
        #expect(LimitPolicy(ResourceLimits(memory: 1 << 40), host: host).memory == 9 << 30)
        #expect(LimitPolicy(ResourceLimits(memory: 1, processes: 0), host: host).memory == 16 << 20)
        #expect(LimitPolicy(ResourceLimits(memory: 1, processes: 0), host: host).processes == 8)
        #expect(LimitPolicy(ResourceLimits(memory: 300 << 20), host: host).processes == 600)
        #expect(LimitPolicy(ResourceLimits(memory: 1), host: host).processes == 64)
    }
}

@Suite struct LaunchReportTests {
    @Test func aReportIsReadHoweverItIsCut() {
        let text = "warning\0set a limit\u{0}13\0/g/x\0ready\0ended\0disk full\0"
        for size in 1...text.utf8.count {
            var reader = ReportReader()
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: size) { reader.take(bytes[start..<min(start + size, bytes.count)]) }
            #expect(reader.isReady && reader.isDecided && reader.reason == "disk full" && reader.failure == nil)
            #expect(reader.warnings == [Launch.Failure(operation: "set a limit", errno: 13, detail: "/g/x")])
        }
    }

    @Test func theFirstFailureCounts() {
        var reader = ReportReader()
        reader.take(Array("failed\0mount\u{0}1\0/a\0failed\0start the first process\u{0}0\0\0".utf8))
        #expect(reader.failure == Launch.Failure(operation: "mount", errno: 1, detail: "/a"))
        #expect(!reader.isReady)
        var torn = ReportReader()
        torn.take(Array("failed\0mount".utf8))
        #expect(!torn.isDecided)
    }

    @Test func wordsOfASpecificationEndAtANUL() {
        var specification = LaunchSpecification()
        specification.hostName("a\0remove\0/etc")
        specification.overlay("/", at: "/", idMap: nil, [.readOnly, .fallBack])
        #expect(String(decoding: specification.encoded, as: UTF8.self) == "host\0a\0overlay\0/\0/\0-\0rf\0")
    }
}
