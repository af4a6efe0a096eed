// System calls and macros that Swift can't spell.
#ifndef RUNNER_CLINUX_H
#define RUNNER_CLINUX_H
#include "calls.h"
#include "namespaces.h"
#include "processes.h"
#include "spawn.h"
#include "wire.h"
#endif
