import Testing

@testable import Expressions

@Suite struct NumberTests {
    static let texts: [(Double, String)] = [
        (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (1.5, "1.5"), (0.1, "0.1"), (1.0 / 3, "0.333333333333333"),
        (2.0 / 3, "0.666666666666667"), (100, "100"), (123456789012345, "123456789012345"), (999_999_999_999_999, "999999999999999"),
        (1e15, "1E+15"), (-1e15, "-1E+15"), (1234567890123456, "1.23456789012346E+15"), (1_587_106_672_383_762_432, "1.58710667238376E+18"),
        (1e16, "1E+16"), (1e100, "1E+100"), (1e-4, "0.0001"), (1e-5, "1E-05"), (0.00012345, "0.00012345"), (0.000012345, "1.2345E-05"),
        (1.5e-10, "1.5E-10"), (.leastNonzeroMagnitude, "4.94065645841247E-324"), (1.7976931348623157e308, "1.79769313486232E+308"),
        (0.1 + 0.2, "0.3"),
        (99999999999999.94, "99999999999999.9"), (99999999999999.96, "100000000000000"), (999999999999999.5, "1E+15"),
        (100000000000000.5, "100000000000000"), (100000000000001.5, "100000000000002"), (123.456, "123.456"), (-0.5, "-0.5"),
        (3.10, "3.1"), (1230000, "1230000"), (4503599627370497.5, "4.5035996273705E+15"), (.nan, "NaN"), (.infinity, "Infinity"),
        (-.infinity, "-Infinity"), (9007199254740992, "9.00719925474099E+15"), (12345.678901234567, "12345.6789012346"),
    ]

    @Test(arguments: texts) func `prints 15 digits`(_ value: Double, _ expected: String) {
        #expect(Value.number(value).text == expected)
    }

    static let jsonTexts: [(Double, String)] = [
        (0, "0"), (-0.0, "0"), (1, "1"), (-12, "-12"), (0.1, "0.1"), (0.1 + 0.2, "0.30000000000000004"),
        (999_999_999_999_999, "999999999999999"),
        (1e15, "1000000000000000"), (9007199254740991, "9007199254740991"), (1e17, "1e+17"),
        (1_587_106_672_383_762_432, "1.5871066723837624e+18"), (.leastNonzeroMagnitude, "5e-324"), (.nan, #""NaN""#),
        (-.infinity, #""-Infinity""#), (1.5e-7, "1.5e-07"),
    ]

    @Test(arguments: jsonTexts) func `writes JSON that reads back`(_ value: Double, _ expected: String) throws {
        #expect(Value.number(value).json() == expected)
        if value.isFinite { #expect(try Value(json: expected).numeric == value) }
    }

    static let numbers: [(String, Double)] = [
        ("", 0), ("  ", 0), ("\u{A0}\u{2003}1\u{3000}", 1), ("\t1\n", 1), ("1", 1), ("+1", 1), ("-1", -1), ("-0", -0.0), (".5", 0.5),
        ("5.", 5),
        ("-.5", -0.5), ("1e3", 1000), ("1E+3", 1000), ("1e-3", 0.001), ("1.5e2", 150), ("007", 7), ("1e400", .infinity),
        ("-1e400", -.infinity), ("1e-400", 0), ("0x10", 16), ("0xff", 255), ("0xFFFFFFFF", -1), ("0x7FFFFFFF", 2_147_483_647),
        ("0x80000000", -2_147_483_648), ("0x0000000000000001", 1), ("0o17", 15), ("0o37777777777", -1), ("Infinity", .infinity),
        ("+Infinity", .infinity), ("-Infinity", -.infinity), ("infinity", .infinity), ("-INFINITY", -.infinity),
        ("123456789012345678901234567890", 123456789012345677877719597056), ("0.1", 0.1), ("9007199254740993", 9007199254740992),
    ]

    @Test(arguments: numbers) func `reads numbers`(_ text: String, _ expected: Double) {
        #expect(Value.string(text).numeric == expected)
    }

    @Test(arguments: [
        "x", "1x", "x1", "1 2", "--1", "+-1", ".", "-", "+", "e5", "1e", "1e+", "1_000", "1,000", "0b1", "0x", "0o", "0xg", "0o8", "0X10",
        "0O7", "-0x10",
        "+0o7", "0x100000000", "0o777777777777", "NaN", "nan", "-Inf", "Infinit", "1.2.3", "½", "\u{200B}1", "١",
    ]) func `takes all else for no number`(_ text: String) {
        #expect(Value.string(text).numeric.isNaN)
    }

    @Test func `coerces other kinds`() {
        #expect(Value.null.numeric == 0)
        #expect(Value.bool(true).numeric == 1)
        #expect(Value.bool(false).text == "false")
        #expect(Value.null.text.isEmpty)
        #expect(Value.array([]).numeric.isNaN)
        #expect(Value.array([]).text == "Array")
        #expect(Value.object([]).text == "Object")
    }
}
