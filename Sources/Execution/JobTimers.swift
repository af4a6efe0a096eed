/// The time that a job may take.
enum JobTimers {
    /// Cancels the job after its timeout, and kills it when it has not ended within the cancel timeout after that, or after any
    /// other cancelling. Ends with the job.
    static func start(_ settings: JobSettings, _ control: JobControl, _ job: Task<Void, Never>) {
        let timer = settings.timeout.map { minutes in
            Task {
                try await Task.sleep(for: .seconds(minutes * 60))
                control.cancel(.timedOut(minutes: minutes))
            }
        }
        let grace = settings.cancelTimeout
        control.onCancel {
            let killer = Task {
                try await Task.sleep(for: .seconds(grace * 60))
                job.cancel()
            }
            control.onEnd { killer.cancel() }
        }
        control.onEnd { timer?.cancel() }
    }
}
