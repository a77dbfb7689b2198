/*
 * import.h: from a file to a dataset: read, name, check, split by symbol, write.
 */
#ifndef FINSMART_STORE_IMPORT_H
#define FINSMART_STORE_IMPORT_H

#include "frame/csv.h"
#include "store/history.h"
#include "store/map.h"

enum fs_import_format { FS_FORMAT_AUTO, FS_FORMAT_CSV, FS_FORMAT_ARROW, FS_FORMAT_JSON, FS_FORMAT_NDJSON };
enum fs_import_on_error {
    FS_ON_ERROR_FAIL,  /* the first bad row ends the import, nothing is changed */
    FS_ON_ERROR_SKIP,  /* bad rows are left out and counted */
    FS_ON_ERROR_REPORT /* the same, and each is told to `bad` */
};

/* A row that was left out. Texts are valid during the call. */
struct fs_import_bad {
    const char *file;
    int64_t line;      /* of a text file; of others the record's number, 1 is the first */
    const char *field; /* the column's name; "" for the row as a whole */
    const char *text;  /* what stands there */
    const char *reason;
};

struct fs_import_options {
    int format;   /* enum fs_import_format */
    int kind;     /* enum fs_history_kind; FS_KIND_AUTO: told from the columns */
    int on_error; /* enum fs_import_on_error */
    int replace;
    int negative_prices;        /* bars and trades may have prices of zero and below */
    const char *symbol;         /* of all rows; NULL: from the symbol column, else the dataset's name */
    const char *zone;           /* IANA zone of times without offset; NULL: UTC */
    const char *calendar;       /* noted in the dataset; NULL: as before */
    struct fs_csv_options csv;  /* delimiter, marks, time format, missing; zone and on_error are set here */
    const char *const *renames; /* "file's name=our name" */
    int rename_count;
    const char *const *types; /* "name=f64|i64|i32|bool|timestamp|string|skip" */
    int type_count;
    const struct fs_import_map *map; /* says how to read the file; NULL: as it is */
    void (*bad)(void *context, const struct fs_import_bad *row); /* may be NULL */
    void *context;
};

struct fs_import_result {
    int kind;
    int64_t rows; /* read and good */
    /* Ticks that are kept, and worth to know of: numbers missing in the sequence, times of receipt that fall, quotes whose
     * bid is the ask. */
    int64_t missing, steps_back, locked;
    int64_t bad;      /* left out */
    int64_t reversed; /* symbols whose rows ran from new to old and were turned round */
    int64_t sorted;   /* symbols whose rows were in no order and were sorted (not with FS_ON_ERROR_FAIL) */
    struct fs_history_written written;
};

/* All or nothing for the file. -1 with an error that names file, line and field. */
int fs_import_file(const char *home, const char *dataset, const char *path,
                   const struct fs_import_options *options, struct fs_import_result *result);

#endif
