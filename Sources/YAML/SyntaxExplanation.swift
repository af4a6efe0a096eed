import Diagnostics

/// Says in the user's terms what libyaml's terse messages mean.
struct SyntaxExplanation {
    private let problem: SyntaxProblem
    private let line: [Unicode.Scalar]
    private let lastLine: Int

    init(problem: SyntaxProblem, source: SourceBytes) {
        self.problem = problem
        line = source.line(problem.place.line)
        lastLine = source.lastLine
    }

    private typealias Words = (message: String, remedy: String)

    var finding: Finding {
        if indentsWithTab {
            return finding((Self.tabMessage, Self.tabRemedy), at: SourcePosition(line: problem.place.line, column: tabColumn))
        }
        if let words = unclosedQuotes ?? unclosedBracket { return finding(words, at: problem.contextPlace) }
        if problem.problem == "could not find expected ':'" {
            let words = (
                "expected \":\" after this text",
                "write \"key: value\", a key on one line; or indent the text as part of the value before it"
            )
            return finding(words, at: problem.contextPlace)
        }
        let words = beginsWithExclamation ?? structure ?? token ?? text ?? directive ?? other
        return finding(words, at: problem.place)
    }

    private func finding(_ words: Words, at place: SourcePosition) -> Finding {
        let end = SourcePosition(line: place.line, column: place.column + 1)
        return Finding(range: SourceRange(start: place, end: end), message: words.message, remedy: words.remedy)
    }

    // MARK: What stands at the place

    private static let tabMessage = "a tab is used as indentation"
    private static let tabRemedy = "indent with spaces, YAML does not allow tabs there"

    /// The character at the place of the problem; nothing at the end of a line.
    private var character: Unicode.Scalar? {
        line.indices.contains(problem.place.column - 1) ? line[problem.place.column - 1] : nil
    }

    private var tabColumn: Int {
        (line.firstIndex(of: "\t") ?? 0) + 1
    }

    private var indentsWithTab: Bool {
        if problem.problem.contains("tab character") { return true }
        return line.prefix { $0 == " " || $0 == "\t" }.contains("\t")
    }

    /// `if: !cancelled()`: the function is taken for a tag, and the error comes at its end.
    private var beginsWithExclamation: Words? {
        let before = line.prefix(max(0, problem.place.column - 1))
        let isTagProblem = problem.problem.contains("tag") || problem.context.contains("tag")
        let value = before.split(separator: ":", maxSplits: 1).last?.drop { $0 == " " || $0 == "-" }
        guard isTagProblem || (value?.first == "!" && value?.dropFirst().first?.properties.isAlphabetic == true) else { return nil }
        return ("a value that begins with \"!\" is a tag in YAML", "write ${{ !… }}, or put the value in quotes")
    }

    private var isBehindQuote: Bool {
        let before = line.prefix(max(0, problem.place.column - 1)).last { $0 != " " }
        return before == "\"" || before == "'"
    }

    private var contextStart: String {
        "line \(problem.contextPlace.line), column \(problem.contextPlace.column)"
    }

    // MARK: The kinds of problems

    private var unclosedQuotes: Words? {
        switch problem.problem {
        case "found unexpected end of stream":
            ("the quotes opened here are not closed", "close them, or double a quote that belongs to the text")
        case "found unexpected document indicator":
            (
                "the quotes opened here are not closed before the document ends",
                "close them, or indent the line that begins with \"---\" or \"...\""
            )
        default: nil
        }
    }

    /// The file ends inside brackets.
    private var unclosedBracket: Words? {
        guard problem.place.line > lastLine else { return nil }
        switch problem.problem {
        case "did not find expected ',' or ']'": return ("the list opened here is not closed", "add the missing \"]\"")
        case "did not find expected ',' or '}'": return ("the mapping opened here is not closed", "add the missing \"}\"")
        default: return nil
        }
    }

    private var structure: Words? {
        switch problem.problem {
        case "mapping values are not allowed in this context": mappingValue
        case "did not find expected key":
            isBehindQuote
                ? (
                    "unexpected text behind the closing quote",
                    "put the whole value in quotes, of the other kind, or write it as a block with \"|\""
                )
                : ("expected a key of the mapping that begins at \(contextStart)", "align the keys of one mapping in one column")
        case "did not find expected '-' indicator":
            ("expected an item of the list that begins at \(contextStart)", "begin each item with \"- \", all in one column")
        case "did not find expected ',' or ']'":
            ("expected \",\" or \"]\" in the list that begins at \(contextStart)", "close the list, or put a comma between its items")
        case "did not find expected ',' or '}'":
            (
                "expected \",\" or \"}\" in the mapping that begins at \(contextStart)",
                "close the mapping, or put a comma between its entries"
            )
        case "did not find expected node content": ("expected a value", "write a value, or put the text in quotes")
        case "block sequence entries are not allowed in this context":
            ("a list item is not allowed here", "begin the list on a line of its own; quote a text that begins with \"- \"")
        case "mapping keys are not allowed in this context":
            ("\"? \" is not allowed here", "put the text in quotes")
        case "did not find expected <document start>":
            ("unexpected text behind the end of the document", "check the indentation of this line")
        default: nil
        }
    }

    private var mappingValue: Words {
        let before = line.prefix(max(0, problem.place.column - 1))
        if zip(before, before.dropFirst()).contains(where: { $0 == ":" && $1 == " " }) {
            return ("a second \":\" in one line", "put the text behind the first \":\" in quotes, or write it as a block with \"|\"")
        }
        return ("a key is not allowed here", "check the indentation of this line, and that the line above is a key without a value")
    }

    private var token: Words? {
        switch (problem.problem, problem.context) {
        case ("found character that cannot start any token", _):
            ("a text cannot begin with \"\(character.map(String.init) ?? "")\"", "put the text in quotes")
        case ("did not find expected alphabetic or numeric character", "while scanning an alias"):
            ("\"*\" begins an alias, but a name does not follow", "put a text that begins with \"*\" in quotes")
        case ("did not find expected alphabetic or numeric character", _):
            ("\"&\" begins an anchor, but a name does not follow", "put a text that begins with \"&\" in quotes")
        case ("did not find expected comment or line break", "while scanning a block scalar"):
            ("unexpected text behind \"|\" or \">\"", "begin the text of the block on the next line")
        case ("found an indentation indicator equal to 0", _):
            ("a block cannot be indented by 0", "write a number from 1 to 9 behind \"|\" or \">\", or none")
        default: nil
        }
    }

    private var text: Words? {
        switch problem.problem {
        case "found unknown escape character":
            ("unknown escape in a double-quoted text", "write \"\\\\\" for a backslash, or use single quotes")
        case "did not find expected hexdecimal number":
            ("expected hexadecimal digits in the escape", "write two digits behind \\x, four behind \\u, eight behind \\U")
        case "found invalid Unicode character escape code":
            ("the escape is not a Unicode character", "write a character above U+FFFF as \\U and eight digits")
        default: nil
        }
    }

    private var directive: Words? {
        if problem.problem == "found incompatible YAML document" {
            return ("this YAML version is not supported", "remove the line that begins with \"%YAML\"")
        }
        guard problem.problem.contains("directive") || problem.context.contains("directive") else { return nil }
        return (
            "a line that begins with \"%\" is a YAML directive, and this one is not understood",
            "remove the line, or indent it as part of a text"
        )
    }

    private var other: Words {
        let context = problem.context.isEmpty ? "" : " \(problem.context)"
        return ("not YAML: \(problem.problem)\(context)", "check quotes, brackets and indentation near this place")
    }
}
