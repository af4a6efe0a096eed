import Glibc

/// What one search of a whole chunk of output tells about its lines.
///
/// Most of what steps print holds no secret and no command: a search of the chunk costs less than one of each line.
struct ChunkSearch {
    /// A mask was added since: lines must be searched by themselves.
    var isOutdated = false

    private var chunk = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Where secrets lie in the chunk, in order.
    private var secrets: [Range<Int>] = []
    /// The first of `secrets` that may end behind the place asked about last.
    private var next = 0
    /// The first `##[` at or behind the place asked about last; the end where there is none.
    private var marker = 0

    /// Searches a chunk, which must stay where it is while questions about it are asked; they go forward in it.
    mutating func begin(_ chunk: UnsafeRawBufferPointer, _ patterns: SecretMaskPatterns) {
        self.chunk = chunk
        patterns.find(in: chunk, &secrets)
        next = 0
        marker = -1
        isOutdated = false
    }

    /// Where the first line of which something is to be done, but for `::` at its beginning, may end at the earliest: the lines from
    /// `place` on that end there or before hold neither a secret nor `##[`.
    mutating func plainLimit(from place: Int) -> Int {
        if isOutdated { return place - 1 }
        if marker < place { marker = Self.marker(in: chunk, from: place) }
        skipSecrets(before: place)
        return next < secrets.count ? min(secrets[next].lowerBound, marker) : marker
    }

    /// The secrets in a line of the chunk, as ranges of the line.
    mutating func secrets(in line: Range<Int>, _ found: inout [Range<Int>]) {
        found.removeAll(keepingCapacity: true)
        skipSecrets(before: line.lowerBound)
        var index = next
        while index < secrets.count, secrets[index].lowerBound < line.upperBound {
            let secret = secrets[index].clamped(to: line)
            found.append(secret.lowerBound - line.lowerBound..<secret.upperBound - line.lowerBound)
            index += 1
        }
    }

    private mutating func skipSecrets(before place: Int) {
        while next < secrets.count, secrets[next].upperBound <= place { next += 1 }
    }

    private static func marker(in chunk: UnsafeRawBufferPointer, from start: Int) -> Int {
        let hash = UInt8(ascii: "#")
        var position = start
        while let base = chunk.baseAddress, position + 2 < chunk.count,
            let place = memchr(base + position, Int32(hash), chunk.count - position - 2)
        {
            let first = UnsafeRawPointer(place) - base
            // A rule of hashes is gone through here, not by a call for each.
            position = first + 1
            while position < chunk.count, chunk[position] == hash { position += 1 }
            if position - first >= 2, position < chunk.count, chunk[position] == UInt8(ascii: "[") { return position - 2 }
        }
        return chunk.count
    }
}
