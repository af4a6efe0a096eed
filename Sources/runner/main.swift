import Glibc
import RunnerCommands

exit(await RunnerCommand.main().rawValue)
