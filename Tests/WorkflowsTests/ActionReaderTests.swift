import Diagnostics
import Expressions
import Testing
import Workflows

@Suite struct ActionReaderTests {
    private func read(_ text: String) throws -> ActionMetadata {
        let document = ActionReader().read(Array(text.utf8), path: "action.yml")
        #expect(document.diagnostics.isEmpty)
        return try #require(document.metadata)
    }

    @Test func `a JavaScript action has its three phases, and always() where no condition is written`() throws {
        let action = try read(
            """
            name: A
            description: B
            inputs:
              path: {description: The folder, required: true, default: .}
              old: {deprecationMessage: use path}
            runs: {using: node20, pre: a.js, main: b.js, post: c.js, post-if: "github.ref == 'x'"}
            """)
        guard case .javaScript(let script) = action.runs else { throw Unexpected() }
        #expect(action.name?.value == "A")
        #expect([script.pre, script.main, script.post].map { $0?.value } == ["a.js", "b.js", "c.js"])
        #expect(script.runtime.value == "node20")
        #expect(script.preCondition.expression.source == "always()")
        #expect(script.preCondition.source == nil)
        // Not wrapped into `success() && (…)`, as those of steps are.
        #expect(script.postCondition.expression.source == "github.ref == 'x'")
        #expect(action.inputs.map(\.name.value) == ["path", "old"])
        #expect(action.inputs.map(\.isRequired) == [true, false])
        #expect(action.inputs[0].defaultValue?.literalString == ".")
        #expect(action.inputs[1].deprecationMessage == "use path")
    }

    @Test func `a composite action has steps, with shells that may be expressions`() throws {
        let action = try read(
            """
            name: A
            description: B
            outputs: {o: {description: O, value: "${{ steps.x.outputs.o }}"}}
            runs:
              using: composite
              steps:
                - {id: x, run: echo, shell: "${{ inputs.shell }}", if: inputs.a}
                - uses: a/b@v1
            """)
        guard case .composite(let steps) = action.runs, case .run(let script) = steps[0].action else { throw Unexpected() }
        #expect(steps.map(\.id) == ["x", "__a_b"])
        #expect(steps[0].condition.expression.source == "success() && (inputs.a)")
        guard case .expression(let shell, _)? = script.shell else { throw Unexpected() }
        #expect(shell.source == "inputs.shell")
        #expect(action.outputs[0].value != nil)
        #expect(action.outputs[0].description == "O")
    }

    @Test func `a docker action has image, entry points, arguments and variables`() throws {
        let action = try read(
            """
            name: A
            description: B
            runs:
              {using: docker, image: Dockerfile, entrypoint: a.sh, pre-entrypoint: b.sh, post-entrypoint: c.sh, args: [x], env: {A: b}}
            """)
        guard case .docker(let docker) = action.runs else { throw Unexpected() }
        #expect(docker.image.value == "Dockerfile")
        #expect([docker.preEntrypoint, docker.entrypoint, docker.postEntrypoint].map { $0?.value } == ["b.sh", "a.sh", "c.sh"])
        #expect(docker.arguments != nil)
        #expect(docker.env != nil)
    }

    struct Unexpected: Error {}
}

extension Template {
    fileprivate var literalString: String? {
        if case .literal(.string(let text), _) = self { text } else { nil }
    }
}
