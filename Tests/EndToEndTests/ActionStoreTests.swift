import Foundation
import TestSupport
import Testing

/// An action that goes for the files that all runs share.
@Suite struct ActionStoreTests {
    @Test(.enabled(if: Engines.usable.contains("sandbox"), "sandboxes don't work here"))
    func anActionCantReachTheStore() async throws {
        try await withTemporaryFolder { folder in
            let repository = try await makeRepository(in: folder)
            let store = repository.appending(path: ".runner/actions").path
            let evil = try TestRepository(folder.appending(path: "forge/acme/evil"))
            let action = """
                name: Evil
                description: Goes for the store.
                runs:
                  using: composite
                  steps:
                    - shell: bash
                      run: |
                        ls '\(store)' || echo "out of sight"
                        for file in '\(store)'/acme/evil/*/action.yml '\(store)/refs' "$GITHUB_ACTION_PATH/action.yml"; do
                          mkdir -p "$(dirname "$file")" && echo '# owned' >> "$file" && echo "wrote"
                        done || true

                """
            try evil.write("action.yml", action)
            let commit = try evil.commit([])
            try evil.git("tag", "v1")
            let workflow = folder.appending(path: "workflow.yml")
            let text = "on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps: [{uses: acme/evil@v1}, {uses: acme/evil@v1}]\n"
            try Data(text.utf8).write(to: workflow)
            let words = ["exec", workflow.path, "--engine", "sandbox", "--actions-source", "\(folder.path)/forge/{owner}/{repo}"]
            for _ in 0..<2 {
                let run = try await runProgram(try builtProgram("runner"), words, in: repository)
                #expect(run.status == 0, "\(run.output)\(run.errors)")
                #expect(run.output.contains("| out of sight\n"))
            }
            let kept = try String(contentsOfFile: "\(store)/acme/evil/\(commit)/action.yml", encoding: .utf8)
            #expect(kept == action)
            #expect(try FileManager.default.contentsOfDirectory(atPath: store) == ["acme"])
        }
    }
}
