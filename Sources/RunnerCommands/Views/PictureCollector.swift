import Execution
import Synchronization

/// Keeps the pictures of runs for the report at their end, whatever the view shows.
final class PictureCollector: Sendable {
    private let pictures: Mutex<[RunLabel: RunPicture]>

    private let countsLines: Bool

    /// - Parameter countsLines: The pictures shall know how much steps printed; it costs a little for each line.
    init(_ labels: [RunLabel], countsLines: Bool) {
        self.countsLines = countsLines
        pictures = Mutex(Dictionary(labels.map { ($0, RunPicture()) }, uniquingKeysWith: { first, _ in first }))
    }

    /// Takes in a notice.
    func apply(_ notice: RunNotice, of run: RunLabel) {
        if case .log = notice, !countsLines { return }
        pictures.withLock { $0[run, default: RunPicture()].apply(notice) }
    }

    subscript(run: RunLabel) -> RunPicture {
        pictures.withLock { $0[run] ?? RunPicture() }
    }
}
