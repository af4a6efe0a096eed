import Diagnostics
import Expressions

/// Turns what the schema's reader made of a test file into cases.
struct TestFileConversion {
    let path: String

    func file(_ root: Template) -> TestFile {
        let members = Members(root)
        let (given, mocks) = (self.given(members["given"]), self.mocks(members["mock"]))
        let cases = members.entries("cases").map { name, template in
            let own = Members(template)
            var test = TestCase(name: name, given: given.overlaid(by: self.given(own["given"])))
            test.mocks = Self.overlaid(mocks, by: self.mocks(own["mock"]))
            test.expected = expectation(own["expect"])
            return test
        }
        return TestFile(path: path, workflow: members.text("workflow"), cases: cases)
    }

    // MARK: Given

    private func given(_ template: Template?) -> TestGiven {
        let members = Members(template)
        var given = TestGiven()
        given.event = members.text("event")
        given.ref = members.text("ref")
        given.sha = members.text("sha")?.value
        given.actor = members.text("actor")?.value
        given.repository = members.text("repository")
        given.defaultBranch = members.text("default-branch")?.value
        given.payload = members["payload"].map(\.plainValue)
        given.payloadRange = members["payload"]?.range
        given.changed = members.texts("changed")
        given.variables = members.named("vars")
        given.inputs = members.named("inputs")
        given.secrets = members.named("secrets")
        given.environment = members.named("env")
        return given
    }

    // MARK: Mocks

    private func mocks(_ template: Template?) -> [JobMock] {
        (template?.entries ?? []).compactMap { entry in
            guard let job = entry.locatedName else { return nil }
            var mock = JobMock(job: job, conclusion: entry.value.literalString)
            let members = Members(entry.value)
            mock.conclusion = mock.conclusion ?? members.text("conclusion")?.value
            mock.outputs = members["outputs"].map { _ in members.named("outputs") }
            mock.steps = members.entries("steps").map(step)
            return mock
        }
    }

    private func step(_ name: Located<String>, _ template: Template) -> StepMock {
        let members = Members(template)
        var mock = StepMock(step: name, conclusion: template.literalString ?? members.text("conclusion")?.value)
        if case .literal(.number(let number), _)? = members["exit"], number >= 0, number < 256 { mock.exitStatus = Int(number) }
        mock.outputs = members.named("outputs")
        mock.environment = members.named("env")
        mock.paths = members.texts("path") ?? []
        mock.summary = members.text("summary")?.value
        mock.log = (members.texts("log") ?? []).flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        return mock
    }

    /// The mocks of a case come after the shared ones; the last that says something counts.
    private static func overlaid(_ shared: [JobMock], by own: [JobMock]) -> [JobMock] {
        shared + own
    }

    // MARK: Expected

    private func expectation(_ template: Template?) -> TestExpectation {
        let members = Members(template)
        var expected = TestExpectation()
        expected.triggers = members.flag("triggers")
        expected.runName = members.text("run-name")
        expected.conclusion = members.text("conclusion")
        expected.concurrency = concurrency(members["concurrency"])
        expected.runs = members.locatedTexts("runs")
        expected.jobs = members.entries("jobs").map(expectedJob)
        return expected
    }

    private func concurrency(_ template: Template?) -> ConcurrencyExpectation? {
        guard let template else { return nil }
        let members = Members(template)
        return ConcurrencyExpectation(
            group: template.locatedText ?? members.text("group"), cancelsInProgress: members.flag("cancel-in-progress"))
    }

    private func expectedJob(_ name: Located<String>, _ template: Template) -> JobExpectation {
        let members = Members(template)
        var job = JobExpectation(job: name, conclusion: template.locatedText ?? members.text("conclusion"))
        job.name = members.text("name")
        job.runsOn = members.locatedTexts("runs-on").map { Located($0.value.map(\.value), $0.range) }
        job.matrix = members["matrix"].map { Located($0.items.map(\.plainValue), $0.mark) }
        job.environment = members.text("environment")
        job.concurrency = concurrency(members["concurrency"])
        job.outputs = members.named("outputs")
        job.runs = members.locatedTexts("runs")
        job.steps = members.entries("steps").map(expectedStep)
        return job
    }

    private func expectedStep(_ name: Located<String>, _ template: Template) -> StepExpectation {
        let members = Members(template)
        var step = StepExpectation(step: name, conclusion: template.locatedText ?? members.text("conclusion"))
        step.outcome = members.text("outcome")
        step.environment = members.named("env")
        step.inputs = members.named("with")
        step.outputs = members.named("outputs")
        step.script = members.text("run")
        step.shell = members.text("shell")
        step.workingDirectory = members.text("working-directory")
        return step
    }

    /// The members of a mapping by name.
    private struct Members {
        private let entries: [TemplateEntry]

        init(_ template: Template?) {
            entries = template?.entries ?? []
        }

        subscript(name: String) -> Template? {
            entries.first { $0.name == name }?.value
        }

        func text(_ name: String) -> Located<String>? {
            self[name]?.locatedText
        }

        func texts(_ name: String) -> [String]? {
            self[name]?.locatedTexts?.map(\.value)
        }

        func locatedTexts(_ name: String) -> Located<[Located<String>]>? {
            guard let template = self[name], let texts = template.locatedTexts else { return nil }
            return Located(texts, template.mark)
        }

        func flag(_ name: String) -> Located<Bool>? {
            guard case .literal(.bool(let flag), let range)? = self[name] else { return nil }
            return Located(flag, range)
        }

        func entries(_ name: String) -> [(Located<String>, Template)] {
            (self[name]?.entries ?? []).compactMap { entry in entry.locatedName.map { ($0, entry.value) } }
        }

        func named(_ name: String) -> [NamedText] {
            entries(name).map { NamedText(name: $0, value: $1.literalString, range: $1.range) }
        }
    }
}

extension TestGiven {
    /// What a case gives, over what all cases of the file are given.
    fileprivate func overlaid(by own: TestGiven) -> TestGiven {
        var given = self
        given.event = own.event ?? event
        given.ref = own.ref ?? ref
        given.sha = own.sha ?? sha
        given.actor = own.actor ?? actor
        given.repository = own.repository ?? repository
        given.defaultBranch = own.defaultBranch ?? defaultBranch
        if let payload = own.payload { (given.payload, given.payloadRange) = (payload, own.payloadRange) }
        given.changed = own.changed ?? changed
        given.variables = variables + own.variables
        given.inputs = inputs + own.inputs
        given.secrets = secrets + own.secrets
        given.environment = environment + own.environment
        return given
    }
}

extension Template {
    /// The value of a template without expressions.
    fileprivate var plainValue: Value {
        switch self {
        case .literal(let value, _): value
        case .expression: .null
        case .sequence(let items, _): .array(items.map(\.plainValue))
        case .mapping(let entries, _):
            .object(entries.compactMap { entry in entry.name.map { ($0, entry.value.plainValue) } })
        }
    }
}
