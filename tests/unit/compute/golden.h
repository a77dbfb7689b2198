/*
 * golden.h: golden values of calculations. A file has lines `name = number number ...` ("nan", "inf" and "-inf" too),
 * comments after #, and lists as long as they need on one line; names are dotted words.
 */
#ifndef FINSMART_TEST_GOLDEN_H
#define FINSMART_TEST_GOLDEN_H

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text of tests/unit/compute/golden/NAME.txt, to be freed. */
static inline char *golden_read(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/unit/compute/golden/%s.txt", TEST_DATA_DIR, name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s is not there", path);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(size + 2);
    ck_assert_uint_eq(fread(text + 1, 1, size, file), size);
    fclose(file);
    text[0] = '\n';
    text[size + 1] = 0;
    return text;
}

/* The values of `name`, to be freed, and how many there are; a name that is not there fails the test. */
static inline double *golden_list(const char *text, const char *name, size_t *count)
{
    char key[128];
    snprintf(key, sizeof key, "\n%s = ", name);
    const char *at = strstr(text, key);
    ck_assert_msg(at != NULL, "the golden file has no '%s'", name);
    at += strlen(key);
    size_t capacity = 16, n = 0;
    double *values = malloc(capacity * sizeof *values);
    while (*at && *at != '\n' && *at != '#') {
        char *end;
        double value = strtod(at, &end);
        ck_assert_msg(end != at, "'%s' has something that is no number", name);
        if (n == capacity)
            values = realloc(values, (capacity *= 2) * sizeof *values);
        values[n++] = value;
        for (at = end; *at == ' ';)
            at++;
    }
    *count = n;
    return values;
}

/* The one value of `name`. */
static inline double golden_number(const char *text, const char *name)
{
    size_t count;
    double *values = golden_list(text, name, &count), value = values[0];
    ck_assert_msg(count == 1, "'%s' has %zu values", name, count);
    free(values);
    return value;
}

/* `got` is `expected` within `relative` of max(|expected|, scale). */
static inline void golden_near(const char *name, double got, double expected, double relative, double scale)
{
    int near = expected != expected
                   ? got != got
                   : got == expected || fabs(got - expected) <= relative * fmax(fabs(expected), scale);
    ck_assert_msg(near, "%s: %.17g, expected %.17g, off by %.2g", name, got, expected,
                  fabs(got / expected - 1));
}

/* `count` values are those of `name`. */
static inline void golden_equal(const char *text, const char *name, const double *got, size_t count,
                                double relative, double scale)
{
    size_t found;
    double *values = golden_list(text, name, &found);
    ck_assert_msg(found == count, "'%s' has %zu values, got %zu", name, found, count);
    for (size_t i = 0; i < count; i++) {
        char shown[160];
        snprintf(shown, sizeof shown, "%s[%zu]", name, i);
        golden_near(shown, got[i], values[i], relative, scale);
    }
    free(values);
}

#endif
