/*
 * ops.h: what is done with whole frames: choose, order, group, join, resample.
 *
 * Every function makes a new frame (one reference, the caller's) and leaves its arguments as they are; NULL
 * with an error that names the column. Columns taken over unchanged share memory. The frame's meta texts go
 * along with the first (or left) frame.
 *
 * Missing values (NaN in FS_F64, a clear bit elsewhere): they satisfy no condition but FS_IS_MISSING; they
 * sort last, ascending or descending; as group keys they are one group; as join keys they match nothing;
 * aggregates skip them. In keys and counts of distinct values -0.0 equals 0.0.
 */
#ifndef FINSMART_FRAME_OPS_H
#define FINSMART_FRAME_OPS_H

#include "frame/frame.h"

/* ---- columns and rows ---- */

/* The named columns, in the order given. */
struct fs_frame *fs_frame_select(const struct fs_frame *frame, const char *const *names, int count);
/* All columns, `from[i]` called `to[i]`. */
struct fs_frame *fs_frame_rename(const struct fs_frame *frame, const char *const *from, const char *const *to,
                                 int count);
/* Up to `rows` rows from row `first` (0-based); cut to what there is. Copies nothing. */
struct fs_frame *fs_frame_slice(const struct fs_frame *frame, int64_t first, int64_t rows);
/* The rows at `indices`, in that order, repeated as asked; -1 makes a row of missing values. */
struct fs_frame *fs_frame_take(const struct fs_frame *frame, const int64_t *indices, int64_t count);
/* The rows whose byte in `mask` (one a row) is not 0. */
struct fs_frame *fs_frame_filter(const struct fs_frame *frame, const uint8_t *mask);
/* The frames one below another: names and types must be the same, order may differ (the first frame's is
 * kept). */
struct fs_frame *fs_frame_concat(struct fs_frame *const *frames, int count);

/* ---- conditions ---- */

enum fs_comparison { FS_EQ, FS_NE, FS_LT, FS_LE, FS_GT, FS_GE, FS_IS_MISSING, FS_IS_PRESENT };

/* column <comparison> value; the value's member is that of the column's type: `real` for FS_F64, `integer`
 * for integers, times (nanoseconds) and booleans, `text` for strings (ordered by bytes). */
struct fs_condition {
    const char *column;
    int comparison; /* enum fs_comparison */
    double real;
    int64_t integer;
    const char *text;
};
/* The rows that satisfy all conditions. */
struct fs_frame *fs_frame_where(const struct fs_frame *frame, const struct fs_condition *conditions,
                                int count);

/* ---- order ---- */

struct fs_sort_key {
    const char *column;
    int descending;
};
/* Sorted by the first key, equal rows by the next, and so on; rows equal in all keep their order. Texts sort
 * by their bytes, false before true. */
struct fs_frame *fs_frame_sort(const struct fs_frame *frame, const struct fs_sort_key *keys, int count);

/* ---- groups ---- */

enum fs_aggregate {
    FS_AGG_COUNT, /* values there are; i64 */
    FS_AGG_SUM,   /* f64 (compensated), i64 for integers and booleans (overflow is an error); nothing: 0 */
    FS_AGG_MEAN,  /* f64; of times a time, rounded down */
    FS_AGG_MIN,   /* of the column's type; texts by bytes */
    FS_AGG_MAX,
    FS_AGG_FIRST, /* in row order, of the column's type */
    FS_AGG_LAST,
    FS_AGG_VAR, /* f64; divided by n - ddof; missing when n <= ddof */
    FS_AGG_STD,
    FS_AGG_MEDIAN, /* f64; mean of the middle two */
    FS_AGG_NUNIQUE /* distinct values there are; i64 */
};

struct fs_aggregation {
    const char *column;
    int aggregate;    /* enum fs_aggregate */
    const char *name; /* of the result; NULL: the column's name */
    int ddof;         /* FS_AGG_VAR and FS_AGG_STD: what is taken off n; 0 population, 1 sample */
};

/* The number of an aggregate's name ("sum", "mean", "nunique", ...); -1 for an unknown one. */
int fs_aggregate_parse(const char *name);
/* One row for each distinct combination of the keys, in order of first appearance: the key columns, then the
 * aggregations. No keys: one row for the whole frame. An aggregate over nothing is missing, where not said
 * otherwise. */
struct fs_frame *fs_frame_group(const struct fs_frame *frame, const char *const *keys, int key_count,
                                const struct fs_aggregation *aggregations, int count);
/* One row a column: column, type, count, missing, unique, and for numbers mean, std (ddof 1), min, q25,
 * median, q75 (linear between neighbours, type 7), max. */
struct fs_frame *fs_frame_describe(const struct fs_frame *frame);

/* ---- joins ---- */

enum fs_join_kind { FS_JOIN_INNER, FS_JOIN_LEFT };
/* Rows of both whose keys are equal: all left columns, then the right's but its keys; a name that is there
 * already gets "_right" appended. In the left's order, matches in the right's order. FS_JOIN_LEFT keeps left
 * rows without a match, the right's values missing. Key columns have the same name and type in both (i32 and
 * i64 go together). */
struct fs_frame *fs_frame_join(const struct fs_frame *left, const struct fs_frame *right,
                               const char *const *keys, int key_count, int kind);

enum fs_asof_direction { FS_ASOF_BACKWARD, FS_ASOF_FORWARD, FS_ASOF_NEAREST };
struct fs_asof {
    const char *on;        /* a time or integer column of both, ascending in both, nowhere missing */
    const char *const *by; /* columns that must be equal, as in fs_frame_join(); may be NULL */
    int by_count;
    int direction;     /* enum fs_asof_direction; nearest of two equally near is the earlier */
    int64_t tolerance; /* the farthest a match may be (nanoseconds for times); negative: any */
    int forbid_exact;  /* an equal time is no match: what is seen must be strictly before (or after) */
};
/* Each left row with the right's last row at or before it (backward), first at or after it (forward), or the
 * nearer of both. Of several right rows of one time backward takes the last, forward the first. Columns as in
 * fs_frame_join(), the right's `on` under "<on>_right". */
struct fs_frame *fs_frame_join_asof(const struct fs_frame *left, const struct fs_frame *right,
                                    const struct fs_asof *how);

/* ---- bars ---- */

struct fs_resample {
    const char *time; /* a time column, ascending (within each `by`), nowhere missing */
    int64_t interval; /* nanoseconds, above 0 */
    int64_t origin; /* any instant at which an interval starts: 0 aligns to UTC midnight, a session's open to
                       it */
    const char *const *by; /* bars of each combination apart ("symbol"); may be NULL */
    int by_count;
    const struct fs_aggregation *aggregations; /* NULL: open first, high max, low min, close last, volume sum,
                                                  all other columns last */
    int count;
};
/* One row for each interval [start, start + interval) that has rows, under its start, in order of appearance:
 * the time, `by`, then the aggregations. Intervals without rows make none. */
struct fs_frame *fs_frame_resample(const struct fs_frame *frame, const struct fs_resample *how);

/* ---- moving windows ---- */

enum fs_rolling_kind { FS_ROLL_COUNT, FS_ROLL_SUM, FS_ROLL_MEAN, FS_ROLL_MIN, FS_ROLL_MAX, FS_ROLL_STD };
struct fs_rolling {
    const char *column; /* f64, i64, i32 or bool */
    int kind;           /* enum fs_rolling_kind */
    int64_t window;     /* rows, this one included, above 0 */
    int64_t least;      /* values that must be there; below: missing. 0: the whole window */
    int ddof;           /* FS_ROLL_STD */
    const char *name;   /* of the new column */
};
/* The frame with new f64 columns of a window that ends at each row; missing values are skipped. Nothing is
 * ever subtracted, so that one large value leaves no trace once it is out of the window. For tables;
 * indicators of strategies are in core/compute. */
struct fs_frame *fs_frame_rolling(const struct fs_frame *frame, const struct fs_rolling *windows, int count);

#endif
