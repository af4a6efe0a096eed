import CLinux

/// A user of /etc/passwd. NSS is not asked: a static program can't load it.
struct User {
    var name: CText
    var user: UInt32
    var group: UInt32
    var home: CText
    var shell: CText
}

/// The lines of a table such as /etc/passwd, each as its fields.
func readTable(_ path: CText) -> [[CText]] {
    let descriptor = linux_open(path, O_RDONLY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    // Read once, and kept as long as the program: the fields point into it.
    let capacity = 1 << 20
    let text = UnsafeMutablePointer<CChar>.allocate(capacity: capacity)
    var count = 0
    while count < capacity - 1 {
        let part = read(descriptor, text + count, capacity - 1 - count)
        if part <= 0 { break }
        count += part
    }
    text[count] = 0
    var lines: [[CText]] = []
    var fields: [CText] = []
    var start = 0
    for index in 0...count {
        let byte = text[index]
        guard byte == 58 /* : */ || byte == 10 || byte == 0 else { continue }
        text[index] = 0
        fields.append(CText(text + start))
        start = index + 1
        if byte != 58 {
            lines.append(fields)
            fields = []
        }
    }
    return lines
}

/// The user of a name, or of a number written `#1000`.
func findUser(_ wanted: CText) -> User? {
    let isNumber = wanted.pointee == 35 /* # */
    for fields in readTable("/etc/passwd") where fields.count >= 7 {
        if strcmp(isNumber ? fields[2] : fields[0], isNumber ? wanted + 1 : wanted) == 0 {
            return User(
                name: fields[0], user: UInt32(number(fields[2])), group: UInt32(number(fields[3])), home: fields[5],
                shell: fields[6].pointee == 0 ? ("/bin/sh" as StaticString).kept : fields[6])
        }
    }
    return nil
}

/// The groups that a user is in besides the first.
func findGroups(of name: CText) -> [UInt32] {
    let length = strlen(name)
    return readTable("/etc/group").filter { fields in
        guard fields.count >= 4 else { return false }
        var member = fields[3]
        while true {
            if strncmp(member, name, length) == 0, member[length] == 44 /* , */ || member[length] == 0 { return true }
            guard let comma = strchr(member, 44) else { return false }
            member = CText(comma) + 1
        }
    }.map { UInt32(number($0[2])) }
}

extension StaticString {
    /// As a C string, for as long as the program runs.
    var kept: CText { CText(OpaquePointer(utf8Start)) }
}
