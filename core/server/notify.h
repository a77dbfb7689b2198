/*
 * notify.h: tells the service manager how the server is, in the protocol of systemd's sd_notify: datagrams to the socket that
 * the environment's NOTIFY_SOCKET names. Without it nothing is done.
 */
#ifndef FINSMART_SERVER_NOTIFY_H
#define FINSMART_SERVER_NOTIFY_H

#include <stdint.h>

/* "READY=1", "STOPPING=1", "WATCHDOG=1". What cannot be sent is lost: the manager then does what it does for silence. */
void fs_notify(const char *state);
/* The time in which the manager wants to hear "WATCHDOG=1" from this process, in ns; 0: it does not. */
int64_t fs_notify_watchdog(void);

#endif
