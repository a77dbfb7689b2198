#include "sweep/space.h"

#include "base/decimal.h"
#include "base/error.h"
#include "compute/stats/random.h"
#include "sweep/sobol.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 8, LIST_MAX = 100000 };

static const char *const methods[] = {"grid", "random", "sobol"};

const char *fs_space_method_name(int method)
{
    return methods[method];
}

static int wrong(const struct fs_axis *axis, const char *text, const char *why)
{
    fs_error_set(FS_E_USAGE, "param '%s': '%s' %s", axis->name, text, why);
    return fs_error_hint("%s=5:50:5 is every fifth from 5 to 50, %s=20,50,100 a list", axis->name,
                         axis->name);
}

/* "a:b" or "a:b:step", which strchr() found to have a colon. */
static int parse_range(struct fs_axis *axis, const char *text)
{
    int64_t part[3];
    int parts = 0;
    for (const char *at = text; at; parts++) {
        const char *end = strchr(at, ':');
        size_t length = end ? (size_t)(end - at) : strlen(at);
        if (parts == 3)
            return wrong(axis, text, "has too many parts; expected from:to or from:to:step");
        if (fs_decimal_parse(at, length, DIGITS, FS_ROUND_EXACT, &part[parts])) {
            fs_error_clear();
            return wrong(axis, text, "is no range; expected numbers with at most 8 digits after the point");
        }
        at = end ? end + 1 : NULL;
    }
    if (parts == 2) {
        axis->low = fs_decimal_to_double(part[0], DIGITS);
        axis->high = fs_decimal_to_double(part[1], DIGITS);
        return axis->low < axis->high ? 0 : wrong(axis, text, "is empty: it ends before it begins");
    }
    if (part[2] == 0)
        return wrong(axis, text, "has a step of 0");
    if (part[0] != part[1] && (part[0] < part[1]) != (part[2] > 0))
        return wrong(axis, text, "is empty: its step leads away from its end");
    fs_i128 steps = ((fs_i128)part[1] - part[0]) / part[2];
    if (steps >= FS_SPACE_SETS_MAX)
        return wrong(axis, text, "has more than a thousand million values");
    axis->from = part[0];
    axis->step = part[2];
    axis->count = (int64_t)steps + 1;
    return 0;
}

static int parse_list(struct fs_axis *axis, const char *text)
{
    int count = 1;
    for (const char *at = text; *at; at++)
        count += *at == ',';
    if (count > LIST_MAX)
        return wrong(axis, "the list", "has more than 100000 values");
    axis->texts = calloc((size_t)count, sizeof *axis->texts);
    if (!axis->texts)
        return fs_error_nomem();
    for (const char *at = text; at;) {
        const char *end = strchr(at, ',');
        size_t length = end ? (size_t)(end - at) : strlen(at);
        if (!length)
            return wrong(axis, text, "has an empty value");
        if (length >= FS_SPACE_TEXT)
            return wrong(axis, text, "has a value of more than 63 characters");
        char *value = axis->texts[axis->count] = strndup(at, length);
        if (!value)
            return fs_error_nomem();
        axis->count++;
        for (int64_t i = 0; i + 1 < axis->count; i++)
            if (!strcmp(axis->texts[i], value))
                return wrong(axis, text, "has a value twice");
        at = end ? end + 1 : NULL;
    }
    return 0;
}

int fs_space_add(struct fs_space *space, const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text) {
        fs_error_set(FS_E_USAGE, "'%s' is no parameter; expected name=values", text);
        return fs_error_hint("such as fast=5:50:5 or slow=20,50,100");
    }
    if (space->axis_count == FS_SPACE_AXES_MAX)
        return fs_error_set(FS_E_USAGE, "more than %d parameters", FS_SPACE_AXES_MAX);
    struct fs_axis *axis = &space->axes[space->axis_count];
    if (!(axis->name = strndup(text, (size_t)(equals - text))))
        return fs_error_nomem();
    space->axis_count++;
    for (int i = 0; i + 1 < space->axis_count; i++)
        if (!strcmp(space->axes[i].name, axis->name))
            return fs_error_set(FS_E_USAGE, "param '%s' is given twice", axis->name);
    return strchr(equals, ':') ? parse_range(axis, equals + 1) : parse_list(axis, equals + 1);
}

int fs_space_finish(struct fs_space *space, int method, int64_t samples, uint64_t seed)
{
    space->method = method;
    space->seed = seed;
    space->count = samples;
    if (method != FS_SPACE_GRID)
        return samples > 0 ? 0 : fs_error_set(FS_E_USAGE, "--method %s needs --samples N", methods[method]);
    if (samples)
        return fs_error_set(FS_E_USAGE, "a grid has all its sets; --samples is for --method random or sobol");
    fs_i128 count = 1;
    for (int i = 0; i < space->axis_count; i++) {
        if (!space->axes[i].count) {
            fs_error_set(FS_E_USAGE, "param '%s' is a span without steps; a grid needs %s=from:to:step",
                         space->axes[i].name, space->axes[i].name);
            return fs_error_hint("--method random and --method sobol draw from spans");
        }
        count *= space->axes[i].count;
        if (count > FS_SPACE_SETS_MAX) {
            fs_error_set(FS_E_USAGE, "the grid has more than a thousand million sets");
            return fs_error_hint("--method sobol --samples N tries a part that is spread evenly");
        }
    }
    space->count = (int64_t)count;
    return 0;
}

void fs_space_clear(struct fs_space *space)
{
    for (int i = 0; i < space->axis_count; i++) {
        struct fs_axis *axis = &space->axes[i];
        for (int64_t k = 0; axis->texts && k < axis->count; k++)
            free(axis->texts[k]);
        free(axis->texts);
        free(axis->name);
    }
    memset(space, 0, sizeof *space);
}

/* Where a set lies on an axis of random or sobol, in [0, 1). */
static double unit(const struct fs_space *space, int64_t number, int axis)
{
    if (space->method == FS_SPACE_SOBOL)
        return fs_sobol((uint32_t)number, axis);
    struct fs_random random;
    fs_random_init(&random, space->seed, (uint64_t)number);
    double u = 0.0;
    for (int i = 0; i <= axis; i++)
        u = fs_random_unit(&random);
    return u;
}

void fs_space_places(const struct fs_space *space, int64_t number, int64_t places[FS_SPACE_AXES_MAX])
{
    for (int i = space->axis_count - 1; i >= 0; i--) {
        int64_t count = space->axes[i].count;
        if (space->method != FS_SPACE_GRID) {
            places[i] = (int64_t)(unit(space, number, i) * (double)count);
            continue;
        }
        places[i] = number % count;
        number /= count;
    }
}

int64_t fs_space_number(const struct fs_space *space, const int64_t places[FS_SPACE_AXES_MAX])
{
    int64_t number = 0;
    for (int i = 0; i < space->axis_count; i++) {
        if (places[i] < 0 || places[i] >= space->axes[i].count)
            return -1;
        number = number * space->axes[i].count + places[i];
    }
    return number;
}

const char *fs_axis_value(const struct fs_axis *axis, int64_t place, char text[FS_SPACE_TEXT])
{
    if (axis->texts)
        return axis->texts[place];
    fs_decimal_format(axis->from + place * axis->step, DIGITS, text, FS_SPACE_TEXT);
    return text;
}

const char *fs_space_value(const struct fs_space *space, int64_t number, int axis, char text[FS_SPACE_TEXT])
{
    const struct fs_axis *a = &space->axes[axis];
    if (!a->count) {
        snprintf(text, FS_SPACE_TEXT, "%.12g", a->low + unit(space, number, axis) * (a->high - a->low));
        return text;
    }
    int64_t places[FS_SPACE_AXES_MAX];
    fs_space_places(space, number, places);
    return fs_axis_value(a, places[axis], text);
}
