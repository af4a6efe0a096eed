/// What of the host a sandbox does not see, although it lies in the host's root.
enum HiddenPaths {
    /// Folders that a sandbox has its own of: never the host's.
    static let replaced = ["/dev", "/home", "/proc", "/root", "/run", "/sys", "/tmp", "/var/tmp"]

    /// Folders that look empty: keys, and what services keep. A job as root could read them all.
    static let emptied = [
        "/etc/NetworkManager/system-connections", "/etc/credstore", "/etc/credstore.encrypted", "/etc/gitlab-runner", "/etc/kubernetes",
        "/etc/letsencrypt", "/etc/openvpn", "/etc/rancher", "/etc/ssl/private", "/etc/wireguard", "/var/backups",
        "/var/lib/NetworkManager", "/var/lib/cloud", "/var/lib/containerd", "/var/lib/containers", "/var/lib/docker",
        "/var/lib/gitlab-runner", "/var/lib/jenkins", "/var/lib/kubelet", "/var/lib/libvirt", "/var/lib/lxd", "/var/lib/mysql",
        "/var/lib/postgresql", "/var/lib/private", "/var/lib/rancher", "/var/lib/redis", "/var/lib/samba", "/var/lib/sss",
        "/var/lib/systemd", "/var/lib/vault", "/var/log/audit", "/var/log/journal", "/var/mail", "/var/snap", "/var/spool/cron",
        "/var/spool/mail", "/var/spool/postfix",
    ]

    /// Files that look gone.
    static let removed = [
        "/etc/docker/key.json", "/etc/krb5.keytab", "/etc/machine-secret", "/etc/security/opasswd", "/etc/shadow-", "/etc/gshadow-",
        "/etc/sssd/sssd.conf", "/etc/ppp/chap-secrets", "/etc/ppp/pap-secrets", "/var/log/auth.log", "/var/log/secure", "/var/log/btmp",
    ]

    /// Files below /proc and /sys that tell of the host or reach it: the masked paths of the OCI's default configuration.
    static let masked = [
        "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/kallsyms", "/proc/kpagecgroup", "/proc/kpagecount", "/proc/kpageflags",
        "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/firmware",
        "/sys/kernel/debug", "/sys/kernel/security", "/sys/kernel/tracing", "/sys/devices/virtual/powercap",
    ]

    /// Files below /proc that root could steer the host by: the OCI's read-only paths, and /proc/acpi.
    static let frozen = ["/proc/acpi", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
}

/// Folders of tools in a home folder, by the installers that make them. All else there is hidden: an allow list, since nobody knows
/// every place where a program keeps a password.
enum ToolFolders {
    static let names = [
        ".asdf", ".bun", ".cabal/bin", ".cargo", ".deno", ".dotnet", ".foundry", ".ghcup", ".goenv", ".jenv", ".juliaup", ".krew",
        ".local/bin", ".local/lib", ".local/pipx", ".local/share/fnm", ".local/share/mise", ".local/share/pipx", ".local/share/pnpm",
        ".local/share/swiftly", ".local/share/uv", ".nodenv", ".npm-global", ".nvm", ".opam", ".phpenv", ".pyenv", ".rbenv", ".rustup",
        ".rvm", ".sdkman", ".swiftly", ".swiftpm", ".tfenv", ".volta", ".wasmtime", "bin", "go/bin",
    ]

    /// Keys that lie in such a folder.
    static let secrets = [".cargo/credentials", ".cargo/credentials.toml", ".dotnet/corefx/cryptography", ".swiftpm/security"]

    /// Variables that say where a tool lies; handed on when the place is visible inside.
    static let variables = [
        "ANDROID_HOME", "ANDROID_SDK_ROOT", "CARGO_HOME", "DENO_INSTALL", "DOTNET_ROOT", "GOROOT", "JAVA_HOME", "NVM_DIR", "PNPM_HOME",
        "PYENV_ROOT", "RBENV_ROOT", "RUSTUP_HOME", "SDKMAN_DIR", "SWIFTLY_BIN_DIR", "SWIFTLY_HOME_DIR", "VOLTA_HOME",
    ]
}
