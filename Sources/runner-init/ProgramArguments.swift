import CLinux

/// The program's arguments as C strings that live as long as the program.
struct ProgramArguments {
    let count: Int
    private let values: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?

    init() {
        var count: Int32 = 0
        values = linux_arguments(&count)
        self.count = Int(count)
    }

    subscript(index: Int) -> UnsafeMutablePointer<CChar>? {
        index < count ? values?[index] : nil
    }

    /// All arguments from `first` on.
    func dropping(_ first: Int) -> [UnsafeMutablePointer<CChar>] {
        var rest: [UnsafeMutablePointer<CChar>] = []
        for index in first..<max(first, count) {
            if let argument = self[index] { rest.append(argument) }
        }
        return rest
    }

    /// Whether argument `index` is `word`.
    func has(_ word: StaticString, at index: Int) -> Bool {
        guard let text = self[index], strlen(text) == word.utf8CodeUnitCount else { return false }
        return memcmp(text, word.utf8Start, word.utf8CodeUnitCount) == 0
    }

    /// Whether the program was called by a path that ends in this name.
    func isNamed(_ word: StaticString) -> Bool {
        guard let path = self[0] else { return false }
        return matches(strrchr(path, 47 /* slash */).map { $0 + 1 } ?? path, word)
    }

    /// Argument `index` as a descriptor's number.
    func descriptor(at index: Int) -> Int32? {
        guard let text = self[index] else { return nil }
        var end: UnsafeMutablePointer<CChar>?
        let number = strtol(text, &end, 10)
        guard let end, end != text, end.pointee == 0, number >= 0, number <= 1 << 20 else { return nil }
        return Int32(number)
    }
}
