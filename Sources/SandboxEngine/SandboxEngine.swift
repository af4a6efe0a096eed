// SandboxEngine
