/*
 * cancel.h: the wish to stop (Ctrl-C, SIGTERM), which long work looks at between pieces.
 */
#ifndef FINSMART_BASE_CANCEL_H
#define FINSMART_BASE_CANCEL_H

/* Handles SIGINT and SIGTERM by setting the flag. A second signal ends the process at once, unless it is
 * `patient`: a supervised process, whose supervisor ends it when it takes too long. */
void fs_cancel_install(int patient);
/* Has somebody asked to stop? One relaxed load; call it as often as you like. */
int fs_cancel_requested(void);
/* Sets the flag from code (a supervisor, a test); async-signal-safe. */
void fs_cancel_request(void);
/* What was asked to stop has stopped: from now on fs_cancel_requested() is 0, so that what there is gets saved whole. A
 * second signal ends the process all the same, unless it is patient. */
void fs_cancel_finish(void);

#endif
