/*
 * shapes.h: how things look in JSON; api/openapi.yaml has the same. NULL when out of memory, which json_pack() passes on.
 */
#ifndef FINSMART_SERVER_SHAPES_H
#define FINSMART_SERVER_SHAPES_H

#include "base/time.h"
#include "server/approvals.h"
#include "server/jobs.h"
#include "server/people.h"
#include "server/scripts.h"

/* RFC 3339; FS_TIME_NONE is null. */
json_t *fs_shape_time(int64_t time, char text[FS_TIME_TEXT]);
json_t *fs_shape_person(const struct fs_person *person);
/* Without its versions. */
json_t *fs_shape_script(const struct fs_script *script);
json_t *fs_shape_version(const struct fs_script *script, const struct fs_script_version *version);
/* With its versions and history. */
json_t *fs_shape_script_whole(const struct fs_script *script);
/* `whole`: with its request. */
json_t *fs_shape_job(const struct fs_job *job, int whole);
json_t *fs_shape_approval(const struct fs_approval *approval);
/* What to ask for the next page with; `items` is stolen; `next` NULL: this was the last. */
json_t *fs_shape_page(json_t *items, const char *next);

#endif
