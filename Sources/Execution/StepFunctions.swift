package import Expressions
package import RunRecords

/// The functions that only expressions of steps have.
package enum StepFunctions {
    /// For reading expressions.
    package static let names =
        ["always", "cancelled", "failure", "success"].map { NameScope.SpecialFunction(name: $0, argumentCounts: 0...0) }
        + [NameScope.SpecialFunction(name: "hashFiles", argumentCounts: 1...255)]

    /// For evaluating them, by lower-case name.
    ///
    /// - Parameters:
    ///   - own: The status so far of the action in which the step stands, or of the job: success, failure or cancelled.
    ///   - job: The job's.
    ///   - hashRoot: The workspace on the host, absolute; `hashFiles` reads it, and may take long.
    package static func evaluated(own: Conclusion, job: Conclusion, hashRoot: String) -> [String: Evaluator.Function] {
        [
            "always": { _ in .bool(true) },
            "cancelled": { _ in .bool(job == .cancelled) },
            "success": { _ in .bool(own == .success) },
            "failure": { _ in .bool(own == .failure) },
            "hashfiles": { (arguments) throws(ExpressionError) in
                do throws(FileHashError) {
                    return .string(try FileHash.hashFiles(arguments: arguments.map(\.text), root: hashRoot))
                } catch {
                    throw ExpressionError(phase: .evaluation, message: "hashFiles: \(error.description)")
                }
            },
        ]
    }
}
