/// An argument that is told by its place.
package struct Positional: Sendable {
    /// `FILE`; as help texts show it.
    package let name: String
    package let help: String
    package let isRequired: Bool
    package let isRepeated: Bool
    package var completion: Completion
    /// The only values; empty for any.
    package var choices: [String] = []

    /// One value or none.
    package static func optional(_ name: String, help: String, completion: Completion = .nothing) -> Positional {
        Positional(name: name, help: help, isRequired: false, isRepeated: false, completion: completion)
    }

    /// One value.
    package static func required(_ name: String, help: String, completion: Completion = .nothing) -> Positional {
        Positional(name: name, help: help, isRequired: true, isRepeated: false, completion: completion)
    }

    /// All the rest, maybe none; must stand last.
    package static func rest(_ name: String, help: String, completion: Completion = .nothing) -> Positional {
        Positional(name: name, help: help, isRequired: false, isRepeated: true, completion: completion)
    }

    /// The same argument with the only values it may have.
    package func oneOf(_ choices: [String]) -> Positional {
        var positional = self
        positional.choices = choices
        positional.completion = .words(choices)
        return positional
    }

    var usage: String {
        let name = isRepeated ? name + "..." : name
        return isRequired ? name : "[\(name)]"
    }
}

/// A command line to copy, and what it does.
package struct CommandExample: Sendable {
    package let command: String
    package let purpose: String

    package init(_ command: String, _ purpose: String) {
        self.command = command
        self.purpose = purpose
    }
}

/// A command as declared: what parser, help text and completions are made of.
package struct CommandSpec: Sendable {
    package let name: String
    /// One line: lower case, no full stop.
    package let summary: String
    /// Paragraphs below the usage; empty for none.
    package var details = ""
    /// Accepted by this command and by all below it.
    package var options: [OptionDefinition] = []
    /// None where there are sub-commands.
    package var positionals: [Positional] = []
    package var examples: [CommandExample] = []
    package var commands: [CommandSpec] = []

    package init(_ name: String, summary: String, configure: (inout CommandSpec) -> Void = { _ in }) {
        self.name = name
        self.summary = summary
        configure(&self)
    }

    /// The command below this one that a path of names leads to, with all on the way; stops at an unknown name.
    package func chain(to path: [String]) -> [CommandSpec] {
        var chain = [self]
        var current = self
        for name in path {
            guard let next = current.commands.first(where: { $0.name == name }) else { break }
            chain.append(next)
            current = next
        }
        return chain
    }
}
