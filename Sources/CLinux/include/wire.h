// The frames between the runner and runner-init; docs/wire-protocol.md describes them.
#ifndef RUNNER_WIRE_H
#define RUNNER_WIRE_H
#include <stdint.h>

/// Rises with every change of a frame. Both sides say theirs in `hello` and refuse any other.
#define WIRE_VERSION 2u

/// Before every frame: host byte order, both sides run on one machine or on machines of one kind.
struct wire_header {
    uint32_t length;   // bytes that follow
    uint16_t kind;     // one of wire_kind
    uint16_t process;  // the runner's number of the process, from 1; 0 where the frame is about none
};

/// The most bytes after the header of a frame from runner-init, so that the runner reads into a buffer of fixed size.
#define WIRE_LARGEST_REPORT 262144u
/// The most bytes after the header of a frame to runner-init: the input files of one process are in it.
#define WIRE_LARGEST_REQUEST 268435456u

/// What a frame says. A "text" has a uint32_t of its length in front; where it says "C text" the length counts a NUL at its end.
enum wire_kind {
    // both ways, first on each side: uint32_t version
    WIRE_HELLO = 1,

    // To runner-init.
    // wire_exec; C text working directory; C texts arguments; C texts environment (NAME=VALUE);
    // input files (C text path, uint32_t mode, text contents); collected files (C text path, uint64_t limit, uint32_t removes)
    WIRE_EXEC = 16,
    WIRE_CANCEL = 17,    // wire_cancel: SIGINT now, SIGTERM and SIGKILL later
    WIRE_SIGNAL = 18,    // uint32_t signal, to the process's group
    WIRE_SHUTDOWN = 19,  // empty: kill everything and end

    // From runner-init.
    WIRE_FAILED = 33,           // wire_failure, then the path (no length, no NUL): the process does not run; no exit follows
    WIRE_STANDARD_OUTPUT = 34,  // bytes
    WIRE_STANDARD_ERROR = 35,   // bytes
    WIRE_FILE = 36,             // wire_file, then bytes: part of a collected file, or its end
    WIRE_EXIT = 37,             // wire_exit: the last frame about the process
    WIRE_REFUSED = 38,          // text without length: why runner-init ends, the last frame of all
};

/// How many of each follow in `exec`.
struct wire_exec {
    uint32_t arguments;
    uint32_t environment;
    uint32_t inputs;
    uint32_t collected;
};

/// Milliseconds: from SIGINT to SIGTERM, and from there to SIGKILL.
struct wire_cancel {
    uint32_t until_terminate;
    uint32_t until_kill;
};

/// At what starting a process failed.
enum wire_stage {
    WIRE_STAGE_INPUT = 1,      // writing the input file whose path follows
    WIRE_STAGE_DIRECTORY = 2,  // chdir
    WIRE_STAGE_EXECUTE = 3,    // execve
    WIRE_STAGE_PREPARE = 4,    // pipes, fork: the machine's fault
};

struct wire_failure {
    uint32_t stage;
    int32_t error;  // errno
};

/// What a WIRE_FILE frame says of the collected file `index` of the request.
enum wire_file_state {
    WIRE_FILE_PART = 1,        // bytes to append
    WIRE_FILE_WHOLE = 2,       // all parts came
    WIRE_FILE_TRUNCATED = 3,   // all parts up to the limit came, the file is longer
    WIRE_FILE_MISSING = 4,     // nothing stands there
    WIRE_FILE_NOT_REGULAR = 5, // `detail` is its type: the S_IFMT bits of st_mode
    WIRE_FILE_UNREADABLE = 6,  // `detail` is errno
};

struct wire_file {
    uint32_t index;
    uint32_t state;
    uint32_t detail;
};

/// How a process ended: by exit (`signal` is 0) or by a signal.
struct wire_exit {
    int32_t code;
    int32_t signal;
};
#endif
