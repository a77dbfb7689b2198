/*
 * zone_rule.h: the POSIX TZ rule that a TZif file ends with, such as "EST5EDT,M3.2.0,M11.1.0": what a zone
 * does after its last listed transition. Pure.
 */
#ifndef FINSMART_BASE_ZONE_RULE_H
#define FINSMART_BASE_ZONE_RULE_H

#include <stddef.h>
#include <stdint.h>

/* When in a year the clocks change. */
struct fs_zone_change {
    char kind;       /* 'M' week day of a month, 'J' day 1 to 365 without 29 February, 'N' day 0 to 365 */
    uint8_t month;   /* M: 1 to 12 */
    uint8_t week;    /* M: 1 to 5, 5 is the last */
    uint8_t weekday; /* M: 0 Sunday to 6 */
    int16_t day;     /* J, N */
    int32_t second;  /* after the day's midnight on the wall clock before the change; -167 h to 167 h */
};

struct fs_zone_rule {
    int32_t standard;            /* seconds east of UTC */
    int32_t daylight;            /* the same while daylight saving lasts */
    int has_daylight;            /* 0: `standard` for ever */
    struct fs_zone_change start; /* of daylight saving */
    struct fs_zone_change end;
    char standard_name[16];
    char daylight_name[16];
};

/* from <= t < to in seconds since 1970. */
struct fs_zone_rule_span {
    int64_t from;
    int64_t to;
    int32_t offset;
    const char *abbreviation; /* lives as long as the rule */
};

/* 0, or -1 without an error object when the text is no such rule. */
int fs_zone_rule_parse(const char *text, size_t length, struct fs_zone_rule *rule);
/* The span of constant offset that holds a second. */
struct fs_zone_rule_span fs_zone_rule_at(const struct fs_zone_rule *rule, int64_t second);

#endif
