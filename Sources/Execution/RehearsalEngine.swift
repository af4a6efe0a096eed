import Engines

/// Where played jobs are: nowhere.
struct RehearsalEngine: Engine {
    let name = "rehearsal"

    func missingRequirements() async -> [MissingRequirement] { [] }

    func withSandbox<Result: Sendable>(
        _ request: SandboxRequest, _ body: (any Sandbox) async throws -> Result
    ) async throws -> Result {
        try await body(Place())
    }

    /// As on GitHub's machines, so that tests give the same everywhere.
    private struct Place: Sandbox {
        let surroundings = Surroundings(
            environment: ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/home/runner"],
            architecture: "X64")

        func path(of mount: Mount) -> String { mount.target }

        /// Steps are played before this is asked for.
        func run(
            _ request: ProcessRequest, output: @escaping @Sendable (OutputStream, UnsafeRawBufferPointer) -> Void
        ) async throws -> ProcessResult {
            ProcessResult(status: .exited(0))
        }
    }
}
