import Expressions
import Testing

@testable import Planning

@Suite struct MatrixExpansionTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var matrix: String
        /// Each combination as compact JSON.
        var combinations: [String]
    }

    static let cases = [
        Case(testDescription: "one row", matrix: #"{"a":[1,2]}"#, combinations: [#"{"a":1}"#, #"{"a":2}"#]),
        Case(
            testDescription: "the first row varies slowest", matrix: #"{"b":["x","y"],"a":[1,2]}"#,
            combinations: [#"{"b":"x","a":1}"#, #"{"b":"x","a":2}"#, #"{"b":"y","a":1}"#, #"{"b":"y","a":2}"#]),
        Case(
            testDescription: "exclude takes out what all its leaves match", matrix: #"{"a":[1,2],"b":[3,4],"exclude":[{"a":1,"b":4}]}"#,
            combinations: [#"{"a":1,"b":3}"#, #"{"a":2,"b":3}"#, #"{"a":2,"b":4}"#]),
        Case(
            testDescription: "exclude compares loosely, ignoring case",
            matrix: #"{"a":["Linux","mac"],"n":[1],"exclude":[{"a":"LINUX","N":"1"}]}"#,
            combinations: [#"{"a":"mac","n":1}"#]),
        Case(testDescription: "exclude may take out all", matrix: #"{"a":[1],"exclude":[{"a":1}]}"#, combinations: []),
        Case(
            testDescription: "include survives an exclude that matches it",
            matrix: #"{"a":[1,2],"exclude":[{"a":1}],"include":[{"a":1,"x":9}]}"#,
            combinations: [#"{"a":2}"#, #"{"a":1,"x":9}"#]),
        Case(
            testDescription: "include without row keys extends every combination", matrix: #"{"a":[1,2],"include":[{"x":9}]}"#,
            combinations: [#"{"a":1,"x":9}"#, #"{"a":2,"x":9}"#]),
        Case(
            testDescription: "a later include overwrites the extras of an earlier one",
            matrix: #"{"a":[1,2],"include":[{"x":1},{"a":2,"x":2}]}"#,
            combinations: [#"{"a":1,"x":1}"#, #"{"a":2,"x":2}"#]),
        Case(
            testDescription: "include never changes a row's value", matrix: #"{"a":["1"],"include":[{"a":1,"x":2}]}"#,
            combinations: [#"{"a":"1","x":2}"#]),
        Case(
            testDescription: "an appended item is not extended by another", matrix: #"{"a":[1],"include":[{"a":2},{"a":2,"x":3}]}"#,
            combinations: [#"{"a":1}"#, #"{"a":2}"#, #"{"a":2,"x":3}"#]),
        Case(
            testDescription: "an appended item has the rows first", matrix: #"{"a":[1],"include":[{"x":3,"a":2}]}"#,
            combinations: [#"{"a":1}"#, #"{"a":2,"x":3}"#]),
        Case(
            testDescription: "the example of GitHub's documentation",
            matrix:
                #"{"fruit":["apple","pear"],"animal":["cat","dog"],"include":[{"color":"green"},{"color":"pink","animal":"cat"},{"fruit":"apple","shape":"circle"},{"fruit":"banana"},{"fruit":"banana","animal":"cat"}]}"#,
            combinations: [
                #"{"fruit":"apple","animal":"cat","color":"pink","shape":"circle"}"#,
                #"{"fruit":"apple","animal":"dog","color":"green","shape":"circle"}"#, #"{"fruit":"pear","animal":"cat","color":"pink"}"#,
                #"{"fruit":"pear","animal":"dog","color":"green"}"#, #"{"fruit":"banana"}"#, #"{"fruit":"banana","animal":"cat"}"#,
            ]),
        Case(
            testDescription: "with include alone each item is a job", matrix: #"{"include":[{"a":1},{"a":1,"b":2}]}"#,
            combinations: [#"{"a":1}"#, #"{"a":1,"b":2}"#]),
        Case(
            testDescription: "nested filters compare only the leaves they name",
            matrix: #"{"n":[{"v":1,"x":1},{"v":2,"x":1}],"exclude":[{"n":{"v":1}}]}"#, combinations: [#"{"n":{"v":2,"x":1}}"#]),
        Case(
            testDescription: "the beginning of a list suffices", matrix: #"{"n":[[1,2],[2,2]],"exclude":[{"n":[1]}]}"#,
            combinations: [#"{"n":[2,2]}"#]),
        Case(testDescription: "null matches the empty text", matrix: #"{"a":["",1],"exclude":[{"a":null}]}"#, combinations: [#"{"a":1}"#]),
        Case(testDescription: "an empty mapping matches all", matrix: #"{"a":[1,2],"exclude":[{"a":{}}]}"#, combinations: []),
    ]

    @Test(arguments: cases) func expands(_ c: Case) throws {
        let found = try MatrixExpansion.combinations(of: try Value(json: c.matrix))
        #expect(found.map { $0.values.json() } == c.combinations)
    }

    struct NameCase: CustomTestStringConvertible {
        var testDescription: String
        var matrix: String
        var names: [String]
    }

    static let names = [
        NameCase(testDescription: "values in order", matrix: #"{"os":["linux"],"v":[6.3,true]}"#, names: ["linux, 6.3", "linux, true"]),
        NameCase(testDescription: "numbers as GitHub prints them", matrix: #"{"v":[3.10, 1e15]}"#, names: ["3.1", "1E+15"]),
        NameCase(testDescription: "without null and empty ones", matrix: #"{"a":[""],"b":[null],"c":["x"]}"#, names: ["x"]),
        NameCase(testDescription: "nested ones flattened", matrix: #"{"a":[{"x":1,"y":[2,{"z":3}]}]}"#, names: ["1, 2, 3"]),
        NameCase(
            testDescription: "without what include adds", matrix: #"{"a":[1],"include":[{"b":2},{"a":3,"b":4}]}"#, names: ["1", "3, 4"]),
    ]

    @Test(arguments: names) func namesCombinations(_ c: NameCase) throws {
        #expect(try MatrixExpansion.combinations(of: try Value(json: c.matrix)).map(\.text) == c.names)
    }

    @Test func longNamesAreCut() throws {
        let text = String(repeating: "x", count: 101)
        #expect(MatrixNaming.cut(text) == String(repeating: "x", count: 97) + "...")
        #expect(MatrixNaming.cut(String(text.dropLast())) == String(text.dropLast()))
        #expect(MatrixNaming.name("test", String(repeating: "y", count: 200)).count == 100)
    }

    struct ErrorCase: CustomTestStringConvertible {
        var testDescription: String
        var matrix: String
        var message: String
        var key: String?
        var isLimit = false
    }

    static let errors = [
        ErrorCase(testDescription: "no mapping", matrix: "[1]", message: "is a list, not a mapping"),
        ErrorCase(testDescription: "no row", matrix: "{}", message: "no row"),
        ErrorCase(testDescription: "only an empty include", matrix: #"{"include":[]}"#, message: "no row"),
        ErrorCase(testDescription: "an empty row", matrix: #"{"a":[]}"#, message: "does not contain any values", key: "a"),
        ErrorCase(testDescription: "a row that is no list", matrix: #"{"a":"x"}"#, message: "is text, not a list", key: "a"),
        ErrorCase(
            testDescription: "an unknown key in exclude", matrix: #"{"a":[1],"exclude":[{"b":1}]}"#, message: "is no row", key: "exclude"),
        ErrorCase(testDescription: "an empty exclude item", matrix: #"{"a":[1],"exclude":[{}]}"#, message: "is empty", key: "exclude"),
        ErrorCase(testDescription: "an include item that is text", matrix: #"{"include":["x"]}"#, message: "not a mapping", key: "include"),
        ErrorCase(testDescription: "include that is no list", matrix: #"{"include":{"a":1}}"#, message: "not a list", key: "include"),
        ErrorCase(
            testDescription: "too many",
            matrix:
                "{\"a\":[\((1...17).map(String.init).joined(separator: ","))],\"b\":[\((1...17).map(String.init).joined(separator: ","))]}",
            message: "more than 256", isLimit: true),
        ErrorCase(
            testDescription: "far too many",
            matrix: "{" + (1...40).map { "\"r\($0)\":[1,2,3,4,5,6,7,8,9]" }.joined(separator: ",") + ",\"exclude\":[{\"r1\":1}]}",
            message: "more than 256", isLimit: true),
        ErrorCase(
            testDescription: "too many included ones",
            matrix: "{\"include\":[\((1...257).map { "{\"a\":\($0)}" }.joined(separator: ","))]}", message: "more than 256", isLimit: true),
    ]

    @Test(arguments: errors) func refuses(_ c: ErrorCase) throws {
        let matrix = try Value(json: c.matrix)
        let error = #expect(throws: MatrixError.self) { try MatrixExpansion.combinations(of: matrix) }
        #expect(error?.message.contains(c.message) == true, "\(error?.message ?? "")")
        #expect(error?.key == c.key)
        #expect(error?.isLimit == c.isLimit)
    }

    @Test func excludesBringALargeProductUnderTheLimit() throws {
        let numbers = (1...20).map(String.init).joined(separator: ",")
        let matrix = "{\"a\":[\(numbers)],\"b\":[\(numbers)],\"exclude\":[\((1...10).map { "{\"a\":\($0)}" }.joined(separator: ","))]}"
        #expect(try MatrixExpansion.combinations(of: try Value(json: matrix)).count == 200)
    }
}
