import CLinux

// One static program with three roles: `launch` makes a sandbox; `init IN OUT [FOLDER…]` runs processes in it, speaks frames over
// the two descriptors (which may be the same), and removes the folders in the end; under the name sudo it stands in for that
// program where a sandbox's host has none. Embedded Swift has no CommandLine.

func start(_ arguments: ProgramArguments) -> Never {
    if arguments.isNamed("sudo") { runSudo(arguments) }
    if arguments.has("init", at: 1), let input = arguments.descriptor(at: 2), let output = arguments.descriptor(at: 3) {
        runInit(input: input, output: output, folders: arguments.dropping(4))
    }
    if arguments.has("launch", at: 1) { runLaunch() }
    complain("usage: runner-init init IN OUT [FOLDER...]\n")
    exit(2)
}

start(ProgramArguments())
