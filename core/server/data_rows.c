#include "server/data_rows.h"

#include "base/error.h"
#include "base/time.h"
#include "frame/arrow.h"
#include "frame/csv.h"
#include "frame/json.h"
#include "frame/ops.h"
#include "server/state.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PIECE = 65536, JSON_ROWS = 100000, RESAMPLE_ROWS = 5000000 };
enum form { FORM_JSON, FORM_NDJSON, FORM_CSV, FORM_ARROW };

static const struct {
    const char *type;
    enum form form;
} forms[] = {
    {"application/json", FORM_JSON},
    {"application/x-ndjson", FORM_NDJSON},
    {"text/csv", FORM_CSV},
    {"application/vnd.apache.arrow.stream", FORM_ARROW},
};

/* What a query asks for. */
struct rows {
    struct fs_history *history;
    char *symbol;
    const char **columns; /* into column_text; NULL: all */
    char *column_text;
    int column_count;
    int64_t from, to, left; /* left: rows that may still go */
    enum form form;
    int part;               /* the next one */
    struct fs_frame *frame; /* of the part under way, cut and chosen; NULL: none */
    int64_t at;             /* its next row */
    struct fs_frame *all;   /* resampled: the only part */
    struct fs_arrow_stream *arrow;
    FILE *out; /* of the piece being made */
    int begun;
};

static void rows_free(void *data)
{
    struct rows *r = data;
    if (!r)
        return;
    fs_arrow_stream_free(r->arrow);
    fs_frame_unref(r->frame);
    fs_frame_unref(r->all);
    fs_history_close(r->history);
    free(r->columns);
    free(r->column_text);
    free(r->symbol);
    free(r);
}

struct fs_history *fs_data_open(struct fs_call *call)
{
    const char *name = fs_call_name(call, 0);
    if (!fs_history_name_valid(name)) {
        fs_answer_problem(call, 404, NULL, "there is no dataset of this name");
        return NULL;
    }
    struct fs_history *history = fs_history_open(fs_call_server(call)->home, name);
    if (!history)
        fs_answer_error(call, NULL);
    return history;
}

/* The media type that Accept likes best of those we have; the first one where it says nothing. -1: none. Weights (q) count,
 * and a type with q=0 is refused. */
static int choose_form(const char *accept)
{
    double best_weight = 0;
    int best = -1;
    if (!accept)
        return FORM_JSON;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        double weight = 0;
        int exactness = 0; /* of the range that decides: the most exact one */
        for (const char *at = accept; *at; at += strcspn(at, ","), at += *at == ',') {
            at += strspn(at, " \t");
            size_t length = strcspn(at, ",; \t");
            const char *slash = strchr(forms[i].type, '/');
            int fits = length == strlen(forms[i].type) && !strncasecmp(at, forms[i].type, length) ? 3
                       : length == (size_t)(slash - forms[i].type) + 2 && at[length - 1] == '*' &&
                               !strncasecmp(at, forms[i].type, length - 1)
                           ? 2
                       : length == 3 && !strncmp(at, "*/*", 3) ? 1
                                                               : 0;
            const char *q = at + length, *end = at + strcspn(at, ",");
            double its = 1;
            for (; q < end; q++)
                if (*q == ';' && (q[1 + strspn(q + 1, " \t")] | 32) == 'q')
                    its = strtod(q + strcspn(q, "=,") + 1, NULL);
            if (fits > exactness) {
                exactness = fits;
                weight = its;
            }
        }
        if (weight > best_weight) {
            best_weight = weight;
            best = (int)i;
        }
    }
    return best;
}

static int parse_time(struct fs_call *call, const char *name, int to_end, int64_t *out)
{
    const char *text = fs_call_query(call, name);
    int64_t day;
    if (!text)
        return 0;
    if (to_end && !fs_time_parse_date(text, strlen(text), &day)) {
        *out = (day + 1) * FS_NS_PER_DAY - 1;
        return 0;
    }
    fs_error_clear();
    if (!fs_time_parse(text, strlen(text), NULL, out))
        return 0;
    fs_answer_error(call, name);
    return -1;
}

/* "time,close" into names. */
static int parse_columns(struct fs_call *call, struct rows *r)
{
    const char *text = fs_call_query(call, "columns");
    char *save = NULL;
    if (!text)
        return 0;
    r->column_text = strdup(text);
    r->columns = calloc(strlen(text) / 2 + 2, sizeof *r->columns);
    if (!r->column_text || !r->columns) {
        fs_error_nomem();
        fs_answer_error(call, NULL);
        return -1;
    }
    for (char *name = strtok_r(r->column_text, ",", &save); name; name = strtok_r(NULL, ",", &save))
        r->columns[r->column_count++] = name;
    if (r->column_count)
        return 0;
    fs_answer_problem(call, 422, "columns", "'columns' names none");
    return -1;
}

static int find_symbol(struct fs_call *call, struct rows *r)
{
    const char *symbol = fs_call_query(call, "symbol");
    if (!symbol && fs_history_symbols(r->history) == 1)
        symbol = fs_history_symbol(r->history, 0)->name;
    if (!symbol) {
        fs_answer_problem(call, 422, "symbol", "the dataset has several symbols: name one");
        return -1;
    }
    if (!fs_history_find(r->history, symbol)) {
        fs_answer_error(call, "symbol");
        return -1;
    }
    r->symbol = strdup(symbol);
    if (r->symbol)
        return 0;
    fs_error_nomem();
    fs_answer_error(call, NULL);
    return -1;
}

/* First row at or after a time, in an ascending column. */
static int64_t row_at(const struct fs_column *time, int64_t instant)
{
    const int64_t *values = time->data;
    int64_t low = 0, high = time->length;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (values[middle] < instant)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A frame cut to the range and the columns; steals it. NULL with an error. */
static struct fs_frame *cut(const struct rows *r, struct fs_frame *frame)
{
    const struct fs_column *time = frame ? fs_frame_find(frame, "time") : NULL;
    if (time && time->type == FS_TIME) {
        int64_t first = row_at(time, r->from);
        int64_t end = r->to == INT64_MAX ? time->length : row_at(time, r->to + 1);
        struct fs_frame *slice = fs_frame_slice(frame, first, end > first ? end - first : 0);
        fs_frame_unref(frame);
        frame = slice;
    }
    if (frame && r->columns) {
        struct fs_frame *chosen = fs_frame_select(frame, r->columns, r->column_count);
        fs_frame_unref(frame);
        frame = chosen;
    }
    return frame;
}

/* The next part that has rows of the range, or, before anything was written, any: its columns are told. 1; 0: no more; -1
 * with an error. */
static int next_part(struct rows *r)
{
    const struct fs_history_symbol *symbol = fs_history_find(r->history, r->symbol);
    fs_frame_unref(r->frame);
    r->frame = NULL;
    r->at = 0;
    if (r->all) {
        r->frame = r->part++ ? NULL : fs_frame_ref(r->all);
        return r->frame != NULL;
    }
    while (r->part < symbol->part_count) {
        const struct fs_history_part *part = &symbol->parts[r->part++];
        int outside = part->to < r->from || part->from > r->to;
        if (outside && (r->begun || r->part < symbol->part_count))
            continue;
        r->frame = cut(r, fs_history_load_part(r->history, r->symbol, r->part - 1));
        return r->frame ? 1 : -1;
    }
    return 0;
}

static int to_file(void *context, const void *bytes, size_t size)
{
    struct rows *r = context;
    return fwrite(bytes, 1, size, r->out) == size ? 0 : fs_error_nomem();
}

static int write_rows(struct rows *r, const struct fs_frame *frame)
{
    if (r->form == FORM_ARROW) {
        if (!r->arrow && !(r->arrow = fs_arrow_stream_new(frame, to_file, r, NULL)))
            return -1;
        return fs_frame_rows(frame) ? fs_arrow_stream_add(r->arrow, frame) : 0;
    }
    if (r->form == FORM_CSV)
        return fs_csv_write(frame, r->out, &(struct fs_csv_write_options){.no_header = (uint8_t)r->begun});
    return fs_json_write(frame, r->out, r->form == FORM_JSON ? FS_JSON_ARRAY : FS_JSON_LINES);
}

static int next_piece(void *data, FILE *out)
{
    struct rows *r = data;
    int64_t most = r->form == FORM_JSON ? INT64_MAX : PIECE;
    int more = 1;
    r->out = out;
    while (!r->frame || r->at >= fs_frame_rows(r->frame)) {
        int was_empty = r->frame && !r->begun;
        if (was_empty)
            break; /* no rows, but columns */
        more = next_part(r);
        if (more <= 0)
            break;
    }
    if (more < 0)
        return -1;
    if (more && (r->left > 0 || !r->begun)) { /* without a row, too, the columns are told */
        int64_t count = most < r->left ? most : r->left;
        struct fs_frame *slice = fs_frame_slice(r->frame, r->at, count);
        int64_t rows = slice ? fs_frame_rows(slice) : 0;
        int failed = !slice || write_rows(r, slice);
        fs_frame_unref(slice);
        if (failed)
            return -1;
        r->begun = 1;
        r->at += rows ? rows : 1;
        r->left -= rows;
        if (r->form == FORM_JSON)
            return 0;
        return 1;
    }
    if (r->form == FORM_JSON && !r->begun) /* a symbol without any part */
        return fputs("[]", out) < 0 ? fs_error_nomem() : 0;
    return r->arrow ? fs_arrow_stream_end(r->arrow) : 0;
}

/* Bars of a longer interval, of all rows of the range. */
static int resample(struct fs_call *call, struct rows *r, const char *text)
{
    int64_t interval;
    struct fs_frame *frame = NULL, *bars = NULL;
    const char **columns = r->columns;
    if (fs_duration_parse(text, strlen(text), &interval) || interval <= 0) {
        fs_answer_problem(call, 422, "resample", "'resample' is no interval such as 5m, 1h or 1d");
        return -1;
    }
    r->columns = NULL; /* chosen after */
    if ((frame = fs_history_load(r->history, r->symbol, r->from, r->to)) &&
        fs_frame_rows(frame) > RESAMPLE_ROWS) {
        fs_answer_problemf(call, 422, "from", "more than %d rows would be resampled: ask for a shorter range",
                           RESAMPLE_ROWS);
        fs_frame_unref(frame);
        r->columns = columns;
        return -1;
    }
    if (frame)
        bars = fs_frame_resample(frame, &(struct fs_resample){.time = "time", .interval = interval});
    fs_frame_unref(frame);
    r->columns = columns;
    r->all = bars && columns ? fs_frame_select(bars, columns, r->column_count) : fs_frame_ref(bars);
    fs_frame_unref(bars);
    if (r->all)
        return 0;
    fs_answer_error(call, "resample");
    return -1;
}

static int ask(struct fs_call *call, struct rows *r)
{
    const char *interval = fs_call_query(call, "resample");
    int chosen = choose_form(fs_call_header(call, "Accept"));
    r->from = INT64_MIN;
    r->to = INT64_MAX;
    if (chosen < 0) {
        fs_answer_problem(call, 406, "Accept",
                          "rows are application/json, application/x-ndjson, text/csv or "
                          "application/vnd.apache.arrow.stream");
        return -1;
    }
    r->form = forms[chosen].form;
    if (!(r->history = fs_data_open(call)))
        return -1;
    int64_t fallback = r->form == FORM_JSON ? 1000 : INT64_MAX;
    if (parse_time(call, "from", 0, &r->from) || parse_time(call, "to", 1, &r->to) ||
        parse_columns(call, r) || find_symbol(call, r) ||
        fs_call_number(call, "limit", 0, INT64_MAX, fallback, &r->left))
        return -1;
    if (r->form == FORM_JSON && r->left > JSON_ROWS) {
        fs_answer_problemf(
            call, 422, "limit",
            "JSON has %d rows at most; NDJSON, CSV and Arrow (by Accept) have as many as there are",
            JSON_ROWS);
        return -1;
    }
    return interval ? resample(call, r, interval) : 0;
}

void fs_data_rows(struct fs_call *call)
{
    struct rows *r = calloc(1, sizeof *r);
    if (!r) {
        fs_error_nomem();
        fs_answer_error(call, NULL);
        return;
    }
    if (ask(call, r)) {
        rows_free(r);
        return;
    }
    if (next_part(r) < 0) { /* an unknown column is found here, before anything is sent */
        fs_answer_error(call, "columns");
        rows_free(r);
        return;
    }
    if (r->form == FORM_JSON && r->frame && fs_history_find(r->history, r->symbol)->part_count > 1 &&
        !r->all) {
        /* one array: of all parts together */
        struct fs_frame *all = cut(r, fs_history_load(r->history, r->symbol, r->from, r->to));
        fs_frame_unref(r->frame);
        r->frame = all;
        if (!all) {
            fs_answer_error(call, NULL);
            rows_free(r);
            return;
        }
    }
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (forms[i].form == r->form)
            fs_answer_pieces(call, forms[i].type, &(struct fs_pieces){next_piece, rows_free, r});
}

/* The last row of a symbol at or before a time, with the symbol's name, added to `rows`. */
static int last_row(struct fs_history *history, const char *symbol, int64_t time, struct fs_frame **rows,
                    int *count)
{
    void *data;
    struct fs_frame *all = fs_history_load(history, symbol, INT64_MIN, time);
    int64_t length = all ? fs_frame_rows(all) : 0;
    struct fs_frame *row = length ? fs_frame_slice(all, length - 1, 1) : NULL;
    struct fs_frame *out = row ? fs_frame_new() : NULL;
    struct fs_dict *dict = out ? fs_dict_new() : NULL;
    int failed = !all || (length && !out);
    fs_frame_unref(all);
    if (out && dict && fs_dict_put(dict, symbol, strlen(symbol)) == 0 &&
        !fs_frame_add_new(out, "symbol", FS_STRING, 1, dict, &data)) {
        *(int32_t *)data = 0;
        for (int i = 0; i < fs_frame_columns(row) && !failed; i++)
            failed = fs_frame_add_shared(out, fs_frame_column(row, i), NULL) != 0;
    } else if (out) {
        failed = 1;
    }
    fs_frame_unref(row);
    if (failed)
        fs_frame_unref(out);
    else if (out)
        rows[(*count)++] = out;
    return failed ? -1 : 0;
}

void fs_data_asof(struct fs_call *call)
{
    const char *text = fs_call_query(call, "time"), *symbol = fs_call_query(call, "symbol");
    int64_t time = INT64_MAX;
    int count = 0, failed = 0;
    if (parse_time(call, "time", 1, &time))
        return;
    if (!text) {
        fs_answer_problem(call, 400, "time", "'time' is missing: as of when?");
        return;
    }
    struct fs_history *history = fs_data_open(call);
    if (!history)
        return;
    if (symbol && !fs_history_find(history, symbol)) {
        fs_answer_error(call, "symbol");
        fs_history_close(history);
        return;
    }
    int symbols = fs_history_symbols(history);
    struct fs_frame **rows = calloc((size_t)symbols + 1, sizeof *rows);
    for (int i = 0; rows && i < symbols && !failed; i++) {
        const char *name = fs_history_symbol(history, i)->name;
        if (!symbol || !strcmp(symbol, name))
            failed = last_row(history, name, time, rows, &count) != 0;
    }
    char *out = NULL;
    size_t size = 0;
    struct fs_frame *all = rows && !failed && count ? fs_frame_concat(rows, count) : NULL;
    FILE *file = all ? open_memstream(&out, &size) : NULL;
    if (file) {
        failed = fs_json_write(all, file, FS_JSON_ARRAY) != 0;
        fclose(file);
    }
    if (file && !failed)
        fs_answer_text(call, 200, "application/json", out, size);
    else if (rows && !failed && !count)
        fs_answer_text(call, 200, "application/json", "[]", 2);
    else
        fs_answer_error(call, NULL);
    fs_frame_unref(all);
    for (int i = 0; i < count; i++)
        fs_frame_unref(rows[i]);
    free(rows);
    free(out);
    fs_history_close(history);
}
