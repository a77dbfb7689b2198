/* What must hold for every primitive, whatever it computes; the primitives come from the generated table. */
#include "compute/entry.h"

#include <finsmart/compute.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LENGTH_MAX 700

/* One process for all: a process for each costs more than what it would find. */
static void for_every_primitive(void (*check)(const struct fs_compute_entry *entry))
{
    size_t count;
    const struct fs_compute_entry *entries = fs_compute_entries(&count);
    for (size_t i = 0; i < count; i++)
        check(&entries[i]);
}

static uint64_t seed_state;

static uint64_t random_bits(void)
{
    seed_state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = seed_state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double random_unit(void)
{
    return (double)(random_bits() >> 11) * 0x1p-53;
}

/* Parameters within their ranges, periods mostly short so that there is output to compare. */
static void random_params(const struct fs_compute_entry *entry, double *params)
{
    for (int i = 0; i < entry->params; i++) {
        const struct fs_compute_param *p = &entry->param[i];
        double span = p->max - p->min;
        if (span > 60)
            span = random_bits() % 8 == 0 ? 900 : 40;
        double value = p->min + random_unit() * span;
        if (p->integer)
            value = floor(p->min + random_unit() * (span + 1));
        params[i] = value > p->max ? p->max : value;
    }
}

/* Series of several characters: walks, constants, gaps, extremes. */
static void random_series(double *x, size_t length, int kind)
{
    double price = 100.0;
    for (size_t i = 0; i < length; i++) {
        price *= 1.0 + (random_unit() - 0.5) * 0.02;
        switch (kind) {
        case 0:
            x[i] = price;
            break;
        case 1:
            x[i] = 42.5;
            break;
        case 2: /* a walk with holes of all kinds, and a leading gap */
            x[i] = price;
            if (random_bits() % 17 == 0 || i < 5)
                x[i] = (const double[]){NAN, INFINITY, -INFINITY, 0x1p480, -0x1p1023}[random_bits() % 5];
            break;
        case 3: /* denormals, zeros of both signs */
            x[i] = (random_unit() - 0.5) * 0x1p-1060 * (double)(random_bits() % 3);
            break;
        case 4: /* huge magnitudes that are still present */
            x[i] = (random_unit() - 0.5) * 0x1p480;
            break;
        case 5: /* any bits */
        {
            uint64_t bits = random_bits();
            memcpy(&x[i], &bits, sizeof bits);
            break;
        }
        case 6: /* few distinct values, so that ties abound */
            x[i] = (double)(random_bits() % 3);
            break;
        default: /* a spike that passes through */
            x[i] = price + (random_bits() % 50 == 0 ? 1e15 : 0);
        }
    }
}
#define SERIES_KINDS 8

/* Bitwise, except that all NaN are one. */
static int same(double a, double b)
{
    return (a != a && b != b) || memcmp(&a, &b, sizeof a) == 0;
}

static void compare_forms(const struct fs_compute_entry *entry)
{
    static double x[FS_COMPUTE_INPUTS_MAX][LENGTH_MAX], y[FS_COMPUTE_OUTPUTS_MAX][LENGTH_MAX];
    seed_state = (uint64_t)(unsigned char)entry->c[0] * 256 + (uint64_t)(unsigned char)entry->c[1];
    for (int round = 0; round < 96; round++) {
        size_t length = round < 4 ? (size_t)round : random_bits() % LENGTH_MAX;
        double params[FS_COMPUTE_PARAMS_MAX] = {0};
        const double *in[FS_COMPUTE_INPUTS_MAX];
        double *out[FS_COMPUTE_OUTPUTS_MAX];
        random_params(entry, params);
        for (int i = 0; i < entry->inputs; i++) {
            random_series(x[i], length, round % SERIES_KINDS);
            in[i] = x[i];
        }
        for (int i = 0; i < entry->outputs; i++)
            out[i] = y[i];
        ck_assert_int_eq(entry->series(in, length, params, out), FS_COMPUTE_OK);
        size_t size = entry->size(params);
        ck_assert_uint_gt(size, 0);
        void *state = malloc(size), *copy = malloc(size);
        ck_assert_int_eq(entry->init(state, params), FS_COMPUTE_OK);
        for (size_t i = 0; i < length; i++) {
            double values[FS_COMPUTE_INPUTS_MAX], results[FS_COMPUTE_OUTPUTS_MAX];
            for (int j = 0; j < entry->inputs; j++)
                values[j] = x[j][i];
            if (i == length / 2) { /* a state is plain data: it goes on from a copy */
                ck_assert_msg(entry->valid(state, size) == 1, "%s", entry->name);
                memcpy(copy, state, size);
                memset(state, 0xff, size);
                void *swap = state;
                state = copy;
                copy = swap;
            }
            entry->update(state, values, results);
            for (int j = 0; j < entry->outputs; j++)
                ck_assert_msg(same(results[j], y[j][i]),
                              "%s round %d output %d at %zu of %zu: stream %a, series %a", entry->name, round,
                              j, i, length, results[j], y[j][i]);
        }
        free(state);
        free(copy);
    }
}

START_TEST(a_stream_gives_the_bits_of_the_series)
{
    for_every_primitive(compare_forms);
}
END_TEST

/* What to multiply a walk near 100 with, so that it lies where the primitive is defined. */
static double into_domain(const struct fs_compute_entry *entry)
{
    return strcmp(entry->c, "acos") == 0 || strcmp(entry->c, "asin") == 0 ? 0x1p-10 : 1.0;
}

static void check_lookback(const struct fs_compute_entry *entry)
{
    static double x[FS_COMPUTE_INPUTS_MAX][LENGTH_MAX], y[FS_COMPUTE_OUTPUTS_MAX][LENGTH_MAX];
    seed_state = 1000 + (uint64_t)(unsigned char)entry->c[0] * 256 + (uint64_t)(unsigned char)entry->c[1];
    for (int round = 0; round < 30; round++) {
        double params[FS_COMPUTE_PARAMS_MAX] = {0};
        const double *in[FS_COMPUTE_INPUTS_MAX];
        double *out[FS_COMPUTE_OUTPUTS_MAX];
        random_params(entry, params);
        int32_t lookback = entry->lookback(params);
        ck_assert_int_ge(lookback, 0);
        ck_assert_int_eq(lookback, entry->lookback_described(params));
        size_t gap = random_bits() % 2 ? 7 : 0; /* missing values at the start shift everything */
        for (int i = 0; i < entry->inputs; i++) {
            random_series(x[i], LENGTH_MAX, 0);
            for (size_t j = 0; j < LENGTH_MAX; j++)
                x[i][j] *= into_domain(entry);
            for (size_t j = 0; j < gap; j++)
                x[i][j] = NAN;
            in[i] = x[i];
        }
        for (int i = 0; i < entry->outputs; i++)
            out[i] = y[i];
        entry->series(in, LENGTH_MAX, params, out);
        for (size_t i = 0; i < LENGTH_MAX; i++) {
            int expected = i >= gap + (size_t)lookback;
            for (int j = 0; j < entry->outputs; j++)
                ck_assert_msg((y[j][i] == y[j][i]) == expected, "%s output %d at %zu with look-back %d",
                              entry->name, j, i, lookback);
        }
    }
}

START_TEST(the_look_back_is_what_it_says)
{
    for_every_primitive(check_lookback);
}
END_TEST

static void check_ranges(const struct fs_compute_entry *entry)
{
    double x[4] = {1, 2, 3, 4}, y[FS_COMPUTE_OUTPUTS_MAX][4];
    const double *in[FS_COMPUTE_INPUTS_MAX] = {x, x, x, x};
    double *out[FS_COMPUTE_OUTPUTS_MAX] = {y[0], y[1], y[2], y[3]};
    for (int i = 0; i < entry->params; i++) {
        const struct fs_compute_param *p = &entry->param[i];
        const double bad[] = {p->min - fmax(1, fabs(p->min) * 0x1p-52),
                              p->max + fmax(1, fabs(p->max) * 0x1p-52),
                              p->integer ? p->max + 2 : (double)NAN};
        double params[FS_COMPUTE_PARAMS_MAX];
        for (int j = 0; j < entry->params; j++)
            params[j] = entry->param[j].min;
        const double good[] = {p->min, p->max};
        for (int k = 0; k < 2; k++) {
            params[i] = good[k];
            ck_assert_uint_gt(entry->size(params), 0);
            ck_assert_int_ge(entry->lookback(params), 0);
        }
        for (int k = 0; k < 3; k++) {
            params[i] = bad[k];
            ck_assert_msg(entry->size(params) == 0, "%s %s %g", entry->name, p->name, params[i]);
            ck_assert_int_eq(entry->lookback(params), -1);
            ck_assert_int_eq(entry->init(x, params), FS_COMPUTE_PARAMETER);
            ck_assert_int_eq(entry->series(in, 4, params, out), FS_COMPUTE_PARAMETER);
        }
    }
}

START_TEST(parameters_out_of_range_are_refused_everywhere)
{
    for_every_primitive(check_ranges);
}
END_TEST

static void check_arrays(const struct fs_compute_entry *entry)
{
    double memory[32 * 10] = {0}, params[FS_COMPUTE_PARAMS_MAX] = {0};
    for (int i = 0; i < entry->params; i++)
        params[i] = entry->param[i].min;
    int arrays = entry->inputs + entry->outputs;
    for (int i = 0; i < arrays; i++)
        for (int wrong = 0; wrong < 3; wrong++) {
            const double *in[FS_COMPUTE_INPUTS_MAX];
            double *out[FS_COMPUTE_OUTPUTS_MAX];
            for (int j = 0; j < arrays; j++) {
                double *array = memory + 32 * j;
                if (j == i)
                    array = wrong == 0 ? NULL : memory + 32 * ((i + 1) % arrays) + (wrong == 1 ? 0 : 9);
                if (j < entry->inputs)
                    in[j] = array;
                else
                    out[j - entry->inputs] = array;
            }
            int both_inputs = i < entry->inputs && (i + 1) % arrays < entry->inputs; /* these may overlap */
            int expected = wrong == 0 ? FS_COMPUTE_NULL : both_inputs ? FS_COMPUTE_OK : FS_COMPUTE_OVERLAP;
            ck_assert_msg(entry->series(in, 10, params, out) == expected, "%s array %d case %d", entry->name,
                          i, wrong);
            ck_assert_int_eq(entry->series(in, 0, params, out), FS_COMPUTE_OK); /* nothing to read or write */
        }
    ck_assert_int_eq(entry->init(NULL, params), FS_COMPUTE_NULL);
}

START_TEST(arrays_that_are_absent_or_overlap_are_refused)
{
    for_every_primitive(check_arrays);
}
END_TEST

static void damage_states(const struct fs_compute_entry *entry)
{
    seed_state = 2000 + (uint64_t)(unsigned char)entry->c[0] * 256 + (uint64_t)(unsigned char)entry->c[1];
    double params[FS_COMPUTE_PARAMS_MAX] = {0};
    random_params(entry, params);
    size_t size = entry->size(params);
    unsigned char *state = malloc(size + 8);
    memset(state, 0, size + 8);
    if (entry->params > 0 && entry->param[0].integer && entry->param[0].min > 0)
        ck_assert_int_eq(entry->valid(state, size), 0); /* all zero: no period */
    entry->init(state, params);
    ck_assert_int_eq(entry->valid(state, size), 1);
    ck_assert_int_eq(entry->valid(state, size - 1), 0);
    ck_assert_int_eq(entry->valid(state, size + 8), 0);
    ck_assert_int_eq(entry->valid(state, 0), 0);
    /* Random damage: what is called valid must be safe to update (address sanitizer watches). */
    unsigned char *damaged = malloc(size);
    for (int round = 0; round < 3000; round++) {
        memcpy(damaged, state, size);
        for (uint64_t i = random_bits() % 4; i < 4; i++)
            damaged[random_bits() % (size < 192 ? size : 192)] = (unsigned char)random_bits();
        if (!entry->valid(damaged, size))
            continue;
        double values[FS_COMPUTE_INPUTS_MAX] = {1, 2, 3, 4, 5, 6}, results[FS_COMPUTE_OUTPUTS_MAX];
        for (int i = 0; i < 50; i++)
            entry->update(damaged, values, results);
    }
    /* lengths below 0, from which nothing may be looked for */
    for (size_t at = 0; at + sizeof(int32_t) <= (size < 160 ? size : 160); at += sizeof(int32_t))
        for (int32_t length = -200; length < 0; length++) {
            memcpy(damaged, state, size);
            memcpy(damaged + at, &length, sizeof length);
            entry->valid(damaged, size);
        }
    free(state);
    free(damaged);
}

START_TEST(damaged_states_are_not_valid)
{
    for_every_primitive(damage_states);
}
END_TEST

START_TEST(every_status_has_a_text)
{
    for (int status = FS_COMPUTE_INFEASIBLE; status <= FS_COMPUTE_OK; status++)
        ck_assert_str_ne(fs_compute_strerror(status), "unknown status");
    ck_assert_str_eq(fs_compute_strerror(-99), "unknown status");
    const struct fs_compute_table *table = fs_compute_table();
    size_t count;
    fs_compute_entries(&count);
    ck_assert_uint_eq(table->count, count);
    ck_assert_uint_eq(table->struct_size, sizeof *table);
    ck_assert_str_eq(table->status_text(FS_COMPUTE_TABLE_OVERLAP), fs_compute_strerror(FS_COMPUTE_OVERLAP));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("entry");
    TCase *tcase = tcase_create("entry");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, a_stream_gives_the_bits_of_the_series);
    tcase_add_test(tcase, the_look_back_is_what_it_says);
    tcase_add_test(tcase, parameters_out_of_range_are_refused_everywhere);
    tcase_add_test(tcase, arrays_that_are_absent_or_overlap_are_refused);
    tcase_add_test(tcase, damaged_states_are_not_valid);
    tcase_add_test(tcase, every_status_has_a_text);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
