/* The frame room when there is no memory: every operation with each of its allocations failing in turn. */
#include "../failing.h"

#include "base/error.h"
#include "base/zone.h"
#include "frame/arrow.h"
#include "frame/csv.h"
#include "frame/json.h"
#include "frame/ops.h"

#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static struct fs_frame *data, *other; /* made before anything fails */
static uint64_t expected;             /* of the operation at hand; 0: not yet known */

static void mix(uint64_t *sum, const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        *sum = (*sum ^ ((const unsigned char *)bytes)[i]) * UINT64_C(1099511628211);
}

/* Takes the result of an operation: one that came about although an allocation failed must be the same as ever. */
static int done(struct fs_frame *frame)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    if (!frame)
        return -1;
    for (int k = 0; k < fs_frame_columns(frame); k++) {
        const struct fs_column *column = fs_frame_column(frame, k);
        size_t size = fs_type_size(column->type);
        mix(&sum, column->name, strlen(column->name));
        mix(&sum, column->zone ? column->zone : "", column->zone ? strlen(column->zone) : 0);
        for (int64_t i = 0; i < column->length; i++) {
            const char *value = (const char *)column->data + (size_t)i * size;
            if (fs_column_is_null(column, i)) {
                mix(&sum, "-", 1);
            } else if (column->type == FS_STRING) {
                const char *text = fs_dict_get(column->dict, *(const int32_t *)(const void *)value, NULL);
                mix(&sum, text, strlen(text) + 1);
            } else {
                mix(&sum, value, size);
            }
        }
    }
    fs_frame_unref(frame);
    if (expected && sum != expected)
        return fs_error_set(FS_E_INTERNAL, "another result than before");
    expected = sum;
    return 0;
}

static void each_failing(const char *name, int (*run)(void))
{
    expected = 0;
    failing_memory(name, run, NULL);
}

static const char text[] =
    "time,symbol,price,qty,flag,note\n2020-01-02T09:30:00,A,1.5,10,true,\"a, "
    "b\"\n2020-01-02T09:31:00,B,,20,false,\n"
    "2020-01-02T09:32:00,A,2.5e-7,,true,\"say \"\"hi\"\"\nthere\"\n2020-01-02T10:33:00,C,3,40,,x\n";

static struct fs_frame *read_text(const char *input, const struct fs_csv_options *options)
{
    struct fs_csv *csv = fs_csv_open_bytes(input, strlen(input), "t.csv", options);
    struct fs_frame *frame = csv ? fs_csv_read(csv) : NULL;
    fs_csv_close(csv);
    return frame;
}

static int csv_read(void)
{
    return done(
        read_text(text, &(struct fs_csv_options){.threads = 1, .zone = fs_zone_find("America/New_York")}));
}

static int csv_read_bad_rows(void)
{
    static const char input[] =
        "\"a\",b,c\n1,x,2020-01-01\n2,\"q\"r,2020-01-02\n3,z\n\"1,5\",v,2020-01-05\n0.5,w,2020-01-06\n";
    struct fs_csv_options options = {.threads = 1, .on_error = FS_CSV_SKIP, .thousands = '.', .decimal = ';'};
    struct fs_csv *csv = fs_csv_open_bytes(input, sizeof input - 1, "t.csv", &options);
    struct fs_frame *frame =
        csv && fs_csv_set_name(csv, 1, "renamed") == 0 && fs_csv_set_type(csv, 0, FS_F64, 0) == 0
            ? fs_csv_read(csv)
            : NULL;
    int bad = frame ? fs_csv_bad_count(csv) : 4;
    fs_csv_close(csv);
    if (bad != 4) {
        fs_frame_unref(frame);
        return fs_error_set(FS_E_INTERNAL, "%d bad rows", bad);
    }
    return done(frame);
}

static char *path, *packed_path, *arrow_path;

/* Several chunks, columns of pages of their own that grow, one that is widened late. */
static int csv_read_big_file(void)
{
    return done(fs_csv_read_file(path, &(struct fs_csv_options){.threads = 1}));
}

static int csv_read_by_threads(void)
{
    return done(fs_csv_read_file(path, &(struct fs_csv_options){.threads = 3}));
}

static int csv_read_packed(void)
{
    return done(fs_csv_read_file(packed_path, &(struct fs_csv_options){.threads = 1}));
}

static int csv_write(void)
{
    char *written = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);
    int result = out ? fs_csv_write(data, out, NULL) : fs_error_nomem();
    if (out && fclose(out) != 0 && result == 0)
        result = fs_error_nomem();
    free(written);
    return result;
}

static int json_write(void)
{
    char *written = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);
    int result = out ? fs_json_write(data, out, FS_JSON_LINES) : fs_error_nomem();
    if (out && fclose(out) != 0 && result == 0)
        result = fs_error_nomem();
    free(written);
    return result;
}

static int json_read(void)
{
    static const char lines[] =
        "{\"a\":1,\"b\":\"x\",\"c\":true}\n{\"b\":null,\"a\":2.5}\n\n{\"b\":\"y\",\"c\":false}\n";
    return done(fs_json_read_bytes(lines, sizeof lines - 1, "t", FS_JSON_LINES));
}

static int json_read_array(void)
{
    static const char array[] = "[{\"a\":1,\"b\":\"x\"},{\"a\":2,\"b\":\"x\"}]";
    return done(fs_json_read_bytes(array, sizeof array - 1, "t", FS_JSON_ARRAY));
}

static int compression;

static int arrow_through_memory(void)
{
    struct fs_arrow_write_options how = {.compression = compression, .batch_rows = 3};
    struct fs_buffer *buffer = fs_arrow_write_buffer(data, &how);
    struct fs_frame *frame = buffer ? fs_arrow_read_buffer(buffer, "t", NULL) : NULL;
    fs_buffer_unref(buffer);
    return done(frame);
}

static int arrow_through_a_file(void)
{
    struct fs_arrow_write_options how = {.compression = compression};
    return fs_arrow_write_file(data, arrow_path, &how) == 0 ? done(fs_arrow_read_file(arrow_path, NULL)) : -1;
}

static int arrow_columns(void)
{
    static const char *const names[] = {"price", "symbol"};
    struct fs_arrow_read_options how = {
        .columns = names, .column_count = 2, .naive_zone = "America/New_York"};
    return done(fs_arrow_read_file(arrow_path, &how));
}

static int build(void)
{
    struct fs_frame *frame = fs_frame_new();
    struct fs_dict *dict = frame ? fs_dict_new() : NULL;
    void *codes;
    int result = dict ? 0 : -1;
    for (int i = 0; i < 40 && result == 0; i++) {
        char word[32];
        result =
            fs_dict_put(dict, word, (size_t)snprintf(word, sizeof word, "a text of some length %d", i)) < 0
                ? -1
                : 0;
    }
    if (result == 0) {
        result = fs_frame_add_new(frame, "s", FS_STRING, 40, dict, &codes);
        for (int i = 0; i < 40 && result == 0; i++)
            ((int32_t *)codes)[i] = i;
    } else {
        fs_dict_unref(dict);
    }
    if (result == 0 && fs_frame_meta_set(frame, "key", "value") == 0 &&
        fs_frame_meta_set(frame, "key", "other") == 0)
        return done(frame);
    fs_frame_unref(frame);
    return -1;
}

static int select_columns(void)
{
    static const char *const names[] = {"symbol", "price"}, *const to[] = {"ticker", "last"};
    struct fs_frame *chosen = fs_frame_select(data, names, 2);
    struct fs_frame *renamed = chosen ? fs_frame_rename(chosen, names, to, 2) : NULL;
    fs_frame_unref(chosen);
    return done(renamed);
}

static int choose_rows(void)
{
    static const struct fs_condition conditions[] = {{.column = "symbol", .comparison = FS_GE, .text = "A"},
                                                     {.column = "qty", .comparison = FS_GT, .integer = 5}};
    static const int64_t indices[] = {2, 0, -1, 1};
    struct fs_frame *where = fs_frame_where(data, conditions, 2);
    struct fs_frame *taken = where ? fs_frame_take(data, indices, 4) : NULL;
    struct fs_frame *both[] = {data, taken};
    struct fs_frame *all = taken ? fs_frame_concat(both, 2) : NULL;
    struct fs_frame *part = all ? fs_frame_slice(all, 1, 5) : NULL;
    fs_frame_unref(where);
    fs_frame_unref(taken);
    fs_frame_unref(all);
    return done(part);
}

static int sort_rows(void)
{
    static const struct fs_sort_key keys[] = {{"symbol", 1}, {"price", 0}, {"note", 0}};
    return done(fs_frame_sort(data, keys, 3));
}

static int group_rows(void)
{
    static const char *const keys[] = {"symbol", "flag"};
    static const struct fs_aggregation wanted[] = {
        {"price", FS_AGG_SUM, "sum", 0},       {"price", FS_AGG_STD, "std", 1},
        {"price", FS_AGG_MEDIAN, "median", 0}, {"note", FS_AGG_NUNIQUE, "notes", 0},
        {"note", FS_AGG_MAX, "note", 0},       {"time", FS_AGG_MEAN, "time", 0},
        {"qty", FS_AGG_COUNT, "count", 0},     {"symbol", FS_AGG_FIRST, "first", 0}};
    return done(fs_frame_group(data, keys, 2, wanted, 8));
}

static int describe(void)
{
    return done(fs_frame_describe(data));
}

static int join_frames(void)
{
    static const char *const keys[] = {"symbol"};
    return done(fs_frame_join(data, other, keys, 1, FS_JOIN_LEFT));
}

static int join_by_time(void)
{
    static const char *const by[] = {"symbol"};
    struct fs_asof how = {
        .on = "time", .by = by, .by_count = 1, .direction = FS_ASOF_NEAREST, .tolerance = -1};
    return done(fs_frame_join_asof(data, other, &how));
}

static int resample(void)
{
    static const char *const by[] = {"symbol"};
    struct fs_resample how = {.time = "time", .interval = INT64_C(3600000000000), .by = by, .by_count = 1};
    return done(fs_frame_resample(data, &how));
}

static char *temporary(const char *name)
{
    char *made = strdup(name);
    close(mkstemp(made));
    return made;
}

static void setup(void)
{
    data = read_text(text, NULL);
    other = read_text(
        "time,symbol,bid\n2020-01-02T09:29:00,A,1\n2020-01-02T09:31:30,A,2\n2020-01-02T09:32:00,C,3\n", NULL);
    ck_assert(data && other);
    path = temporary("/tmp/finsmart_memory_XXXXXX");
    packed_path = temporary("/tmp/finsmart_packed_XXXXXX");
    arrow_path = temporary("/tmp/finsmart_arrow_XXXXXX");
    FILE *out = fopen(path, "w");
    gzFile packed = gzopen(packed_path, "wb");
    fprintf(out, "n,symbol,x\n");
    for (int i = 0; i < 3000; i++)
        fprintf(out, "%d,%s,%060d\n", i, i % 7 ? "A" : i % 2 ? "" : "B", i);
    for (int i = 0; i < 150000; i++)
        fprintf(out, "%d,%c,%d\n", i, 'A' + i % 20, i % 10);
    fprintf(out, "0.5,late,1\n");
    gzwrite(packed, text, sizeof text - 1);
    fclose(out);
    gzclose(packed);
}

static void teardown(void)
{
    unlink(path);
    unlink(packed_path);
    unlink(arrow_path);
}

START_TEST(csv)
{
    each_failing("reading", csv_read);
    each_failing("reading bad rows", csv_read_bad_rows);
    each_failing("reading gzip", csv_read_packed);
    each_failing("writing", csv_write);
}
END_TEST

START_TEST(csv_of_many_chunks)
{
    each_failing("one thread", csv_read_big_file);
    each_failing("three threads", csv_read_by_threads);
}
END_TEST

START_TEST(json)
{
    each_failing("reading lines", json_read);
    each_failing("reading an array", json_read_array);
    each_failing("writing", json_write);
}
END_TEST

START_TEST(arrow)
{
    for (compression = FS_ARROW_NONE; compression <= FS_ARROW_ZSTD; compression++) {
        each_failing("memory", arrow_through_memory);
        each_failing("file", arrow_through_a_file);
        each_failing("columns", arrow_columns);
    }
}
END_TEST

START_TEST(operations)
{
    each_failing("build", build);
    each_failing("select", select_columns);
    each_failing("where, take, concat", choose_rows);
    each_failing("sort", sort_rows);
    each_failing("group", group_rows);
    each_failing("describe", describe);
    each_failing("join", join_frames);
    each_failing("join by time", join_by_time);
    each_failing("resample", resample);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("memory");
    TCase *cases = tcase_create("memory");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, csv);
    tcase_add_test(cases, csv_of_many_chunks);
    tcase_add_test(cases, json);
    tcase_add_test(cases, arrow);
    tcase_add_test(cases, operations);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
