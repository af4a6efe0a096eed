import Foundation
import GitRepositories
import TestSupport

extension TestRepository {
    func open() throws -> GitRepository {
        try GitRepository.discover(from: folder.path)
    }
}
