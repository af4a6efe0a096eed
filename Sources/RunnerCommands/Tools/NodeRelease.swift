import Glibc

/// An official build of node, as `SHASUMS256.txt` of its folder lists it.
struct NodeRelease: Hashable {
    /// `v24.1.0`
    var version: String
    /// `node-v24.1.0-linux-x64.tar.gz`
    var file: String
    /// SHA-256 in hexadecimal digits.
    var digest: String

    /// Finds the build for this machine.
    ///
    /// - Parameters:
    ///   - listing: Lines `DIGEST  FILE`.
    ///   - major: 24 for `node24`.
    ///   - platform: `linux-x64`
    init?(listing: String, major: Int, platform: String) {
        for line in listing.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2, words[0].utf8.count == 64, words[0].allSatisfy(\.isHexDigit) else { continue }
            let file = words[1]
            guard file.hasPrefix("node-v\(major)."), file.hasSuffix("-\(platform).tar.gz") else { continue }
            let version = file.dropFirst("node-".count).dropLast("-\(platform).tar.gz".count)
            // It becomes a part of a path and of a URL.
            guard version.dropFirst().allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }) else { continue }
            self.version = String(version)
            self.file = file
            digest = words[0].lowercased()
            return
        }
        return nil
    }

    /// This machine, as node calls it.
    static var platform: String {
        #if arch(arm64)
            "linux-arm64"
        #else
            "linux-x64"
        #endif
    }
}
