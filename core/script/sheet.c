#include "script/sheet.h"

#include "base/error.h"
#include "frame/arrow.h"
#include "frame/csv.h"
#include "script/page.h"
#include "script/report_document.h"
#include "script/state.h"

#include <lauxlib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct fs_sheet {
    struct fs_state *state;
    const struct fs_report *report;
    char *json;
};

static int push_document(lua_State *L, void *arg)
{
    const struct fs_sheet *sheet = arg;
    return fs_report_push(L, sheet->report);
}

struct fs_sheet *fs_sheet_open(const struct fs_report *report)
{
    struct fs_state_options options = {.out = stderr};
    struct fs_sheet *sheet = calloc(1, sizeof *sheet);
    if (!sheet) {
        fs_error_nomem();
        return NULL;
    }
    sheet->report = report;
    if ((sheet->state = fs_state_new(&options)) &&
        fs_state_enter(sheet->state, "report.open", push_document, NULL, sheet) == 0)
        return sheet;
    fs_sheet_free(sheet);
    return NULL;
}

void fs_sheet_free(struct fs_sheet *sheet)
{
    if (!sheet)
        return;
    fs_state_free(sheet->state);
    free(sheet->json);
    free(sheet);
}

static void take_json(lua_State *L, int first, void *arg)
{
    struct fs_sheet *sheet = arg;
    const char *text = lua_tostring(L, first);
    sheet->json = text ? strdup(text) : NULL;
}

const char *fs_sheet_json(struct fs_sheet *sheet)
{
    if (sheet->json)
        return sheet->json;
    if (fs_state_enter(sheet->state, "report.json", NULL, take_json, sheet))
        return NULL;
    if (!sheet->json)
        fs_error_nomem();
    return sheet->json;
}

struct writing {
    const char *path; /* of the page, or the folder of the tables */
    int status;
};

static void take_page(lua_State *L, int first, void *arg)
{
    struct writing *writing = arg;
    size_t length;
    const char *html = lua_tolstring(L, first, &length);
    writing->status = html ? fs_page_replace(writing->path, html, length)
                           : fs_error_set(FS_E_INTERNAL, "the report is no text");
}

int fs_sheet_page(struct fs_sheet *sheet, const char *path)
{
    struct writing writing = {path, -1};
    int status = fs_state_enter(sheet->state, "report.page", NULL, take_page, &writing);
    return status ? -1 : writing.status;
}

static int put_in(const char *folder, const char *name, const char *ending, const char *bytes, size_t length)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s%s", folder, name, ending) < 0)
        return fs_error_nomem();
    int status = fs_page_replace(path, bytes, length);
    free(path);
    return status;
}

/* Names at `first`, texts after it. */
static void take_tables(lua_State *L, int first, void *arg)
{
    struct writing *writing = arg;
    writing->status = 0;
    int count = (int)lua_objlen(L, first);
    for (int i = 1; i <= count && writing->status == 0; i++) {
        size_t length;
        lua_rawgeti(L, first, i);
        lua_rawgeti(L, first + 1, i);
        const char *name = lua_tostring(L, -2), *text = lua_tolstring(L, -1, &length);
        writing->status = put_in(writing->path, name, ".csv", text, length);
        lua_pop(L, 2);
    }
}

/* What the columns of the rows hold that are not numbers. */
static int type_of(const char *name)
{
    static const struct {
        const char *name;
        int type;
    } known[] = {{"time", FS_TIME},      {"bar_time", FS_TIME}, {"entry_time", FS_TIME},
                 {"exit_time", FS_TIME}, {"symbol", FS_STRING}, {"side", FS_STRING},
                 {"fill", FS_I64},       {"order", FS_I64}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(name, known[i].name))
            return known[i].type;
    return FS_F64;
}

static struct fs_frame *read_rows(const char *path)
{
    static const char *const none[] = {NULL};
    /* A symbol may be called NA. */
    struct fs_csv_options options = {.delimiter = ',', .missing = none, .missing_count = 0};
    struct fs_csv *csv = fs_csv_open(path, &options);
    struct fs_frame *frame = NULL;
    if (csv) {
        int wrong = 0;
        for (int i = 0; i < fs_csv_columns(csv) && !wrong; i++) {
            int type = type_of(fs_csv_column_name(csv, i));
            wrong = fs_csv_set_type(csv, i, type, type == FS_TIME ? FS_CSV_TIME_ISO : 0);
        }
        frame = wrong ? NULL : fs_csv_read(csv);
    }
    fs_csv_close(csv);
    return frame;
}

/* FOLDER/NAME.csv as FOLDER/NAME.arrow. */
static int put_arrow(const char *folder, const char *name)
{
    char *from = NULL, *to = NULL;
    int status = -1;
    if (asprintf(&from, "%s/%s.csv", folder, name) < 0 || asprintf(&to, "%s/%s.arrow", folder, name) < 0) {
        fs_error_nomem();
    } else {
        struct fs_frame *frame = read_rows(from);
        status = frame ? fs_arrow_write_file(frame, to, NULL) : -1;
        fs_frame_unref(frame);
    }
    free(from);
    free(to);
    return status;
}

int fs_sheet_save(struct fs_sheet *sheet, const char *folder)
{
    struct writing writing = {folder, -1};
    const char *json = fs_sheet_json(sheet);
    if (!json || put_in(folder, "tearsheet", ".json", json, strlen(json)))
        return -1;
    if (fs_state_enter(sheet->state, "report.tables", NULL, take_tables, &writing) || writing.status)
        return -1;
    return put_arrow(folder, "equity") || put_arrow(folder, "fills") || put_arrow(folder, "trades") ? -1 : 0;
}
