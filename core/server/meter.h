/*
 * meter.h: what a server measures of itself. docs/server.md lists the metrics.
 */
#ifndef FINSMART_SERVER_METER_H
#define FINSMART_SERVER_METER_H

#include "server/routes.h"
#include "server/state.h"

/* Declares them. NULL with an error. */
struct fs_meter *fs_meter_new(struct fs_metrics *metrics);
void fs_meter_free(struct fs_meter *meter);
/* A request was answered; `route` NULL: none was found. */
void fs_meter_request(struct fs_meter *meter, const struct fs_route *route, int status, double seconds);
/* Refused before a route was looked for, by the transport. */
void fs_meter_refused(struct fs_meter *meter, int status);
/* Sets the gauges that are looked up when somebody asks. */
void fs_meter_look(struct fs_server *server);

#endif
