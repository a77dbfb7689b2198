/*
 * kinds.h: what a dataset can hold, and which columns make it that.
 */
#ifndef FINSMART_STORE_KINDS_H
#define FINSMART_STORE_KINDS_H

enum fs_history_kind {
    FS_KIND_AUTO, /* told from the columns */
    FS_KIND_BARS,
    FS_KIND_TRADES,
    FS_KIND_QUOTES,
    FS_KIND_BOOK,
    FS_KIND_POSITIONS,
    FS_KIND_TRANSACTIONS,
    FS_KIND_TABLE,
    FS_KIND_COUNT
};

/* "bars" and so on; "" for what is none. */
const char *fs_kind_name(int kind);
/* -1 for an unknown name. "auto" is FS_KIND_AUTO. */
int fs_kind_parse(const char *name);
/* Are rows kept by symbol (bars, trades, quotes, book), or as one table under the dataset's name? */
int fs_kind_by_symbol(int kind);
/* Are rows events of a market (trades, quotes, book)? */
int fs_kind_is_ticks(int kind);
/* Is there at most one row a time and symbol? (bars) */
int fs_kind_unique_times(int kind);

/* Our name of a column that a file calls `name` ("Adj Close" -> "adjclose", "Date" -> "time", "price" -> "close" for
 * bars), or NULL where it is not one that we know. Case, spaces and punctuation do not count. */
const char *fs_kind_alias(int kind, const char *name);
/* The kind that has these columns (as a file names them); FS_KIND_BARS where they do not say. */
int fs_kind_guess(const char *const *names, int count);
/* NULL-terminated names of the columns that a kind must have. */
const char *const *fs_kind_required(int kind);
/* The type (enum fs_type) of a known column of a kind; 0 where any type will do. */
int fs_kind_column_type(int kind, const char *name);

#endif
