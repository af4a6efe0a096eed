// Namespaces, mounts and capabilities: what the sandbox's launcher is made of. Each returns what the call does: -1 and errno on failure.
#ifndef RUNNER_NAMESPACES_H
#define RUNNER_NAMESPACES_H
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

// Namespaces, as bits of clone(2).
#define NAMESPACE_MOUNT 0x00020000u
#define NAMESPACE_CGROUP 0x02000000u
#define NAMESPACE_UTS 0x04000000u
#define NAMESPACE_IPC 0x08000000u
#define NAMESPACE_USER 0x10000000u
#define NAMESPACE_PROCESS 0x20000000u
#define NAMESPACE_NETWORK 0x40000000u

/// A fork into new namespaces: 0 in the child. Only for a process of one thread.
/// `group`: a control group of version 2, open, that the child is in from the start; -1 for the caller's.
pid_t linux_fork_into(uint64_t namespaces, int group);
/// A process that does nothing but hold a new user namespace, until it is killed or the caller ends. It runs in the caller's memory, so
/// that none need be copied.
pid_t linux_hold_user_namespace(void);
/// Moves the caller into new namespaces.
int linux_unshare(uint64_t namespaces);

// How openat2 resolves a path for the sandbox: as if the folder were the root. RESOLVE_IN_ROOT of openat2(2).
#define RESOLVE_INSIDE 0x10u
/// O_PATH of open(2), which is not for all to see in C headers.
#define PATH_ONLY 0x200000

// Attributes of a mount, as of mount_setattr(2).
#define MOUNT_READ_ONLY 0x01u
#define MOUNT_NO_SETUID 0x02u
#define MOUNT_NO_DEVICES 0x04u
#define MOUNT_NO_EXECUTION 0x08u

/// A detached copy of the mount at `path`, with the mounts below it if `recursive`.
int linux_clone_mount(int folder, const char *path, int recursive);
/// Sets attributes of a detached mount, and its id map if `user_namespace` is not -1.
int linux_change_mount(int mount, uint64_t attributes, int user_namespace, int recursive);
/// Puts a detached mount at the file or folder that `target` is open at.
int linux_attach_mount(int mount, int target);
/// Puts a detached mount at `path`.
int linux_attach_mount_at(int mount, const char *path);
/// mount(2) of a new file system; `options` may be NULL.
int linux_mount(const char *type, const char *target, uint64_t attributes, const char *options);
/// Cuts the ties of every mount of this namespace to those of others.
int linux_make_mounts_private(void);
int linux_unmount_lazily(const char *path);
/// Makes the folder at `path`, a mount, the root, and takes the old one away.
int linux_enter_root(const char *path);

/// The highest resource limit `kind` (RLIMIT_*) is lowered to `value`, soft and hard.
int linux_lower_limit(int kind, uint64_t value);
/// Runs a program open at `descriptor`.
int linux_execute_descriptor(int descriptor, char *const *arguments, char *const *environment);
int linux_execute(const char *path, char *const *arguments, char *const *environment);
/// Executes a program found in the PATH of `environment`.
int linux_execute_found(const char *name, char *const *arguments, char **environment);
/// This process's environment.
char **linux_environment(void);
/// Takes a user's ids and groups for good.
int linux_become(uint32_t user, uint32_t group, const uint32_t *groups, size_t count);
int linux_set_hostname(const char *name);
/// Brings the loopback interface of this network namespace up.
int linux_loopback_up(void);
/// Ignores the signals that a terminal or a service manager sends, or makes them usual again.
void linux_ignore_ending_signals(int ignore);
/// Ignores every signal that can be ignored, but for that of a child's end.
void linux_ignore_signals(void);
/// Leaves the process the capabilities of `mask` (bits), in all its sets and for good; the ambient set becomes empty.
int linux_keep_capabilities(uint64_t mask);
int linux_set_no_new_privileges(void);
/// Becomes user and group 0 of this user namespace, with no other groups.
int linux_become_root(void);
/// Drops all supplementary groups where that is allowed.
void linux_drop_groups(void);
/// Closes every descriptor at exec but the one `kept`, from 3 on.
void linux_close_others_at_exec(int kept);
/// The user and group who own what `descriptor` is open at, O_PATH too.
int linux_owner(int descriptor, uint32_t *user, uint32_t *group);
/// Whether what stands at `path` in `folder` is a folder: 1, 0, -1 for nothing there.
int linux_is_folder(int folder, const char *path);
/// The bytes free to ordinary users in the file system of `descriptor`; the largest number if unknown.
uint64_t linux_free_bytes(int descriptor);
/// Waits until the process of `pidfd` has ended: 1, or so many milliseconds have passed: 0. Negative: for ever.
int linux_wait_for(int pidfd, int milliseconds);
void linux_sleep(unsigned milliseconds);
void linux_set_errno(int error);
/// Removes all that is in the folder, which is closed.
void linux_empty_folder(int folder);

/// Forbids connections to abstract sockets of processes outside, where the kernel can (Landlock, from 6.12 on).
void linux_scope_sockets(void);
/// A file in memory, open at its beginning, closed at exec, with these bytes.
int linux_memory_file(const void *bytes, size_t count);

/// Forbids the system calls that nobody in a sandbox needs; see seccomp.c for the list. For good, for all that come from this process.
int linux_filter_system_calls(void);
#endif
