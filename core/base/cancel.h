/*
 * cancel.h: the wish to stop (Ctrl-C, SIGTERM), which long work looks at between pieces.
 */
#ifndef FINSMART_BASE_CANCEL_H
#define FINSMART_BASE_CANCEL_H

/* Handles SIGINT and SIGTERM by setting the flag; a second signal ends the process at once. */
void fs_cancel_install(void);
/* Has somebody asked to stop? One relaxed load; call it as often as you like. */
int fs_cancel_requested(void);
/* Sets the flag from code (a supervisor, a test); async-signal-safe. */
void fs_cancel_request(void);

#endif
