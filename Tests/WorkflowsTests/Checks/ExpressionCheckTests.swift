import Testing
import Workflows

@Suite struct ExpressionCheckTests {
    static let places = [
        CheckCase(
            "a word inside a plain scalar", steps: "- run: echo ${{ github.«reff» }}",
            #"warning expression: "github" has no member "reff""#),
        CheckCase(
            "a word inside single quotes with doubled quotes", steps: "- run: 'echo ''x'' ${{ github.«reff» }}'",
            #"warning expression: "github" has no member "reff""#),
        CheckCase(
            "a word inside double quotes with escapes", steps: #"- run: "echo \"\u00e4\n\" ${{ github.«reff» }}""#,
            #"warning expression: "github" has no member "reff""#),
        CheckCase(
            "a word in a line of a block", steps: "- run: |\n    echo ä\n    echo ${{ github.ref }} ${{\n      github.«reff» }}\n",
            #"warning expression: "github" has no member "reff""#),
        CheckCase(
            "words in several expressions of a folded block", steps: "- run: >-\n    ${{ github.«reff» }}\n    ${{ github.«shaa» }}",
            #"warning expression: "github" has no member "reff""#, #"warning expression: "github" has no member "shaa""#),
        CheckCase(
            "a condition without braces", steps: "- run: echo\n  if: success() && github.«reff» == 'x'",
            #"warning expression: "github" has no member "reff""#),
        CheckCase(
            "a condition in a block", steps: "- run: echo\n  if: |\n    github.ref == 'x' &&\n    github.«reff» == 'x'",
            #"warning expression: "github" has no member "reff""#),
        CheckCase(
            "a member named in brackets", steps: "- run: echo ${{ github[«'reff'»] }}",
            #"warning expression: "github" has no member "reff""#),
    ]

    static let members = [
        CheckCase(
            "all that exists",
            steps: "- run: echo ${{ github.event.head_commit.id }} ${{ GitHub.Ref }} ${{ runner.os }} ${{ env.X }} ${{ vars.Y }}"),
        CheckCase(
            "a scalar has no members", steps: "- run: echo ${{ github.ref.«name» }}",
            #"warning expression: "github.ref" is a string, which has no member "name""#),
        CheckCase(
            "an event's payload", steps: "- run: echo ${{ github.event.«pull_request».number }}",
            #"warning expression: the payload of "push" has no member "pull_request""#),
        CheckCase(
            "payloads of all events together", on: "[push, pull_request]", steps: "- run: echo ${{ github.event.pull_request.number }}"),
        CheckCase("a called workflow has any payload", on: "workflow_call", steps: "- run: echo ${{ github.event.whatever }}"),
        CheckCase(
            "a step that is not there", steps: "- id: build\n  run: echo\n- run: echo ${{ steps.«biuld».outcome }}",
            #"warning expression: no step before this place has the id "biuld""#),
        CheckCase(
            "a step that comes later", steps: "- run: echo ${{ steps.«late».outcome }}\n- id: late\n  run: echo",
            #"warning expression: step "late" does not come before this place"#),
        CheckCase(
            "a step's members", steps: "- id: a\n  run: echo\n- run: echo ${{ steps.a.«result» }}",
            #"warning expression: "steps.a" has no member "result""#),
        CheckCase(
            "an output that a script does not set",
            steps:
                "- id: a\n  run: echo \"version=1\" >> \"$GITHUB_OUTPUT\"\n- run: echo ${{ steps.a.outputs.version }} ${{ steps.a.outputs.«verison» }}",
            #"warning expression: step "a" does not set an output "verison""#),
        CheckCase(
            "an output of a script that starts others", steps: "- id: a\n  run: ./build.sh\n- run: echo ${{ steps.a.outputs.x }}"),
        CheckCase(
            "a matrix that lacks a key",
            job:
                "strategy:\n  matrix:\n    os: [a, b]\n    include:\n      - os: a\n        extra: 1\nname: ${{ matrix.os }} ${{ matrix.extra }} ${{ matrix.«arch» }}",
            #"warning expression: the matrix has no "arch""#),
        CheckCase("a matrix that is computed", job: "strategy:\n  matrix: ${{ fromJSON(vars.M) }}\nname: ${{ matrix.any }}"),
        CheckCase("a job without a matrix", job: "name: ${{ matrix.«os» }}", "warning expression: this job has no matrix"),
        CheckCase(
            "an input that is not declared", on: "{workflow_dispatch: {inputs: {name: {type: string}}}}",
            steps: "- run: echo ${{ inputs.name }} ${{ inputs.«nmae» }}", #"warning expression: the workflow has no input "nmae""#),
        CheckCase(
            "a secret that is not declared", on: "{workflow_call: {secrets: {token: {required: true}}}}",
            steps: "- run: echo ${{ secrets.TOKEN }} ${{ secrets.GITHUB_TOKEN }} ${{ secrets.«other» }}",
            #"warning expression: secret "other" is not declared by "workflow_call""#),
        CheckCase(
            "needs and their outputs",
            """
            on: push
            jobs:
              a:
                runs-on: ubuntu-latest
                outputs: {version: '1'}
                steps: [{run: echo}]
              b:
                needs: a
                runs-on: ubuntu-latest
                steps:
                  - run: echo ${{ needs.a.outputs.version }} ${{ needs.a.outputs.«verson» }} ${{ needs.«c».result }}
              c:
                runs-on: ubuntu-latest
                steps: [{run: echo}]
            """,
            #"warning expression: job "a" has no output "verson""#, #"warning expression: job "c" is not in "needs" of this job"#),
        CheckCase(
            "services",
            job: "services:\n  db: {image: postgres}\noutputs:\n  port: ${{ job.services.db.ports['5432'] }}${{ job.services.«bd».id }}",
            #"warning expression: "job.services" has no member "bd""#),
    ]

    static let values = [
        CheckCase(
            "an object in text", steps: "- run: echo ${{ «github.event» }}",
            #"warning expression: an object becomes the word "Object" in text"#),
        CheckCase(
            "an object for text", steps: "- run: echo\n  env:\n    E: ${{ «github.event» }}",
            "error expression: an object stands where text is needed"),
        CheckCase(
            "text for a boolean", job: "continue-on-error: ${{ «github.ref» }}",
            "warning expression: a string stands where a boolean is needed"),
        CheckCase("a boolean from JSON", job: "continue-on-error: ${{ fromJSON(vars.X) }}\ntimeout-minutes: ${{ fromJSON('5') }}"),
        CheckCase(
            "a comparison of a boolean with text", on: "{workflow_dispatch: {inputs: {dry: {type: boolean}}}}",
            steps: "- run: echo\n  if: «inputs.dry == 'true'» || inputs.dry == true || inputs.dry",
            "warning expression: this comparison is always false: a boolean is compared as a number, and the text 'true' is none"),
        CheckCase(
            "a comparison with a word that is none of them",
            steps: "- run: echo\n  if: ${{ «runner.os == 'ubuntu'» || runner.os == 'linux' }}",
            "warning expression: this comparison is always false: the value is 'Linux', 'Windows' or 'macOS', never 'ubuntu'"),
        CheckCase(
            "a comparison with an event that is not there", job: "if: «github.event_name != 'release'»",
            "warning expression: this comparison is always true: the value is 'push', never 'release'"),
        CheckCase(
            "an object is never equal to text", job: "if: «github.event == 'push'»",
            "warning expression: this comparison is always false: an object is never equal to a string"),
        CheckCase(
            "values of a matrix that may be missing",
            job: "strategy:\n  matrix:\n    include:\n      - {a: x}\n      - {b: y}\nname: ${{ matrix.a == '' && matrix.b != '' }}"),
    ]

    static let functions = [
        CheckCase(
            "a format string with too few arguments", job: "name: ${{ format(«'{0} {1}'», github.ref) }}",
            "error expression: the following format string references more arguments than were supplied: {0} {1}"),
        CheckCase(
            "an argument that is not used", job: "name: ${{ format('{0}', github.ref, «github.sha») }}",
            "warning expression: the format string does not use this argument"),
        CheckCase(
            "JSON that is none", job: "name: ${{ fromJSON(«'{a'»).b }}",
            #"error expression: the text is not JSON: expected ":" after the member's name, found the end, at line 1, column 3"#),
        CheckCase(
            "contains of an object", job: "if: contains(«github.event», 'x')",
            "warning expression: contains needs text or an array, not an object: the result is always false"),
        CheckCase(
            "contains of all values", job: "if: contains(github.event.commits.*.message, 'x') && contains(fromJSON('[\"a\"]'), github.ref)"),
        CheckCase(
            "startsWith of an object", job: "if: startsWith(«github.event», 'x')",
            "warning expression: startsWith needs text, not an object: the result is always false"),
        CheckCase(
            "fromJSON of an object", job: "name: ${{ fromJSON(«github.event») }}", "error expression: fromJSON needs text, not an object"),
    ]

    static let conditions = [
        CheckCase("a constant condition", job: "if: «false»", "warning condition: this condition is always false"),
        CheckCase("a constant condition in braces", job: "if: «${{ 1 == 1 }}»", "warning condition: this condition is always true"),
        CheckCase("status functions are no constants", job: "if: always() && !cancelled()"),
    ]

    @Test(arguments: places) func `names the exact word`(_ c: CheckCase) { c.run() }
    @Test(arguments: members) func `knows the members of contexts`(_ c: CheckCase) { c.run() }
    @Test(arguments: values) func `knows what values can be`(_ c: CheckCase) { c.run() }
    @Test(arguments: functions) func `knows what functions take`(_ c: CheckCase) { c.run() }
    @Test(arguments: conditions) func `finds conditions that never change`(_ c: CheckCase) { c.run() }
}
