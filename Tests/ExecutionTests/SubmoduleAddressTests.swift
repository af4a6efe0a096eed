import Testing

@testable import Execution

@Suite struct SubmoduleAddressTests {
    struct Case: CustomTestStringConvertible {
        var url: String
        var origin: String? = "https://github.com/octo/app.git"
        /// Nothing for what is refused.
        var resolved: String?
        var testDescription: String { "\(url) of \(origin ?? "none")" }
    }

    static let cases = [
        Case(url: "https://example.org/x.git", resolved: "https://example.org/x.git"),
        Case(url: "../lib.git", resolved: "https://github.com/octo/lib.git"),
        Case(url: "../../other/lib", resolved: "https://github.com/other/lib"),
        Case(url: "./sub", resolved: "https://github.com/octo/app.git/sub"),
        Case(url: "../lib", origin: "git@example.org:octo/app.git", resolved: "git@example.org:octo/lib"),
        Case(url: "../lib", origin: "/srv/git/app.git", resolved: "file:///srv/git/lib"),
        Case(url: "../lib", origin: "file:///srv/git/app.git/", resolved: "file:///srv/git/lib"),
        Case(url: "git@github.com:octo/lib.git", resolved: "https://github.com/octo/lib.git"),
        Case(url: "ssh://git@github.com/octo/lib", resolved: "https://github.com/octo/lib"),
        Case(url: "ssh://git@example.org:22/octo/lib", resolved: "ssh://git@example.org:22/octo/lib"),
        Case(url: "git://example.org/x", resolved: "git://example.org/x"),
        Case(url: "./.evil.org/x", origin: "https://example.org", resolved: "https://example.org/.evil.org/x"),
        Case(url: "file:///etc"), Case(url: "/etc"), Case(url: "ext::sh -c id"), Case(url: "ext::sh"), Case(url: "--upload-pack=touch"),
        Case(url: "-x@y:z"), Case(url: "ssh://-oProxyCommand=id/x"), Case(url: "a@-oProxyCommand=id:x"), Case(url: "fd::7"), Case(url: ""),
        Case(url: "https://"), Case(url: "C:/x"), Case(url: "https://x/\ny"), Case(url: "../lib", origin: nil),
        Case(url: "../../../../lib"), Case(url: "../../secret", origin: "/srv/git/app.git"),
        Case(url: "../x/../../secret", origin: "file:///srv/git/app.git"), Case(url: "../x", origin: "ext::sh"),
        Case(url: "file://example.org/x"), Case(url: "http::x"),
    ]

    @Test(arguments: cases) func onlyServersAndNeighboursAreFetchedFrom(_ c: Case) {
        #expect((try? SubmoduleAddress.resolved(c.url, origin: c.origin)) == c.resolved)
    }
}
