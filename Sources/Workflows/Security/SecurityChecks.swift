/// What can harm a repository or its users, in the order in which findings at one place are shown.
///
/// All are warnings: GitHub runs such workflows. What an outsider can use, or what gives secrets away, is said always; what would only
/// make an attack harder, or depends on facts that no file tells, is said when asked for (`CheckedWorkflow.isPedantic`).
enum SecurityChecks {
    static let all: [any WorkflowCheck] = [
        InjectionCheck(), UntrustedCheckoutCheck(), ExposedSecretsCheck(), CachePoisoningCheck(), UntrustedArtifactCheck(),
        InheritedSecretsCheck(), UploadedCredentialsCheck(), UnsecureCommandsCheck(), ExcessivePermissionsCheck(), SelfHostedCheck(),
        UnpinnedCheck(),
    ]
}
