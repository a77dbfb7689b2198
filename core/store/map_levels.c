/*
 * Rows with the best levels of a book as changes: what is new or other at a price is set, what is gone is set to 0. The
 * first row of a symbol is a snapshot.
 */
#include "base/error.h"
#include "frame/ops.h"
#include "store/map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One side of a symbol's book as the last row had it. */
struct side {
    double *price, *qty;
    int count;
};

struct changes {
    int64_t count, capacity;
    int64_t *row;
    double *price, *qty;
    uint8_t *sell, *snapshot;
};

struct expansion {
    const struct fs_map_levels *levels;
    const double **columns; /* as levels->names */
    struct side *sides;     /* two a symbol */
    uint8_t *seen;          /* a symbol */
    double *space;
    struct changes changes;
};

static int grow(struct changes *c)
{
    int64_t capacity = c->capacity ? c->capacity * 2 : 4096;
    void *row = realloc(c->row, (size_t)capacity * sizeof *c->row);
    c->row = row ? row : c->row;
    void *price = realloc(c->price, (size_t)capacity * sizeof *c->price);
    c->price = price ? price : c->price;
    void *qty = realloc(c->qty, (size_t)capacity * sizeof *c->qty);
    c->qty = qty ? qty : c->qty;
    void *sell = realloc(c->sell, (size_t)capacity);
    c->sell = sell ? sell : c->sell;
    void *snapshot = realloc(c->snapshot, (size_t)capacity);
    c->snapshot = snapshot ? snapshot : c->snapshot;
    if (!row || !price || !qty || !sell || !snapshot)
        return fs_error_nomem();
    c->capacity = capacity;
    return 0;
}

static int note(struct changes *c, int64_t row, int sell, double price, double qty, int snapshot)
{
    if (c->count == c->capacity && grow(c) != 0)
        return -1;
    c->row[c->count] = row;
    c->price[c->count] = price;
    c->qty[c->count] = qty;
    c->sell[c->count] = (uint8_t)sell;
    c->snapshot[c->count++] = (uint8_t)snapshot;
    return 0;
}

/* Where a price is among levels, `from` being the likely place; -1: nowhere. */
static int find(const struct side *side, double price, int from)
{
    if (from < side->count && side->price[from] == price)
        return from;
    for (int i = 0; i < side->count; i++)
        if (side->price[i] == price)
            return i;
    return -1;
}

/* The levels of one side in a row. */
static void read_side(const struct expansion *e, int64_t row, int sell, struct side *out)
{
    const struct fs_map_levels *l = e->levels;
    out->count = 0;
    for (int k = 0; k < l->count; k++) {
        double price = e->columns[4 * k + 2 * sell][row], qty = e->columns[4 * k + 2 * sell + 1][row];
        if (isnan(price) || qty == 0 || (l->none > 0 && fabs(price) >= l->none))
            continue;
        out->price[out->count] = price / l->divisor;
        out->qty[out->count++] = qty;
    }
}

static int change_side(struct expansion *e, int64_t row, int sell, struct side *last, int snapshot)
{
    struct side now = {e->space, e->space + e->levels->count, 0};
    read_side(e, row, sell, &now);
    for (int i = 0; i < last->count; i++)
        if (find(&now, last->price[i], i) < 0 && note(&e->changes, row, sell, last->price[i], 0, 0) != 0)
            return -1;
    for (int i = 0; i < now.count; i++) {
        int before = find(last, now.price[i], i);
        if ((before < 0 || last->qty[before] != now.qty[i]) &&
            note(&e->changes, row, sell, now.price[i], now.qty[i], snapshot) != 0)
            return -1;
    }
    memcpy(last->price, now.price, (size_t)now.count * sizeof *now.price);
    memcpy(last->qty, now.qty, (size_t)now.count * sizeof *now.qty);
    last->count = now.count;
    return 0;
}

static int go_through(struct expansion *e, int64_t rows, const struct fs_column *symbol)
{
    for (int64_t i = 0; i < rows; i++) {
        int32_t code = symbol ? ((const int32_t *)symbol->data)[i] : 0;
        int snapshot = !e->seen[code];
        e->seen[code] = 1;
        for (int sell = 0; sell < 2; sell++)
            if (change_side(e, i, sell, &e->sides[2 * code + sell], snapshot) != 0)
                return -1;
    }
    return 0;
}

static int add(struct fs_frame *out, const char *name, int type, const void *values, int64_t rows,
               struct fs_dict *dict)
{
    void *data;
    if (fs_frame_add_new(out, name, type, rows, dict, &data) != 0)
        return -1;
    if (rows && values)
        memcpy(data, values, (size_t)rows * fs_type_size(type));
    return 0;
}

static struct fs_frame *as_frame(struct changes *c, const struct fs_frame *heads)
{
    struct fs_frame *taken = fs_frame_take(heads, c->row, c->count), *out = taken ? fs_frame_new() : NULL;
    struct fs_dict *dict = out ? fs_dict_new() : NULL;
    int result = dict ? 0 : -1;
    for (int k = 0; k < fs_frame_columns(heads) && result == 0; k++)
        result = fs_frame_add_shared(out, fs_frame_column(taken, k), NULL);
    if (result == 0)
        result = fs_dict_put(dict, "buy", 3) == 0 && fs_dict_put(dict, "sell", 4) == 1 ? 0 : -1;
    if (result == 0) {
        result = add(out, "side", FS_STRING, NULL, c->count, dict);
        dict = NULL;
    }
    if (result == 0) {
        int32_t *codes = (int32_t *)(uintptr_t)fs_frame_find(out, "side")->data;
        for (int64_t i = 0; i < c->count; i++)
            codes[i] = c->sell[i];
        result = add(out, "price", FS_F64, c->price, c->count, NULL) ||
                 add(out, "qty", FS_F64, c->qty, c->count, NULL) ||
                 add(out, "snapshot", FS_BOOL, c->snapshot, c->count, NULL);
    }
    fs_dict_unref(dict);
    fs_frame_unref(taken);
    if (result == 0)
        return out;
    fs_frame_unref(out);
    return NULL;
}

static int prepare(struct expansion *e, const struct fs_frame *raw, int symbols)
{
    int count = e->levels->count;
    e->columns = calloc((size_t)count * 4, sizeof *e->columns);
    e->sides = calloc((size_t)symbols * 2, sizeof *e->sides);
    e->seen = calloc((size_t)symbols, 1);
    /* Two arrays for the row at hand, then two for each side of each symbol. */
    e->space = malloc((size_t)count * 2 * ((size_t)symbols * 2 + 1) * sizeof *e->space);
    if (!e->columns || !e->sides || !e->seen || !e->space)
        return fs_error_nomem();
    for (int k = 0; k < 4 * count; k++)
        e->columns[k] = fs_frame_find(raw, e->levels->names[k])->data;
    for (int s = 0; s < 2 * symbols; s++) {
        e->sides[s].price = e->space + (size_t)count * 2 * (size_t)(s + 1);
        e->sides[s].qty = e->sides[s].price + count;
    }
    return 0;
}

struct fs_frame *fs_map_expand(const struct fs_map_levels *levels, const struct fs_frame *raw,
                               const struct fs_frame *heads, int64_t **rows)
{
    const struct fs_column *symbol = fs_frame_find(heads, "symbol");
    int symbols = symbol ? fs_dict_count(symbol->dict) + 1 : 1;
    struct expansion e = {.levels = levels};
    struct fs_frame *out = NULL;
    if (prepare(&e, raw, symbols) == 0 && go_through(&e, fs_frame_rows(raw), symbol) == 0)
        out = as_frame(&e.changes, heads);
    free(e.columns);
    free(e.sides);
    free(e.seen);
    free(e.space);
    free(e.changes.price);
    free(e.changes.qty);
    free(e.changes.sell);
    free(e.changes.snapshot);
    *rows = e.changes.row;
    return out;
}
