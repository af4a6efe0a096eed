// Prints the project's figures as JSON lines, each beside its rival measured in the same run:
// `swift run -c release bench [NAME…] [--rounds N]`.

var names: [String] = []
var rounds = 15
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
    if argument == "--rounds", let count = arguments.popFirst().flatMap(Int.init) {
        rounds = max(1, count)
    } else {
        names.append(argument)
    }
}

let bench = try Bench(rounds: rounds)
let figures: [(String, (Bench) -> Void)] = [
    ("job", { $0.oneJob() }), ("step", { $0.oneStepMore() }), ("matrix", { $0.matrix() }), ("log", { $0.log() }),
    ("jobs", { $0.manyJobs() }), ("files", { $0.files() }), ("checkout", { $0.checkout() }), ("diamond", { $0.diamond() }),
    ("composite", { $0.composite() }), ("node", { $0.node() }), ("check", { $0.check() }),
]
for (name, measure) in figures where names.isEmpty || names.contains(name) {
    measure(bench)
}
bench.remove()
