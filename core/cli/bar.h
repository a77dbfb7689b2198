/*
 * bar.h: draws a progress record on a terminal.
 */
#ifndef FINSMART_CLI_BAR_H
#define FINSMART_CLI_BAR_H

/* Starts a thread that watches the process's progress record and draws a bar on standard error while
 * something has been active for over a second; does nothing where standard error is no terminal. */
void fs_bar_start(void);
/* Ends the thread and wipes the bar. */
void fs_bar_stop(void);

#endif
