@preconcurrency import Dispatch
import Execution
import Glibc
import RunRecords
import Synchronization

/// The live picture on a terminal: redrawn in place at most ten times a second.
final class LiveView: RunView {
    let wantsLines = true
    private let output: TextOutput
    private let usesColor: Bool
    private let state = Mutex(State())
    private let timer: any DispatchSourceTimer

    private struct State {
        var runs: [(label: RunLabel, picture: RunPicture)] = []
        var drawnLines = 0
        var isChanged = false
        var isFinished = false
    }

    init(usesColor: Bool, output: @escaping TextOutput) {
        self.output = output
        self.usesColor = usesColor
        timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "runner.live-view"))
        timer.schedule(deadline: .now() + .milliseconds(80), repeating: .milliseconds(100))
        timer.setEventHandler { [weak self] in self?.draw() }
        timer.resume()
    }

    func show(_ notice: RunNotice, of run: RunLabel) {
        state.withLock { state in
            let place: Int
            if let known = state.runs.firstIndex(where: { $0.label == run }) {
                place = known
            } else {
                place = state.runs.count
                state.runs.append((run, RunPicture()))
            }
            state.runs[place].picture.apply(notice)
            state.isChanged = true
        }
    }

    /// Draws the last picture, which stays.
    func finish() {
        timer.cancel()
        state.withLock { state in
            draw(&state)
            state.isFinished = true
        }
    }

    private func draw() {
        state.withLock { state in
            if !state.isFinished { draw(&state) }
        }
    }

    private func draw(_ state: inout State) {
        let size = Self.terminalSize()
        let screen = LiveScreen(style: TerminalStyle(usesColor: usesColor), columns: size.columns, rows: size.rows)
        let lines = screen.lines(state.runs, now: Self.now())
        // Up to the first line drawn before and over it line by line, in one write: clearing the whole screen would fill the scrollback.
        let back = state.drawnLines > 0 ? "\u{1B}[\(state.drawnLines)A" : ""
        output("\r\(back)" + lines.map { $0 + "\u{1B}[K\n" }.joined() + "\u{1B}[J")
        state.drawnLines = lines.count
    }

    private static func terminalSize() -> (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return (80, 24) }
        // Some terminals know one of the two only.
        return (size.ws_col > 0 ? Int(size.ws_col) : 80, size.ws_row > 1 ? Int(size.ws_row) : 24)
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
