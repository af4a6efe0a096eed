// RunnerCommands
