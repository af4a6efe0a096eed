import Foundation

/// The engines that the programs can be tested with here.
enum Engines {
    /// `host` always; `sandbox` as root, or where users may have namespaces of their own.
    static let usable: [String] = isSandboxUsable ? ["sandbox", "host"] : ["host"]

    static let isSandboxUsable: Bool = {
        if geteuid() == 0 { return true }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        process.arguments = ["--user", "--mount", "--pid", "--fork", "true"]
        try? process.run()
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 0
    }()
}
