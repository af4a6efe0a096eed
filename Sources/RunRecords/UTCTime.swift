import LinuxSystem

/// Instants as this project writes them: `2026-03-14T09:26:53.589793Z`, UTC, to the microsecond.
package enum UTCTime {
    /// The length of a written instant in bytes.
    package static let length = 27

    /// Seconds since 1970, by the system's clock, to the microsecond.
    package static func now() -> Double {
        Double(wallClockMicroseconds()) / 1_000_000
    }

    /// Writes an instant; years outside 0000...9999 come out as the nearest bound.
    ///
    /// - Parameter time: Seconds since 1970.
    package static func text(_ time: Double) -> String {
        let scaled = (time * 1_000_000).rounded()
        let bounded = scaled.isFinite ? min(max(scaled, -1e18), 1e18) : 0
        return String(decoding: bytes(microseconds: Int64(bounded)), as: UTF8.self)
    }

    /// The 27 bytes of an instant.
    ///
    /// - Parameter microseconds: Since 1970; negative ones lie before.
    package static func bytes(microseconds: Int64) -> [UInt8] {
        let earliest: Int64 = -62_167_219_200_000_000  // 0000-01-01
        let latest: Int64 = 253_402_300_799_999_999  // 9999-12-31
        let bounded = min(max(microseconds, earliest), latest)
        var seconds = bounded / 1_000_000
        var fraction = bounded % 1_000_000
        if fraction < 0 {
            fraction += 1_000_000
            seconds -= 1
        }
        var days = seconds / 86_400
        var rest = Int(seconds % 86_400)
        if rest < 0 {
            rest += 86_400
            days -= 1
        }
        let date = civilDate(daysSince1970: Int(days))
        var out: [UInt8] = []
        out.reserveCapacity(length)
        appendDigits(date.year, 4, UInt8(ascii: "-"), to: &out)
        appendDigits(date.month, 2, UInt8(ascii: "-"), to: &out)
        appendDigits(date.day, 2, UInt8(ascii: "T"), to: &out)
        appendDigits(rest / 3600, 2, UInt8(ascii: ":"), to: &out)
        appendDigits(rest / 60 % 60, 2, UInt8(ascii: ":"), to: &out)
        appendDigits(rest % 60, 2, UInt8(ascii: "."), to: &out)
        appendDigits(Int(fraction), 6, UInt8(ascii: "Z"), to: &out)
        return out
    }

    /// Reads what `text` writes: seconds since 1970, or nothing where the text has another form.
    package static func seconds(_ text: String) -> Double? {
        microseconds(Array(text.utf8)[...]).map { Double($0) / 1_000_000 }
    }

    /// Reads the 27 bytes of an instant: microseconds since 1970, or nothing where they have another form.
    package static func microseconds(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard bytes.count == length else { return nil }
        let form: [UInt8] = Array("0000-00-00T00:00:00.000000Z".utf8)
        var numbers = [0, 0, 0, 0, 0, 0, 0]
        var part = 0
        for (byte, expected) in zip(bytes, form) {
            if expected == UInt8(ascii: "0") {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                numbers[part] = numbers[part] * 10 + Int(byte - 0x30)
            } else {
                guard byte == expected else { return nil }
                part += 1
            }
        }
        guard (1...12).contains(numbers[1]), (1...31).contains(numbers[2]), numbers[3] < 24, numbers[4] < 60, numbers[5] < 61 else {
            return nil
        }
        let days = daysSince1970(year: numbers[0], month: numbers[1], day: numbers[2])
        let seconds = Int64(days) * 86_400 + Int64(numbers[3] * 3600 + numbers[4] * 60 + numbers[5])
        return seconds * 1_000_000 + Int64(numbers[6])
    }

    private static func appendDigits(_ value: Int, _ count: Int, _ end: UInt8, to out: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<count { divisor *= 10 }
        while divisor > 0 {
            out.append(UInt8(0x30 + value / divisor % 10))
            divisor /= 10
        }
        out.append(end)
    }

    // Years begin in March here, so that the leap day is a year's last; an era is 400 years, 146,097 days.
    private static func civilDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
