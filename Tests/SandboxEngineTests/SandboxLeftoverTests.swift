import Engines
import Foundation
import LinuxSystem
import Testing

@testable import SandboxEngine

extension RealSandboxes {
    @Suite struct SandboxLeftoverTests {
        @Test func nothingIsLeftAfterANormalEnd() async throws {
            let mark = freshMark()
            let group = try await withTestSandbox { sandbox, _ in
                let script = "(setsid nohup sleep \(mark) >/dev/null 2>&1 &); echo x >/var/x; mkdir -p /opt/a/b; chmod 0 /opt/a/b"
                _ = try await sandbox.script(script)
                let left = MarkedProcess.all(mark)
                #expect(left.count == 1)
                return left.first?.group
            }
            #expect(MarkedProcess.all(mark).isEmpty)
            #expect(MarkedProcess.folders(ofGroup: group) == [])
            #expect(try !readText("/proc/self/mountinfo").contains("/tmp/store"))
        }

        @Test func theScratchFolderIsEmptyAfterwards() async throws {
            let base = FileManager.default.temporaryDirectory.path + "/sandbox-scratch-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: base) }
            let request = SandboxRequest(name: "test", mounts: [], limits: ResourceLimits(memory: 128 << 20), scratch: base)
            let engine = SandboxEngine(options: SandboxOptions(memoryForStores: 0))
            try await engine.withSandbox(request) { sandbox in
                _ = try await sandbox.script(
                    "mkdir -p /opt/a/b; echo x >/opt/a/b/c; chmod 0 /opt/a/b /opt/a; ln -s /etc /opt/link; rm -rf /etc/ssl")
            }
            let left = FileManager.default.enumerator(atPath: base)?.map { "\($0)" } ?? []
            #expect(left == [])
            #expect(FileManager.default.fileExists(atPath: "/etc/passwd"))
        }

        @Test func aKilledLauncherTakesEverythingWithIt() async throws {
            let mark = freshMark()
            var group: String?
            await #expect(throws: EngineError.self) {
                try await withTestSandbox { sandbox, _ in
                    async let running = sandbox.script("setsid sleep \(mark) & sleep \(mark)")
                    _ = try await eventually { MarkedProcess.all(mark).count >= 2 }
                    let process = MarkedProcess.all(mark).first
                    group = process?.group
                    if let launcher = process?.launcher { kill(launcher, SIGKILL) }
                    _ = try await running
                }
            }
            let isGone = try await eventually { MarkedProcess.all(mark).isEmpty }
            #expect(isGone)
            #expect(MarkedProcess.folders(ofGroup: group) == [])
        }

        @Test func aClosedChannelEndsTheSandbox() async throws {
            // What the kernel does for a runner that is killed: its end of the channel closes.
            let mark = freshMark()
            let base = FileManager.default.temporaryDirectory.path + "/sandbox-closed-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: base, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: base) }
            let host = HostFacts.probe()
            let request = SandboxRequest(name: "test", mounts: [], limits: ResourceLimits(memory: 128 << 20, processes: 50), scratch: base)
            let layout = SandboxLayout(request, host: host, mode: host.isRoot ? .mappedRoot : .ordinary)
            let group = ControlGroupName.next()
            let specification = layout.specification(group: group, command: ["/bin/sh", "-c", "setsid sleep \(mark) & cat >/dev/null"])
            let launch = try await Launch.start(specification, program: try RunnerInit.path())
            let isThere = try await eventually { MarkedProcess.all(mark).count >= 2 }
            #expect(isThere)
            launch.channel.close()
            let status = await launch.process.wait()
            #expect(status == .exited(0))
            #expect(MarkedProcess.all(mark).isEmpty)
            #expect(MarkedProcess.folders(ofGroup: group) == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: base) == [])
        }

        @Test func groupsOfDeadRunnersAreKnownAsStray() {
            #expect(ControlGroupName.isStray("runner-999999999-1-1"))
            #expect(ControlGroupName.isStray("runner-\(getpid())-1-1"))
            #expect(!ControlGroupName.isStray(ControlGroupName.next()))
            #expect(!ControlGroupName.isStray("user.slice"))
            #expect(!ControlGroupName.isStray("runner"))
        }
    }
}
