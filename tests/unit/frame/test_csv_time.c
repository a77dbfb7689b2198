#include "frame/csv_time.h"

#include "base/time.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* The fast roads against the one that reads everything: times of every shape, and the same with one byte wrong. */
START_TEST(reads_an_iso_time_as_the_general_reader_does)
{
    static const char *const shapes[] = {"%04d-%02d-%02d",
                                         "%04d-%02d-%02d %02d:%02d",
                                         "%04d-%02d-%02dT%02d:%02d:%02d",
                                         "%04d-%02d-%02dT%02d:%02d:%02dZ",
                                         "%04d-%02d-%02d %02d:%02d:%02d.%d",
                                         "%04d-%02d-%02d %02d:%02d:%02d.%09dZ",
                                         "%04d-%02d-%02dT%02d:%02d:%02d.%06d-05:00"};
    static const char wrong[] = "0123456789:;/.-TZ +a\x7f";
    uint64_t state = 5;
    struct fs_csv_time reader = {.format = FS_CSV_TIME_ISO};
    for (int turn = 0; turn < 400000; turn++) {
        char text[128] = "";
        int n = snprintf(
            text, sizeof text, shapes[next_random(&state) % 7], 1600 + (int)next_random(&state) % 700,
            (int)next_random(&state) % 14, (int)next_random(&state) % 33, (int)next_random(&state) % 26,
            (int)next_random(&state) % 62, (int)next_random(&state) % 62, (int)next_random(&state) % 1000000);
        if (next_random(&state) % 3 == 0)
            text[next_random(&state) % (uint64_t)n] = wrong[next_random(&state) % (sizeof wrong - 1)];
        int64_t fast = 1, general = 1;
        reader.kind = 0; /* any offset; but the day before is kept */
        const char *a = fs_csv_time_read(&reader, text, (size_t)n, &fast);
        char dashed[128];
        memcpy(dashed, text, sizeof dashed);
        if (n > 9 && dashed[4] == '/' && dashed[7] == '/')
            dashed[4] = dashed[7] = '-';
        const char *b = fs_time_scan(dashed, (size_t)n, NULL, &general, NULL);
        ck_assert_msg((a == NULL) == (b == NULL) && (a || fast == general), "'%s': %s %lld, %s %lld", text,
                      a ? a : "", (long long)fast, b ? b : "", (long long)general);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv_time");
    TCase *cases = tcase_create("csv_time");
    tcase_add_test(cases, reads_an_iso_time_as_the_general_reader_does);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
