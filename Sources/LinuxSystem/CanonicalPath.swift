import Glibc

/// An absolute path without `.`, `..` and symbolic links, of a file that is there; `realpath(3)`.
package func canonicalPath(_ path: String) throws(SystemError) -> String {
    guard let text = realpath(path, nil) else { throw .last("find", path) }
    defer { free(text) }
    return String(cString: text)
}
