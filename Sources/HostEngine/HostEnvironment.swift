import Engines
import Glibc

/// What of the caller's environment a job on the host gets: what says where and who it is, none of the caller's secrets.
enum HostEnvironment {
    private static let kept = [
        "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LOGNAME", "PATH", "SHELL", "SSL_CERT_DIR", "SSL_CERT_FILE", "TMPDIR", "TZ", "USER",
    ]

    static func variables() -> [String: String] {
        var variables = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/", "LANG": "C.UTF-8"]
        for name in kept {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        return variables.merging(Surroundings.proxies) { _, proxy in proxy }
    }
}
