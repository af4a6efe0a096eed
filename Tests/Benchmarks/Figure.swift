import Glibc

/// One line of the benchmark's output: a figure beside its rival and the bound we hold ourselves to.
struct Figure {
    var name: String
    /// What is compared: `ratio`, `ms`, `MB/s`.
    var unit: String
    var value: Double
    /// The bound, and which side of it is good.
    var limit: Double
    var isAtMost = true
    var rival: String
    /// Further numbers, by name.
    var details: [(String, Double)] = []
    /// Why it could not be measured here.
    var skipped: String?

    func print() {
        var members = ["\"name\":\"\(name)\""]
        if let skipped {
            members.append("\"skipped\":\"\(skipped)\"")
        } else {
            let holds = isAtMost ? value <= limit : value >= limit
            members += [
                "\"value\":\(rounded(value))", "\"unit\":\"\(unit)\"", "\"\(isAtMost ? "at_most" : "at_least")\":\(rounded(limit))",
                "\"holds\":\(holds)", "\"rival\":\"\(rival)\"",
            ]
            members += details.map { "\"\($0.0)\":\(rounded($0.1))" }
        }
        Swift.print("{\(members.joined(separator: ","))}")
        fflush(nil)
    }

    private func rounded(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        let scaled = (value * 1000).rounded() / 1000
        return scaled == scaled.rounded() && abs(scaled) < 1e15 ? "\(Int(scaled))" : "\(scaled)"
    }

    static func skipped(_ name: String, _ reason: String) -> Figure {
        Figure(name: name, unit: "", value: .nan, limit: .nan, rival: "", skipped: reason)
    }
}
