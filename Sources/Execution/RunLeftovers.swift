package import LinuxSystem
package import RunRecords

/// What a runner that was killed has left in a run's folder: the work and scratch folders of the jobs that ran.
package enum RunLeftovers {
    /// Removes the jobs' folders; logs and journal stay. Only for a run that nobody is at work on. Blocks.
    ///
    /// - Returns: Whether there was anything.
    /// - Throws: `SystemError` of the first thing that could not be removed; the rest is removed nevertheless.
    package static func remove(of run: RunDirectory) throws(SystemError) -> Bool {
        let jobs = "\(run.path)/jobs"
        guard isFolder(jobs) else { return false }
        var found = false
        var failure: SystemError?
        for name in try listFolder(jobs) {
            let folders = JobFolders(jobFolder: run.jobPath(name), repositoryName: "", boundWorkTree: nil)
            for path in [folders.work, folders.scratch] where isFolder(path) {
                found = true
                do throws(SystemError) {
                    try removeTree(path)
                } catch {
                    failure = failure ?? error
                }
            }
        }
        if let failure { throw failure }
        return found
    }
}
