import Glibc

extension Surroundings {
    /// This machine's architecture as `runner.arch` names it: `X64`, `ARM64`, `X86`, `ARM`.
    package static var hostArchitecture: String {
        #if arch(x86_64)
            "X64"
        #elseif arch(arm64)
            "ARM64"
        #elseif arch(i386)
            "X86"
        #else
            "ARM"
        #endif
    }

    /// The caller's proxy variables, in small and capital letters, as far as they are set.
    package static var proxies: [String: String] {
        var found: [String: String] = [:]
        for name in ["http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"] {
            for spelling in [name, name.uppercased()] {
                if let value = getenv(spelling) { found[spelling] = String(cString: value) }
            }
        }
        return found
    }
}
