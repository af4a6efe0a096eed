import Expressions
import Planning
import RunRecords
import Workflows

// Jobs that are played.
extension RunLoop {
    /// How a rehearsal lets a job end that is about to start; nothing where its steps are played, and in real runs.
    ///
    /// A call of a file that is not at hand succeeds without outputs.
    func rehearsedEnd(of planned: PlannedJob, _ settings: JobSettings, _ source: JobContextSource) throws(EvaluationFailure) -> JobEnd? {
        guard let rehearsal = request.rehearsal else { return nil }
        let isCall = planned.job.call != nil
        let environment = try planned.job.environment.map { (environment) throws(EvaluationFailure) in
            try source.evaluation.text(environment.name)
        }
        let job = Rehearsal.Job(
            key: planned.key, name: isCall ? source.run.namePrefix + settings.name : settings.name, matrix: planned.matrix,
            labels: settings.labels, concurrency: settings.concurrency.map { ($0.group, $0.cancelsInProgress) }, timeout: settings.timeout,
            environment: environment ?? "", calls: isCall,
            condition: planned.job.condition.source == nil ? nil : conditionTrace(of: planned.key))
        guard var end = rehearsal.job(job) else {
            let isMissing = isCall && planned.job.call?.workflow == nil
            return isMissing ? JobEnd(conclusion: .success, outcome: .success) : nil
        }
        if end.outcome == .failure, settings.continuesOnError { end.conclusion = .success }
        return end
    }
}
