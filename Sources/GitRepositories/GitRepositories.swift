// GitRepositories
