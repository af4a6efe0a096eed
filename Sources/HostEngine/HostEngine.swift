// HostEngine
