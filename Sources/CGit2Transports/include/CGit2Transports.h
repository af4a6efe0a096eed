// Nothing to call: see transports.c.
