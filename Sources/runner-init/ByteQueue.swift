import CLinux

/// Bytes that wait for a descriptor, in one block of memory: written into at the end, taken from at the front.
final class ByteQueue {
    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private var start = 0
    private var end = 0

    init(capacity: Int) {
        self.capacity = capacity
        base = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    }

    var count: Int { end - start }

    /// What waits, oldest first; valid until the next change.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base + start, count: end - start) }

    /// Room for `count` bytes at the end; they belong to the queue once `grow` says so.
    func room(_ count: Int) -> UnsafeMutableRawPointer {
        if end + count > capacity { makeRoom(count) }
        return base + end
    }

    /// Takes the first `count` bytes of the room into the queue.
    func grow(_ count: Int) {
        end += count
    }

    /// Forgets the first `count` bytes.
    func drop(_ count: Int) {
        start += count
        if start == end {
            start = 0
            end = 0
        }
    }

    /// Gives memory back that one large frame needed.
    func shrink(to least: Int) {
        guard count == 0, capacity > least else { return }
        base.deallocate()
        base = UnsafeMutableRawPointer.allocate(byteCount: least, alignment: 16)
        capacity = least
    }

    private func makeRoom(_ extra: Int) {
        let used = count
        if used + extra <= capacity {
            memmove(base, base + start, used)
        } else {
            let larger = max(capacity * 2, used + extra)
            let next = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
            memcpy(next, base + start, used)
            base.deallocate()
            base = next
            capacity = larger
        }
        start = 0
        end = used
    }

    deinit {
        base.deallocate()
    }
}
