import Diagnostics
import Engines
import Events
import Expressions
import LinuxSystem
import Planning
import RunRecords
import Workflows

/// `actions/cache`, `actions/cache/restore` and `actions/cache/save`, built in: archives made in the sandbox are kept in the state folder.
struct CacheAction {
    let action: BuiltInAction
    let call: BuiltInCall
    let control: StepControl
    private var scope: JobScope { call.run.scope }
    private var store: CacheStore { scope.request.directory.state.caches }
    private var scopes: CacheScopes {
        CacheScopes(event: scope.request.plan.event, defaultBranch: scope.request.plan.repository.defaultBranch)
    }

    /// What the main part of `actions/cache` tells its post part.
    private enum Saved {
        static let primaryKey = "CACHE_KEY"
        static let matchedKey = "CACHE_RESULT"
    }

    /// The main part: restores, or with `actions/cache/save` saves.
    func main() async throws(EvaluationFailure) -> StepResult {
        if action == .cacheSave { return try await save(restored: nil, isPost: false) }
        call.announce(CacheInputs.known(action), then: "Looking for a cache (built into the runner)")
        if call.inputs["save-always"] != nil {
            call.run.warning("\"save-always\" has no effect; a step with actions/cache/save and `if: always()` saves in any case")
        }
        return try await attempt { () throws(InputProblem) in
            try CacheInputs(call)
        } then: { wish in
            try await restore(wish)
        }
    }

    /// The post part of `actions/cache`: saves what was not found under exactly that key.
    func post(_ saved: [(name: String, value: String)]) async throws(EvaluationFailure) -> StepResult {
        let values = Dictionary(saved.map { ($0.name, $0.value) }) { $1 }
        return try await save(restored: values["STATE_\(Saved.matchedKey)"], isPost: true)
    }

    /// The part of its metadata that decides when the post part runs.
    static let metadata: ActionMetadata = {
        let range = SourceRange(start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 1))
        let condition = { (name: String) in Condition(expression: Expression(source: "\(name)()", root: .call(name, []))) }
        var runs = JavaScriptAction(
            runtime: Located("built-in", range), main: Located("restore", range), preCondition: condition("always"),
            postCondition: condition("success"))
        runs.post = Located("save", range)
        return ActionMetadata(path: BuiltInAction.cache.rawValue, runs: .javaScript(runs))
    }()

    // MARK: Restoring

    private func restore(_ wish: CacheInputs) async throws -> StepResult {
        let packing = CachePacking(scope: scope, control: control)
        let method = try await packing.method()
        let (store, scopes) = (store, scopes)
        let found = await BlockingWork.value {
            store.find(wish.keys, version: wish.version(method: method.rawValue), scopes: scopes.readable)
        }
        guard let found else { return try miss(wish) }
        if !wish.looksUpOnly {
            guard try await unpack(found, packing, method) else { return try miss(wish) }
        }
        let isExact = found.key.lowercased() == wish.key.lowercased()
        let size = "\(found.blob.size) bytes, saved for \(found.scope)"
        call.run.log.say("\(wish.looksUpOnly ? "Found" : "Restored") the cache \"\(found.key)\" (\(size))")
        return result(wish, matched: found.key, [("cache-hit", isExact ? "true" : "false")])
    }

    private func miss(_ wish: CacheInputs) throws(InputProblem) -> StepResult {
        let keys = wish.keys.map { "\"\($0)\"" }.joined(separator: ", ")
        let text = "no cache was found for \(keys)"
        if wish.failsOnMiss { throw InputProblem(input: "key", text: "\(text), and \"fail-on-cache-miss\" is set") }
        call.run.log.say(text)
        return result(wish, matched: nil, [])
    }

    private func result(_ wish: CacheInputs, matched: String?, _ hit: [(name: String, value: String)]) -> StepResult {
        var outputs = hit
        if action == .cacheRestore {
            outputs += [("cache-primary-key", wish.key)]
            if let matched { outputs.append(("cache-matched-key", matched)) }
        }
        var result = call.success(outputs)
        result.saved = [(Saved.primaryKey, wish.key)] + (matched.map { [(Saved.matchedKey, $0)] } ?? [])
        return result
    }

    /// - Returns: False when the archive is damaged or gone: that is a miss.
    private func unpack(_ entry: CacheEntry, _ packing: CachePacking, _ method: CachePacking.Method) async throws -> Bool {
        let (store, work) = (store, scope.folders.work)
        let damage: String? = try await BlockingWork.run { () throws -> String? in
            do {
                let target = try ContainedFolder(work, links: .followed).createFile(Array(packing.hostArchive.utf8), mode: 0o644)
                try store.contents.copy(entry.blob.digest, to: target)
                store.touch(entry)
                return nil
            } catch let error as ContentError {
                try store.remove([entry])
                return "\(error)"
            }
        }
        if let damage {
            call.run.warning("the cache \"\(entry.key)\" can't be used and is removed: \(damage)")
            await packing.clear()
            return false
        }
        let outcome = await Result { try await packing.unpack(method) }
        await packing.clear()
        try outcome.get()
        return true
    }

    // MARK: Saving

    /// What goes wrong while saving is a warning: the job has done its work.
    private func save(restored: String?, isPost: Bool) async throws(EvaluationFailure) -> StepResult {
        call.announce(CacheInputs.known(action), then: "Saving a cache (built into the runner)")
        return try await attempt { () throws(InputProblem) in
            try CacheInputs(call)
        } then: { wish in
            if let restored, restored.lowercased() == wish.key.lowercased() {
                call.run.log.say("The cache \"\(wish.key)\" was restored, so there is nothing to save")
                return call.success([])
            }
            do {
                try await store(wish)
            } catch let error as EngineError {
                throw error
            } catch {
                call.run.warning("no cache is saved: \(error)")
            }
            return call.success([])
        }
    }

    private func store(_ wish: CacheInputs) async throws {
        if scope.mask.mask(wish.key) != wish.key {
            throw InputProblem(input: "key", text: "the key holds a secret; keys are kept in the state folder")
        }
        let packing = CachePacking(scope: scope, control: control)
        let method = try await packing.method()
        let (store, own) = (store, scopes.own)
        let version = wish.version(method: method.rawValue)
        if store.holds(wish.key, version: version, scope: own) {
            return call.run.log.say("There is a cache \"\(wish.key)\" for \(own) already; caches are never changed")
        }
        let paths = try await packing.resolve(wish.paths.filter { !$0.hasPrefix("!") })
        let kept = try wish.kept(paths, workspace: scope.paths.workspace, home: home)
        guard !kept.isEmpty else { throw InputProblem(input: "path", text: "none of the paths is there") }
        let outcome = await Result {
            try await packing.pack(kept, method)
            return try await keep(packing.hostArchive, key: wish.key, version: version)
        }
        await packing.clear()
        guard let size = try outcome.get() else {
            return call.run.log.say("Another job has saved a cache \"\(wish.key)\" meanwhile; caches are never changed")
        }
        call.run.log.say("Saved the cache \"\(wish.key)\" for \(own), \(size) bytes")
    }

    private var home: String { scope.sandbox.surroundings.environment["HOME"] ?? "/root" }

    /// - Returns: The archive's bytes; nothing when another was quicker.
    private func keep(_ archive: String, key: String, version: String) async throws -> Int? {
        let (store, own, work) = (store, scopes.own, scope.folders.work)
        return try await BlockingWork.run { () throws -> Int? in
            // By way of the root: another process of the job may have put a link there.
            let root = try FileHashRoot(path: work)
            guard let file = try root.open(FileHashPattern.components(archive), isFolder: false) else {
                throw CachePacking.Failure(description: "the archive is gone")
            }
            let batch = try ContentBatch(store.contents)
            let blob = try batch.add(file)
            let now = Double(wallClockMicroseconds()) / 1_000_000
            let entry = CacheEntry(key: key, version: version, scope: own, blob: blob, created: now, used: now)
            return try store.save(entry, from: batch) ? blob.size : nil
        }
    }

    // MARK: Failing

    private func attempt<Wish>(
        _ read: () throws(InputProblem) -> Wish, then body: (Wish) async throws -> StepResult
    ) async throws(EvaluationFailure) -> StepResult {
        do {
            return try await body(try read())
        } catch let problem as InputProblem {
            throw call.failure(problem)
        } catch let error as EngineError where error.endsSandbox && !Task.isCancelled {
            scope.loss.note(error, under: call.run)
            var result = StepResult(end: StepEnd(outcome: .failure, conclusion: .failure))
            result.isLost = true
            return result
        } catch {
            throw call.failure(InputProblem(input: nil, text: "\(error)"))
        }
    }
}

extension CacheInputs {
    /// The paths that no `!` pattern excludes, relative to the workspace; what lies in another of them is left out.
    func kept(_ found: [String], workspace: String, home: String) throws(InputProblem) -> [String] {
        let excluded: [FileHashPattern]
        do throws(FileHashError) {
            excluded = try FileHashPattern.read(paths.filter { $0.hasPrefix("!") }, root: workspace, home: home)
        } catch {
            throw InputProblem(input: "path", text: error.description)
        }
        var names: [[[UInt8]]] = []
        for path in found {
            let absolute = path.hasPrefix("/") ? path : "\(workspace)/\(path)"
            let parts = FileHashPattern.components(absolute).filter { $0 != Array(".".utf8) }
            let isExcluded = excluded.contains { pattern in
                pattern.isComplete(parts.reduce(pattern.start) { pattern.advance($0, $1) })
            }
            if !isExcluded, !names.contains(parts) { names.append(parts) }
        }
        let outer = names.filter { path in !names.contains { $0.count < path.count && path.starts(with: $0) } }
        let base = FileHashPattern.components(workspace)
        return outer.map { path in
            let shared = zip(path, base).prefix { $0 == $1 }.count
            let relative = Array(repeating: "..", count: base.count - shared) + path[shared...].map { String(decoding: $0, as: UTF8.self) }
            return relative.isEmpty ? "." : relative.joined(separator: "/")
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
