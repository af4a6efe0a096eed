import Engines
import Foundation
import TestSupport
import Testing

@testable import SandboxEngine

extension RealSandboxes {
    @Suite struct SandboxEngineTests {
        @Test func runsAScript() async throws {
            let result = try await withTestSandbox { sandbox, _ in try await sandbox.script("echo hello; exit 7") }
            #expect(result.output == "hello\n")
            #expect(result.errors == "")
            #expect(result.status == .exited(7))
        }

        @Test func filesInTheWorkspaceBelongToTheFoldersOwner() async throws {
            try await withTestSandbox { sandbox, workspace in
                let script = "mkdir d; echo x >d/f; stat -c %u . d d/f; git init -q . && git status --porcelain | head -1"
                let result = try await sandbox.script(script, in: "/work-space")
                let inside = getuid() == 0 ? "0" : "\(getuid())"
                #expect(result.output == "\(inside)\n\(inside)\n\(inside)\n?? d/\n")
                #expect(result.errors == "")
                for path in [workspace, "\(workspace)/d/f"] {
                    #expect(try FileManager.default.attributesOfItem(atPath: path)[.ownerAccountID] as? Int == Int(getuid()))
                }
            }
        }

        @Test(.enabled(if: getuid() == 0, "changes owners: needs root"))
        func rootInsideIsTheOwnerOutside() async throws {
            try await withTestSandbox { sandbox, first in
                _ = sandbox
                let folder = "\(first)/of-4242"
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
                chown(folder, 4242, 4243)
                let scratch = "\(first)/scratch"
                try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: false)
                let mount = Mount(source: .folder(folder), target: "/w")
                let request = SandboxRequest(name: "owner", mounts: [mount], limits: ResourceLimits(memory: 1 << 28), scratch: scratch)
                try await SandboxEngine().withSandbox(request) { sandbox in
                    let script =
                        "echo x >f; stat -c %u:%g . f; cp /bin/true s; chmod 4755 s; su nobody -s /bin/sh -c 'echo y >/tmp/y'; touch n; chown nobody n"
                    let ended1 = try await sandbox.script(script, in: "/w")
                    #expect(ended1.output == "0:0\n0:0\n")
                }
                let owner = try FileManager.default.attributesOfItem(atPath: "\(folder)/f")
                #expect(owner[.ownerAccountID] as? Int == 4242)
                #expect(owner[.groupOwnerAccountID] as? Int == 4243)
                let other = try FileManager.default.attributesOfItem(atPath: "\(folder)/n")[.ownerAccountID] as? Int
                #expect(other == Int(SandboxLayout.firstID) + 65534)
            }
        }

        struct Tool: CustomTestStringConvertible, Sendable {
            var testDescription: String
            var script: String
            var output: String

            /// Not on every machine.
            var needs: String? { ["python3", "make", "node"].first { script.contains("\($0) ") } }
        }

        static let tools: [Tool] = [
            Tool(
                testDescription: "git knows its repository as its own",
                script: "git init -q r && cd r && git -c user.name=a -c user.email=b commit -q --allow-empty -m x && git log --format=%s",
                output: "x\n"),
            Tool(
                testDescription: "make and gcc build",
                script:
                    "printf 'int main(){return 0;}' >m.c; printf 'm: m.c\\n\\tcc -o m m.c\\n' >Makefile; make >/dev/null && ./m && echo built",
                output: "built\n"),
            Tool(
                testDescription: "python makes an environment", script: "python3 -m venv --without-pip v && v/bin/python -c 'print(1)'",
                output: "1\n"),
            Tool(testDescription: "node runs", script: "node -e 'console.log(1)'", output: "1\n"),
            Tool(
                testDescription: "a terminal can be opened", script: "python3 -c 'import pty; pty.spawn([\"tty\"])'",
                output: "/dev/pts/0\r\n"),
            Tool(
                testDescription: "shared memory works", script: "python3 -c 'import multiprocessing as m; m.Lock(); print(1)'",
                output: "1\n"),
            Tool(testDescription: "the own name is known", script: "getent hosts $(hostname) >/dev/null && hostname", output: "test\n"),
            Tool(
                testDescription: "a folder of the host can be renamed",
                script: "[ $(id -u) != 0 ] || mv /usr/share/doc /usr/share/doc2; echo $?", output: "0\n"),
            Tool(
                testDescription: "files of the host can be removed", script: "[ $(id -u) != 0 ] || rm -rf /usr/share/man; echo $?",
                output: "0\n"),
            Tool(
                testDescription: "users can be added and become",
                script: "[ $(id -u) != 0 ] || { useradd -m bob && su bob -c 'cd && touch f'; }; echo $?", output: "0\n"),
            Tool(testDescription: "sudo runs as root", script: "[ $(id -u) != 0 ] && echo 0 || sudo -n -E id -u", output: "0\n"),
            Tool(
                testDescription: "sudo sets variables and hides others",
                script: "[ $(id -u) != 0 ] && echo 'a b- 1' || X=1 sudo A='a b' sh -c 'echo \"$A-$X\" $#' 1 2 3 | sed 's/ 2$/ 1/'",
                output: "a b- 1\n"),
        ]

        @Test(arguments: tools.filter { $0.needs == nil }) func theUsualToolsWork(_ tool: Tool) async throws {
            try await expectOutput(of: tool)
        }

        @Test(.enabled(if: isInstalled("python3"), "python3 is not installed"), arguments: tools.filter { $0.needs == "python3" })
        func pythonWorks(_ tool: Tool) async throws {
            try await expectOutput(of: tool)
        }

        @Test(.enabled(if: isInstalled("make"), "make is not installed"), arguments: tools.filter { $0.needs == "make" })
        func makeWorks(_ tool: Tool) async throws {
            try await expectOutput(of: tool)
        }

        @Test(.enabled(if: isInstalled("node"), "node is not installed"), arguments: tools.filter { $0.needs == "node" })
        func nodeWorks(_ tool: Tool) async throws {
            try await expectOutput(of: tool)
        }

        private func expectOutput(of tool: Tool) async throws {
            try await withTestSandbox(limits: ResourceLimits()) { sandbox, _ in
                let result = try await sandbox.script(tool.script, in: "/work-space")
                #expect(result.output == tool.output, "\(result.errors)")
            }
        }

        @Test(.enabled(if: isInstalled("python3"), "python3 is not installed")) func withoutNetworkThereIsOnlyLoopback() async throws {
            try await withTestSandbox(network: .none) { sandbox, _ in
                let script =
                    "ls /sys/class/net; python3 -c 'import socket; s=socket.socket(); s.bind((\"127.0.0.1\",0)); s.listen(); print(1)'"
                let ended2 = try await sandbox.script(script)
                #expect(ended2.output == "lo\n1\n")
            }
        }

        @Test func memoryMountsAndReadOnlyMountsAreWhatTheySay() async throws {
            let base = FileManager.default.temporaryDirectory.path + "/sandbox-mounts-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: base) }
            for name in ["r", "s"] { try FileManager.default.createDirectory(atPath: "\(base)/\(name)", withIntermediateDirectories: true) }
            let mounts = [
                Mount(source: .folder("\(base)/r"), target: "/in/read-only", isReadOnly: true),
                Mount(source: .memory, target: "/in/memory"),
            ]
            let request = SandboxRequest(name: "mounts", mounts: mounts, limits: ResourceLimits(memory: 1 << 28), scratch: "\(base)/s")
            try await SandboxEngine().withSandbox(request) { sandbox in
                #expect(sandbox.path(of: mounts[0]) == "/in/read-only")
                let script =
                    "touch /in/read-only/f || echo refused; touch /in/memory/f && ls /in/memory; stat -f -c %T /in/memory"
                let ended3 = try await sandbox.script(script)
                #expect(ended3.output == "refused\nf\ntmpfs\n")
            }
        }

        @Test func manySandboxesAtOnceDoNotMeet() async throws {
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        try await withTestSandbox { sandbox, _ in
                            try await sandbox.script("echo \(number) >/tmp/n; echo \(number) >/var/n; sleep 0.1; cat /tmp/n /var/n").output
                        }
                    }
                }
                var outputs: Set<String> = []
                for try await output in group { outputs.insert(output) }
                #expect(outputs == Set((0..<6).map { "\($0)\n\($0)\n" }))
            }
        }

        @Test func aProgramThatIsNoRunnerInitIsAnError() async throws {
            let engine = SandboxEngine(options: SandboxOptions(program: "/bin/true"))
            let missing = await engine.missingRequirements()
            #expect(missing.count == 1)
            #expect(missing.first?.problem.contains("can't run runner-init") == true)
        }
    }
}
