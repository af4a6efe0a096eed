import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite struct FolderWatchTests {
    @Test func tellsWhichFilesChanged() async throws {
        try await withTemporaryFolder { folder in
            let watch = try FolderWatch()
            try watch.add(folder.path)
            try watch.add(folder.path)
            try watch.add(folder.path + "/nowhere")
            let path = folder.appending(path: "a.yml").path
            try Data("a".utf8).write(to: URL(filePath: path))
            #expect(try await watch.changes().contains("a.yml"))
            #expect(rename(path, path + "2") == 0)
            #expect(try await watch.changes() == ["a.yml", "a.yml2"])
        }
    }
}
