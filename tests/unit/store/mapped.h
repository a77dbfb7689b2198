/* A mapping in C, for tests: times since a midnight, words, a scale, and a function that goes through the rows. */
#ifndef TEST_STORE_MAPPED_H
#define TEST_STORE_MAPPED_H

#include "base/time.h"
#include "base/zone.h"
#include "store/import.h"

#include <string.h>

static const char *const mapped_columns[] = {"clock", "code", "cents", "flag"};
static const struct fs_map_word mapped_words[] = {{"U", "buy"}, {"D", "sell"}, {"X", NULL}};
static struct fs_map_output mapped_outputs[] = {
    {.name = "time", .type = FS_TIME, .from = "clock", .dated = 1, .unit = 1e9, .divisor = 1},
    {.name = "symbol", .type = FS_STRING, .value = "AAA", .divisor = 1},
    {.name = "side", .type = FS_STRING, .from = "code", .words = mapped_words, .word_count = 3, .divisor = 1},
    {.name = "price", .type = FS_F64, .from = "cents", .divisor = 100},
};
static const struct fs_map_use mapped_uses[] = {{"flag", FS_F64}};
static struct fs_map_plan mapped_plan = {.kind = FS_KIND_TRADES,
                                         .columns = mapped_columns,
                                         .column_count = 4,
                                         .outputs = mapped_outputs,
                                         .output_count = 4,
                                         .uses = mapped_uses,
                                         .use_count = 1,
                                         .has_rows = 1};

static inline int mapped_give_plan(void *context, const char *path, const struct fs_map_plan **plan)
{
    (void)context;
    (void)path;
    mapped_outputs[0].midnight = fs_time_day(2024, 3, 10) * FS_NS_PER_DAY;
    mapped_outputs[0].zone = fs_zone_find("America/New_York");
    *plan = &mapped_plan;
    return mapped_outputs[0].zone ? 0 : -1;
}

/* Leaves rows of flag 9 out, and takes the side away from those of flag 1. */
static inline int mapped_rows(void *context, struct fs_map_field *fields, int count, int64_t n, uint8_t *keep,
                              int64_t *at)
{
    (void)context;
    const double *flag = fields[count - 1].data;
    for (*at = 0; *at < n; ++*at) {
        keep[*at] &= flag[*at] != 9;
        for (int k = 0; k < count && flag[*at] == 1; k++)
            if (!strcmp(fields[k].name, "side"))
                ((int32_t *)fields[k].data)[*at] = -1;
    }
    return 0;
}

static const struct fs_import_map mapped = {NULL, mapped_give_plan, mapped_rows};

/* 2024-03-10: clocks go forward at 2:00, so that 3:00 of the wall is two hours after midnight. */
static const char mapped_text[] =
    "3600.5,U,10001,0\n10800,D,10002,0\n10801,X,10002,0\n10802,D,9900,9\n10803,U,9900,1\n";

#endif
