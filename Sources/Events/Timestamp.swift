/// Points in time as text, without a calendar library.
package enum Timestamp {
    /// `2026-03-14T08:26:53Z`, or with an offset `2026-03-14T09:26:53+01:00`, as GitHub's payloads have them.
    ///
    /// - Parameters:
    ///   - seconds: Since 1970, UTC.
    ///   - offset: Minutes east of UTC; nothing: `Z`.
    package static func text(_ seconds: Int64, offset: Int? = nil) -> String {
        // Years 0 to 9999; a commit may claim anything.
        let bounded = min(max(seconds, -62_167_219_200), 253_402_214_400) + Int64(offset ?? 0) * 60
        let days = Int(floorDivided(bounded, 86_400))
        let rest = Int(bounded - Int64(days) * 86_400)
        let (year, month, day) = civil(days)
        let date = "\(padded(year, 4))-\(padded(month))-\(padded(day))"
        let time = "\(padded(rest / 3600)):\(padded(rest / 60 % 60)):\(padded(rest % 60))"
        guard let offset else { return "\(date)T\(time)Z" }
        let distance = abs(offset)
        return "\(date)T\(time)\(offset < 0 ? "-" : "+")\(padded(distance / 60)):\(padded(distance % 60))"
    }

    /// The Gregorian date of a day counted from 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms").
    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = Int(floorDivided(Int64(shifted), 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func floorDivided(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
