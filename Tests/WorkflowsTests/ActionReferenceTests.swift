import Testing
import Workflows

/// A reference to a repository; nothing where it has no valid parts.
private func reference(name: String, path: String, ref: String) -> ActionReference? {
    RepositoryReference(name: name, path: path, ref: ref).map(ActionReference.repository)
}

@Suite struct ActionReferenceTests {
    @Test(
        "every form of a reference is told apart",
        arguments: [
            ("actions/checkout@v5", reference(name: "actions/checkout", path: "", ref: "v5")),
            ("a/b/c/d@main", reference(name: "a/b", path: "c/d", ref: "main")),
            ("a/b@feature/x", reference(name: "a/b", path: "", ref: "feature/x")),
            ("./", .local(path: "")), (".", .local(path: "")), ("./.github/actions/x", .local(path: ".github/actions/x")),
            ("./x//y/./z/", .local(path: "x/y/z")), ("$/tools/x", .selfRepository(path: "tools/x")),
            ("docker://alpine:3.20", .image("alpine:3.20")),
        ])
    func forms(text: String, expected: ActionReference?) {
        #expect(ActionReference(text) == expected)
    }

    @Test(
        "what leaves its folder, or could be an option, is no reference",
        arguments: [
            "./../x", "$/../x", "a/b/../c@v1", "a/b", "a@v1", "a/b@", "-a/b@v1", "a/-b@v1", "a/b@--upload-pack=touch x", "a/b@-v1",
            "a/..@v1",
            "a/b@x..y", "a/b@x y", "docker://", "docker://--privileged", "a/b@v1@v2", "ä/b@v1", "a/b@x.lock", "a/b@x:y", "$/x@v1",
        ])
    func refused(text: String) {
        #expect(ActionReference(text) == nil)
    }

    @Test("only a whole commit id can't move")
    func commits() {
        let id = String(repeating: "0a", count: 20)
        #expect(RepositoryReference(name: "a/b", path: "", ref: id)?.isCommit == true)
        #expect(RepositoryReference(name: "a/b", path: "", ref: "abcdef1")?.isCommit == false)
    }
}
