import Diagnostics
import Expressions
import YAML

// Mappings with known keys, with any keys, or with both.
extension SchemaReader {
    mutating func readMapping(_ entries: [YAMLNode.Entry], of node: YAMLNode, as definition: Definition, in place: Place) -> Template? {
        guard definition.mappings.contains(where: { takes(entries, $0) }) else {
            report(place.kind, node.range.start.mark, "a mapping was not expected", remedy: Self.expected(definition))
            return nil
        }
        var mapping = MappingInProgress(rules: definition.mappings, keys: MappingKeys(capacity: entries.count))
        mapping.result.reserveCapacity(entries.count)
        for entry in entries { readEntry(entry, into: &mapping, in: place) }
        reportMissing(mapping, definition, node: node, in: place)
        return .mapping(mapping.result, node.range)
    }

    /// A form without keys is there for those that GitHub ignores.
    private func takes(_ entries: [YAMLNode.Entry], _ rule: MappingRule) -> Bool {
        guard rule.names.isEmpty, !rule.ignoredKeys.isEmpty else { return true }
        return entries.contains { keyText($0.key).map(rule.ignoredKeys.contains) ?? false }
    }

    private struct MappingInProgress {
        /// The forms that are still possible.
        var rules: [MappingRule]
        var keys: MappingKeys
        var hasExpressionKey = false
        var result: [TemplateEntry] = []
    }

    private mutating func readEntry(_ entry: YAMLNode.Entry, into mapping: inout MappingInProgress, in place: Place) {
        guard let text = keyText(entry.key) else {
            report(
                place.kind, entry.key.range.start.mark, "a key must be text, not a mapping or a sequence",
                remedy: "text that begins with \"{{\" must be quoted; expressions are written ${{ … }}")
            return
        }
        guard !text.containsExpression else { return readExpressionKey(entry, text: text, into: &mapping, in: place) }
        readTextKey(entry, text: text, into: &mapping, in: place)
    }

    private mutating func readTextKey(_ entry: YAMLNode.Entry, text: String, into mapping: inout MappingInProgress, in place: Place) {
        if let line = mapping.keys.add(text, line: entry.key.range.start.line) {
            report(
                place.kind, entry.key.range, "\"\(text)\" is already defined",
                remedy: "remove one of the two, the first is in line \(line); case does not distinguish keys")
            return
        }
        if text == "<<", case .mapping = entry.value.content { return reportMergeKey(entry.key) }
        if let known = value(of: text, in: &mapping.rules) {
            append(entry, key: text, value: read(entry.value, as: known, in: place), to: &mapping)
        } else if let loose = mapping.rules.first?.looseValue {
            if text.isEmpty { report(place.kind, entry.key.range, "unexpected value \"\"", remedy: "a key must not be empty") }
            append(entry, key: text, value: read(entry.value, as: loose(), in: place), to: &mapping)
        } else {
            reportUnexpected(entry.key, text: text, mapping.rules, in: place)
        }
    }

    private func append(_ entry: YAMLNode.Entry, key: String, value: Template, to mapping: inout MappingInProgress) {
        mapping.result.append(TemplateEntry(key: .literal(.string(key), entry.key.range), value: value))
    }

    private mutating func readExpressionKey(_ entry: YAMLNode.Entry, text: String, into mapping: inout MappingInProgress, in place: Place) {
        if !place.scope.isEmpty, Self.isInsert(text) {
            let key = Template.literal(.string("insert"), entry.key.range)
            let value = read(entry.value, as: Self.valueOfExpressionKey(mapping.rules), in: place)
            mapping.hasExpressionKey = true
            mapping.result.append(TemplateEntry(key: key, value: value, isInsert: true))
            return
        }
        guard let key = readExpression(text, node: entry.key, in: place) else {
            mapping.hasExpressionKey = true
            return
        }
        if let literal = key.literalString { return readTextKey(entry, text: literal, into: &mapping, in: place) }
        mapping.hasExpressionKey = true
        let value = read(entry.value, as: Self.valueOfExpressionKey(mapping.rules), in: place)
        mapping.result.append(TemplateEntry(key: key, value: value))
    }

    /// What a key that is an expression holds: what any key does where none is known, else anything.
    private static func valueOfExpressionKey(_ rules: [MappingRule]) -> Definition {
        guard rules.count == 1, rules[0].names.isEmpty, let value = rules[0].looseValue?() else { return Schema.any }
        return value
    }

    /// The definition of a known key; forms that do not have the key are ruled out.
    private func value(of key: String, in rules: inout [MappingRule]) -> Definition? {
        if rules.count == 1 { return rules[0].properties[key] }
        guard let known = rules.lazy.compactMap({ $0.properties[key] }).first else { return nil }
        rules.removeAll { $0.properties[key] == nil }
        return known
    }

    private func keyText(_ key: YAMLNode) -> String? {
        switch key.content {
        case .string(let text): text
        case .null: ""
        case .bool(let bool): Value.bool(bool).text
        case .number(let number): Value.number(number).text
        case .sequence, .mapping: nil
        }
    }

    private static func isInsert(_ text: String) -> Bool {
        guard text.hasPrefix("${{"), text.hasSuffix("}}") else { return false }
        let words = text.dropFirst(3).dropLast(2).split(whereSeparator: \.isWhitespace)
        return words == ["insert"]
    }
}

// What is wrong with the keys.
extension SchemaReader {
    /// GitHub knows anchors, but `<<` is a key as any other to it.
    private mutating func reportMergeKey(_ key: YAMLNode) {
        report(
            .yaml, key.range, "unexpected value \"<<\": merge keys are not supported",
            remedy: "write the entries out; an alias can stand for a whole value only")
    }

    private mutating func reportUnexpected(_ key: YAMLNode, text: String, _ rules: [MappingRule], in place: Place) {
        guard let rule = rules.first else { return }
        guard !rule.ignoredKeys.contains(text) else {
            append(
                Diagnostic(
                    file: file, range: key.range, severity: .warning, kind: place.kind,
                    message: "\"\(text)\" is ignored: \(rule.noun) has no such filter",
                    remedy: "remove it; an \"if\" of the jobs can look at github.ref and the like"))
            return
        }
        let nouns = rules.count == 1 ? rule.noun : rule.noun.split(separator: " ").prefix(2).joined(separator: " ")
        let names = Self.distinct(rules.flatMap(\.names))
        var remedy: String
        if let nearest = Suggestion.nearest(to: text, among: names) {
            remedy = "did you mean \"\(nearest)\"?"
        } else {
            remedy = "the keys of \(nouns) are " + names.sorted().map { "\"\($0)\"" }.joined(separator: ", ")
        }
        if names.isEmpty { remedy = "remove it" }
        append(
            Diagnostic(
                file: file, range: key.range, severity: rule.unknownKeys, kind: place.kind,
                message: "unexpected value \"\(text.shortened)\": not a key of \(nouns)", remedy: remedy))
    }

    private mutating func reportMissing(_ mapping: MappingInProgress, _ definition: Definition, node: YAMLNode, in place: Place) {
        if mapping.rules.count > 1 {
            let names = Self.distinguishing(mapping.rules).map { "\"\($0)\"" }.joined(separator: ", ")
            report(
                place.kind, node.range.start.mark, "there's not enough info to determine what you meant: add one of the properties \(names)"
            )
        } else if let rule = mapping.rules.first, !mapping.hasExpressionKey {
            for name in rule.required where !mapping.keys.contains(name) {
                report(
                    place.kind, node.range.start.mark, "required property is missing: \"\(name)\"",
                    remedy: "\(rule.noun) needs \"\(name)\"")
            }
        }
    }

    /// The keys that only one of the forms has, in order.
    private static func distinguishing(_ rules: [MappingRule]) -> [String] {
        var counts: [String: Int] = [:]
        for rule in rules { for name in rule.names { counts[name, default: 0] += 1 } }
        return counts.filter { $0.value == 1 }.keys.sorted()
    }

    private static func distinct(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}
