import CLinux

/// The role `sudo`: real workflows call it, and a bare host has none. The job is root already, so there is nothing to ask and nothing to
/// gain: the command runs as root, or with fewer rights as another user.
func runSudo(_ arguments: ProgramArguments) -> Never {
    var request = SudoRequest()
    request.read(arguments)
    guard geteuid() == 0 else { refuse("only root may use it here; the job's other users can't become root") }
    guard let target = findUser(request.user) else { refuse("unknown user") }
    let environment = SudoEnvironment(request, target)
    if target.user != 0 {
        let groups = findGroups(of: target.name) + [target.group]
        guard linux_become(target.user, target.group, groups, groups.count) == 0 else { refuse("can't become that user") }
    }
    if request.isLogin { chdir(target.home) }
    if let folder = request.folder, chdir(folder) != 0 { refuse("can't enter that folder") }
    var words = request.command
    if request.isLogin || request.isShell { words = shellCommand(request, target) }
    guard let program = words.first else { exit(request.isQuestion ? 0 : usage()) }
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { UnsafeMutablePointer(mutating: $0) }
    pointers.append(nil)
    var variables: [UnsafeMutablePointer<CChar>?] = environment.entries.map { UnsafeMutablePointer(mutating: $0) }
    variables.append(nil)
    _ = linux_execute_found(program, pointers, &variables)
    complain("sudo: ")
    _ = write(2, program, strlen(program))
    complain(": command not found\n")
    exit(linux_errno() == ENOENT ? 1 : 126)
}

private func refuse(_ reason: StaticString) -> Never {
    complain("sudo: ")
    complain(reason)
    complain("\n")
    exit(1)
}

private func usage() -> Int32 {
    complain("usage: sudo [-EHins] [-u USER] [-D FOLDER] [NAME=VALUE…] [--] COMMAND [ARGUMENT…]\n")
    return 1
}

/// `shell -c` with each word of the command quoted; the shell alone when there is none.
private func shellCommand(_ request: SudoRequest, _ target: User) -> [CText] {
    var words: [CText] = [target.shell]
    if request.isLogin { words.append(("-l" as StaticString).kept) }
    guard !request.command.isEmpty else { return words }
    var line = TextBuilder()
    for word in request.command {
        if word != request.command[0] { line.append(" ") }
        line.append("'")
        for offset in 0..<strlen(word) {
            if word[offset] == 39 { line.append("'\\''") } else { line.append(byte: word[offset]) }
        }
        line.append("'")
    }
    words.append(("-c" as StaticString).kept)
    words.append(line.kept())
    return words
}

/// What the command line of sudo asks for.
struct SudoRequest {
    var user: CText = ("root" as StaticString).kept
    var folder: CText?
    var keepsEnvironment = false
    var isLogin = false
    var isShell = false
    /// `-v`, `-l`, `-k`: nothing is to be run.
    var isQuestion = false
    var assignments: [CText] = []
    var command: [CText] = []

    private static let words: [(StaticString, CChar)] = [
        ("--preserve-env", 69), ("--non-interactive", 110), ("--set-home", 72), ("--login", 105), ("--shell", 115), ("--stdin", 83),
        ("--askpass", 65), ("--validate", 118), ("--list", 108), ("--reset-timestamp", 107), ("--remove-timestamp", 75), ("--user", 117),
        ("--group", 103), ("--chdir", 68), ("--background", 98), ("--preserve-groups", 80), ("--prompt", 112), ("--host", 104),
    ]

    mutating func read(_ arguments: ProgramArguments) {
        var index = 1
        while let argument = arguments[index] {
            if argument[0] != 45 /* - */ || argument[1] == 0 { break }
            index += 1
            if matches(argument, "--") { break }
            if argument[1] == 45 { long(argument, arguments, &index) } else { short(argument + 1, arguments, &index) }
        }
        while let argument = arguments[index], let equals = strchr(argument, 61), equals != argument, command.isEmpty {
            assignments.append(CText(argument))
            index += 1
        }
        while let argument = arguments[index] {
            command.append(CText(argument))
            index += 1
        }
    }

    private mutating func long(_ argument: CText, _ arguments: ProgramArguments, _ index: inout Int) {
        let equals = strchr(argument, 61)
        let length = equals.map { CText($0) - argument } ?? strlen(argument)
        for (word, letter) in Self.words
        where word.utf8CodeUnitCount == length && memcmp(word.utf8Start, argument, length) == 0 {
            return apply(letter, value: equals.map { CText($0) + 1 }, arguments, &index)
        }
        exit(usage())
    }

    private mutating func short(_ letters: CText, _ arguments: ProgramArguments, _ index: inout Int) {
        var position = letters
        while position.pointee != 0 {
            let letter = position.pointee
            position += 1
            if strchr("ugDpChrtTR", Int32(letter)) != nil {
                return apply(letter, value: position.pointee == 0 ? nil : position, arguments, &index)
            }
            apply(letter, value: nil, arguments, &index)
        }
    }

    private mutating func apply(_ letter: CChar, value: CText?, _ arguments: ProgramArguments, _ index: inout Int) {
        var given = value
        if given == nil, strchr("ugDpChrtTR", Int32(letter)) != nil {
            given = arguments[index].map { CText($0) }
            index += 1
        }
        switch letter {
        case 69: keepsEnvironment = true  // E
        case 117: user = given ?? user  // u
        case 68: folder = given  // D
        case 105: isLogin = true  // i
        case 115: isShell = true  // s
        case 118, 108, 107, 75: isQuestion = true  // v l k K
        case 110, 72, 83, 65, 80, 98, 103, 112, 67, 104, 114, 116, 84: break  // n H S A P b g p C h r t T
        default: exit(usage())
        }
    }
}

/// The environment that sudo gives its command: a new one as Debian's sudoers has it, or with -E the caller's.
struct SudoEnvironment {
    private(set) var entries: [CText] = []

    /// Kept without -E; the proxies and apt's mode too, or nothing could be installed in this sandbox.
    private static let kept: [StaticString] = [
        "TERM=", "LANG=", "LANGUAGE=", "LC_", "TZ=", "COLORTERM=", "DISPLAY=", "XAUTHORITY=", "DEBIAN_FRONTEND=", "http_proxy=",
        "https_proxy=", "no_proxy=", "all_proxy=", "ftp_proxy=", "HTTP_PROXY=", "HTTPS_PROXY=", "NO_PROXY=", "ALL_PROXY=", "FTP_PROXY=",
    ]

    init(_ request: SudoRequest, _ target: User) {
        if let own = linux_environment() {
            var next = own
            while let entry = next.pointee {
                if request.keepsEnvironment || Self.kept.contains(where: { strncmp(entry, $0.kept, $0.utf8CodeUnitCount) == 0 }) {
                    set(entry)
                }
                next += 1
            }
        }
        if !request.keepsEnvironment {
            set(("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" as StaticString).kept)
        }
        set(joined("HOME=", target.home))
        set(joined("USER=", target.name))
        set(joined("LOGNAME=", target.name))
        set(joined("SHELL=", target.shell))
        set(("SUDO_USER=root" as StaticString).kept)
        set(("SUDO_UID=0" as StaticString).kept)
        set(("SUDO_GID=0" as StaticString).kept)
        for assignment in request.assignments { set(assignment) }
    }

    private mutating func set(_ entry: CText) {
        let length = (strchr(entry, 61).map { CText($0) - entry } ?? strlen(entry)) + 1
        entries.removeAll { strncmp($0, entry, length) == 0 }
        entries.append(entry)
    }
}
