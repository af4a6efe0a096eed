import CLinux

typealias CText = UnsafePointer<CChar>

/// What one record of a launch specification asks for; the engine's `LaunchSpecification` writes them and says what each means.
enum Verb {
    case host, namespaces, ownUserNamespace, childUserNamespace, owner, idMap
    case controlGroup, limit, wish, enter, join, resourceLimit, watch
    case storeInMemory, storeInFolder
    case overlay, bind, empty, memory, folder, file, link, remove, mask, device, program
    case mountInside, maskInside, freezeInside
    case capabilities, argument

    /// The word in the specification, and how many fields follow it.
    static let table: [(word: StaticString, fields: Int, verb: Verb)] = [
        ("host", 1, .host), ("namespaces", 1, .namespaces), ("own-user-namespace", 2, .ownUserNamespace),
        ("child-user-namespace", 2, .childUserNamespace), ("owner", 2, .owner), ("id-map", 2, .idMap),
        ("control-group", 1, .controlGroup), ("limit", 2, .limit), ("wish", 2, .wish), ("enter", 1, .enter),
        ("join", 2, .join),
        ("resource-limit", 2, .resourceLimit), ("watch", 2, .watch),
        ("store-in-memory", 2, .storeInMemory), ("store-in-folder", 1, .storeInFolder),
        ("overlay", 4, .overlay), ("bind", 4, .bind), ("empty", 3, .empty), ("memory", 3, .memory), ("folder", 2, .folder),
        ("file", 4, .file),
        ("link", 2, .link), ("remove", 1, .remove), ("mask", 1, .mask), ("device", 1, .device), ("program", 1, .program),
        ("mount-inside", 4, .mountInside), ("mask-inside", 1, .maskInside), ("freeze-inside", 1, .freezeInside),
        ("capabilities", 1, .capabilities), ("argument", 1, .argument),
    ]
}

/// One record: a verb and its fields, which live as long as the program.
struct Record {
    let verb: Verb
    let first: CText
    let second: CText
    let third: CText
    let fourth: CText
}

/// The records of a specification, in order.
struct Specification {
    let records: [Record]

    /// Reads NUL-terminated words from `descriptor` to its end.
    init(from descriptor: Int32) throws(LaunchFailure) {
        var bytes: [CChar] = []
        let part = UnsafeMutablePointer<CChar>.allocate(capacity: 1 << 16)
        defer { part.deallocate() }
        while true {
            let count = read(descriptor, part, 1 << 16)
            guard count >= 0 else { throw LaunchFailure("read the specification") }
            if count == 0 { break }
            bytes.append(contentsOf: UnsafeBufferPointer(start: part, count: count))
        }
        // Kept for ever: the records point into it.
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        text.initialize(from: bytes, count: bytes.count)
        text[bytes.count] = 0
        records = try Self.parse(text, bytes.count)
    }

    private static func parse(_ text: CText, _ count: Int) throws(LaunchFailure) -> [Record] {
        var records: [Record] = []
        var position = text
        let end = text + count
        while position < end {
            guard let entry = Verb.table.first(where: { matches(position, $0.word) }) else {
                throw LaunchFailure("understand the specification", error: EINVAL, detail: position)
            }
            var fields: (CText, CText, CText, CText) = (position, position, position, position)
            for index in 0..<entry.fields {
                position += strlen(position) + 1
                guard position < end else { throw LaunchFailure("understand the specification", error: EINVAL) }
                switch index {
                case 0: fields.0 = position
                case 1: fields.1 = position
                case 2: fields.2 = position
                default: fields.3 = position
                }
            }
            position += strlen(position) + 1
            records.append(Record(verb: entry.verb, first: fields.0, second: fields.1, third: fields.2, fourth: fields.3))
        }
        return records
    }

    /// The first record with the verb.
    func first(_ verb: Verb) -> Record? {
        records.first { $0.verb == verb }
    }
}

func matches(_ text: CText, _ word: StaticString) -> Bool {
    strlen(text) == word.utf8CodeUnitCount && memcmp(text, word.utf8Start, word.utf8CodeUnitCount) == 0
}

/// The decimal or octal (base 8) number in `text`; 0 where there is none.
func number(_ text: CText, base: Int32 = 10) -> UInt64 {
    UInt64(strtoull(text, nil, base))
}

/// How a mount shall be, as letters: `r`ead-only, no `s`etuid, no `d`evices, no e`x`ecution, with those below (`t`ree),
/// `o`ptional, or the source itself read-only where it can't be overlaid (`f`all back).
struct MountFlags {
    private let letters: CText

    init(_ letters: CText) {
        self.letters = letters
    }

    func has(_ letter: Character) -> Bool {
        guard let code = letter.asciiValue else { return false }
        return strchr(letters, Int32(code)) != nil
    }

    /// As bits of mount_setattr(2).
    var attributes: UInt64 {
        UInt64(has("r") ? MOUNT_READ_ONLY : 0) | UInt64(has("s") ? MOUNT_NO_SETUID : 0) | UInt64(has("d") ? MOUNT_NO_DEVICES : 0)
            | UInt64(has("x") ? MOUNT_NO_EXECUTION : 0)
    }
}
