// What no process of a sandbox may ask of the kernel: what Docker's default profile leaves out of its list of allowed calls,
// for a process with Docker's default capabilities. The kernel is to be reached through fewer doors: the calls below are for
// administrators, or are old, or have been ways out of containers.
#define _GNU_SOURCE
#include "namespaces.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

// asm/unistd.h of this architecture; a call it lacks has no number here. open_tree_attr and others are newer than some headers.
static const uint16_t refused[] = {
    SYS_acct, SYS_add_key, SYS_adjtimex, SYS_bpf, SYS_clock_adjtime, SYS_clock_settime, SYS_delete_module, SYS_fanotify_init,
    SYS_finit_module, SYS_fsconfig, SYS_fsmount, SYS_fsopen, SYS_fspick, SYS_get_mempolicy, SYS_init_module, SYS_io_uring_enter,
    SYS_io_uring_register, SYS_io_uring_setup, SYS_kcmp, SYS_kexec_file_load, SYS_kexec_load, SYS_keyctl, SYS_lookup_dcookie, SYS_mbind,
    SYS_migrate_pages, SYS_mount, SYS_mount_setattr, SYS_move_mount, SYS_move_pages, SYS_nfsservctl,
    SYS_open_by_handle_at, SYS_open_tree, SYS_perf_event_open, SYS_pivot_root, SYS_quotactl, SYS_quotactl_fd, SYS_reboot, SYS_request_key,
    SYS_set_mempolicy, SYS_setns, SYS_settimeofday, SYS_swapoff, SYS_swapon, SYS_syslog, SYS_umount2, SYS_unshare, SYS_userfaultfd,
    SYS_vhangup, 467 /* open_tree_attr */,
#if defined(__x86_64__)
    SYS__sysctl, SYS_create_module, SYS_get_kernel_syms, SYS_ioperm, SYS_iopl, SYS_query_module, SYS_sysfs, SYS_uselib, SYS_ustat,
#endif
};

#if defined(__x86_64__)
// The same for programs of 32 bits, which have numbers of their own.
static const uint16_t refused_i386[] = {
    21 /* mount */, 22 /* umount */, 25 /* stime */, 51 /* acct */, 52 /* umount2 */, 62 /* ustat */, 79 /* settimeofday */,
    86 /* uselib */, 87 /* swapon */, 88 /* reboot */, 101 /* ioperm */, 103 /* syslog */, 110 /* iopl */, 111 /* vhangup */,
    113 /* vm86old */, 115 /* swapoff */, 124 /* adjtimex */, 127 /* create_module */, 128 /* init_module */, 129 /* delete_module */,
    130 /* get_kernel_syms */, 131 /* quotactl */, 134 /* bdflush */, 135 /* sysfs */, 149 /* _sysctl */, 166 /* vm86 */,
    167 /* query_module */, 169 /* nfsservctl */, 217 /* pivot_root */, 253 /* lookup_dcookie */, 264 /* clock_settime */,
    274 /* mbind */, 275 /* get_mempolicy */, 276 /* set_mempolicy */, 283 /* kexec_load */, 286 /* add_key */, 287 /* request_key */,
    288 /* keyctl */, 294 /* migrate_pages */, 310 /* unshare */, 317 /* move_pages */, 336 /* perf_event_open */,
    338 /* fanotify_init */, 342 /* open_by_handle_at */, 343 /* clock_adjtime */, 346 /* setns */,
    349 /* kcmp */, 350 /* finit_module */, 357 /* bpf */, 374 /* userfaultfd */, 404 /* clock_settime64 */,
    405 /* clock_adjtime64 */, 425 /* io_uring_setup */, 426 /* io_uring_enter */, 427 /* io_uring_register */, 428 /* open_tree */,
    429 /* move_mount */, 430 /* fsopen */, 431 /* fsconfig */, 432 /* fsmount */, 433 /* fspick */, 442 /* mount_setattr */,
    443 /* quotactl_fd */, 467 /* open_tree_attr */,
};
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#else
#error "no table of system calls for this architecture"
#endif

#define NEW_NAMESPACES 0x7E020080u  // CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID, NET, TIME
#define FAMILY_VSOCK 40u            // reaches the machine that hosts a virtual one

enum { CAPACITY = 400 };

struct program {
    struct sock_filter instructions[CAPACITY];
    unsigned short count;
};

static void add(struct program *program, uint16_t code, uint32_t value, uint8_t if_true, uint8_t if_false) {
    if (program->count < CAPACITY) program->instructions[program->count] = (struct sock_filter){code, if_true, if_false, value};
    program->count++;
}

static void answer(struct program *program, uint32_t action) { add(program, BPF_RET | BPF_K, action, 0, 0); }

static void load(struct program *program, size_t offset) { add(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0); }

/// If the number is `call`, answers with `error`.
static void refuse(struct program *program, uint32_t call, uint32_t error) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1);
    answer(program, SECCOMP_RET_ERRNO | error);
}

/// If the number is `call` and its first argument passes `test` against `value`, EPERM; other calls go on with the number loaded.
static void refuse_argument(struct program *program, uint32_t call, uint16_t test, uint32_t value) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4);
    load(program, offsetof(struct seccomp_data, args));  // the lower half: both architectures are little-endian
    add(program, BPF_JMP | test | BPF_K, value, 0, 1);
    answer(program, SECCOMP_RET_ERRNO | EPERM);
    answer(program, SECCOMP_RET_ALLOW);
}

static void refuse_all(struct program *program, const uint16_t *calls, size_t count) {
    for (size_t i = 0; i < count; i++) refuse(program, calls[i], EPERM);
}

static void build(struct program *program) {
    load(program, offsetof(struct seccomp_data, arch));
#if defined(__x86_64__)
    struct program other = {.count = 0};
    load(&other, offsetof(struct seccomp_data, nr));
    refuse(&other, 435, ENOSYS);  // clone3
    refuse_argument(&other, 120, BPF_JSET, NEW_NAMESPACES);
    refuse_argument(&other, 359, BPF_JEQ, FAMILY_VSOCK);
    refuse_all(&other, refused_i386, sizeof refused_i386 / sizeof *refused_i386);
    answer(&other, SECCOMP_RET_ALLOW);
    // A test jumps over 255 instructions at most, JA over any number.
    add(program, BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 0, 1);
    add(program, BPF_JMP | BPF_JA, other.count + 2u, 0, 0);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 1, 0);
    answer(program, SECCOMP_RET_ERRNO | ENOSYS);
    for (unsigned short i = 0; i < other.count; i++) {
        struct sock_filter copied = other.instructions[i];
        add(program, copied.code, copied.k, copied.jt, copied.jf);
    }
    load(program, offsetof(struct seccomp_data, nr));
    // x32: numbers of its own, which nobody uses.
    add(program, BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, 0, 1);
    answer(program, SECCOMP_RET_ERRNO | ENOSYS);
#else
    add(program, BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 1, 0);
    answer(program, SECCOMP_RET_ERRNO | ENOSYS);
    load(program, offsetof(struct seccomp_data, nr));
#endif
    // Its flags lie in memory, out of the filter's sight; glibc falls back to clone.
    refuse(program, SYS_clone3, ENOSYS);
    refuse_argument(program, SYS_clone, BPF_JSET, NEW_NAMESPACES);
    refuse_argument(program, SYS_socket, BPF_JEQ, FAMILY_VSOCK);
    refuse_all(program, refused, sizeof refused / sizeof *refused);
    answer(program, SECCOMP_RET_ALLOW);
}

int linux_filter_system_calls(void) {
    static struct program program;
    program.count = 0;
    build(&program);
    if (program.count > CAPACITY) {
        errno = E2BIG;
        return -1;
    }
    struct sock_fprog request = {.len = program.count, .filter = program.instructions};
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &request);
}
