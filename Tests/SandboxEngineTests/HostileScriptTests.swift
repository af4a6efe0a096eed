import Engines
import Foundation
import TestSupport
import Testing

@testable import SandboxEngine

/// What a job tries that it must not manage.
struct HostileScript: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// Prints `got in` when it succeeds.
    var script: String
    var asRootOnly = false

    var needsPython: Bool { script.contains("python3") }

    static let all: [HostileScript] = [
        .init(
            testDescription: "connect to Docker's socket", script: "[ -e /var/run/docker.sock ] || [ -e /run/docker.sock ] && echo got in"),
        .init(
            testDescription: "see a process of the host",
            script:
                "[ $(ls -d /proc/[0-9]* | wc -l) -gt 12 ] && echo got in; grep -lz RUNNER_HOSTILE_MARK /proc/[0-9]*/environ && echo got in"),
        .init(testDescription: "read the environment of the first process", script: "cat /proc/1/environ && echo got in"),
        .init(testDescription: "see the first process's program", script: "cat /proc/1/exe >/dev/null && echo got in"),
        .init(
            testDescription: "open the first process's channel",
            script: "readlink /proc/1/fd/0 && echo got in; echo x >/proc/1/fd/0 && echo got in"),
        .init(
            testDescription: "kill the first process", script: "kill -9 1; kill -STOP 1; kill -TERM 1; sleep 0.1; kill -0 1 || echo got in"),
        .init(testDescription: "mount a file system", script: "mount -t tmpfs none /mnt && echo got in"),
        .init(testDescription: "bind a folder", script: "mount --bind /etc /mnt && echo got in"),
        .init(testDescription: "uncover what is masked", script: "umount /proc/sys && echo got in; umount -l /dev && echo got in"),
        .init(testDescription: "make namespaces", script: "unshare -Ur true && echo got in; unshare -m true && echo got in"),
        .init(testDescription: "enter namespaces", script: "nsenter -t 1 -m true && echo got in; nsenter -t $$ -n true && echo got in"),
        .init(
            testDescription: "write to the kernel's settings",
            script:
                "for f in kernel/core_pattern kernel/modprobe vm/drop_caches kernel/hostname; do echo '|/tmp/x' >/proc/sys/$f && echo got in; done"
        ),
        .init(
            testDescription: "press the magic key",
            script: "[ ! -e /proc/sysrq-trigger ] || { echo h >/proc/sysrq-trigger && echo got in; }"),
        .init(
            testDescription: "write to /sys",
            script: "echo 1 >/sys/kernel/uevent_helper && echo got in; mkdir /sys/fs/cgroup/x && echo got in"),
        .init(
            testDescription: "raise its own limits",
            script: "for f in $(find /sys/fs/cgroup -name pids.max -o -name memory.limit_in_bytes -o -name cgroup.procs | head -20); do "
                + "echo $$ >$f && echo got in; done"),
        .init(
            testDescription: "use a disk by a node of its own",
            script: "for d in 254:0 8:0 7:0 1:1; do mknod /work-space/d b ${d/:/ } 2>&1 && head -c 1 /work-space/d && echo got in; "
                + "rm -f /work-space/d; mknod /var/d b ${d/:/ } && head -c 1 /var/d && echo got in; rm -f /var/d; done"),
        .init(
            testDescription: "read the kernel's memory",
            script:
                "for f in /dev/mem /dev/kmem /dev/kmsg /proc/kmsg; do head -c 1 $f && echo got in; done; [ -s /proc/kcore ] && echo got in"),
        .init(testDescription: "read the kernel's log", script: "dmesg && echo got in"),
        .init(testDescription: "read the host's password hashes", script: "grep -E '^[^:]+:[^*!:]' /etc/shadow && echo got in"),
        .init(
            testDescription: "read the host's keys",
            script: "cat /etc/ssh/ssh_host_*_key && echo got in; ls -A /etc/ssl/private | grep . && echo got in"),
        .init(
            testDescription: "read another's home", script: "[ -n \"$(ls -A /home/* 2>/dev/null | grep -v -e : -e '^$')\" ] && echo got in"),
        .init(testDescription: "read the host's /tmp", script: "ls -A /tmp | grep . && echo got in"),
        .init(testDescription: "find Docker's state", script: "ls -A /var/lib/docker | grep . && echo got in"),
        .init(
            testDescription: "leave by chroot",
            script: "mkdir -p /tmp/c && chroot /tmp/c true; python3 - <<'P'\nimport os\ntry:\n os.chroot('/tmp/c')\n"
                + "except OSError: pass\nfor i in range(64): os.chdir('..')\ntry:\n os.chroot('.')\nexcept OSError: pass\n"
                + "print('got in' if os.path.exists('HOSTMARK') else '')\nP"),
        .init(testDescription: "use the kernel's keys", script: "python3 -c \(call(250, 0, -3, 1))"),
        .init(testDescription: "load a program into the kernel", script: "python3 -c \(call(321, 0, 0, 0))"),
        .init(testDescription: "watch page faults", script: "python3 -c \(call(323, 1))"),
        .init(testDescription: "ask for performance events", script: "python3 -c \(call(298, 0, 0, -1, -1, 0))"),
        .init(testDescription: "set up an io_uring", script: "python3 -c \(call(425, 8, 0))"),
        .init(testDescription: "make namespaces by clone", script: "python3 -c \(call(56, 0x1000_0011, 0, 0, 0, 0))"),
        .init(testDescription: "make namespaces by clone3", script: "python3 -c \(call(435, 0, 88))"),
        .init(testDescription: "open a file by its handle", script: "python3 -c \(call(304, 3, 0, 0))"),
        .init(
            testDescription: "speak to the machine's host", script: "python3 -c 'import socket; socket.socket(40, 1); print(\"got in\")'"),
        .init(testDescription: "set the clock", script: "date -s 2001-01-01 && echo got in"),
        .init(testDescription: "gain rights by a set-uid program", script: "grep -q 'NoNewPrivs:.*1' /proc/self/status || echo got in"),
        .init(
            testDescription: "have more capabilities than Docker gives",
            script: "c=$(sed -n 's/CapBnd:\\s*//p' /proc/self/status); [ $((0x$c & ~0xa80425fb)) = 0 ] || echo got in"),
        .init(testDescription: "lower the machine's oom score", script: "echo -1000 >/proc/self/oom_score_adj && echo got in"),
        .init(
            testDescription: "raise priority",
            script: "nice -n -5 true 2>/dev/null && [ $(nice -n -5 nice 2>/dev/null) -lt 0 ] && echo got in"),
        .init(testDescription: "load a module", script: "modprobe loop && echo got in; insmod /x.ko && echo got in"),
        .init(
            testDescription: "trace the first process",
            script:
                "strace -p 1 -o /dev/null & sleep 0.3; kill -0 $! 2>/dev/null && grep -q 'TracerPid:.*[1-9]' /proc/1/status && echo got in; kill $!"
        ),
    ]

    /// A system call of x86_64 by its number: `got in` unless the kernel refuses it as forbidden or unknown.
    private static func call(_ number: Int, _ arguments: Int...) -> String {
        let list = ([number] + arguments).map { "ctypes.c_long(\($0))" }.joined(separator: ",")
        return "'import ctypes; l=ctypes.CDLL(None,use_errno=True); r=l.syscall(\(list)); e=ctypes.get_errno(); "
            + "print(\"got in\" if r>=0 or e not in (1,38) else e)'"
    }
}

extension RealSandboxes {
    @Suite struct HostileScriptTests {
        @Test func noneManagesWhatItMustNot() async throws {
            try await expectRefused(HostileScript.all.filter { !$0.needsPython })
        }

        @Test(.enabled(if: isInstalled("python3"), "python3 is not installed")) func noProgramManagesWhatItMustNot() async throws {
            try await expectRefused(HostileScript.all.filter(\.needsPython))
        }

        private func expectRefused(_ scripts: [HostileScript]) async throws {
            setenv("RUNNER_HOSTILE_MARK", "1", 1)
            try await withTestSandbox { sandbox, _ in
                for hostile in scripts {
                    let result = try await sandbox.script("exec 2>&1; \(hostile.script)", in: "/work-space")
                    #expect(!result.output.contains("got in"), "\(hostile.testDescription): \(result.output)")
                    guard case .exited = result.status else {
                        Issue.record("\(hostile.testDescription): \(result.status)")
                        continue
                    }
                }
                // And all of that has not harmed the sandbox.
                let ended1 = try await sandbox.script("echo well")
                #expect(ended1.output == "well\n")
            }
        }

        @Test func nothingWrittenOutsideOfTheWorkspaceReachesTheHost() async throws {
            let mark = "sandbox-test-mark-\(UUID().uuidString)"
            try await withTestSandbox { sandbox, workspace in
                let script =
                    "for d in / /etc /usr/bin /var/lib /opt /tmp /var/tmp $HOME /run /dev/shm; do touch $d/\(mark); done; touch \(mark)"
                _ = try await sandbox.script(script, in: "/work-space")
                for folder in ["/", "/etc", "/usr/bin", "/var/lib", "/opt", "/tmp", "/var/tmp", NSHomeDirectory(), "/run", "/dev/shm"] {
                    #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(mark)"), "\(folder)")
                }
                #expect(FileManager.default.fileExists(atPath: "\(workspace)/\(mark)"))
            }
        }

        @Test func theHomeFolderHasOnlyTools() async throws {
            try await withHome { home, engine in
                try await withTestSandbox(engine: engine) { sandbox, _ in
                    let result = try await sandbox.script(
                        "cd $HOME; find . -type f | sort; cat .cargo/bin/tool; echo more >.cargo/registry && echo writable")
                    #expect(result.output == "./.cargo/bin/tool\ntool\nwritable\n")
                }
                #expect(!FileManager.default.fileExists(atPath: "\(home)/.cargo/registry"))
            }
        }

        @Test(.enabled(if: getuid() == 0, "only root's sandbox could read it"))
        func whatOthersMayNotReadOnTheHostIsHidden() async throws {
            let name = "runner-test-\(UUID().uuidString)"
            let folder = "/etc/\(name)"
            try FileManager.default.createDirectory(atPath: "\(folder)/private", withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            for (path, mode) in [("key", 0o600), ("public", 0o644), ("private/inner", 0o644)] {
                try Data("\(path)\n".utf8).write(to: URL(filePath: "\(folder)/\(path)"))
                chmod("\(folder)/\(path)", mode_t(mode))
            }
            chmod("\(folder)/private", 0o750)
            try await withTestSandbox { sandbox, _ in
                let result = try await sandbox.script(
                    "cd \(folder); ls -A . private; cat public; cat key private/inner; sudo -n true; echo $?")
                #expect(result.output == ".:\nprivate\npublic\n\nprivate:\npublic\n0\n")
            }
        }

        @Test func anExposedPathIsVisibleAndReadOnly() async throws {
            try await withHome { home, engine in
                try await withTestSandbox(exposed: ["\(home)/.ssh"], engine: engine) { sandbox, _ in
                    let result = try await sandbox.script("cat $HOME/.ssh/id_rsa; echo x >$HOME/.ssh/id_rsa || echo refused; ls -A $HOME")
                    #expect(result.output == "secret\nrefused\n.cargo\n.ssh\n")
                }
                #expect(try String(contentsOfFile: "\(home)/.ssh/id_rsa", encoding: .utf8) == "secret\n")
            }
        }

        /// A home folder with secrets and tools, and an engine that takes it for the caller's.
        private func withHome(_ body: (String, SandboxEngine) async throws -> Void) async throws {
            let home = FileManager.default.temporaryDirectory.path + "/sandbox-home-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: home) }
            let files = [
                ".ssh/id_rsa": "secret\n", ".aws/credentials": "secret\n", ".config/gh/hosts.yml": "secret\n",
                ".docker/config.json": "secret\n",
                ".netrc": "secret\n", ".npmrc": "secret\n", ".git-credentials": "secret\n", ".gnupg/key": "secret\n",
                ".bash_history": "secret\n",
                ".cargo/bin/tool": "tool\n", ".cargo/credentials.toml": "secret\n",
            ]
            for (name, text) in files {
                let path = URL(filePath: "\(home)/\(name)")
                try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: path)
            }
            var host = HostFacts.probe()
            host.home = home
            try await body(home, SandboxEngine(host: host))
        }
    }
}
