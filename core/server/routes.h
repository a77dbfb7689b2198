/*
 * routes.h: which handler a request is for.
 */
#ifndef FINSMART_SERVER_ROUTES_H
#define FINSMART_SERVER_ROUTES_H

#include "server/call.h"

/* All routes, in the order of the documentation; NULL behind the last. */
const struct fs_route *fs_route_at(int index);
int fs_route_count(void);

enum fs_route_match { FS_ROUTE_UNKNOWN, FS_ROUTE_OTHER_METHOD, FS_ROUTE_FOUND };

/* Finds the route of a path, given as decoded segments; HEAD is GET. The texts for its {names} go to `names`. Where only the
 * method does not fit, `allow` lists those that do ("GET, HEAD, PUT"). */
int fs_route_find(const char *method, const char *const *segments, uint32_t count,
                  const struct fs_route **route, const char *names[FS_CALL_NAMES], char allow[64]);

#endif
