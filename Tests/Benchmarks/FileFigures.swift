import Glibc

extension Bench {
    /// 1,000 workflow files of the sizes and shapes that real ones have, parsed, checked and planned in one process.
    func files() {
        shell("mkdir -p files")
        var bytes = 0
        for number in 0..<1000 {
            let text = Self.workflowFile(number)
            bytes += text.utf8.count
            write("files/\(number).yml", text)
        }
        let ours = command(runner, "plan", "files", "--format", "json")
        let results = inTurn([ours, command("sh", "-c", "cat files/*.yml")], rounds: max(3, rounds / 3))
        let cpu = median(results[0].map(\.cpu))
        Figure(
            name: "1,000 workflow files parsed, checked and planned, processor time of one", unit: "ms", value: cpu, limit: 1,
            rival: "cat of the files",
            details: [
                ("rival_ms", median(results[1].map(\.cpu))), ("memory_mb", Double(results[0].map(\.memory).max() ?? 0) / 1e6),
                ("mean_bytes", Double(bytes) / 1000),
            ]
        ).print()
    }

    /// A workflow with a matrix, conditions and scripts; its size varies with the number as it does in the wild (1 to 8 kB).
    static func workflowFile(_ number: Int) -> String {
        var text = """
            name: workflow \(number)
            on:
              push:
                branches: [main, 'release/**']
                paths-ignore: ['docs/**', '*.md']
              pull_request:
                types: [opened, synchronize, reopened]
            permissions:
              contents: read
            env:
              LEVEL: ${{ github.ref == 'refs/heads/main' && 'release' || 'debug' }}
            concurrency:
              group: ${{ github.workflow }}-${{ github.ref }}
              cancel-in-progress: true
            jobs:

            """
        for job in 0...(number % 5) {
            text += """
                  job\(job):
                    \(job > 0 ? "needs: job\(job - 1)" : "name: First of ${{ github.workflow }}")
                    runs-on: ${{ matrix.os }}
                    if: github.event_name != 'schedule' && !contains(github.event.head_commit.message, 'skip \(number)')
                    strategy:
                      fail-fast: false
                      matrix:
                        os: [ubuntu-latest, ubuntu-24.04]
                        version: ['3.10', '3.11', '3.12']
                        exclude:
                          - os: ubuntu-24.04
                            version: '3.10'
                    outputs:
                      value: ${{ steps.value.outputs.value }}
                    timeout-minutes: 30
                    steps:
                      - uses: actions/checkout@v5
                        with:
                          fetch-depth: 0
                      - name: Set up ${{ matrix.version }}
                        uses: actions/setup-python@v6
                        with:
                          python-version: ${{ matrix.version }}
                          cache: pip
                      - id: value
                        run: |
                          python -m pip install -r requirements.txt
                          echo "value=$(python -c 'print(\(number))')" >> "$GITHUB_OUTPUT"
                      - name: Test
                        if: ${{ success() && matrix.version != '3.10' }}
                        env:
                          TOKEN: ${{ secrets.TOKEN }}
                          VALUE: ${{ format('{0}-{1}', steps.value.outputs.value, matrix.os) }}
                        run: |
                          set -x
                          make test LEVEL="$LEVEL" VALUE="$VALUE"

                """
        }
        return text
    }
}
