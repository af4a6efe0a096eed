import Testing
import Workflows

@Suite struct IgnoreCommentTests {
    static let cases = [
        CheckCase("above the line", job: "# runner: ignore condition because it is switched off for now\nif: false"),
        CheckCase("in the line", job: "if: false  # runner: ignore condition because it is switched off for now"),
        CheckCase(
            "above other comments", job: "# runner: ignore condition because it is switched off\n# more words\n\nif: false"),
        CheckCase(
            "inside a script", steps: "- run: |\n    # runner: ignore expression because it is null on purpose\n    echo ${{ github.reff }}"
        ),
        CheckCase(
            "without a reason", job: "«# runner: ignore condition»\nif: false", "warning ignore: this comment gives no reason"),
        CheckCase(
            "that silences nothing", job: "«# runner: ignore condition because it is new»\nif: github.ref == 'x'",
            #"warning ignore: this comment silences nothing: there is no finding "condition" in line 6"#),
        CheckCase(
            "of another kind", job: "«# runner: ignore glob because of it»\nif: «false»",
            #"warning ignore: this comment silences nothing: there is no finding "glob" in line 6"#,
            "warning condition: this condition is always false"),
        CheckCase(
            "of a kind that is none", job: "«# runner: ignore conditoin because of it»\nif: «false»",
            #"warning ignore: there is no kind of findings "conditoin""#, "warning condition: this condition is always false"),
        CheckCase("words that only look so", steps: "- run: \"echo 'a#runner: ignore glob'\""),
    ]

    @Test(arguments: cases) func `silences what it names, and no more`(_ c: CheckCase) { c.run() }
}
