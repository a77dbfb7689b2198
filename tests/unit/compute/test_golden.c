/* Every primitive against golden/<name>.txt, which compute_golden.py and its neighbours in
 * tests/oracles make from TA-Lib 0.6.4 and from exact arithmetic. */
#include "compute/entry.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BARS 300

/* The first five are in bars.txt; the quotes and trades are made of them (derive_columns). */
static const char *const fields[] = {"open", "high",     "low",      "close", "volume", "bid",
                                     "ask",  "bid_size", "ask_size", "price", "side"};
#define FIELDS ((int)(sizeof fields / sizeof *fields))
#define READ   5
static double bars[FIELDS][BARS];
static double unit[BARS]; /* where the close lies in its bar, from -1 to 1 */

static void derive_columns(int i)
{
    double open = bars[0][i], high = bars[1][i], low = bars[2][i], close = bars[3][i];
    bars[5][i] = low;
    bars[6][i] = high;
    bars[7][i] = bars[4][i];
    bars[8][i] = bars[4][BARS - 1 - i];
    bars[9][i] = close;
    bars[10][i] = (close > open) - (close < open);
    unit[i] = high > low ? (2.0 * close - high - low) / (high - low) : 0.0;
}

static void load_bars(void)
{
    FILE *file = fopen(TEST_DATA_DIR "/unit/compute/golden/bars.txt", "r");
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < BARS; i++)
        for (int j = 0; j < READ; j++)
            ck_assert_int_eq(fscanf(file, "%lf", &bars[j][i]), 1);
    fclose(file);
    for (int i = 0; i < BARS; i++)
        derive_columns(i);
}

/* Whether an indicator is one of TA-Lib's math transforms, some of which are defined near 0 only. */
static int is_transform(const char *c)
{
    static const char *const transforms[] = {"acos",  "asin", "atan", "ceil", "cos",  "cosh", "exp", "floor",
                                             "log10", "ln",   "sin",  "sinh", "sqrt", "tan",  "tanh"};
    for (size_t i = 0; i < sizeof transforms / sizeof *transforms; i++)
        if (strcmp(transforms[i], c) == 0)
            return 1;
    return 0;
}

/* The column for an input; where several inputs want the same field, the second gets the highs, the third the lows. */
static const double *column(const struct fs_compute_entry *entry, int input)
{
    if (is_transform(entry->c))
        return unit;
    int same = 0;
    for (int i = 0; i < input; i++)
        same += strcmp(entry->field[i], entry->field[input]) == 0;
    if (same > 0)
        return bars[same];
    for (int j = 0; j < FIELDS; j++)
        if (strcmp(fields[j], entry->field[input]) == 0)
            return bars[j];
    ck_abort_msg("%s: bars have no field '%s'", entry->name, entry->field[input]);
    return NULL;
}

/* What a "case" line says. */
struct golden {
    double params[FS_COMPUTE_PARAMS_MAX];
    char reference[16];
    double tolerance; /* relative; 0: every bit */
    double scale;     /* relative to this where values are smaller */
};

static void read_case(char *line, const struct fs_compute_entry *entry, struct golden *out)
{
    char *at = line + strlen("case ");
    memset(out, 0, sizeof *out);
    for (int i = 0; i < entry->params; i++)
        out->params[i] = strtod(at, &at);
    ck_assert_int_ge(sscanf(at, " | %15s | %lf %lf", out->reference, &out->tolerance, &out->scale), 2);
}

static void compare(const struct fs_compute_entry *entry, const struct golden *golden, FILE *file)
{
    double y[FS_COMPUTE_OUTPUTS_MAX][BARS];
    const double *in[FS_COMPUTE_INPUTS_MAX];
    double *out[FS_COMPUTE_OUTPUTS_MAX];
    for (int i = 0; i < entry->inputs; i++)
        in[i] = column(entry, i);
    for (int i = 0; i < entry->outputs; i++)
        out[i] = y[i];
    ck_assert_int_eq(entry->series(in, BARS, golden->params, out), FS_COMPUTE_OK);
    for (int i = 0; i < BARS; i++)
        for (int j = 0; j < entry->outputs; j++) {
            double expected, got = y[j][i];
            if (fscanf(file, "%lf", &expected) != 1)
                ck_abort_msg("%s: the golden file ends early", entry->name);
            double allowed = golden->tolerance * fmax(fabs(expected), golden->scale);
            int equal =
                expected != expected ? got != got : got == expected || fabs(got - expected) <= allowed;
            if (!equal)
                ck_abort_msg("%s(%g, %g, %g) output %d at %d: %.17g, %s has %.17g, off by %.2g", entry->name,
                             golden->params[0], golden->params[1], golden->params[2], j, i, got,
                             golden->reference, expected, fabs(got / expected - 1));
        }
}

static void compare_all(const struct fs_compute_entry *entry)
{
    char path[512], line[256];
    snprintf(path, sizeof path, "%s/unit/compute/golden/%s.txt", TEST_DATA_DIR, entry->name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s has no golden values", entry->name);
    int cases = 0;
    while (fgets(line, sizeof line, file)) {
        struct golden golden;
        if (strncmp(line, "case ", 5) != 0)
            continue;
        read_case(line, entry, &golden);
        compare(entry, &golden, file);
        cases++;
    }
    fclose(file);
    ck_assert_int_ge(cases, entry->params > 0 ? 2 : 1);
}

START_TEST(agrees_with_the_golden_values)
{
    size_t count;
    const struct fs_compute_entry *entries = fs_compute_entries(&count);
    load_bars();
    for (size_t i = 0; i < count; i++)
        compare_all(&entries[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("golden");
    TCase *tcase = tcase_create("golden");
    tcase_add_test(tcase, agrees_with_the_golden_values);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
