// The frames between the runner and runner-init; docs/wire-protocol.md describes them.
#ifndef RUNNER_WIRE_H
#define RUNNER_WIRE_H
#include <stdint.h>

/// Before every frame: host byte order, both sides run on one machine or on machines of one kind.
struct wire_header {
    uint32_t length;   // bytes that follow
    uint16_t kind;     // one of wire_kind
    uint16_t process;  // the runner's number of the process, from 1; 0 where the frame is about none
};
#endif
