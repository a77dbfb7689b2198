#include "base/error.h"
#include "base/time.h"
#include "base/zone.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct fs_zone *zone(const char *name)
{
    const struct fs_zone *z = fs_zone_find(name);
    ck_assert_msg(z != NULL, "%s: %s", name, fs_error_last() ? fs_error_last()->message : "");
    return z;
}

START_TEST(agrees_with_python_zoneinfo_both_ways)
{
    FILE *file = fopen(TEST_DATA_DIR "/unit/base/golden/zones.txt", "r");
    ck_assert_ptr_nonnull(file);
    char line[256], name[64], abbreviation[16];
    int64_t seconds, first, last;
    int offset, cases = 0;
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "utc %63s %" SCNd64 " %d %15s", name, &seconds, &offset, abbreviation) == 4) {
            int64_t time = seconds * FS_NS_PER_SECOND;
            if (fs_zone_offset(zone(name), time) != offset ||
                strcmp(fs_zone_abbreviation(zone(name), time), abbreviation))
                ck_abort_msg("%s got %d %s", line, fs_zone_offset(zone(name), time),
                             fs_zone_abbreviation(zone(name), time));
            ck_assert_int_eq(fs_zone_to_local(zone(name), time + 1), time + 1 + offset * FS_NS_PER_SECOND);
        } else if (sscanf(line, "local %63s %" SCNd64 " %" SCNd64 " %" SCNd64, name, &seconds, &first,
                          &last) == 4) {
            int64_t got_first, got_last, exact = 0, wall = seconds * FS_NS_PER_SECOND + 5;
            ck_assert_int_eq(fs_zone_to_utc(zone(name), wall, FS_ZONE_FIRST, &got_first), 0);
            ck_assert_int_eq(fs_zone_to_utc(zone(name), wall, FS_ZONE_LAST, &got_last), 0);
            if (got_first != first * FS_NS_PER_SECOND + 5 || got_last != last * FS_NS_PER_SECOND + 5)
                ck_abort_msg("%s got %" PRId64 " %" PRId64, line, got_first / FS_NS_PER_SECOND,
                             got_last / FS_NS_PER_SECOND);
            /* exact only where both agree */
            fs_error_clear();
            int status = fs_zone_to_utc(zone(name), wall, FS_ZONE_EXACT, &exact);
            ck_assert_msg(status == (first == last ? 0 : -1), "%s", line);
            ck_assert(status == 0 ? exact == got_first : fs_error_last_code() == FS_E_INPUT);
        } else
            ck_abort_msg("unknown line %s", line);
        cases++;
    }
    fclose(file);
    ck_assert_int_gt(cases, 2000);
}
END_TEST

START_TEST(a_gap_and_an_overlap_follow_the_documented_rule)
{
    const struct fs_zone *ny = zone("America/New_York");
    char text[FS_TIME_TEXT];
    int64_t time;
    const char *gap = "2024-03-10T02:30:00", *twice = "2024-11-03T01:30:00";
    ck_assert_int_eq(fs_time_parse(gap, strlen(gap), ny, &time), 0);
    fs_time_format_zone(time, ny, text, sizeof text);
    ck_assert_str_eq(text, "2024-03-10T03:30:00-04:00");
    ck_assert_int_eq(fs_time_parse(twice, strlen(twice), ny, &time), 0);
    fs_time_format_zone(time, ny, text, sizeof text);
    ck_assert_str_eq(text, "2024-11-03T01:30:00-04:00");
    ck_assert_int_eq(fs_zone_to_utc(ny, time - 4 * FS_NS_PER_HOUR, FS_ZONE_EXACT, &time), -1);
    ck_assert_str_eq(fs_error_last()->message,
                     "wall time 2024-11-03T01:30:00 occurs twice in zone America/New_York");
}
END_TEST

START_TEST(the_ends_of_the_range_neither_overflow_nor_wrap)
{
    const struct fs_zone *zones[] = {zone("America/New_York"), zone("Asia/Tokyo"), zone("UTC")};
    for (int i = 0; i < 3; i++) {
        int64_t time;
        int32_t offset = fs_zone_offset(zones[i], INT64_MAX);
        ck_assert_int_eq(fs_zone_to_local(zones[i], INT64_MAX),
                         offset > 0 ? INT64_MAX : INT64_MAX + offset * FS_NS_PER_SECOND);
        offset = fs_zone_offset(zones[i], INT64_MIN + 1);
        ck_assert_int_eq(fs_zone_to_local(zones[i], INT64_MIN + 1),
                         offset < 0 ? INT64_MIN + 1 : INT64_MIN + 1 + offset * FS_NS_PER_SECOND);
        int status = fs_zone_to_utc(zones[i], INT64_MAX, FS_ZONE_FIRST, &time);
        ck_assert_int_eq(status, i == 0 ? -1 : 0); /* west of Greenwich it is later in UTC */
        status = fs_zone_to_utc(zones[i], INT64_MIN + 1, FS_ZONE_FIRST, &time);
        ck_assert_int_eq(status, i == 1 ? -1 : 0);
    }
}
END_TEST

START_TEST(a_name_is_no_path)
{
    static const char *const bad[] = {"",
                                      "/etc/passwd",
                                      "../../../etc/passwd",
                                      "America/../../../etc/passwd",
                                      ".",
                                      "America",
                                      "Nowhere/City",
                                      "UTC\n",
                                      "America/New York",
                                      "a\\b",
                                      "America/New_York/Harlem"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        fs_error_clear();
        ck_assert_msg(fs_zone_find(bad[i]) == NULL, "%s", bad[i]);
        ck_assert_int_eq(fs_error_last_code(), FS_E_NOT_FOUND);
    }
}
END_TEST

START_TEST(a_zone_is_loaded_once)
{
    ck_assert_ptr_eq(zone("Europe/Berlin"), zone("Europe/Berlin"));
    ck_assert_str_eq(fs_zone_name(zone("Europe/Berlin")), "Europe/Berlin");
    setenv("TZDIR", "/nonexistent", 1);
    ck_assert_ptr_nonnull(fs_zone_find("UTC")); /* needs no file */
    ck_assert_ptr_null(fs_zone_find("Europe/Paris"));
}
END_TEST

/* The bytes of a zone's file. */
static size_t read_file(const char *name, unsigned char *bytes, size_t size)
{
    char path[256];
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(bytes, 1, size, file);
    fclose(file);
    return length;
}

START_TEST(a_damaged_file_is_refused_or_read_within_its_bounds)
{
    static unsigned char bytes[8192];
    size_t length = read_file("Europe/Berlin", bytes, sizeof bytes);
    for (size_t cut = 0; cut < length;
         cut++) { /* exact allocations, so that tools see a read beyond the end */
        unsigned char *copy = malloc(cut + 1);
        memcpy(copy, bytes, cut);
        struct fs_zone *z = fs_zone_parse("cut", copy, cut);
        free(copy);
        ck_assert_msg(z == NULL, "%zu of %zu bytes were accepted", cut, length);
        ck_assert_int_eq(fs_error_last_code(), FS_E_INPUT);
    }
    unsigned state = 1;
    for (int i = 0; i < 20000; i++) {
        state = state * 1103515245u + 12345u;
        size_t at = (state >> 8) % length;
        unsigned char kept = bytes[at];
        bytes[at] = (unsigned char)(state >> 3);
        struct fs_zone *z = fs_zone_parse("changed", bytes, length);
        int64_t time;
        if (z) {
            fs_zone_to_utc(z, INT64_C(1700000000000000000), FS_ZONE_LAST, &time);
            fs_zone_to_utc(z, INT64_C(4000000000000000000), FS_ZONE_FIRST, &time);
            ck_assert_uint_lt(strlen(fs_zone_abbreviation(z, 0)), 256);
            fs_zone_free(z);
        }
        bytes[at] = kept;
    }
}
END_TEST

START_TEST(rules_of_every_posix_form_are_read)
{
    /* a version 2 file without transitions whose footer is the rule under test */
    static const char empty[44] = "TZif2";
    static const struct {
        const char *rule;
        const char *time;
        int32_t offset; /* -1: the rule is refused */
    } cases[] = {
        {"EST5EDT,M3.2.0,M11.1.0", "2030-07-01", -4 * 3600},
        {"EST5EDT,M3.2.0,M11.1.0", "2030-01-01", -5 * 3600},
        {"<+0330>-3:30<+0430>,J79/24,J263/24", "2030-03-20T20:29:59", 12600},
        {"<+0330>-3:30<+0430>,J79/24,J263/24", "2030-03-20T20:30:00", 16200},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2030-01-01", 11 * 3600},
        {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2030-06-01", 10 * 3600},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2030-01-01", 0},
        {"IST-1GMT0,M10.5.0,M3.5.0/1", "2030-07-01", 3600},
        {"XXX3EDT4,0/0,J365/23", "2030-07-01", -4 * 3600}, /* daylight saving all year */
        {"XXX3EDT4,0/0,J365/23", "2030-12-31T23:30:00", -4 * 3600},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2030-03-31T00:59:59", -2 * 3600},
        {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2030-03-31T01:00:00", -3600},
        {"UTC0", "2030-07-01", 0},
        {"ABC1:02:03", "2030-07-01", -3723},
        {"AB5", NULL, -1},
        {"EST", NULL, -1},
        {"EST5EDT", NULL, -1},
        {"EST5EDT,M13.2.0,M11.1.0", NULL, -1},
        {"EST5EDT,M3.6.0,M11.1.0", NULL, -1},
        {"EST5EDT,M3.2.7,M11.1.0", NULL, -1},
        {"EST5EDT,J0,J365", NULL, -1},
        {"EST25", NULL, -1},
        {"EST5EDT,M3.2.0,M11.1.0x", NULL, -1},
        {"<+03-3", NULL, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unsigned char file[256];
        size_t length = 0;
        for (int block = 0; block < 2;
             block++) { /* one type, no transitions: 32-bit data, then 64-bit data */
            memcpy(file + length, empty, 44);
            file[length + 39] = 1;
            file[length + 43] = 4;
            memcpy(file + length + 44, "\0\0\0\0\0\0UTC", 10);
            length += 54;
        }
        length += (size_t)sprintf((char *)file + length, "\n%s\n", cases[i].rule);
        struct fs_zone *z = fs_zone_parse(cases[i].rule, file, length);
        ck_assert_msg((z != NULL) == (cases[i].time != NULL), "%s", cases[i].rule);
        if (z) {
            int64_t time;
            ck_assert_int_eq(fs_time_parse(cases[i].time, strlen(cases[i].time), NULL, &time), 0);
            ck_assert_msg(fs_zone_offset(z, time) == cases[i].offset, "%s at %s: %d", cases[i].rule,
                          cases[i].time, fs_zone_offset(z, time));
            fs_zone_free(z);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("zone");
    TCase *tcase = tcase_create("zone");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, agrees_with_python_zoneinfo_both_ways);
    tcase_add_test(tcase, a_gap_and_an_overlap_follow_the_documented_rule);
    tcase_add_test(tcase, the_ends_of_the_range_neither_overflow_nor_wrap);
    tcase_add_test(tcase, a_name_is_no_path);
    tcase_add_test(tcase, a_zone_is_loaded_once);
    tcase_add_test(tcase, a_damaged_file_is_refused_or_read_within_its_bounds);
    tcase_add_test(tcase, rules_of_every_posix_form_are_read);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
