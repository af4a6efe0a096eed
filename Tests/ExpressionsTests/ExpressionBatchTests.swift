import Testing

@testable import Expressions

@Suite struct ExpressionBatchTests {
    static let lines: [(String, String)] = [
        (#"{"id": 1, "expr": "1 == 1", "contexts": {}}"#, #"{"id":1,"ok":true,"kind":"Boolean","value":true}"#),
        (#"{"id": [1, 12345678901234567890], "expr": "''"}"#, #"{"id":[1, 12345678901234567890],"ok":true,"kind":"String","value":""}"#),
        (#"{"expr": ""}"#, #"{"id":null,"ok":true,"kind":"Null","value":null}"#),
        (#"{"id": "a\"b", "expr": "NaN"}"#, #"{"id":"a\"b","ok":true,"kind":"Number","value":"NaN"}"#),
        (#"{"expr": "-Infinity", "id": {}}"#, #"{"id":{},"ok":true,"kind":"Number","value":"-Infinity"}"#),
        (#"{"expr": "1e15"}"#, #"{"id":null,"ok":true,"kind":"Number","value":1000000000000000}"#),
        (
            #"{"id": 2, "expr": "GITHUB", "contexts": {"github": {"z": 1, "a": [1.5, null]}}}"#,
            #"{"id":2,"ok":true,"kind":"Object","value":{"z":1,"a":[1.5,null]}}"#
        ),
        (#"{"id": 2, "expr": "x.*.y", "contexts": {"x": [{"y": 1}, {"Y": "b"}]}}"#, #"{"id":2,"ok":true,"kind":"Array","value":[1,"b"]}"#),
        (
            #"{"id": 3, "expr": "github", "contexts": {"env": {}}}"#,
            #"{"id":3,"ok":false,"phase":"parsing","error":"Unrecognized named-value: 'github'. Located at position 1 within expression: github","column":1}"#
        ),
        (
            #"{"id": 3, "expr": "hashFiles('x')"}"#,
            #"{"id":3,"ok":false,"phase":"parsing","error":"Unrecognized function: 'hashFiles'. Located at position 1 within expression: hashFiles('x')","column":1}"#
        ),
        (
            #"{"id": 4, "expr": "a == \"x\"", "syntax": true}"#,
            #"{"id":4,"ok":false,"phase":"lexing","error":"Unexpected symbol: '\"x\"'. Located at position 6 within expression: a == \"x\"","column":6}"#
        ),
        (#"{"id": 5, "expr": "any(thing.goes, 1)", "syntax": true}"#, #"{"id":5,"ok":true}"#),
        (#"{"id": 5, "expr": "1", "syntax": false}"#, #"{"id":5,"ok":true,"kind":"Number","value":1}"#),
        (
            #"{"id": 6, "expr": "format('{')"}"#,
            #"{"id":6,"ok":false,"phase":"evaluation","error":"The following format string is invalid: {","column":0}"#
        ),
        (
            #"{"id": 7}"#,
            #"{"id":7,"ok":false,"phase":"lexing","error":"not a request: the member \"expr\" must be a string","column":0}"#
        ),
        (
            #"{"id": 8, "expr": "1", "contexts": []}"#,
            #"{"id":8,"ok":false,"phase":"lexing","error":"not a request: the member \"contexts\" must be an object","column":0}"#
        ),
        (
            #"[]"#,
            #"{"id":null,"ok":false,"phase":"lexing","error":"not valid JSON: expected an object, found \"[\", at line 1, column 1","column":1}"#
        ),
        (
            #"{"id": 9, "expr" 1}"#,
            #"{"id":9,"ok":false,"phase":"lexing","error":"not valid JSON: expected \":\" after the member's name, found \"1\", at line 1, column 18","column":18}"#
        ),
        (
            "",
            #"{"id":null,"ok":false,"phase":"lexing","error":"not valid JSON: expected an object, found the end, at line 1, column 1","column":1}"#
        ),
    ]

    @Test(arguments: lines) func `answers a line`(_ line: String, _ expected: String) {
        #expect(ExpressionBatch.answer(line: line) == expected)
    }
}
