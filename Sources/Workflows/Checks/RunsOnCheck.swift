import Diagnostics
import Expressions

/// Labels that no runner of GitHub's has, and labels that no runner can have together.
struct RunsOnCheck: WorkflowCheck {
    func check(_ subject: CheckedWorkflow) -> [Diagnostic] {
        subject.workflow.jobs.flatMap { job -> [Diagnostic] in
            guard let runsOn = job.runsOn, runsOn.group == nil, let labels = runsOn.labels else { return [] }
            switch labels {
            case .literal(.string(let text), let range): return check([Located(text, range)], subject)
            case .sequence(let items, _):
                let known = items.compactMap(\.locatedText)
                return known.count == items.count ? check(known, subject) : []
            case .expression(let expression, _): return check(rowsNamed: expression, of: job, subject)
            default: return []
            }
        }
    }

    /// `runs-on: ${{ matrix.os }}`: the labels stand in the matrix.
    private func check(rowsNamed expression: Expression, of job: Job, _ subject: CheckedWorkflow) -> [Diagnostic] {
        guard case .index(.context(let context), .literal(.string(let key))) = expression.root, context.lowercased() == "matrix",
            case .mapping(let entries, _)? = job.strategy?.matrix
        else { return [] }
        let name = key.ordinalUppercase
        var labels: [Located<String>] = []
        for entry in entries {
            if entry.name?.ordinalUppercase == name {
                labels += entry.value.items.compactMap(\.locatedText)
            } else if entry.name == "include" {
                let given = entry.value.items.flatMap(\.entries).filter { $0.name?.ordinalUppercase == name }
                labels += given.compactMap(\.value.locatedText)
            }
        }
        return labels.flatMap { check([$0], subject) }
    }

    private func check(_ labels: [Located<String>], _ subject: CheckedWorkflow) -> [Diagnostic] {
        guard !labels.contains(where: { $0.value.lowercased() == "self-hosted" }) else { return together(labels, subject) }
        let unknown = labels.compactMap { label -> Diagnostic? in
            guard let nearest = RunnerLabels.misspelt(label.value) else { return nil }
            return subject.warning(
                .runsOn, label.range, "no runner of GitHub's has the label \"\(label.value.shortened)\"",
                remedy: nearest.isEmpty
                    ? "the newest are \"ubuntu-latest\", \"windows-latest\", \"macos-latest\"" : "did you mean \"\(nearest)\"?")
        }
        return unknown + together(labels, subject)
    }

    private func together(_ labels: [Located<String>], _ subject: CheckedWorkflow) -> [Diagnostic] {
        var first: (label: String, system: RunnerLabels.System)?
        for label in labels {
            guard let system = RunnerLabels.system(of: label.value) else { continue }
            guard let other = first else {
                first = (label.value, system)
                continue
            }
            if other.system != system {
                return [
                    subject.warning(
                        .runsOn, label.range, "no runner has both labels \"\(other.label)\" and \"\(label.value)\"",
                        remedy: "a list names labels that one runner has all of; for several systems use a matrix")
                ]
            }
        }
        return []
    }
}

/// The labels of GitHub's own runners (GitHub docs, "GitHub-hosted runners reference").
enum RunnerLabels {
    enum System {
        case linux, windows, macOS
    }

    private static let systems: [(prefix: String, system: System)] = [
        ("ubuntu", .linux), ("linux", .linux), ("windows", .windows), ("macos", .macOS),
    ]

    /// The operating system that a label stands for.
    static func system(of label: String) -> System? {
        let lower = label.lowercased()
        return systems.first { lower == $0.prefix || (lower.hasPrefix($0.prefix + "-") && known.contains(lower)) }?.system
    }

    /// Versions that are gone; a job with such a label waits for a day and then fails.
    private static let retired: [String: String] = [
        "ubuntu-16.04": "ubuntu-24.04", "ubuntu-18.04": "ubuntu-24.04", "ubuntu-20.04": "ubuntu-24.04", "windows-2016": "windows-2025",
        "windows-2019": "windows-2025", "macos-10.15": "macos-15", "macos-11": "macos-15", "macos-12": "macos-15", "macos-13": "macos-15",
        "macos-11.0": "macos-15", "macos-10.14": "macos-15", "macos-12-xl": "macos-15-large", "macos-13-large": "macos-15-large",
        "macos-13-xlarge": "macos-15-xlarge", "macos-12-large": "macos-15-large",
    ]

    static let known: Set<String> = [
        "ubuntu-latest", "ubuntu-26.04", "ubuntu-24.04", "ubuntu-22.04", "ubuntu-26.04-arm", "ubuntu-24.04-arm", "ubuntu-22.04-arm",
        "ubuntu-slim", "windows-latest", "windows-2025", "windows-2025-vs2026", "windows-2022", "windows-11-arm", "windows-11-vs2026-arm",
        "macos-latest", "macos-26", "macos-26-intel", "macos-26-large", "macos-26-xlarge", "macos-15", "macos-15-intel", "macos-15-large",
        "macos-15-xlarge", "macos-14", "macos-14-large", "macos-14-xlarge", "macos-latest-large", "macos-latest-xlarge",
    ]

    /// For a label that looks as one of GitHub's and is none: the one that was meant, or empty text. Labels of one's own look otherwise.
    static func misspelt(_ label: String) -> String? {
        let lower = label.lowercased()
        guard !known.contains(lower) else { return nil }
        if let newer = retired[lower] { return newer }
        guard let nearest = Suggestion.nearest(to: lower, among: known) else { return nil }
        // Larger runners are named by their owners: "ubuntu-24.04-16core", "ubuntu-2404-2core".
        guard !lower.hasSuffix("core"), !lower.hasSuffix("cores") else { return nil }
        guard !known.contains(where: { lower.hasPrefix($0 + "-") || lower.hasSuffix("-" + $0) || lower.contains("-\($0)-") }) else {
            return nil
        }
        return nearest
    }
}
