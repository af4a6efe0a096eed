import Actions
import Diagnostics
import Testing

@testable import RunnerCommands

@Suite struct ExecConfigurationTests {
    @Test func everyKeyIsRead() {
        let text =
            "labels:\n  gpu: sandbox\n  here: host\njobs: 4\nmemory: 2g\ncpus: 1.5\npids: 100\nnetwork: none\n"
            + "actions-source: [\"a=/srv/{repo}\", \"https://x.org/{owner}/{repo}\"]\noffline: true\nreal-actions: true\nnode: /opt/node\n"
            + "fetch-limit: 8g\nfetch-timeout: 60\n"
        let configuration = ExecConfiguration(reading: Array(text.utf8), file: "config.yml")
        #expect(configuration.diagnostics.isEmpty)
        #expect(configuration.labels == [LabelRule(label: "gpu", engine: .sandbox), LabelRule(label: "here", engine: .host)])
        #expect(configuration.jobs == 4)
        #expect(configuration.memory == 2_147_483_648)
        #expect(configuration.cpus == 1.5)
        #expect(configuration.processes == 100)
        #expect(configuration.network == "none")
        #expect(configuration.actionSources.map(\.template) == ["file:///srv/{repo}", "https://x.org/{owner}/{repo}"])
        #expect(configuration.isOffline)
        #expect(configuration.usesRealActions)
        #expect(configuration.node == "/opt/node")
        #expect(configuration.fetchLimit == 8_589_934_592)
        #expect(configuration.fetchTimeout == 60)
    }

    @Test(arguments: [
        ("job: 4", "1:1: unexpected key \"job\""), ("jobs: 0", "1:7: \"0\" is no whole number of at least 1"),
        ("memory: much", "1:9: \"much\" is no size"), ("fetch-limit: all", "1:14: \"all\" is no size"),
        ("cpus: -1", "1:7: \"-1\" is no number of processors"), ("network: bridge", "1:10: \"bridge\" is no network"),
        ("labels:\n  a: moon", "2:6: \"moon\" is no engine"), ("labels: a", "1:9: \"labels\" is no mapping"),
        ("- a", "1:1: the configuration is no mapping"),
        ("actions-source: ext::x", "1:17: \"ext::x\" is no source of actions"), ("node: x", "1:7: \"x\" is no absolute path"),
        ("offline: often", "1:10: \"often\" is neither true nor false"),
        ("jobs: 1\njobs: 2", "2:1: \"jobs\" is there twice"),
    ])
    func mistakesAreToldWithTheirPlace(_ text: String, _ expected: String) {
        let found = ExecConfiguration(reading: Array(text.utf8), file: "config.yml").diagnostics
        #expect(found.map { "\($0.range?.start.line ?? 0):\($0.range?.start.column ?? 0): \($0.message)" } == [expected])
        #expect(found.allSatisfy { $0.remedy != nil })
    }
}
