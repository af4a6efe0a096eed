// swift-tools-version: 6.2
import Foundation
import PackageDescription

// Layering: a target imports only what it names here (docs/development.md). Checked by
// `swift build --explicit-target-dependency-import-check error`.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// A Swift module under Sources/NAME and what it may import.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A test target under Tests/NAME; fixtures are read from the source tree, so none is a resource.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)", exclude: fixtures(of: name), swiftSettings: strict)
}

/// The fixture folder of a test target, which the compiler must not look into.
func fixtures(of name: String) -> [String] {
    ["WorkflowsTests", "PlanningTests", "YAMLTests", "EndToEndTests", "RunnerCommandsTests"].contains(name) ? ["Fixtures"] : []
}

// In release builds the libraries are part of `runner`: loading them costs more than a small job (docs/decisions/0010-static-libraries.md).

/// Where the linker finds scripts that name archives before it finds shared libraries.
func archiveFolders() -> [String] {
    let isThere = { (name: String) in
        ["x86_64", "aarch64"].contains { FileManager.default.fileExists(atPath: "/usr/lib/\($0)-linux-gnu/lib\(name).a") }
    }
    var folders: [String] = []
    if isThere("yaml"), isThere("crypto") { folders.append("all") }
    // CGit2Transports answers what this version asks of its network libraries.
    let version = try? String(contentsOfFile: "/usr/include/git2/version.h", encoding: .utf8)
    let fits = version?.split(separator: "\n").contains { $0.hasPrefix("#define LIBGIT2_VERSION ") && $0.contains("\"1.5.") }
    if fits == true, ["git2", "pcre2-8", "http_parser", "mbedcrypto", "z"].allSatisfy(isThere) { folders.append("libgit2-1.5") }
    return folders.map { "\(Context.packageDirectory)/Sources/runner/Archives/\($0)" }
}

let staticRuntime: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-stdlib", "-lFoundationEssentials", "-l_FoundationCShims", "-l_FoundationCollections", "-lBlocksRuntime",
            "-lswiftSynchronization", "-ldispatch", "-lstdc++", "-Xclang-linker", "-static-libgcc",
        ] + archiveFolders().map { "-L\($0)" }, .when(configuration: .release))
]

let package = Package(
    name: "runner",
    products: [
        .executable(name: "runner", targets: ["runner"]),
        .executable(name: "runner-init", targets: ["runner-init"]),
    ],
    targets: [
        // C: libyaml-dev, libgit2-dev, libssl-dev, in the usual folders. (With pkgConfig the shared libraries would come first.)
        .systemLibrary(name: "CYAML", path: "Sources/CYAML"),
        .systemLibrary(name: "CGit2", path: "Sources/CGit2"),
        .systemLibrary(name: "CCrypto", path: "Sources/CCrypto"),
        .target(name: "CGit2Transports", path: "Sources/CGit2Transports"),
        .target(name: "CLinux", path: "Sources/CLinux"),

        // Leaves: nothing here knows of CI.
        module("Diagnostics"),
        module("Digests", ["CCrypto"]),
        module("OptionParsing", ["Diagnostics"]),
        module("LinuxSystem", ["CLinux"]),
        module("YAML", ["CYAML", "Diagnostics"]),
        module("GitRepositories", ["CGit2", "CGit2Transports"]),

        // From text to plan.
        module("Expressions", ["Diagnostics"]),
        module("Workflows", ["YAML", "Expressions", "Diagnostics"]),
        module("Events", ["Expressions"]),
        module("Planning", ["Events", "Workflows", "Expressions", "Diagnostics"]),

        // What a `uses:` names: its files and what they say.
        module(
            "Actions",
            ["Workflows", "YAML", "Expressions", "GitRepositories", "LinuxSystem", "Digests", "Diagnostics"]),

        // From plan to records.
        module("RunRecords", ["Planning", "Events", "Expressions", "LinuxSystem", "Digests"]),
        module("Engines", ["LinuxSystem", "CLinux"]),
        module("HostEngine", ["Engines", "LinuxSystem"]),
        module("SandboxEngine", ["Engines", "LinuxSystem", "CLinux"]),
        module(
            "Execution",
            [
                "Planning", "Events", "Workflows", "Expressions", "Diagnostics", "RunRecords", "Engines", "GitRepositories", "Digests",
                "LinuxSystem", "Actions",
            ]),

        // Runs that are played: the cases of test files.
        module(
            "Rehearsals",
            ["Execution", "RunRecords", "Planning", "Events", "Workflows", "Expressions", "LinuxSystem", "Diagnostics"]),

        // Commands.
        module(
            "RunnerCommands",
            [
                "Diagnostics", "OptionParsing", "LinuxSystem", "YAML", "Expressions", "Workflows", "Events", "Planning", "RunRecords",
                "Engines", "HostEngine", "SandboxEngine", "Execution", "GitRepositories", "Digests", "Actions",
                "Rehearsals",
            ]),
        .executableTarget(
            name: "runner", dependencies: ["RunnerCommands"], exclude: ["Archives"], swiftSettings: strict, linkerSettings: staticRuntime),
        .executableTarget(
            name: "runner-init", dependencies: ["CLinux"],
            swiftSettings: [
                .swiftLanguageMode(.v6), .treatAllWarnings(as: .error), .enableExperimentalFeature("Embedded"),
                .unsafeFlags(["-wmo", "-Osize"]),
            ],
            linkerSettings: [.unsafeFlags(["-static-executable"])]),

        // Figures: `swift run -c release bench`.
        .executableTarget(name: "bench", path: "Tests/Benchmarks", swiftSettings: strict),

        // Tests.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("DiagnosticsTests", ["Diagnostics"]),
        tests("DigestsTests", ["Digests"]),
        tests("OptionParsingTests", ["OptionParsing"]),
        tests("LinuxSystemTests", ["LinuxSystem", "CLinux"]),
        tests("YAMLTests", ["YAML", "Diagnostics"]),
        tests("GitRepositoriesTests", ["GitRepositories"]),
        tests("ExpressionsTests", ["Expressions", "Diagnostics"]),
        tests("WorkflowsTests", ["Workflows", "YAML", "Expressions", "Diagnostics"]),
        tests("ActionsTests", ["Actions", "Workflows", "YAML", "Expressions", "GitRepositories", "LinuxSystem", "Digests", "Diagnostics"]),
        tests("PlanningTests", ["Planning", "Events", "Workflows", "YAML", "Expressions", "Diagnostics"]),
        tests(
            "RunRecordsTests", ["RunRecords", "Planning", "Events", "Workflows", "Expressions", "LinuxSystem", "Digests", "Diagnostics"]),
        tests("EngineConformanceTests", ["Engines", "HostEngine", "SandboxEngine", "LinuxSystem"]),
        tests("SandboxEngineTests", ["Engines", "SandboxEngine", "LinuxSystem", "CLinux"]),
        tests(
            "ExecutionTests",
            [
                "Execution", "Planning", "Events", "Workflows", "YAML", "Expressions", "Diagnostics", "RunRecords", "Engines",
                "HostEngine", "GitRepositories", "Digests", "LinuxSystem", "Actions",
            ]),
        tests(
            "RunnerCommandsTests",
            [
                "RunnerCommands", "Actions", "OptionParsing", "Diagnostics", "LinuxSystem", "Planning", "RunRecords", "Execution",
                "Expressions",
                "Workflows",
                "Events", "YAML",
            ]),
        tests("RehearsalsTests", ["Rehearsals", "Workflows", "Diagnostics"]),
        // These drive the built programs.
        tests("EndToEndTests", []),
        tests("ExamplesTests", []),
        tests("HouseRulesTests", []),
    ]
)
