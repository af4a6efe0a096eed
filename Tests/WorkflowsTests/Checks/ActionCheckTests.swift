import Testing
import Workflows

/// What is found in the metadata of actions beyond what the reader refuses.
@Suite struct ActionCheckTests {
    private static func composite(_ name: String, _ steps: String, outputs: String = "", _ findings: String...) -> CheckCase {
        let head = "name: a\ndescription: b\ninputs:\n  target: {description: what}\n"
        let lines = steps.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        var made = CheckCase(name, "\(head)\(outputs)runs:\n  using: composite\n  steps:\n\(lines)\n")
        made.findings = findings
        return made
    }

    static let composites = [
        composite(
            "right", "- run: make ${{ inputs.target }} ${{ runner.os }}\n  shell: bash\n  id: a",
            outputs: "outputs: {o: {value: '${{ steps.a.outcome }}'}}\n"),
        composite(
            "an input that is not declared", "- run: make ${{ inputs.«tagret» }}\n  shell: bash",
            #"warning expression: the action has no input "tagret""#),
        composite(
            "a step that comes later", "- run: make ${{ steps.«later».outcome }}\n  shell: bash\n- run: echo\n  shell: bash\n  id: later",
            #"warning expression: step "later" does not come before this place"#),
        composite(
            "an output of no step", "- run: echo a=1 >> $GITHUB_OUTPUT\n  shell: bash\n  id: a",
            outputs: "outputs: {o: {value: '${{ steps.a.outputs.«b» }}'}}\n",
            #"warning expression: step "a" does not set an output "b""#),
        composite(
            "text compared with a boolean", "- run: make\n  shell: bash\n  if: «inputs.target == true»",
            "warning expression: text is compared with true as a number: 'true' is not equal to it"),
        composite(
            "an action's input", "- uses: actions/checkout@v5\n  with: {«fetch-dept»: 1}",
            #"warning action: action "actions/checkout@v5" has no input "fetch-dept""#),
        composite(
            "an old command", "- run: echo «::set-output» name=a::1\n  shell: bash",
            #"warning command: workflow command "set-output" is deprecated"#),
        composite(
            "a silenced finding", "- run: make ${{ inputs.x }} # runner: ignore expression because nobody minds\n  shell: bash"),
        composite(
            "a context that actions lack", "- run: make ${{ «secrets».A }}\n  shell: bash",
            "error expression: unrecognized named-value: 'secrets'. Located at position 1 within expression: secrets.A"),
    ]

    static let others = [
        CheckCase(
            "a default",
            "name: a\ndescription: b\ninputs: {x: {description: c, default: '${{ github.«reff» }}'}}\nruns: {using: node24, main: a.js}\n",
            #"warning expression: "github" has no member "reff""#),
        CheckCase(
            "arguments of a container",
            "name: a\ndescription: b\ninputs: {x: {description: c}}\nruns:\n  using: docker\n  image: Dockerfile\n  args:\n    - ${{ inputs.«y» }}\n",
            #"warning expression: the action has no input "y""#),
        CheckCase(
            "the condition of a phase",
            "name: a\ndescription: b\nruns: {using: node24, main: a.js, post: b.js, post-if: «runner.os == 'linus'»}\n",
            "warning expression: this comparison is always false: the value is 'Linux', 'Windows' or 'macOS', never 'linus'"),
    ]

    @Test(arguments: composites) func `composite actions are looked at`(_ c: CheckCase) { c.runAsAction() }
    @Test(arguments: others) func `other actions are looked at`(_ c: CheckCase) { c.runAsAction() }
}
