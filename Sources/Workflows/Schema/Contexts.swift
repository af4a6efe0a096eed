import Expressions

/// Which contexts and special functions each place may use: GitHub's "Context availability", row by row.
enum Contexts {
    private static let general = ["github", "inputs", "vars"]
    private static let job = general + ["needs", "strategy", "matrix"]
    private static let runtime = ["steps", "job", "runner", "env"]
    private static let hashFiles = NameScope.SpecialFunction(name: "hashFiles", argumentCounts: 1...255)

    static let workflow = ContextSet(contexts: general)
    static let workflowEnv = ContextSet(contexts: general + ["secrets"])
    static let callOutput = ContextSet(contexts: general + ["jobs"])

    static let needs = ContextSet(contexts: general + ["needs"])
    static let jobCondition = ContextSet(contexts: general + ["needs"], functions: status(arguments: 0...Int.max))
    static let jobKeys = ContextSet(contexts: job)
    static let jobSecrets = ContextSet(contexts: job + ["secrets"])
    static let jobDefaults = ContextSet(contexts: job + ["env"])
    static let credentials = ContextSet(contexts: general + ["secrets", "env"])
    /// Outputs of a job, and variables of its containers.
    static let runner = ContextSet(contexts: job + ["secrets"] + runtime)
    static let environmentURL = ContextSet(contexts: job + runtime)

    static let step = ContextSet(contexts: job + ["secrets"] + runtime, functions: [hashFiles])
    static let stepCondition = ContextSet(contexts: job + runtime, functions: status(arguments: 0...0) + [hashFiles])

    private static let action = ["github", "inputs", "strategy", "matrix", "job", "runner", "env"]

    static let inputDefault = ContextSet(contexts: ["github", "strategy", "matrix", "job", "runner"], functions: [hashFiles])
    static let containerArguments = ContextSet(contexts: ["inputs"])
    static let compositeOutput = ContextSet(contexts: action + ["steps"])
    static let compositeStep = ContextSet(contexts: action + ["steps"], functions: [hashFiles])
    static let compositeCondition = ContextSet(contexts: action + ["steps"], functions: status(arguments: 0...0) + [hashFiles])
    /// `pre-if` and `post-if`.
    static let actionCondition = ContextSet(contexts: action, functions: status(arguments: 0...0) + [hashFiles])

    /// `always` and `cancelled` never take arguments; the others take job ids in the condition of a job.
    private static func status(arguments: ClosedRange<Int>) -> [NameScope.SpecialFunction] {
        [
            NameScope.SpecialFunction(name: "always", argumentCounts: 0...0),
            NameScope.SpecialFunction(name: "cancelled", argumentCounts: 0...0),
            NameScope.SpecialFunction(name: "failure", argumentCounts: arguments),
            NameScope.SpecialFunction(name: "success", argumentCounts: arguments),
        ]
    }
}
