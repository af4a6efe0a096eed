import CCrypto

/// libcrypto refused: it has no memory left, or was built or configured without the algorithm.
package struct DigestError: Error, Sendable, Hashable, CustomStringConvertible {
    package var description: String

    package init(description: String) {
        self.description = description
    }
}

/// SHA-256 over bytes that come in pieces; can be used again after `finish`.
package final class SHA256 {
    /// Bytes of a digest.
    package static let length = 32

    private let context: OpaquePointer

    package init() throws(DigestError) {
        guard let context = EVP_MD_CTX_new() else { throw DigestError(description: "libcrypto has no memory for SHA-256") }
        self.context = context
        guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            throw DigestError(description: "libcrypto offers no SHA-256")
        }
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    package func update(_ bytes: UnsafeRawBufferPointer) throws(DigestError) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            throw DigestError(description: "libcrypto failed to hash")
        }
    }

    /// The digest of all bytes since the beginning or the last `finish`; 32 bytes.
    package func finish() throws(DigestError) -> [UInt8] {
        let context = context
        var isDone = false
        let digest = [UInt8](unsafeUninitializedCapacity: Self.length) { buffer, count in
            isDone = EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1
            count = isDone ? Self.length : 0
        }
        guard isDone, EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            throw DigestError(description: "libcrypto failed to hash")
        }
        return digest
    }

    /// The digest of these bytes; 32 bytes.
    package static func digest(of bytes: [UInt8]) throws(DigestError) -> [UInt8] {
        let hash = try SHA256()
        try hash.update(bytes)
        return try hash.finish()
    }

    package func update(_ bytes: [UInt8]) throws(DigestError) {
        var failure: DigestError?
        bytes.withUnsafeBytes { buffer in
            do throws(DigestError) { try update(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}

/// Bytes as hexadecimal digits.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two lower-case digits a byte.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        var out: [UInt8] = []
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }
}
