import Expressions

/// The types of contexts that are the same all over a job.
final class JobTypes {
    let workflow: WorkflowTypes
    let job: Job
    private(set) lazy var needs = makeNeeds()
    private(set) lazy var matrix = MatrixTypes.type(of: job)
    private(set) lazy var context = makeContext()

    init(_ job: Job, in workflow: WorkflowTypes) {
        self.job = job
        self.workflow = workflow
    }

    private func makeNeeds() -> ExpressionType {
        .object(
            ObjectShape(
                job.needs.map { need in
                    let outputs = workflow.job(need.value).map(workflow.outputs) ?? StandardContexts.texts
                    return (need.value, .strict(["result": StandardContexts.results, "outputs": outputs]))
                }))
    }

    private func makeContext() -> ExpressionType {
        var services = ExpressionType.object(ObjectShape([]))
        if let written = job.services {
            services =
                written.isMappingWithTextKeys
                ? .object(ObjectShape(written.entries.map { ($0.name ?? "", StandardContexts.service) })) : .any
        }
        return StandardContexts.job(services: services)
    }
}

/// The type of `matrix`: what its rows and `include` give.
enum MatrixTypes {
    static func type(of job: Job) -> ExpressionType {
        guard let strategy = job.strategy else { return .strict([:]) }
        guard strategy.whole == nil, let matrix = strategy.matrix else { return strategy.whole == nil ? .strict([:]) : .any }
        return type(of: matrix)
    }

    private static func type(of matrix: Template) -> ExpressionType {
        guard case .mapping(let entries, _) = matrix else { return .any }
        var rows: [(String, ExpressionType)] = []
        var included: ExpressionType?
        for entry in entries {
            guard let name = entry.name else { return .any }
            switch name {
            case "exclude": continue
            case "include":
                guard case .sequence(let items, _) = entry.value, items.allSatisfy(\.isMappingWithTextKeys) else { return .any }
                included = .union(items.map(value))
            default: rows.append((name, row(entry.value)))
            }
        }
        guard case .object(let extra)? = included else { return .object(ObjectShape(rows)) }
        // Combinations of the rows need not have what items add, nor items by themselves what the rows give.
        return rows.isEmpty ? .object(extra) : .object(ObjectShape(rows).union(extra))
    }

    private static func row(_ template: Template) -> ExpressionType {
        guard case .sequence(let items, _) = template, !items.isEmpty else { return .any }
        return .union(items.map(value))
    }

    /// The type of what is written, where nothing in it is computed.
    private static func value(_ template: Template) -> ExpressionType {
        switch template {
        case .literal(let value, _): return .literal(value)
        case .expression: return .any
        case .sequence(let items, _): return items.isEmpty ? .array(.any) : .array(.union(items.map(value)))
        case .mapping(let entries, _):
            guard template.isMappingWithTextKeys else { return .any }
            return .object(ObjectShape(entries.map { ($0.name ?? "", value($0.value)) }))
        }
    }
}
