/// An option with the type of its value: declared once, put into a command's description, read through the same key.
///
///     static let jobs = OptionKey("-j, --jobs N", help: "how many jobs run at once", fallback: 2) { Int($0) }
///         .expecting("a whole number of at least 1")
///     let limit = arguments[Self.jobs]
package struct OptionKey<Value: Sendable>: Sendable {
    package private(set) var definition: OptionDefinition
    /// From the values given, in order; each was accepted.
    let value: @Sendable ([String]) -> Value

    /// An option with one value.
    ///
    /// - Parameters:
    ///   - usage: `-j, --jobs N`; the short form may be left out.
    ///   - help: What it does: lower case, no full stop.
    ///   - fallback: The value when the option is not given.
    ///   - read: The value of a text; nothing when it is not acceptable.
    package init(_ usage: String, help: String, fallback: Value, read: @escaping @Sendable (String) -> Value?) {
        definition = OptionDefinition(usage, help: help, form: .single)
        definition.shownFallback = { "\(fallback)" }
        definition.accepts = { read($0) != nil }
        value = { $0.last.flatMap(read) ?? fallback }
    }

    /// An option with one value, nothing when it is not given.
    package init<Wrapped>(_ usage: String, help: String, read: @escaping @Sendable (String) -> Wrapped?) where Value == Wrapped? {
        definition = OptionDefinition(usage, help: help, form: .single)
        definition.accepts = { read($0) != nil }
        value = { $0.last.flatMap(read) }
    }

    /// An option that may be given several times.
    package init<Element>(repeated usage: String, help: String, read: @escaping @Sendable (String) -> Element?) where Value == [Element] {
        definition = OptionDefinition(usage, help: help, form: .repeated)
        definition.accepts = { read($0) != nil }
        value = { $0.compactMap(read) }
    }

    /// The same option with what its value must be, for the message when it is not.
    package func expecting(_ expectation: String) -> Self {
        var key = self
        key.definition.expectation = expectation
        return key
    }

    /// The same option with what shells offer for its value.
    package func completing(_ completion: Completion) -> Self {
        var key = self
        key.definition.completion = completion
        return key
    }
}

extension OptionKey where Value == Bool {
    /// An option without a value: false unless it is given.
    package init(flag usage: String, help: String) {
        definition = OptionDefinition(usage, help: help, form: .flag)
        value = { !$0.isEmpty }
    }
}

extension OptionKey where Value == String? {
    /// An option with any text as its value.
    package init(_ usage: String, help: String) {
        self.init(usage, help: help, read: { $0 })
    }
}

extension OptionKey where Value == [String] {
    /// An option with any text as its value that may be given several times.
    package init(repeated usage: String, help: String) {
        self.init(repeated: usage, help: help, read: { $0 })
    }
}

extension OptionKey where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// An option whose value is one of an enumeration's.
    package init(_ usage: String, help: String, fallback: Value) {
        self.init(usage, help: help, fallback: fallback) { Value(rawValue: $0) }
        let words = Value.allCases.map(\.rawValue)
        definition.shownFallback = { fallback.rawValue }
        definition.completion = .words(words)
        definition.expectation = "one of " + words.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
