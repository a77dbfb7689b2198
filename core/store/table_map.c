/*
 * Reading a file by a mapping: the columns that it names, each as what it says, from CSV; then its conversions.
 */
#include "base/error.h"
#include "base/hash.h"
#include "frame/csv.h"
#include "store/map.h"
#include "store/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a column of the file is read as; 0: the plan does not name it. -1 with an error where it is two things. */
static int read_type(const struct table *table, const struct fs_map_plan *plan, const char *name,
                     int *time_format)
{
    int found = 0;
    *time_format = 0;
    for (int k = 0; k < plan->output_count + plan->use_count + 4 * plan->levels.count; k++) {
        const struct fs_map_output *o = k < plan->output_count ? &plan->outputs[k] : NULL;
        const struct fs_map_use *use =
            !o && k < plan->output_count + plan->use_count ? &plan->uses[k - plan->output_count] : NULL;
        const char *from = o     ? o->from
                           : use ? use->name
                                 : plan->levels.names[k - plan->output_count - plan->use_count];
        if (!from || strcmp(from, name) != 0)
            continue;
        int type = use ? use->type : !o ? FS_F64 : o->dated ? FS_F64 : o->word_count ? FS_STRING : o->type;
        if (found && found != type)
            return fs_error_set(FS_E_SCRIPT, "%s: the mapping reads column '%s' as %s and as %s", table->path,
                                name, fs_type_name(found), fs_type_name(type));
        found = type;
        *time_format = o ? o->time_format : 0;
    }
    return found;
}

/* Is there such a column? */
static int require_column(const struct table *table, const struct fs_frame *raw, const char *name)
{
    if (!name || fs_frame_find(raw, name))
        return 0;
    fs_error_set(FS_E_INPUT, "%s: no column '%s', which the mapping reads", table->path, name);
    return fs_error_hint(
        "finsmart import --map expects files as the mapping describes them; copy and change it");
}

static int require_all(const struct table *table, const struct fs_map_plan *plan, const struct fs_frame *raw)
{
    int result = 0;
    for (int k = 0; k < plan->output_count && result == 0; k++)
        result = require_column(table, raw, plan->outputs[k].from);
    for (int k = 0; k < plan->use_count && result == 0; k++)
        result = require_column(table, raw, plan->uses[k].name);
    for (int k = 0; k < 4 * plan->levels.count && result == 0; k++)
        result = require_column(table, raw, plan->levels.names[k]);
    return result;
}

static int choose_columns(const struct table *table, const struct fs_map_plan *plan, struct fs_csv *csv,
                          const char *const *names, int name_count)
{
    int result = 0;
    for (int i = 0; i < fs_csv_columns(csv) && result == 0; i++) {
        int format;
        if (i < name_count)
            result = fs_csv_set_name(csv, i, names[i]);
        int type = result == 0 ? read_type(table, plan, fs_csv_column_name(csv, i), &format) : -1;
        result = type < 0 ? -1 : fs_csv_set_type(csv, i, type, format);
    }
    return result;
}

static int hash_bytes(void *hash, const char *bytes, size_t count)
{
    return fs_sha256_update(hash, bytes, count);
}

static struct fs_csv *open_csv(const struct table *table, const struct fs_map_plan *plan, const char *path,
                               int header)
{
    struct fs_csv_options options = table->options->csv;
    options.on_error =
        table->options->on_error == FS_ON_ERROR_FAIL || plan->beside ? FS_CSV_FAIL : FS_CSV_SKIP;
    options.no_header = !header;
    if (plan->missing_count) {
        options.missing = plan->missing;
        options.missing_count = plan->missing_count;
    }
    options.bytes = hash_bytes;
    options.bytes_context = table->hash;
    return fs_csv_open(path, &options);
}

/* The columns of the second file after those of the first. */
static int add_beside(const struct table *table, const struct fs_map_plan *plan, struct fs_frame **raw)
{
    struct fs_csv *csv = open_csv(table, plan, plan->beside, 0);
    int result = csv ? choose_columns(table, plan, csv, plan->beside_columns, plan->beside_count) : -1;
    struct fs_frame *other = result == 0 ? fs_csv_read(csv) : NULL, *both = other ? fs_frame_new() : NULL;
    result = both ? 0 : -1;
    if (result == 0 && fs_frame_rows(other) != fs_frame_rows(*raw))
        result =
            fs_error_set(FS_E_INPUT, "%s has %lld rows, %s has %lld; expected one for each", plan->beside,
                         (long long)fs_frame_rows(other), table->path, (long long)fs_frame_rows(*raw));
    for (int k = 0; result == 0 && k < fs_frame_columns(*raw); k++)
        result = fs_frame_add_shared(both, fs_frame_column(*raw, k), NULL);
    for (int k = 0; result == 0 && k < fs_frame_columns(other); k++)
        result = fs_frame_add_shared(both, fs_frame_column(other, k), NULL);
    fs_frame_unref(other);
    fs_csv_close(csv);
    if (result != 0) {
        fs_frame_unref(both);
        return -1;
    }
    fs_frame_unref(*raw);
    *raw = both;
    return 0;
}

int table_read_mapped(struct table *table)
{
    const struct fs_import_map *map = table->options->map;
    const struct fs_map_plan *plan;
    int64_t at = -1;
    if (table->options->format > FS_FORMAT_CSV)
        return fs_error_set(FS_E_UNSUPPORTED, "%s: mappings read CSV, and no other format", table->path);
    if (map->plan(map->context, table->path, &plan) != 0)
        return -1;
    if (table->kind != FS_KIND_AUTO && table->kind != plan->kind)
        return fs_error_set(FS_E_USAGE, "--kind is %s, and the mapping makes %s", fs_kind_name(table->kind),
                            fs_kind_name(plan->kind));
    table->kind = plan->kind;
    if (!(table->hash = fs_sha256_new()) || !(table->csv = open_csv(table, plan, table->path, plan->header)))
        return -1;
    int result = choose_columns(table, plan, table->csv, plan->header ? NULL : plan->columns,
                                plan->header ? 0 : plan->column_count);
    struct fs_frame *raw = result == 0 ? fs_csv_read(table->csv) : NULL;
    result = raw ? 0 : -1;
    if (result == 0 && plan->beside)
        result = add_beside(table, plan, &raw);
    if (result == 0)
        result = require_all(table, plan, raw);
    if (result == 0 && !(table->frame = fs_map_convert(map, plan, raw, &table->origin, &at))) {
        result = -1;
        if (at >= 0)
            fs_error_wrap(FS_E_SCRIPT, "%s:%lld: the mapping failed on this line", table->path,
                          (long long)fs_csv_line(table->csv, at));
    }
    fs_frame_unref(raw);
    return result;
}
