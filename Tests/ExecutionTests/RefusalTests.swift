import RunRecords
import Testing

@testable import Execution

/// What this version can't run is refused with its place, never passed over.
@Suite struct RefusalTests {
    @Test(arguments: [
        ("container", "{runs-on: ubuntu-latest, container: debian, steps: [{run: x}]}", "3:", "job containers come with a later version"),
        ("services", "{runs-on: ubuntu-latest, services: {db: {image: p}}, steps: [{run: x}]}", "3:", "service containers come with"),
        (
            "workflow", "{uses: o/r/.github/workflows/x.yml@v1}", "3:",
            "the called workflow \"o/r/.github/workflows/x.yml@v1\" is not at hand"
        ),
        (
            "docker", "{runs-on: ubuntu-latest, steps: [{uses: 'docker://alpine'}]}", "3:",
            "the action \"docker://alpine\" is a container"
        ),
        (
            "gate", "{runs-on: ubuntu-latest, environment: staging, steps: [{run: x}]}", "3:",
            "the environment \"staging\" may have protection"
        ),
        (
            "no deployment", "{runs-on: ubuntu-latest, environment: {name: staging, deployment: false}, steps: [{run: x}]}", "3:",
            "the environment \"staging\" may have protection rules"
        ),
        ("snapshot", "{runs-on: ubuntu-latest, snapshot: image, steps: [{run: x}]}", "3:", "snapshots of machine images are not supported"),
        ("group", "{runs-on: {group: big}, steps: [{run: x}]}", "3:", "a runner group without labels is not supported"),
        ("label", "{runs-on: windows-latest, steps: [{run: x}]}", "3:", "no engine serves the label \"windows-latest\""),
    ]) func jobsAreNotRun(_ name: String, _ job: String, _ place: String, _ reason: String) async throws {
        let story = try await Story.run(
            "on: push\njobs:\n  a: \(job)\n  b: {runs-on: ubuntu-latest, needs: a, steps: [{run: out b}]}\n")
        #expect(story.jobs == ["a": .notRun, "b": .skipped])
        #expect(story.conclusion == .notRun)
        let text = try #require(story.job("a")?.reason)
        #expect(text.contains(reason), "\(text)")
        #expect(text.hasPrefix("ci.yml:\(place)"), "\(text)")
    }

    @Test func anEmptyEnvironmentIsNone() async throws {
        let story = try await Story.run(
            "on: push\njobs:\n  a: {runs-on: {group: big, labels: ubuntu-latest}, environment: \"${{ github.head_ref }}\", steps: [{run: out a}]}\n"
        )
        #expect(story.printed == ["a"])
        #expect(story.log.contains { $0.text.hasPrefix("##[notice]The runner group \"big\" has no meaning here") })
    }

    @Test func aConcurrencyGroupThatIsEmptyFailsTheJob() async throws {
        let story = try await Story.run(
            "on: push\njobs:\n  a: {runs-on: ubuntu-latest, concurrency: \"${{ github.head_ref }}\", steps: [{run: out a}]}\n")
        #expect(story.jobs == ["a": .failure])
        #expect(story.job("a")?.reason?.hasPrefix("ci.yml:3:") == true)
    }
}
