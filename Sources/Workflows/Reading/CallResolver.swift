import Diagnostics
import Expressions

/// Reads the workflows that jobs call, and checks what callers give them.
struct CallResolver {
    let options: ReadingOptions
    private(set) var diagnostics: [Diagnostic] = []

    init(options: ReadingOptions) {
        self.options = options
    }

    mutating func resolve(_ workflow: inout Workflow, file: String) {
    }
}
