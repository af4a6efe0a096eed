import Testing

@testable import OptionParsing

@Suite struct ArgumentParserTests {
    @Test func fallbacksCountWithoutOptions() throws {
        let arguments = try #require(Sample.run("exec ci.yml"))
        #expect(arguments.path == ["exec"])
        #expect(arguments[Sample.jobs] == 2)
        #expect(arguments[Sample.root] == nil)
        #expect(arguments[Sample.secrets] == [])
        #expect(arguments[Sample.format] == .text)
        #expect(!arguments[Sample.quiet])
        #expect(arguments[Sample.file] == ["ci.yml"])
        #expect(arguments[Sample.others] == [])
    }

    static let sameJobs = [
        "exec --jobs 7 f", "exec --jobs=7 f", "exec -j7 f", "exec -j 7 f", "exec -j=7 f", "exec -vqj7 f", "exec f --jobs 7",
        "exec f --jobs 3 --jobs 7",
    ]

    @Test(arguments: sameJobs) func optionsMayBeWrittenInManyWays(_ words: String) throws {
        let arguments = try #require(Sample.run(words))
        #expect(arguments[Sample.jobs] == 7)
        #expect(arguments[Sample.file] == ["f"])
    }

    @Test func repeatedOptionsKeepAllValuesInOrder() throws {
        let arguments = try #require(Sample.run("exec --secret A=1 f --secret=B=2 -P x=y -Pz=w --secret -x"))
        #expect(arguments[Sample.secrets] == ["A=1", "B=2", "-x"])
        #expect(arguments[Sample.platforms] == ["x=y", "z=w"])
    }

    @Test func optionsOfTheProgramAreTakenEverywhere() throws {
        #expect(try #require(Sample.run("-q exec f"))[Sample.quiet])
        #expect(try #require(Sample.run("exec f --quiet"))[Sample.quiet])
        #expect(try #require(Sample.run("cache -v list")).path == ["cache", "list"])
    }

    @Test func twoDashesEndTheOptions() throws {
        let arguments = try #require(Sample.run("exec -- --jobs -h - x"))
        #expect(arguments[Sample.file] == ["--jobs"])
        #expect(arguments[Sample.others] == ["-h", "-", "x"])
        #expect(try #require(Sample.run("exec -"))[Sample.file] == ["-"])
    }

    static let helpRequests: [(words: String, path: [String], isRequested: Bool)] = [
        ("--help", [], true), ("exec --help", ["exec"], true), ("-h exec", ["exec"], true), ("exec f --jobs x -h", ["exec"], true),
        ("cache lst --help", ["cache"], true), ("-qh", [], true), ("", [], false), ("cache", ["cache"], false),
    ]

    @Test(arguments: helpRequests) func helpIsGivenAnywhere(words: String, path: [String], isRequested: Bool) {
        guard case .help(let found, let requested) = Sample.parse(words) else {
            Issue.record("no help for \(words)")
            return
        }
        #expect(found == path)
        #expect(requested == isRequested)
    }

    struct Mistake: CustomTestStringConvertible {
        var testDescription: String
        var errors: [UsageError]
    }

    static let mistakes = [
        Mistake(
            testDescription: "chek",
            errors: [.init("no command is named \"chek\"", remedy: "the commands are \"exec\", \"cache\", \"shell\"")]),
        Mistake(testDescription: "exce f", errors: [.init("no command is named \"exce\"", remedy: "did you mean \"exec\"?")]),
        Mistake(
            testDescription: "exec f --job 3",
            errors: [
                .init("no option is named \"--job\"", remedy: "did you mean \"--jobs\"?")
            ]),
        Mistake(
            testDescription: "exec f -1",
            errors: [
                .init(
                    "no option is named \"-1\"", remedy: "see \"tool exec --help\"; write \"--\" before an argument that begins with \"-\"")
            ]),
        Mistake(
            testDescription: "exec --jobs many",
            errors: [
                .init("\"many\" is not a value of option \"--jobs\"", remedy: "a whole number of at least 1 is expected"),
                .init("argument FILE is missing", remedy: "the workflow"),
            ]),
        Mistake(
            testDescription: "exec f --format jsn",
            errors: [
                .init(
                    "\"jsn\" is not a value of option \"--format\"",
                    remedy: "one of \"text\", \"json\" is expected; did you mean \"json\"?")
            ]),
        Mistake(
            testDescription: "exec f --root",
            errors: [.init("option \"--root\" needs a value", remedy: "write \"--root FOLDER\": the repository")]),
        Mistake(
            testDescription: "exec f --root --jobs=3",
            errors: [.init("option \"--root\" needs a value", remedy: "write \"--root FOLDER\": the repository")]),
        Mistake(
            testDescription: "exec f --quiet=yes", errors: [.init("option \"--quiet\" takes no value", remedy: "write \"--quiet\" alone")]),
        Mistake(
            testDescription: "cache list x",
            errors: [.init("unexpected argument \"x\"", remedy: "see \"tool cache list --help\"")]),
        Mistake(
            testDescription: "shell basch",
            errors: [
                .init(
                    "\"basch\" is not a value of SHELL", remedy: "one of \"bash\", \"zsh\" is expected; did you mean \"bash\"?")
            ]),
    ]

    @Test(arguments: mistakes) func allMistakesAreReported(_ c: Mistake) {
        guard case .failure(let errors, _) = Sample.parse(c.testDescription) else {
            Issue.record("no failure")
            return
        }
        #expect(errors == c.errors)
    }
}
