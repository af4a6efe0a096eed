import Glibc

/// Many byte strings, found in one pass over a text.
///
/// Strings of four bytes and more are found by the shift table of Wu and Manber ("A fast algorithm for multi-pattern searching", 1994)
/// over pairs of bytes: most of a text is jumped over, by nearly the length of the shortest string at a time. Shorter ones are found by
/// their first byte. Adding a string costs its length, so masks can be added line by line.
struct SecretMaskPatterns: Sendable {
    /// Length of the longest string, 0 when there is none.
    private(set) var longest = 0
    /// Number of different strings.
    var count: Int { starts.count }

    // All strings, one after another, and for each its place, its first four bytes, and the next one of the same bucket (-1: none).
    private var bytes: [UInt8] = []
    private var starts: [Int] = []
    private var lengths: [Int] = []
    private var prefixes: [UInt32] = []
    private var next: [Int32] = []

    // Long strings: how far to go on when a window ends in a pair of bytes; and buckets by the hash of the first four bytes.
    private var window = 0
    private var shifts: [UInt8] = []
    private var longHeads: [Int32] = []
    private var shortHeads: [Int32] = []

    private static let bucketBits: UInt32 = 12
    private static let widestWindow = 64

    /// Adds a string; one that is there already, or is empty, changes nothing.
    mutating func insert(_ string: [UInt8]) {
        guard !string.isEmpty, !contains(string) else { return }
        let number = Int32(starts.count)
        starts.append(bytes.count)
        lengths.append(string.count)
        bytes.append(contentsOf: string)
        longest = max(longest, string.count)
        if string.count < 4 {
            if shortHeads.isEmpty { shortHeads = [Int32](repeating: -1, count: 256) }
            prefixes.append(0)
            next.append(shortHeads[Int(string[0])])
            shortHeads[Int(string[0])] = number
            return
        }
        let prefix = Self.prefix(string)
        let bucket = Self.bucket(prefix)
        if longHeads.isEmpty { longHeads = [Int32](repeating: -1, count: 1 << Int(Self.bucketBits)) }
        prefixes.append(prefix)
        next.append(longHeads[bucket])
        longHeads[bucket] = number
        let needed = min(string.count, Self.widestWindow)
        if window == 0 || needed < window {
            window = needed
            rebuildShifts()
        } else {
            lowerShifts(start: starts[Int(number)])
        }
    }

    private func contains(_ string: [UInt8]) -> Bool {
        let heads = string.count < 4 ? shortHeads : longHeads
        guard !heads.isEmpty else { return false }
        var number = heads[string.count < 4 ? Int(string[0]) : Self.bucket(Self.prefix(string))]
        while number >= 0 {
            let start = starts[Int(number)]
            if lengths[Int(number)] == string.count, bytes[start..<start + string.count].elementsEqual(string) { return true }
            number = next[Int(number)]
        }
        return false
    }

    private mutating func rebuildShifts() {
        shifts = [UInt8](repeating: UInt8(window - 1), count: 65_536)
        for number in starts.indices where lengths[number] >= 4 {
            lowerShifts(start: starts[number])
        }
    }

    private mutating func lowerShifts(start: Int) {
        for last in 1..<window {
            let pair = Int(bytes[start + last - 1]) | Int(bytes[start + last]) << 8
            shifts[pair] = min(shifts[pair], UInt8(window - 1 - last))
        }
    }

    private static func prefix(_ string: [UInt8]) -> UInt32 {
        UInt32(string[0]) | UInt32(string[1]) << 8 | UInt32(string[2]) << 16 | UInt32(string[3]) << 24
    }

    @inline(__always)
    private static func bucket(_ prefix: UInt32) -> Int {
        Int((prefix &* 0x9E37_79B1) >> (32 - bucketBits))
    }

    /// Where the strings occur: ranges in order, none touching the next. Overlapping and touching finds are one range.
    ///
    /// - Parameters:
    ///   - text: Any bytes.
    ///   - found: Cleared first; passed in so that a caller's loop needs no memory.
    func find(in text: UnsafeRawBufferPointer, _ found: inout [Range<Int>]) {
        found.removeAll(keepingCapacity: true)
        guard let base = text.baseAddress else { return }
        if window > 0, text.count >= window { findLong(base, text.count, &found) }
        if !shortHeads.isEmpty { findShort(base, text.count, &found) }
        if found.count > 1 { Self.merge(&found) }
    }

    private func findLong(_ text: UnsafeRawPointer, _ count: Int, _ found: inout [Range<Int>]) {
        shifts.withUnsafeBufferPointer { shifts in
            guard let shift = shifts.baseAddress else { return }
            var last = window - 1
            while last < count {
                let pair = UInt16(littleEndian: text.loadUnaligned(fromByteOffset: last - 1, as: UInt16.self))
                let step = shift[Int(pair)]
                if step != 0 {
                    last += Int(step)
                    continue
                }
                verify(text, count, at: last - window + 1, &found)
                last += 1
            }
        }
    }

    private func verify(_ text: UnsafeRawPointer, _ count: Int, at start: Int, _ found: inout [Range<Int>]) {
        let prefix = UInt32(littleEndian: text.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        var number = longHeads[Self.bucket(prefix)]
        while number >= 0 {
            let index = Int(number)
            if prefixes[index] == prefix { match(index, text, count, at: start, &found) }
            number = next[index]
        }
    }

    private func findShort(_ text: UnsafeRawPointer, _ count: Int, _ found: inout [Range<Int>]) {
        shortHeads.withUnsafeBufferPointer { heads in
            for start in 0..<count {
                var number = heads[Int(text.load(fromByteOffset: start, as: UInt8.self))]
                while number >= 0 {
                    match(Int(number), text, count, at: start, &found)
                    number = next[Int(number)]
                }
            }
        }
    }

    private func match(_ index: Int, _ text: UnsafeRawPointer, _ count: Int, at start: Int, _ found: inout [Range<Int>]) {
        let length = lengths[index]
        guard start + length <= count else { return }
        // What lies inside the range before adds nothing; this also keeps periodic secrets in periodic text from costing memory.
        if let previous = found.last, previous.lowerBound <= start, previous.upperBound >= start + length { return }
        let isEqual = bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress else { return false }
            return memcmp(base + starts[index], text + start, length) == 0
        }
        guard isEqual else { return }
        if let previous = found.last, previous.lowerBound <= start, previous.upperBound >= start {
            found[found.count - 1] = previous.lowerBound..<start + length
        } else {
            found.append(start..<start + length)
        }
    }

    private static func merge(_ found: inout [Range<Int>]) {
        found.sort { $0.lowerBound < $1.lowerBound }
        var kept = 0
        for range in found.dropFirst() {
            if range.lowerBound <= found[kept].upperBound {
                found[kept] = found[kept].lowerBound..<max(found[kept].upperBound, range.upperBound)
            } else {
                kept += 1
                found[kept] = range
            }
        }
        found.removeSubrange((kept + 1)...)
    }
}
