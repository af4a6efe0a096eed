import CLinux

/// Nanoseconds since some moment in the past, never going back; for measuring.
package func monotonicNanoseconds() -> UInt64 {
    linux_monotonic_nanoseconds()
}

/// Microseconds since 1970-01-01T00:00:00Z; for records.
package func wallClockMicroseconds() -> Int64 {
    linux_wall_clock_nanoseconds() / 1000
}
