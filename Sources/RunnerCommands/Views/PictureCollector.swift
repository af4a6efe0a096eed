import Execution
import Synchronization

/// Keeps the pictures of runs for the report at their end, whatever the view shows.
final class PictureCollector: Sendable {
    private let pictures: Mutex<[RunLabel: RunPicture]>

    init(_ labels: [RunLabel]) {
        pictures = Mutex(Dictionary(labels.map { ($0, RunPicture()) }, uniquingKeysWith: { first, _ in first }))
    }

    /// Takes in a record; lines aren't needed.
    func apply(_ notice: RunNotice, of run: RunLabel) {
        guard case .record = notice else { return }
        pictures.withLock { $0[run, default: RunPicture()].apply(notice) }
    }

    subscript(run: RunLabel) -> RunPicture {
        pictures.withLock { $0[run] ?? RunPicture() }
    }
}
