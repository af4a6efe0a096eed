import Diagnostics

// `schedule`: cron expressions and time zones.
extension WorkflowConverter {
    mutating func checkCron(_ cron: Located<String>) {
        if cron.value.hasPrefix("$cron-") {
            // GitHub docs, "Creating workflow templates": replaced when the template is used.
            warn(
                .event, cron.range, "\"\(cron.value.shortened)\" is a placeholder of a workflow template", remedy: "write a cron expression"
            )
            return
        }
        guard let expression = CronExpression(cron.value) else {
            report(
                .event, cron.range, "invalid cron expression \"\(cron.value.shortened)\"",
                remedy:
                    "five fields are expected: minute (0-59), hour (0-23), day (1-31), month (1-12 or JAN-DEC), weekday (0-6 or SUN-SAT)")
            return
        }
        guard expression.everHappens else {
            warn(
                .event, cron.range, "this schedule never comes: no month that it names has such a day",
                remedy: "name a day of the month that exists")
            return
        }
        guard expression.shortestInterval < 5 else { return }
        warn(
            .event, cron.range,
            "this schedule asks for a run every \(expression.shortestInterval) minutes; GitHub starts one every 5 minutes at most",
            remedy: "use \"*/5\" or more in the first field")
    }

    mutating func checkTimeZone(_ name: Located<String>) {
        guard !TimeZoneNames.contains(name.value) else { return }
        let nearest = TimeZoneNames.nearest(to: name.value)
        report(
            .event, name.range, "unknown time zone \"\(name.value.shortened)\"",
            remedy: nearest.map { "did you mean \"\($0)\"?" } ?? "write an IANA name, \"Europe/Berlin\" for example")
    }
}

/// A cron expression of five fields, as GitHub takes it: `*`, numbers, names, ranges, lists and steps.
struct CronExpression {
    /// The minutes at which it is due, in order.
    private let minutes: [Int]
    /// There is a day on which it is due: any weekday, or a day that one of the months has.
    let everHappens: Bool

    private static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    private static let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    private static let days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    init?(_ text: String) {
        let fields = text.split(separator: " ", omittingEmptySubsequences: true)
        guard fields.count == 5 else { return nil }
        guard let minutes = Self.values(fields[0], in: 0...59), Self.values(fields[1], in: 0...23) != nil,
            let days = Self.values(fields[2], in: 1...31),
            let months = Self.values(fields[3], in: 1...12, names: Self.months, first: 1),
            Self.values(fields[4], in: 0...6, names: Self.days, first: 0) != nil
        else { return nil }
        self.minutes = minutes.sorted()
        // With a weekday the day of the month is only one of two ways to be due.
        let isAnyDay = fields[4] != "*"
        everHappens = isAnyDay || months.contains { Self.lengths[$0 - 1] >= days.min() ?? 1 }
    }

    /// The least number of minutes between two runs of an hour that has any.
    var shortestInterval: Int {
        guard let first = minutes.first, let last = minutes.last, minutes.count > 1 else { return 60 }
        let gaps = zip(minutes, minutes.dropFirst()).map { $1 - $0 } + [first + 60 - last]
        return gaps.min() ?? 60
    }

    /// The values that a field names; nothing when it is malformed.
    private static func values(_ field: Substring, in range: ClosedRange<Int>, names: [String] = [], first: Int = 0) -> Set<Int>? {
        var result: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard pieces.count <= 2, let span = span(pieces[0], in: range, names: names, first: first) else { return nil }
            guard pieces.count == 2 else {
                result.formUnion(span)
                continue
            }
            guard let step = number(pieces[1]), step > 0, step <= (range.upperBound == 6 ? 7 : range.upperBound) else { return nil }
            // `5/15` begins at 5 and goes on to the end.
            let end = pieces[0] == "*" || pieces[0].contains("-") ? span.upperBound : range.upperBound
            result.formUnion(stride(from: span.lowerBound, through: end, by: step))
        }
        return result
    }

    private static func span(_ text: Substring, in range: ClosedRange<Int>, names: [String], first: Int) -> ClosedRange<Int>? {
        if text == "*" { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        func value(_ text: Substring) -> Int? {
            if let index = names.firstIndex(of: text.uppercased()) { return index + first }
            return number(text)
        }
        guard ends.count <= 2, let from = value(ends[0]), let to = ends.count == 2 ? value(ends[1]) : from else { return nil }
        guard range.contains(from), range.contains(to), from <= to else { return nil }
        return from...to
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}
