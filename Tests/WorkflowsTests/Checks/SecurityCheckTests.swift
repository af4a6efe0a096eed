import Testing
import Workflows

@Suite struct SecurityCheckTests {
    static let scripts = [
        CheckCase(
            "a title in a script", on: "issues", steps: "- run: echo ${{ «github.event.issue.title» }}",
            "warning injection: text that an outsider can choose (github.event.issue.title) becomes part of this script"),
        CheckCase(
            "items and names in any case",
            steps: "- run: |\n    echo\n    echo ${{ «GitHub.event.commits[0].Message» }} ${{ «github.event.commits[1].author.name» }}",
            "warning injection: text that an outsider can choose (github.event.commits.*.message) becomes part of this script",
            "warning injection: text that an outsider can choose (github.event.commits.*.author.name) becomes part of this script"),
        CheckCase(
            "in a function that keeps the text", steps: "- run: echo ${{ join(«github.event.commits.*.message», ',') }}",
            "warning injection: text that an outsider can choose (github.event.commits.*.message) becomes part of this script"),
        CheckCase(
            "questions about the text are harmless", on: "issues",
            steps:
                "- run: echo ${{ contains(github.event.issue.title, 'x') }} ${{ github.event.issue.title == 'x' }} ${{ github.event.issue.title && 1 }}"
        ),
        CheckCase(
            "an environment variable is harmless in the shell", on: "issues",
            steps: "- run: echo \"$TITLE\"\n  env:\n    TITLE: ${{ github.event.issue.title }}"),
        CheckCase(
            "an environment variable in an expression", on: "issues",
            steps: "- run: echo ${{ «env.TITLE» }}\n  env:\n    TITLE: ${{ github.event.issue.title }}",
            "warning injection: text that an outsider can choose (github.event.issue.title → env.TITLE) becomes part of this script"),
        CheckCase(
            "an output of a step", on: "issues",
            steps: """
                - id: get
                  run: echo "title=$TITLE" >> "$GITHUB_OUTPUT"
                  env:
                    TITLE: ${{ github.event.issue.title }}
                - uses: actions/github-script@v7
                  with:
                    script: console.log("${{ «steps.get.outputs.title» }}")
                """,
            "warning injection: text that an outsider can choose (github.event.issue.title → env.TITLE → steps.get.outputs.title) becomes part of the script of actions/github-script"
        ),
        CheckCase(
            "lines in the environment", on: "issues",
            steps: """
                - run: echo "BODY=$BODY" >> "$«GITHUB_ENV»"
                  env:
                    BODY: ${{ github.event.issue.body }}
                """,
            "warning injection: text that an outsider can choose (github.event.issue.body → env.BODY) is written to $GITHUB_ENV, where each of its lines can set another variable"
        ),
        CheckCase(
            "an output of another job",
            """
            on: issues
            jobs:
              last:
                needs: first
                runs-on: ubuntu-latest
                steps:
                  - run: echo ${{ «needs.first.outputs.title» }}
              first:
                runs-on: ubuntu-latest
                outputs:
                  title: ${{ github.event.issue.title }}
                steps:
                  - run: echo
            """,
            "warning injection: text that an outsider can choose (github.event.issue.title → needs.first.outputs.title) becomes part of this script"
        ),
        CheckCase("the whole payload where nobody else is in it", steps: "- run: echo '${{ toJSON(github.event) }}'"),
        CheckCase(
            "the whole payload of an outsider's event", on: "issues", steps: "- run: echo '${{ toJSON(«github.event») }}'",
            "warning injection: text that an outsider can choose (github.event) becomes part of this script"),
    ]

    static let checkouts = [
        CheckCase(
            "one that a condition guards", on: "pull_request_target",
            steps: """
                - uses: actions/checkout@v5
                  if: github.event.pull_request.head.repo.full_name == github.repository
                  with:
                    ref: ${{ github.event.pull_request.head.sha }}
                - run: make
                """),
        CheckCase(
            "one whose code does not run", on: "pull_request_target",
            steps: """
                - uses: actions/checkout@v5
                  with:
                    ref: ${{ github.event.pull_request.head.sha }}
                - uses: someone/else@v1
                """),
        CheckCase(
            "one that the action refuses", on: "pull_request_target",
            steps: """
                - uses: actions/checkout@v7
                  with:
                    ref: ${{ github.event.pull_request.head.sha }}
                - run: make
                """),
        CheckCase(
            "a merge of a pull request, and a secret", on: "pull_request_target",
            steps: """
                - uses: actions/checkout@v5
                  with:
                    ref: «refs/pull/${{ github.event.number }}/merge»
                - run: make
                  env:
                    TOKEN: ${{ «secrets.TOKEN» }}
                """,
            "warning untrusted-checkout: \"pull_request_target\" runs with this repository's rights, and job \"j\" runs code of whoever sent it",
            "warning exposed-secrets: secret \"TOKEN\" is within reach of the code that job \"j\" checks out from outside"),
    ]

    @Test("scripts", arguments: scripts) func textOfOutsidersInScriptsIsFound(_ c: CheckCase) { c.run() }
    @Test("checkouts", arguments: checkouts) func foreignCodeIsFound(_ c: CheckCase) { c.run() }
}
