import TestSupport
import Testing

@testable import RunRecords

@Suite struct UTCTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000Z"), (1_773_480_413_589_793, "2026-03-14T09:26:53.589793Z"),
        (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"), (-1, "1969-12-31T23:59:59.999999Z"),
        (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"), (-62_167_219_200_000_000, "0000-01-01T00:00:00.000000Z"),
    ])
    func instantsAreWrittenAndRead(microseconds: Int64, text: String) {
        #expect(String(decoding: UTCTime.bytes(microseconds: microseconds), as: UTF8.self) == text)
        #expect(UTCTime.microseconds(Array(text.utf8)[...]) == microseconds)
    }

    @Test func everyInstantSurvivesTheRoundTripAsADouble() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            let time = Double(Int64.random(in: 0..<4_000_000_000_000_000, using: &random)) / 1_000_000
            #expect(UTCTime.seconds(UTCTime.text(time)) == time)
        }
    }

    @Test(arguments: ["", "2026-03-14", "2026-13-14T09:26:53.589793Z", "2026-03-14 09:26:53.589793Z", "2026-03-14T24:26:53.589793Z"])
    func otherFormsAreNoInstants(text: String) {
        #expect(UTCTime.seconds(text) == nil)
    }

    @Test func timesBeyondTheCalendarAreBounded() {
        #expect(UTCTime.text(.infinity) == "1970-01-01T00:00:00.000000Z")
        #expect(UTCTime.text(1e300) == "9999-12-31T23:59:59.999999Z")
        #expect(UTCTime.text(-1e300) == "0000-01-01T00:00:00.000000Z")
    }
}
