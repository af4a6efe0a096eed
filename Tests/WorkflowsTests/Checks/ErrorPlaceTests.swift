import Testing
import Workflows

/// Errors of the reader stand at the token at fault, however the scalar is written.
@Suite struct ErrorPlaceTests {
    private static let unknown =
        "error expression: unrecognized named-value: 'nosuch'. Located at position 1 within expression: nosuch.a"

    static let scalars = [
        CheckCase("plain text", steps: "- run: echo a ${{ github.ref }} b ${{ «nosuch».a }}", unknown),
        CheckCase("a block", steps: "- run: |\n    echo one\n      two ${{ «nosuch».a }}\n    three", unknown),
        CheckCase("a block with a number and a comment", steps: "- run: |2-  # why\n    echo one\n\n    two ${{ «nosuch».a }}", unknown),
        CheckCase("a folded block", steps: "- run: >-\n    echo one\n    two\n\n    three ${{ «nosuch».a }}", unknown),
        CheckCase("single quotes", steps: "- run: 'it''s ${{ «nosuch».a }}'", unknown),
        CheckCase("double quotes", steps: #"- run: "a\"\\\tb\x41\u00e4\_ ${{ «nosuch».a }}""#, unknown),
        CheckCase("double quotes over lines", steps: "- run: \"a \\\n    b\n    c ${{ «nosuch».a }}\"", unknown),
        CheckCase("plain text over lines", steps: "- run: echo a\n    b\n    c ${{ «nosuch».a }}", unknown),
        CheckCase("letters of several bytes", steps: "- run: äöü 😀 ${{ '😀' }} ${{ «nosuch».a }}", unknown),
        CheckCase(
            "an expression over lines", steps: "- run: >-\n    ${{ github.ref &&\n    «nosuch».a }}",
            "error expression: unrecognized named-value: 'nosuch'. Located at position 15 within expression: github.ref && nosuch.a"),
        CheckCase("an anchor and a tag", steps: "- run: &a !!str echo ${{ ««nosuch»».a }}\n  name: *a", unknown, unknown),
    ]

    static let tokens = [
        CheckCase(
            "a bad sign", steps: "- run: echo ${{ github.ref «+» 1 }}",
            "error expression: unexpected symbol: '+'. Located at position 12 within expression: github.ref + 1"),
        CheckCase(
            "double quotes in it", steps: "- run: echo ${{ github.ref == «\"x\"» }}",
            "error expression: unexpected symbol: '\"x\"'. Located at position 15 within expression: github.ref == \"x\""),
        CheckCase(
            "no end", steps: "- run: |\n    true\n    echo «${{» github.ref",
            "error expression: the expression is not closed. An unescaped ${{ sequence was found, but the closing }} sequence was not found."
        ),
        CheckCase("nothing in it", steps: "- run: echo ${{ github.ref }} «${{» }}", "error expression: an expression was expected"),
        CheckCase(
            "a condition without braces", steps: "- run: echo\n  if: github.ref && «nosuch»",
            "error expression: unrecognized named-value: 'nosuch'. Located at position 15 within expression: github.ref && nosuch"),
        CheckCase(
            "a condition in a block", steps: "- run: echo\n  if: |\n    github.ref &&\n    «nosuch»",
            "error expression: unrecognized named-value: 'nosuch'. Located at position 15 within expression: github.ref &&\nnosuch\n"),
        CheckCase(
            "an expression where none may be", steps: "- run: echo\n  shell: a «${{ github.ref }}» {0}",
            "error expression: a template expression is not allowed in this context"),
    ]

    @Test(arguments: scalars) func `the token is found in every kind of scalar`(_ c: CheckCase) { c.run() }
    @Test(arguments: tokens) func `each token at fault is marked`(_ c: CheckCase) { c.run() }
}
