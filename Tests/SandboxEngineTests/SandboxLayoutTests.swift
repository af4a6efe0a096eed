import Engines
import Foundation
import TestSupport
import Testing

@testable import SandboxEngine

@Suite struct SandboxLayoutTests {
    private func layout(
        _ host: HostFacts = .sample(), mode: SandboxLayout.Mode = .mappedRoot, memory: Int? = nil, room: Int = .max, mounts: [Mount] = []
    ) -> SandboxLayout {
        let request = SandboxRequest(name: "run 1, job Test_x", mounts: mounts, limits: ResourceLimits(memory: memory), scratch: "/var/s")
        return SandboxLayout(request, host: host, mode: mode, room: room)
    }

    @Test func theStoreIsInMemoryWhileThereIsRoom() {
        #expect(layout(memory: 256 << 20).store == .memory(128 << 20))
        #expect(layout().store == .memory(2 << 30))
        #expect(layout(memory: 256 << 20, room: 100 << 20).store == .folder("/var/s"))
        var host = HostFacts.sample()
        host.mounts = []
        #expect(layout(host, room: 100 << 20).store == .memory(100 << 20))
        host = .sample(user: 7)
        host.kernel = (6, 1)
        #expect(layout(host, mode: .ordinary).store == .folder("/var/s"))
    }

    @Test(arguments: [16 << 20, 64 << 20, 256 << 20, 4 << 30, nil]) func filesInMemoryFitInTheMemory(_ memory: Int?) {
        let layout = layout(memory: memory)
        let bytes = layout.bytesInMemory + 2 * layout.policy.mountBytes
        // And a kilobyte for each of as many files as there may be.
        let files = LimitPolicy.files(in: layout.policy.storeBytes) + LimitPolicy.files(in: layout.policy.sharedBytes)
        #expect(bytes + 1024 * files < layout.policy.memory || layout.policy.memory < 64 << 20)
        #expect(layout.bytesInMemory <= HostFacts.sample().memory / 3)
    }

    @Test func eachModeTakesTheRightsItNeeds() {
        let verbs = { (mode: SandboxLayout.Mode) in
            Set(self.layout(.sample(user: mode == .ordinary ? 7 : 0), mode: mode).specification(group: "g").records.map { $0[0] })
        }
        #expect(verbs(.mappedRoot).isSuperset(of: ["child-user-namespace", "id-map"]))
        #expect(verbs(.plainRoot).isDisjoint(with: ["child-user-namespace", "own-user-namespace", "id-map"]))
        #expect(verbs(.ordinary).contains("own-user-namespace") && !verbs(.ordinary).contains("id-map"))
    }

    @Test func whatIsPrivateIsHiddenUnlessExposed() {
        var host = HostFacts.sample(files: ["/etc/krb5.keytab": "k", "/etc/wireguard/": ""])
        host.privatePaths.files = ["/etc/key"]
        host.privatePaths.folders = ["/srv/private"]
        var request = SandboxRequest(name: "x", mounts: [], scratch: "/var/s")
        let hidden = { (request: SandboxRequest) in
            SandboxLayout(request, host: host, mode: .mappedRoot).specification(group: "g").records.filter {
                ["remove", "empty"].contains($0[0])
            }
            .map { $0[1] }
        }
        #expect(Set(hidden(request)).isSuperset(of: ["/etc/krb5.keytab", "/etc/wireguard", "/etc/key", "/srv/private", "/home", "/root"]))
        request.exposedPaths = ["/etc/key"]
        #expect(!hidden(request).contains("/etc/key"))
    }

    @Test func theSurroundingsHaveNoSecrets() {
        let environment = layout(.sample(files: ["/root/.cargo/": "", "/root/.cargo/bin": "", "/usr/bin": ""])).surroundings.environment
        #expect(environment["PATH"]?.hasPrefix("/root/.cargo/bin:/usr/bin:/usr/local/sbin:") == true)
        #expect(environment["PATH"]?.contains("/run/secret") == false)
        #expect(environment["https_proxy"] == "p" && environment["AWS_SECRET"] == nil)
        #expect(layout().hostName == "run-1-job-test-x")
    }

    @Test func privatePathsAreFound() async throws {
        try await withTemporaryFolder { root in
            let files: [(String, Int)] = [
                ("etc/open", 0o644), ("etc/key", 0o600), ("etc/sudoers", 0o440), ("etc/a/b/key", 0o640), ("var/lib/db/data", 0o644),
                ("var/lib/dpkg/lock", 0o600), ("usr/share/key", 0o600),
            ]
            for (name, mode) in files {
                let path = root.appending(path: name)
                try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data().write(to: path)
                chmod(path.path, mode_t(mode))
            }
            chmod(root.appending(path: "var/lib/db").path, 0o750)
            let found = PrivatePaths.find(below: root.path)
            #expect(found.files.sorted() == ["/etc/a/b/key", "/etc/key"])
            #expect(found.folders == ["/var/lib/db"])
        }
    }
}
