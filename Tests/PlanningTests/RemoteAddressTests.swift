import Events
import Testing

@Suite struct RemoteAddressTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var name: String?
        var server = "https://github.com"
    }

    static let cases = [
        Case(testDescription: "https://github.com/octo/app.git", name: "octo/app"),
        Case(testDescription: "https://github.com/octo/app/", name: "octo/app"),
        Case(testDescription: "https://user:token@git.example.org:8443/octo/app", name: "octo/app", server: "https://git.example.org:8443"),
        Case(testDescription: "http://localhost:3000/octo/app.git", name: "octo/app", server: "http://localhost:3000"),
        Case(testDescription: "git@github.com:octo/app.git", name: "octo/app"),
        Case(testDescription: "ssh://git@git.example.org:2222/octo/app.git", name: "octo/app", server: "https://git.example.org"),
        Case(testDescription: "https://gitlab.com/group/sub/app.git", name: "sub/app", server: "https://gitlab.com"),
        Case(testDescription: "/srv/git/octo/app.git", name: "octo/app"),
        Case(testDescription: "file:///srv/git/octo/app", name: "octo/app"),
        Case(testDescription: "../app", name: nil),
        Case(testDescription: "app", name: nil),
        Case(testDescription: "", name: nil),
    ]

    @Test(arguments: cases) func namesTheRepository(_ c: Case) {
        let identity = RepositoryIdentity(remoteURL: c.testDescription, defaultBranch: "main")
        #expect(identity?.fullName == c.name)
        if identity != nil { #expect(identity?.serverURL == c.server) }
    }
}
