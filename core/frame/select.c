/* Choosing columns, and rows by conditions. */
#include "frame/ops.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

struct fs_frame *fs_frame_select(const struct fs_frame *frame, const char *const *names, int count)
{
    struct fs_frame *out = fs_frame_new();
    int rc = out ? fs_frame_meta_copy(out, frame) : -1;
    for (int i = 0; i < count && rc == 0; i++) {
        const struct fs_column *column = fs_frame_require(frame, names[i]);
        rc = column ? fs_frame_add_shared(out, column, NULL) : -1;
    }
    if (rc == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}

struct fs_frame *fs_frame_rename(const struct fs_frame *frame, const char *const *from, const char *const *to,
                                 int count)
{
    for (int i = 0; i < count; i++)
        if (!fs_frame_require(frame, from[i]))
            return NULL;
    struct fs_frame *out = fs_frame_new();
    int rc = out ? fs_frame_meta_copy(out, frame) : -1;
    for (int c = 0; c < fs_frame_columns(frame) && rc == 0; c++) {
        const struct fs_column *column = fs_frame_column(frame, c);
        const char *name = column->name;
        for (int i = 0; i < count; i++)
            if (strcmp(column->name, from[i]) == 0)
                name = to[i];
        rc = fs_frame_add_shared(out, column, name);
    }
    if (rc == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}

/* Does an order of -1, 0 or 1 satisfy the comparison? */
static int satisfies(int order, int comparison)
{
    switch (comparison) {
    case FS_EQ:
        return order == 0;
    case FS_NE:
        return order != 0;
    case FS_LT:
        return order < 0;
    case FS_LE:
        return order <= 0;
    case FS_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

static int compare_integers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* A verdict for each text of the dictionary, so that rows only look up theirs. */
static uint8_t *judge_texts(const struct fs_dict *dict, const struct fs_condition *condition)
{
    int32_t count = fs_dict_count(dict);
    size_t length = strlen(condition->text), own;
    uint8_t *verdicts = malloc((size_t)count + 1);
    if (!verdicts) {
        fs_error_nomem();
        return NULL;
    }
    for (int32_t code = 0; code < count; code++) {
        const char *text = fs_dict_get(dict, code, &own);
        int order = memcmp(text, condition->text, own < length ? own : length);
        if (order == 0)
            order = (own > length) - (own < length);
        verdicts[code] = (uint8_t)satisfies(order, condition->comparison);
    }
    return verdicts;
}

/* Clears the mask where the condition does not hold. */
static int apply_condition(const struct fs_column *column, const struct fs_condition *condition,
                           uint8_t *mask)
{
    uint8_t *verdicts = NULL;
    int comparison = condition->comparison;
    double real = condition->real;
    if (column->type == FS_STRING && comparison < FS_IS_MISSING) {
        if (!condition->text)
            return fs_error_set(FS_E_INPUT, "column '%s' is of texts: it is compared with a text",
                                column->name);
        if (!(verdicts = judge_texts(column->dict, condition)))
            return -1;
    }
    for (int64_t i = 0; i < column->length; i++) {
        int missing = fs_column_is_null(column, i), holds;
        if (!mask[i])
            continue;
        if (comparison >= FS_IS_MISSING)
            holds = missing == (comparison == FS_IS_MISSING);
        else if (missing)
            holds = 0;
        else if (column->type == FS_F64) {
            double value = ((const double *)column->data)[i];
            holds = real == real && satisfies((value > real) - (value < real), comparison);
        } else if (column->type == FS_STRING)
            holds = verdicts[((const int32_t *)column->data)[i]];
        else {
            int64_t value = column->type == FS_I32    ? ((const int32_t *)column->data)[i]
                            : column->type == FS_BOOL ? ((const uint8_t *)column->data)[i]
                                                      : ((const int64_t *)column->data)[i];
            holds = satisfies(compare_integers(value, condition->integer), comparison);
        }
        mask[i] = (uint8_t)holds;
    }
    free(verdicts);
    return 0;
}

struct fs_frame *fs_frame_where(const struct fs_frame *frame, const struct fs_condition *conditions,
                                int count)
{
    int64_t rows = fs_frame_rows(frame);
    uint8_t *mask = malloc((size_t)rows + 1);
    struct fs_frame *out = NULL;
    int rc = mask ? 0 : fs_error_nomem();
    if (mask)
        memset(mask, 1, (size_t)rows + 1);
    for (int i = 0; i < count && rc == 0; i++) {
        const struct fs_column *column = fs_frame_require(frame, conditions[i].column);
        rc = column ? apply_condition(column, &conditions[i], mask) : -1;
    }
    if (rc == 0)
        out = fs_frame_filter(frame, mask);
    free(mask);
    return out;
}
