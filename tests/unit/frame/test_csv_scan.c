#include "frame/csv_scan.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { LENGTH = 1000, PADDING = 64 };

static uint64_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

/* What the states of csv_scan.h say, one byte after the other. */
static void by_bytes(struct fs_csv_scan *scan, const char *text, size_t length, uint32_t *ends,
                     uint32_t *rows)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (scan->state == FS_CSV_QUOTED) {
            scan->state = c == '"' ? FS_CSV_QUOTE_SEEN : FS_CSV_QUOTED;
        } else if (c == scan->delimiter || c == scan->eol) {
            if (c == scan->eol)
                rows[scan->row_count++] = (uint32_t)scan->end_count;
            ends[scan->end_count++] = (uint32_t)i;
            scan->state = FS_CSV_FIELD_START;
        } else if (c == '"') {
            scan->state = scan->state == FS_CSV_PLAIN ? FS_CSV_PLAIN : FS_CSV_QUOTED;
        } else {
            scan->state = FS_CSV_PLAIN;
        }
    }
}

/* Well-formed fields and quotes anywhere, in all mixtures; also when a text is scanned in two parts. */
START_TEST(finds_the_ends_that_the_states_say_whatever_the_quotes)
{
    static const char *const pieces[] = {
        ",", "\n", "\"", "x", "abc", "\"a,\nb\"", "\"\"", ",\"a \"\"b\"\"\",", "12345678901234567890"};
    static uint32_t ends[2][LENGTH], rows[2][LENGTH];
    uint64_t state = 3;
    for (int turn = 0; turn < 20000; turn++) {
        char text[LENGTH + PADDING] = "";
        size_t length = 0, kinds = 2 + next_random(&state) % (sizeof pieces / sizeof *pieces - 1);
        size_t wanted = next_random(&state) % (LENGTH - 32);
        while (length < wanted) {
            const char *piece = pieces[next_random(&state) % kinds];
            memcpy(text + length, piece, strlen(piece));
            length += strlen(piece);
        }
        size_t first = length ? next_random(&state) % length : 0;
        for (int part = 0; part < 2; part++) {
            struct fs_csv_scan scan[2];
            for (int k = 0; k < 2; k++)
                scan[k] = (struct fs_csv_scan){
                    .delimiter = ',', .eol = '\n', .state = FS_CSV_FIELD_START, .baseline = _i};
            size_t from = part ? first : 0;
            if (part) { /* begins in the state that the first part leaves */
                by_bytes(&scan[1], text, first, ends[1], rows[1]);
                scan[0].state = scan[1].state;
                scan[1].end_count = scan[1].row_count = 0;
            }
            fs_csv_scan(&scan[0], text + from, length - from, ends[0], rows[0]);
            by_bytes(&scan[1], text + from, length - from, ends[1], rows[1]);
            int same = scan[0].state == scan[1].state && scan[0].end_count == scan[1].end_count &&
                       scan[0].row_count == scan[1].row_count &&
                       !memcmp(ends[0], ends[1], scan[0].end_count * sizeof *ends[0]) &&
                       !memcmp(rows[0], rows[1], scan[0].row_count * sizeof *rows[0]);
            ck_assert_msg(same, "turn %d, from %zu: '%s'", turn, from, text);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv_scan");
    TCase *cases = tcase_create("csv_scan");
    tcase_add_loop_test(cases, finds_the_ends_that_the_states_say_whatever_the_quotes, 0, 2);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
