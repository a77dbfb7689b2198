/* The fake host's frames. Their memory is the context's, so that a frame left behind is memory left behind. */
#include "fake_parts.h"

#include <math.h>
#include <string.h>

struct column {
    char name[64];
    uint32_t type;
    char *data;    /* texts: char *, NULL is missing */
    char *missing; /* a byte a row */
};

struct fs_table_frame {
    struct fs_table_frame *next;
    const struct fs_host *host;
    struct fs_context *ctx;
    uint32_t count;
    uint64_t rows;
    struct column *columns;
};

static uint64_t size_of(uint32_t type)
{
    static const uint8_t sizes[] = {0, 8, 8, 4, 1, 8, sizeof(char *)};
    return type <= FS_COLUMN_TEXT ? sizes[type] : 0;
}

static void drop(struct fs_table_frame *f)
{
    if (!f)
        return;
    for (uint32_t i = 0; f->columns && i < f->count; i++) {
        struct column *c = &f->columns[i];
        for (uint64_t row = 0; c->type == FS_COLUMN_TEXT && c->data && row < f->rows; row++)
            f->host->free(f->ctx, ((char **)(void *)c->data)[row]);
        f->host->free(f->ctx, c->data);
        f->host->free(f->ctx, c->missing);
    }
    f->host->free(f->ctx, f->columns);
    f->host->free(f->ctx, f);
}

static struct fs_table_frame *create(struct fs_context *ctx, const struct fs_frame_column *columns,
                                     uint32_t count, uint64_t rows)
{
    const struct fs_host *host = fake_host_table(fake_of(ctx));
    struct fs_table_frame *f = (struct fs_table_frame *)host->alloc(ctx, sizeof *f);
    if (!f)
        return NULL;
    *f = (struct fs_table_frame){.host = host, .ctx = ctx, .count = count, .rows = rows};
    f->columns = (struct column *)host->alloc(ctx, count * sizeof *f->columns);
    int good = f->columns != NULL;
    for (uint32_t i = 0; good && i < count; i++) {
        struct column *c = &f->columns[i];
        uint64_t size = size_of(columns[i].type);
        if (!rows || !size || !columns[i].name || !*columns[i].name ||
            strlen(columns[i].name) >= sizeof c->name) {
            host->error(ctx, FS_FAIL_INPUT, "frame: no rows, or column %u has no name or type", i);
            good = 0;
            break;
        }
        strcpy(c->name, columns[i].name);
        c->type = columns[i].type;
        c->data = (char *)host->alloc(ctx, rows * size);
        c->missing = (char *)host->alloc(ctx, rows);
        good = c->data && c->missing;
    }
    if (good)
        return f;
    drop(f);
    return NULL;
}

static struct column *at(struct fs_table_frame *f, uint32_t column, uint64_t row, int text)
{
    if (column < f->count && row < f->rows &&
        (text < 0 || text == (f->columns[column].type == FS_COLUMN_TEXT)))
        return &f->columns[column];
    f->host->error(f->ctx, FS_FAIL_INPUT, "frame: column %u is not there, or of another type", column);
    return NULL;
}

static void *data(struct fs_table_frame *f, uint32_t column)
{
    struct column *c = at(f, column, 0, 0);
    return c ? c->data : NULL;
}

static int32_t set_text(struct fs_table_frame *f, uint32_t column, uint64_t row, const char *text)
{
    struct column *c = at(f, column, row, 1);
    char *copy = c ? (char *)f->host->alloc(f->ctx, strlen(text) + 1) : NULL;
    if (!copy)
        return -1;
    char **place = (char **)(void *)c->data + row;
    f->host->free(f->ctx, *place);
    *place = strcpy(copy, text);
    return 0;
}

static const char *text(struct fs_table_frame *f, uint32_t column, uint64_t row)
{
    struct column *c = at(f, column, row, 1);
    return c ? ((char **)(void *)c->data)[row] : NULL;
}

static int32_t set_missing(struct fs_table_frame *f, uint32_t column, uint64_t row)
{
    struct column *c = at(f, column, row, -1);
    if (!c)
        return -1;
    c->missing[row] = 1;
    if (c->type == FS_COLUMN_F64)
        ((double *)(void *)c->data)[row] = (double)NAN;
    if (c->type == FS_COLUMN_TEXT) {
        char **place = (char **)(void *)c->data + row;
        f->host->free(f->ctx, *place);
        *place = NULL;
    }
    return 0;
}

static int32_t publish(struct fs_table_frame *f)
{
    struct fake_host *fake = fake_of(f->ctx);
    struct fs_table_frame **list = &fake->frames;
    int same = !*list || (*list)->count == f->count;
    for (uint32_t i = 0; same && *list && i < f->count; i++)
        same = !strcmp((*list)->columns[i].name, f->columns[i].name) &&
               (*list)->columns[i].type == f->columns[i].type;
    if (!same)
        f->host->error(f->ctx, FS_FAIL_INPUT, "frame: its columns are not those of the frames before");
    if (!same || fake->refuse) {
        drop(f);
        return -1;
    }
    f->next = *list;
    *list = f;
    return 0;
}

const struct fs_frame_table fake_frames = {.struct_size = sizeof(struct fs_frame_table),
                                           .create = create,
                                           .data = data,
                                           .set_text = set_text,
                                           .text = text,
                                           .set_missing = set_missing,
                                           .publish = publish,
                                           .drop = drop};

void fake_frames_free(struct fs_table_frame **list)
{
    while (*list) {
        struct fs_table_frame *next = (*list)->next;
        drop(*list);
        *list = next;
    }
}

struct fs_table_frame *fake_host_frame(struct fake_host *fake, uint32_t index)
{
    struct fs_table_frame *f = fake->frames;
    uint32_t count = 0;
    for (struct fs_table_frame *n = f; n; n = n->next)
        count++;
    for (uint32_t skip = index < count ? count - 1 - index : count; skip; skip--)
        f = f->next;
    return f;
}

uint64_t fake_host_frame_rows(const struct fs_table_frame *frame)
{
    return frame->rows;
}

int fake_host_frame_missing(const struct fs_table_frame *f, uint32_t column, uint64_t row)
{
    const struct column *c = &f->columns[column];
    return c->missing[row] || (c->type == FS_COLUMN_TEXT && !((char **)(void *)c->data)[row]) ||
           (c->type == FS_COLUMN_F64 && isnan(((double *)(void *)c->data)[row]));
}
