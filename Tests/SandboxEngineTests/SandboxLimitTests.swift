import Engines
import Foundation
import LinuxSystem
import TestSupport
import Testing

@testable import SandboxEngine

extension RealSandboxes {
    @Suite struct SandboxLimitTests {
        private static let controllers = HostFacts.probe().controlGroups.controllers

        /// A limit as the kernel has it for this sandbox, read before a bomb goes off.
        private func appliedLimit(_ sandbox: any Sandbox, _ controller: String, version1 file1: String, version2 file2: String) async throws
            -> Int
        {
            let mark = freshMark()
            _ = try await sandbox.script("setsid sleep \(mark) >/dev/null 2>&1 &")
            // A process that is just becoming another has no command line for a moment: one look must find both.
            var found: String?
            _ = try await eventually {
                found = MarkedProcess.all(mark).first?.group
                return found != nil
            }
            let name = try #require(found)
            let path: String
            switch HostFacts.probe().controlGroups {
            case .version1(let folders): path = "\(folders[controller] ?? "")/\(name)/\(file1)"
            case .version2(let folder, _): path = "\(folder)/\(name)/\(file2)"
            case .none: return Int.max
            }
            return Int(try readText(path).trimmingCharacters(in: .whitespacesAndNewlines)) ?? Int.max
        }

        @Test(
            .enabled(if: controllers.contains("pids"), "no control groups that limit processes"),
            .enabled(if: isInstalled("python3"), "python3 is not installed"))
        func aForkBombIsHeldAndCleared() async throws {
            try await withTestSandbox(limits: ResourceLimits(memory: 256 << 20, processes: 60)) { sandbox, _ in
                let limit = try await appliedLimit(sandbox, "pids", version1: "pids.max", version2: "pids.max")
                try #require(limit == 60)
                let bomb =
                    "import os,time\nn=0\ntry:\n  while n<300:\n    n+=1\n    if os.fork()==0: time.sleep(30)\nexcept OSError: print('refused', n<60)"
                let result = try await sandbox.script("exec python3 -c \"\(bomb)\"")
                #expect(result.output == "refused True\n")
                let alive = try await sandbox.script("ls -d /proc/[0-9]* | wc -l")
                #expect((Int(alive.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) <= 60)
            }
        }

        @Test(
            .enabled(if: controllers.contains("memory"), "no control groups that limit memory"),
            .enabled(if: isInstalled("python3"), "python3 is not installed"))
        func aMemoryBombEndsAndSaysSo() async throws {
            try await withTestSandbox(limits: ResourceLimits(memory: 64 << 20, processes: 60)) { sandbox, _ in
                let limit = try await appliedLimit(sandbox, "memory", version1: "memory.limit_in_bytes", version2: "memory.max")
                try #require(limit == 64 << 20)
                let result = try await sandbox.script("python3 -c 'b=[bytearray(1<<20) for i in range(200)]'; echo $?")
                #expect(result.output == "137\n")
                #expect(result.ranOutOfMemory)
                let next = try await sandbox.script("echo alive")
                #expect(next.output == "alive\n")
                #expect(!next.ranOutOfMemory)
            }
        }

        @Test func aFullDiskIsTheSandboxsOwn() async throws {
            try await withTestSandbox(limits: ResourceLimits(memory: 64 << 20, processes: 60)) { sandbox, _ in
                let folders = "/tmp /var/tmp /dev/shm /run $HOME"
                let result = try await sandbox.script(
                    "for d in \(folders); do dd if=/dev/zero of=$d/fill bs=1M count=100 2>&1 | grep -c 'No space'; done")
                #expect(result.output == "1\n1\n1\n1\n1\n")
                #expect(!result.ranOutOfMemory)
                let input = InputFile(path: "/in/memory/script", contents: Array("echo full".utf8))
                let next = try await sandbox.script(
                    "cat /in/memory/script; rm \(folders.replacing(" ", with: "/fill "))/fill", files: [input])
                #expect(next.output == "echo full")
                let last = try await sandbox.script("echo x >/tmp/y && echo alive")
                #expect(last.output == "alive\n")
            }
        }

        @Test func whatIsInMemoryStaysSmallWhenTheRestIsOnDisk() async throws {
            let engine = SandboxEngine(options: SandboxOptions(memoryForStores: 0))
            try await withTestSandbox(limits: ResourceLimits(memory: 64 << 20, processes: 60), engine: engine) { sandbox, _ in
                let result = try await sandbox.script(
                    "for d in /dev/shm /in/memory; do dd if=/dev/zero of=$d/fill bs=1M count=100 2>&1 | grep -c 'No space'; done; "
                        + "stat -f -c %T /dev/shm /in/memory")
                #expect(result.output == "1\n1\ntmpfs\ntmpfs\n")
                #expect(!result.ranOutOfMemory)
            }
        }

        @Test func stepsDieBeforeTheFirstProcess() async throws {
            try await withTestSandbox { sandbox, _ in
                let result = try await sandbox.script(
                    "cat /proc/self/oom_score_adj; (cat /proc/self/oom_score_adj); cat /proc/1/oom_score_adj")
                #expect(result.output == (getuid() == 0 ? "500\n500\n0\n" : "500\n500\n500\n"))
            }
        }

        @Test func aJobThatFillsASharedDiskIsEnded() async throws {
            let base = FileManager.default.temporaryDirectory.path + "/sandbox-watch-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: base) }
            let host = HostFacts.probe()
            let request = SandboxRequest(name: "test", mounts: [], limits: ResourceLimits(memory: 128 << 20, processes: 50), scratch: base)
            let layout = SandboxLayout(request, host: host, mode: host.isRoot ? .mappedRoot : .ordinary)
            var specification = layout.specification(group: ControlGroupName.next(), command: ["/bin/sleep", "1000"])
            // More than any disk has: as if it were full already.
            specification.watch(base, reserve: UInt64.max / 2)
            let launch = try await Launch.start(specification, program: try RunnerInit.path())
            let status = await launch.process.wait()
            #expect(status == .exited(0))
            #expect(launch.reasonOfEnd() == "disk full")
        }

        @Test func aSharedDiskKeepsAReserve() {
            #expect(LimitPolicy.reserve(free: UInt64.max) == 1 << 30)
            #expect(LimitPolicy.reserve(free: 100) == 5)
        }
    }
}
