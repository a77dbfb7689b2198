/*
 * requests.h: which acts were asked for under which Idempotency-Key.
 *
 * A client that does not know whether its request arrived sends it again with the same key; it is not done twice. A key
 * belongs to a person; the same key with another request is a mistake. Follows from acts, so that it holds over restarts.
 */
#ifndef FINSMART_SERVER_REQUESTS_H
#define FINSMART_SERVER_REQUESTS_H

#include "server/acts.h"
#include "server/people.h"

#define FS_IDEMPOTENCY_MAX 128 /* bytes of a key */

struct fs_requests;

/* NULL with an error. */
struct fs_requests *fs_requests_new(void);
void fs_requests_free(struct fs_requests *requests);
/* Notes acts that have a "request". -1 with an error. */
int fs_requests_apply(struct fs_requests *requests, const struct fs_act *act);
/* The act of a person's key; 0: none. *digest is the SHA-256 of its method, path and body. */
uint64_t fs_requests_find(const struct fs_requests *requests, const char *person, const char *key,
                          const char **digest);

#endif
