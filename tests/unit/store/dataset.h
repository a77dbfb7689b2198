/* A home with a small dataset, for the tests of what is left when something fails. */
#ifndef TEST_STORE_DATASET_H
#define TEST_STORE_DATASET_H

#include "base/error.h"
#include "base/hash.h"
#include "store/history.h"
#include "store/import.h"
#include "store/rows.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char home[64], old_hash[FS_SHA256_HEX], new_hash[FS_SHA256_HEX];
static char old_csv[96], new_csv[96];

static inline void write_text(char *path, const char *name, const char *text)
{
    snprintf(path, 96, "%s/%s", home, name);
    FILE *out = fopen(path, "w");
    fputs(text, out);
    fclose(out);
}

static inline int import_file(const char *path, const char *dataset)
{
    struct fs_import_options options = {.csv.threads = 1, .on_error = FS_ON_ERROR_SKIP};
    struct fs_import_result result;
    return fs_import_file(home, dataset, path, &options, &result);
}

/* Is what the manifest says there, down to each row? */
static inline int dataset_is(const char *dataset, const char *hash)
{
    struct fs_history *history = fs_history_open(home, dataset);
    int same = history && !strcmp(fs_history_hash(history), hash);
    for (int i = 0; same && i < fs_history_symbols(history); i++) {
        const struct fs_history_symbol *symbol = fs_history_symbol(history, i);
        struct fs_frame *frame = fs_history_load(history, symbol->name, INT64_MIN, INT64_MAX);
        char rows[FS_SHA256_HEX] = "";
        same = frame && rows_hash(frame, rows) == 0 && !strcmp(rows, symbol->hash);
        fs_frame_unref(frame);
    }
    fs_history_close(history);
    return same;
}

static inline void hash_of(const char *dataset, char hash[FS_SHA256_HEX])
{
    struct fs_history *history = fs_history_open(home, dataset);
    ck_assert_msg(history != NULL, "%s", fs_error_last() ? fs_error_last()->message : "");
    strcpy(hash, fs_history_hash(history));
    fs_history_close(history);
}

/* Dataset "d" holds the rows of old_csv; new_csv adds rows and a symbol. */
static inline void make_home(void)
{
    strcpy(home, "/tmp/finsmart_store_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(home));
    write_text(old_csv, "old.csv",
               "time,symbol,close,note\n2020-01-02,A,1,x\n2020-01-03,A,2,\n2020-01-02,B/C,3,y\n2020-01-03,B/"
               "C,4,z\n");
    write_text(
        new_csv, "new.csv",
        "time,symbol,close,note\n2020-01-03,A,2,\n2020-01-06,A,3,w\n2020-01-06,A,-3,bad\n2020-01-06,D,5,v\n");
    ck_assert_int_eq(import_file(old_csv, "d"), 0);
    hash_of("d", old_hash);
    ck_assert_int_eq(import_file(new_csv, "d"), 0);
    hash_of("d", new_hash);
    ck_assert_str_ne(old_hash, new_hash);
    ck_assert(dataset_is("d", new_hash));
    ck_assert_int_eq(fs_history_remove(home, "d"), 0);
    ck_assert_int_eq(import_file(old_csv, "d"), 0);
}

static inline void remove_home(void)
{
    char command[96];
    snprintf(command, sizeof command, "rm -rf %s", home);
    ck_assert_int_eq(system(command), 0);
}

#endif
