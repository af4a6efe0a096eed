import Testing
import Workflows

@Suite struct StructureCheckTests {
    static let matrices = [
        CheckCase(
            "an exclude that matches nothing", job: "strategy:\n  matrix:\n    os: [linux, windows]\n    exclude:\n      - os: «linus»",
            #"warning matrix: exclude matches nothing: no value of "os" is like this one"#),
        CheckCase(
            "an exclude of a pair, loosely equal",
            job: "strategy:\n  matrix:\n    os: [a, b]\n    n: [1, 2]\n    exclude:\n      - {os: A, n: '1'}"),
        CheckCase(
            "an exclude that another made needless",
            job: "strategy:\n  matrix:\n    os: [a, b]\n    n: [1, 2]\n    exclude:\n      - os: a\n      - «o»s: a\n        n: 1",
            "warning matrix: exclude matches nothing: items before it took these combinations away"),
        CheckCase(
            "an exclude of nested values",
            job: "strategy:\n  matrix:\n    os: [{name: a, v: 1}, {name: b}]\n    exclude:\n      - os: {name: a}"),
        CheckCase(
            "an include that fits nothing",
            job: "strategy:\n  matrix:\n    os: [linux, macos]\n    n: [1, 2]\n    include:\n      - {os: «linus», x: 1}",
            #"warning matrix: include matches no combination: no value of "os" is like this one; a job without "n" is added"#),
        CheckCase(
            "an include of a whole combination",
            job:
                "strategy:\n  matrix:\n    os: [a, b]\n    n: [1, 2]\n    include:\n      - {os: c, n: 1}\n      - {os: a, x: 1}\n      - {y: 1}\n      - {n: 3}"
        ),
        CheckCase(
            "nothing is left", job: "strategy:\n  matrix:\n    os: [a]\n    «exclude»:\n      - os: a",
            #"warning matrix: "exclude" leaves no combination of the matrix"#),
        CheckCase(
            "too many jobs",
            job: "strategy:\n  matrix:\n    «a»: [\(list(17))]\n    b: [\(list(16))]",
            "error limit: the matrix makes 272 jobs; 256 are allowed"),
    ]

    private static func list(_ count: Int) -> String { (1...count).map(String.init).joined(separator: ", ") }

    static let filters = [
        CheckCase(
            "good patterns", on: "{push: {branches: ['**', '!wip/**', 'release/v[0-9]+'], paths: ['docs/**', '!docs/*.md']}}",
            steps: "- run: echo"),
        CheckCase(
            "a whole ref", on: "{push: {branches: [«refs/heads/main»]}}", steps: "- run: echo",
            #"warning glob: this pattern never matches: names are compared without "refs/heads/""#),
        CheckCase(
            "a name that no branch has", on: "{push: {branches: [«'my branch'»]}}", steps: "- run: echo",
            "warning glob: this pattern never matches: names of branches and tags have no white space"),
        CheckCase(
            "a path from the folder", on: "{push: {paths: [«./src/**»]}}", steps: "- run: echo",
            #"warning glob: this pattern never matches: paths begin at the repository's root, without "./""#),
        CheckCase(
            "a pattern that is taken away again", on: "{push: {branches: [«main», 'v*', '!m*']}}", steps: "- run: echo",
            #"warning glob: this pattern selects nothing: "!m*" takes all of it away again"#),
        CheckCase("a pattern that comes back", on: "{push: {branches: [main, '!m*', main]}}", steps: "- run: echo"),
        CheckCase(
            "a negation where all is negated", on: "{push: {paths-ignore: ['docs/**', «'!docs/x'»]}}", steps: "- run: echo",
            #"warning glob: a pattern with "!" in an "-ignore" filter is not a way to take names back"#),
        CheckCase(
            "a type twice", on: "{issues: {types: [opened, «opened»]}}", steps: "- run: echo",
            #"warning event: activity type "opened" stands twice"#),
        CheckCase(
            "filters of other events", on: "{create: {«tags»: ['v*']}, issues: {«branches»: [main], types: opened}}", steps: "- run: echo",
            #"warning event: "tags" is ignored: the event "create" has no such filter"#,
            #"warning event: "branches" is ignored: the event "issues" has no such filter"#),
        CheckCase(
            "a day that no month has", on: "{schedule: [{cron: «'0 0 31 2,4 *'»}]}", steps: "- run: echo",
            "warning event: this schedule never comes: no month that it names has such a day"),
        CheckCase(
            "a leap day, and a day or a weekday", on: "{schedule: [{cron: '0 0 29 2 *'}, {cron: '0 0 31 2 MON'}]}", steps: "- run: echo"),
    ]

    static let others = [
        CheckCase(
            "what caches may be used for",
            "on: push\ncache-mode: read\njobs:\n  j:\n    cache-mode: «rite»\n    runs-on: ubuntu-latest\n    steps: [{run: echo}]\n",
            #"error schema: unexpected value "rite""#),
        CheckCase("every seventh weekday", on: "{schedule: [{cron: '54 18 * * */7'}]}", steps: "- run: echo"),
        CheckCase(
            "an action beside the workspace", steps: "- uses: «./../tool»",
            #"warning action: the path of "./../tool" leaves its repository, and runs on GitHub only"#),
        CheckCase(
            "alternatives for several events", steps: "- run: echo ${{ github.event.issue.number || github.event_name == 'issues' && 1 }}"),
        CheckCase(
            "no alternative", steps: "- run: echo ${{ github.event.«issue».number }}",
            #"warning expression: the payload of "push" has no member "issue""#),
        CheckCase(
            "members that some items of a matrix could have",
            job: "strategy:\n  matrix:\n    p: [{a: 1}, {a: 2}]\nname: ${{ matrix.p.b || 1 }}${{ matrix.p.«b» }}",
            #"warning expression: "matrix.p" has no member "b""#),
        CheckCase(
            "a token", steps: "- run: echo «glpat-x7Kq2Lm9Zr4Tn8Vb3Wd1» glpat-xxxxxxxxxxxxxxxxxxxx ghp_short",
            "warning credentials: a token of GitLab's is written down in the file"),
    ]

    static let runners = [
        CheckCase(
            "a misspelt label", "on: push\njobs:\n  j:\n    runs-on: «ubuntu-lastest»\n    steps: [{run: echo}]\n",
            #"warning runs-on: no runner of GitHub's has the label "ubuntu-lastest""#),
        CheckCase(
            "a label that is gone, in a matrix",
            "on: push\njobs:\n  j:\n    strategy: {matrix: {os: [ubuntu-latest, «windows-2019»]}}\n    runs-on: ${{ matrix.os }}\n    steps: [{run: echo}]\n",
            #"warning runs-on: no runner of GitHub's has the label "windows-2019""#),
        CheckCase(
            "labels of one's own",
            "on: push\njobs:\n  j:\n    runs-on: [self-hosted, linux, gpu]\n    steps: [{run: echo}]\n  k:\n    runs-on: ubuntu-24.04-16core\n    steps: [{run: echo}]\n  l:\n    runs-on: depot-ubuntu-24.04-arm-8\n    steps: [{run: echo}]\n"
        ),
        CheckCase(
            "labels of two systems", "on: push\njobs:\n  j:\n    runs-on: [ubuntu-latest, «windows-latest»]\n    steps: [{run: echo}]\n",
            #"warning runs-on: no runner has both labels "ubuntu-latest" and "windows-latest""#),
        CheckCase(
            "a shell that Linux lacks", steps: "- run: dir\n  shell: «cmd»", #"error shell: Linux has no shell "cmd""#),
        CheckCase("a shell behind a condition", steps: "- run: dir\n  shell: cmd\n  if: runner.os == 'Windows'"),
        CheckCase(
            "a shell of Windows on Windows",
            "on: push\njobs:\n  j:\n    runs-on: windows-latest\n    steps:\n      - run: dir\n        shell: cmd\n"),
    ]

    static let steps = [
        CheckCase(
            "an old command", steps: "- run: |\n    # echo ::set-output name=b::c\n    echo \"«::set-output» name=a::b\"\n    echo x",
            #"warning command: workflow command "set-output" is deprecated"#),
        CheckCase(
            "a command that is refused", steps: "- run: echo «::set-env» name=A::b && echo «::add-path»::x",
            #"error command: workflow command "set-env" is refused, and the step fails"#,
            #"error command: workflow command "add-path" is refused, and the step fails"#),
        CheckCase(
            "a command that is let pass", steps: "- run: echo «::add-path»::x\n  env: {«ACTIONS_ALLOW_UNSECURE_COMMANDS»: 'true'}",
            #"warning command: workflow command "add-path" is deprecated"#,
            "warning unsecure-commands: whatever a step prints can set environment variables and PATH here"),
        CheckCase("commands of today", steps: "- run: echo \"::add-mask::x\" && echo \"::stop-commands::y\""),
        CheckCase(
            "a step twice in a row", steps: "- run: make\n- «r»un: make\n- run: echo\n- run: make",
            "warning schema: this step is the same as the one before it"),
        CheckCase(
            "a job behind one that never runs",
            """
            on: push
            jobs:
              a: {runs-on: ubuntu-latest, if: «false», steps: [{run: echo}]}
              b: {runs-on: ubuntu-latest, needs: «a», steps: [{run: echo}]}
              c: {runs-on: ubuntu-latest, needs: [b, a], if: always(), steps: [{run: echo}]}
            """,
            "warning condition: this condition is always false", #"warning needs: job "b" never runs: it needs "a", which never runs"#),
    ]

    static let actions = [
        CheckCase("inputs that a popular action has", steps: "- uses: actions/checkout@v4\n  with: {fetch-depth: 0, REF: main}"),
        CheckCase(
            "an input that it has not", steps: "- uses: actions/checkout@v4\n  with: {«fetch-deph»: 0}",
            #"warning action: action "actions/checkout@v4" has no input "fetch-deph""#),
        CheckCase(
            "an input that must be given", steps: "- uses: «actions/cache@v4»\n  with: {path: x}",
            #"warning action: action "actions/cache@v4" needs the input "key""#),
        CheckCase(
            "a runtime that is gone", steps: "- uses: «actions/checkout@v3»",
            #"warning action: action "actions/checkout@v3" is written for node16, which runners no longer have"#),
        CheckCase(
            "a commit, of which the version is not known",
            steps: "- uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683\n  with: {newest-option: 1}"),
        CheckCase(
            "outputs that depend on what an action is given",
            steps: "- uses: dorny/paths-filter@v3\n  id: f\n  with: {filters: x}\n- run: echo ${{ steps.f.outputs.docs }}"),
        CheckCase(
            "an output that it has not",
            steps:
                "- uses: actions/cache@v4\n  id: c\n  with: {path: x, key: y}\n- run: echo ${{ steps.c.outputs.cache-hit }} ${{ steps.c.outputs.«cache-hti» }}",
            #"warning expression: step "c" does not set an output "cache-hti""#),
    ]

    @Test(arguments: others) func `other mistakes are found`(_ c: CheckCase) { c.run() }
    @Test(arguments: matrices) func `counts a matrix out`(_ c: CheckCase) { c.run() }
    @Test(arguments: filters) func `finds filters that never match`(_ c: CheckCase) { c.run() }
    @Test(arguments: runners) func `knows GitHub's runners`(_ c: CheckCase) { c.run() }
    @Test(arguments: steps) func `looks at steps and jobs`(_ c: CheckCase) { c.run() }
    @Test(arguments: actions) func `knows popular actions`(_ c: CheckCase) { c.run() }
}
