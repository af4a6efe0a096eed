import Synchronization
import Testing

@testable import Execution

@Suite struct ConcurrencyGroupsTests {
    private final class Calls: Sendable {
        private let texts = Mutex<[String]>([])
        var all: [String] { texts.withLock { $0 } }
        func note(_ text: String) { texts.withLock { $0.append(text) } }
    }

    private let groups = ConcurrencyGroups()
    private let calls = Calls()

    private func enter(_ identity: String, cancels: Bool = false, queuesAll: Bool = false) -> ConcurrencyGroups.Standing {
        let calls = calls
        return groups.enter(
            "Group",
            ConcurrencyGroups.Member(
                identity: identity, cancelsInProgress: cancels, queuesAll: queuesAll, stop: { calls.note("stop \(identity)") },
                wake: { calls.note("wake \(identity)") }))
    }

    @Test func oneRunsAtATimeAndTheNextIsWoken() {
        #expect(enter("1") == .mayRun)
        #expect(enter("1") == .mayRun)
        #expect(enter("2") == .waits)
        groups.leave("group", identity: "1")
        #expect(calls.all == ["wake 2"])
        #expect(enter("2") == .mayRun)
    }

    @Test func aNewerWaitingMemberSupersedesTheOlder() {
        _ = enter("1")
        _ = enter("2")
        #expect(enter("3") == .waits)
        #expect(enter("2") == .superseded)
        groups.leave("Group", identity: "1")
        #expect(enter("3") == .mayRun)
    }

    @Test func aQueueOfAllKeepsEveryMember() {
        _ = enter("1", queuesAll: true)
        _ = enter("2", queuesAll: true)
        _ = enter("3", queuesAll: true)
        groups.leave("Group", identity: "1")
        #expect(enter("3", queuesAll: true) == .waits)
        #expect(enter("2", queuesAll: true) == .mayRun)
    }

    @Test func cancelInProgressStopsTheHolder() {
        _ = enter("1")
        #expect(enter("2", cancels: true) == .waits)
        #expect(calls.all == ["stop 1"])
    }
}
