import Diagnostics
import Testing

@testable import YAML

@Suite struct ScalarTests {
    /// A scalar as written behind `a: `, and its value in `dump`'s form.
    static let values: [(written: String, value: String)] = [
        ("", "null"), ("~", "null"), ("null", "null"), ("Null", "null"), ("NULL", "null"), ("nULL", "\"nULL\""),
        ("true", "true"), ("True", "true"), ("TRUE", "true"), ("false", "false"), ("False", "false"), ("FALSE", "false"),
        ("tRUE", "\"tRUE\""), ("yes", "\"yes\""), ("No", "\"No\""), ("on", "\"on\""), ("off", "\"off\""), ("y", "\"y\""),
        ("0", "0"), ("-0", "0"), ("+12", "12"), ("0755", "755"), ("08", "8"), ("-17", "-17"), ("1_000", "\"1_000\""),
        ("0xff", "255"), ("0xFFFFFFFF", "-1"), ("0x7fffffff", "2147483647"), ("0x00000000001", "1"), ("0xg", "\"0xg\""), ("0x", "\"0x\""),
        ("-0xff", "\"-0xff\""), ("0Xff", "\"0Xff\""), ("0o17", "15"), ("0o37777777777", "-1"), ("0o8", "\"0o8\""), ("0o", "\"0o\""),
        ("0b1", "\"0b1\""), ("1:30", "\"1:30\""), ("2020-01-01", "\"2020-01-01\""),
        (".5", "0.5"), ("5.", "5"), ("5.25", "5.25"), ("3.10", "3.1"), ("-.5", "-0.5"), ("1e3", "1000"), ("123e4", "1230000"),
        ("1E-2", "0.01"), ("1.e+2", "100"), (".", "\".\""), ("e3", "\"e3\""), ("1e", "\"1e\""), ("1e+", "\"1e+\""), ("1.2.3", "\"1.2.3\""),
        ("1e400", "inf"), ("-1e400", "-inf"), (".inf", "inf"), ("-.Inf", "-inf"), ("+.INF", "inf"), (".nan", "nan"), (".NaN", "nan"),
        (".NAN", "nan"), ("-.nan", "\"-.nan\""), ("NaN", "\"NaN\""), ("Infinity", "\"Infinity\""), (".iNF", "\".iNF\""),
        ("'1'", "\"1\""), ("\"true\"", "\"true\""), ("''", "\"\""), ("|\n  1\n", "\"1\\n\""), (">-\n  3.10\n", "\"3.10\""),
        ("12 34", "\"12 34\""), ("x#y", "\"x#y\""), ("x #y", "\"x\""), ("x:y", "\"x:y\""), ("\"\\u00e9\\n\"", "\"é\\n\""),
        ("!!str 1", "\"1\""), ("!!str", "\"\""), ("!!int 0o17", "15"), ("!!float 5", "5"), ("!!bool True", "true"), ("!!null ~", "null"),
        ("!!null", "null"), ("!!str 'x'", "\"x\""), ("!!map {}", "{}"), ("!!seq []", "[]"),
    ]

    @Test(arguments: values) func resolves(written: String, value: String) {
        #expect(dump("a: " + written) == "{\"a\": \(value)}")
    }

    /// Scalars that are refused; the tree holds the text instead.
    static let refused: [(written: String, text: String, message: String)] = [
        ("0x1FFFFFFFF", "0x1FFFFFFFF", "\"0x1FFFFFFFF\" has more than 32 bits"),
        ("0o77777777777", "0o77777777777", "\"0o77777777777\" has more than 32 bits"),
        (
            "0x" + String(repeating: "9", count: 40), "0x" + String(repeating: "9", count: 40),
            "\"0x\(String(repeating: "9", count: 40))\" has more than 32 bits"
        ),
        ("!!int '1'", "1", "tag \"!!int\" is not allowed on a quoted or block text"),
        ("!!null \"\"", "", "tag \"!!null\" is not allowed on a quoted or block text"),
        ("!!bool |\n  true", "true", "tag \"!!bool\" is not allowed on a quoted or block text"),
        ("!!int x", "x", "\"x\" is not a value of the tag \"!!int\""),
        ("!!float 0x10", "0x10", "\"0x10\" is not a value of the tag \"!!float\""),
        ("!!bool yes", "yes", "\"yes\" is not a value of the tag \"!!bool\""),
        ("!!binary aGk=", "aGk=", "tag \"!!binary\" is not supported"),
        ("!own x", "x", "tag \"!own\" is not supported"),
        ("!<tag:example.org,2000:x> y", "y", "tag \"tag:example.org,2000:x\" is not supported"),
        ("!cancelled()", "", "tag \"!cancelled()\" is not supported"),
    ]

    @Test(arguments: refused) func refuses(written: String, text: String, message: String) {
        #expect(dump("a: " + written) == "{\"a\": \"\(text)\"}\n1:4: \(message) [yaml]")
    }

    @Test func severalRefusalsAreAllReported() {
        #expect(
            dump("- !!set {}\n- !!map []\n- 0x111111111\n- *a\n") == """
                [{}, [], "0x111111111", null]
                1:3: tag "!!set" is not supported here [yaml]
                2:3: tag "!!map" is not supported here [yaml]
                3:3: "0x111111111" has more than 32 bits [yaml]
                4:3: alias "*a" has no anchor before it [yaml]
                """)
    }

    @Test func theTextAsWrittenIsKept() throws {
        let document = YAMLReader().read(Array("[3.10, 'x', |\n".utf8), file: "f")
        #expect(document.root == nil)
        let root = try #require(YAMLReader().read(Array("[3.10, 'x', 0x10]".utf8), file: "f").root)
        guard case .sequence(let items) = root.content else { return }
        #expect(items.map(\.text) == ["3.10", "x", "0x10"])
        #expect(items.map(\.style) == [.plain, .singleQuoted, .plain])
    }
}
