#include "frame/arrow.h"

#include "base/error.h"

#include "frame_text.h"

#include <sys/stat.h>
#include <unistd.h>

static const char *const sample =
    "time:t 1 2 3 | close:f 1.5 - 2.5 | volume:i 10 - 30 | lots:j 1 2 - | up:b 1 0 - | "
    "symbol:s B - A";

static struct fs_buffer *written(const char *text, const struct fs_arrow_write_options *options)
{
    struct fs_frame *frame = frame_of(text);
    struct fs_buffer *buffer = fs_arrow_write_buffer(frame, options);
    ck_assert_ptr_nonnull(buffer);
    fs_frame_unref(frame);
    return buffer;
}

/* A file's name in the test's folder, made with a frame in it. */
static const char *file_of(const char *name, const char *text, const struct fs_arrow_write_options *options)
{
    struct fs_frame *frame = frame_of(text);
    ck_assert_int_eq(fs_arrow_write_file(frame, name, options), 0);
    fs_frame_unref(frame);
    return name;
}

START_TEST(every_type_survives_file_stream_codecs_and_batches)
{
    for (int codec = FS_ARROW_NONE; codec <= FS_ARROW_ZSTD; codec++)
        for (int64_t batch = 0; batch < 3; batch++)
            for (int nan_as_null = 0; nan_as_null < 2; nan_as_null++) {
                struct fs_arrow_write_options options = {
                    .compression = codec, .batch_rows = batch, .nan_as_null = nan_as_null};
                struct fs_buffer *stream = written(sample, &options);
                expect(fs_arrow_read_buffer(stream, "stream", NULL), sample);
                expect(fs_arrow_read_bytes(fs_buffer_data(stream), fs_buffer_size(stream), "bytes", NULL),
                       sample);
                fs_buffer_unref(stream);
                expect(fs_arrow_read_file(file_of("types.arrow", sample, &options), NULL), sample);
            }
    unlink("types.arrow");
}
END_TEST

START_TEST(a_plain_file_of_one_batch_is_not_copied)
{
    struct fs_buffer *map =
        fs_buffer_map(file_of("zero.arrow", "t:t 1 2 | f:f 1 2 | i:i 1 - | s:s A B", NULL));
    struct fs_frame *frame = fs_arrow_read_buffer(map, "zero.arrow", NULL);
    const char *from = fs_buffer_data(map), *to = from + fs_buffer_size(map);
    for (int i = 0; i < fs_frame_columns(frame); i++) {
        const struct fs_column *column = fs_frame_column(frame, i);
        ck_assert((const char *)column->data > from && (const char *)column->data < to);
        ck_assert_uint_eq((uintptr_t)column->data % 64, 0);
    }
    fs_buffer_unref(map); /* the columns keep it */
    expect(frame, "t:t 1 2 | f:f 1 2 | i:i 1 - | s:s A B");
    unlink("zero.arrow");
}
END_TEST

START_TEST(bytes_at_any_alignment_are_read)
{
    struct fs_buffer *stream = written(sample, NULL);
    size_t size = fs_buffer_size(stream);
    char *room = malloc(size + 8);
    for (int shift = 0; shift < 8; shift++) {
        memcpy(room + shift, fs_buffer_data(stream), size);
        struct fs_buffer *wrapped = fs_buffer_wrap(room + shift, size, NULL, NULL);
        expect(fs_arrow_read_buffer(wrapped, "shifted", NULL), sample);
        fs_buffer_unref(wrapped);
    }
    free(room);
    fs_buffer_unref(stream);
}
END_TEST

START_TEST(only_the_asked_columns_are_read)
{
    struct fs_buffer *stream = written(sample, NULL);
    struct fs_arrow_read_options options = {.columns = (const char *[]){"symbol", "close"},
                                            .column_count = 2};
    expect(fs_arrow_read_buffer(stream, "some", &options), "close:f 1.5 - 2.5 | symbol:s B - A");
    options.columns = (const char *[]){"close", "opn"};
    ck_assert_ptr_null(fs_arrow_read_buffer(stream, "some", &options));
    ck_assert_str_eq(fs_error_last()->message, "some: there is no column 'opn' among its 6");
    fs_buffer_unref(stream);
}
END_TEST

START_TEST(slices_write_only_their_rows_and_texts)
{
    struct fs_frame *frame = frame_of("s:s secret A - B A secret | n:i 1 2 3 - 5 6 | u:b 1 0 1 0 1 0");
    struct fs_column part = {.length = 0};
    struct fs_frame *slice = fs_frame_new();
    for (int i = 0; i < 3; i++) {
        part = *fs_frame_column(frame, i);
        part.data = (const char *)part.data + fs_type_size(part.type);
        part.length = 4;
        part.validity_offset = 1;
        part.null_count = i < 2;
        ck_assert_int_eq(fs_frame_add_shared(slice, &part, NULL), 0);
    }
    struct fs_buffer *stream = fs_arrow_write_buffer(slice, NULL);
    ck_assert_ptr_null(memmem(fs_buffer_data(stream), fs_buffer_size(stream), "secret", 6));
    expect(fs_arrow_read_buffer(stream, "slice", NULL), "s:s A - B A | n:i 2 3 - 5 | u:b 0 1 0 1");
    fs_buffer_unref(stream);
    fs_frame_unref(slice);
    fs_frame_unref(frame);
}
END_TEST

START_TEST(zones_and_meta_texts_travel)
{
    struct fs_frame *frame = frame_of("t:t 0 1 | u:t 2 3");
    fs_frame_set_zone(frame, 0, "America/New_York");
    fs_frame_meta_set(frame, "symbol", "AAPL");
    fs_frame_meta_set(frame, "pandas", "{}");
    struct fs_arrow_write_options options = {.metadata = (const char *[]){"kind", "bars", "symbol", "MSFT"},
                                             .metadata_count = 2};
    struct fs_buffer *stream = fs_arrow_write_buffer(frame, &options);
    struct fs_frame *again = fs_arrow_read_buffer(stream, "meta", NULL);
    ck_assert_str_eq(fs_frame_column(again, 0)->zone, "America/New_York");
    ck_assert_ptr_null(fs_frame_column(again, 1)->zone);
    ck_assert_str_eq(fs_frame_meta_get(again, "symbol"), "MSFT");
    ck_assert_str_eq(fs_frame_meta_get(again, "kind"), "bars");
    ck_assert_ptr_null(fs_frame_meta_get(again, "pandas"));
    ck_assert_str_eq(fs_frame_meta_get(frame, "symbol"), "AAPL");
    fs_frame_unref(again);
    fs_frame_unref(frame);
    fs_buffer_unref(stream);
}
END_TEST

static int put_bytes(void *file, const void *bytes, size_t size)
{
    return fwrite(bytes, 1, size, file) == size ? 0 : -1;
}

START_TEST(a_stream_grows_frame_by_frame_with_new_texts)
{
    char *bytes = NULL;
    size_t size;
    FILE *file = open_memstream(&bytes, &size);
    struct fs_frame *a = frame_of("s:s A B | n:i 1 2"), *b = frame_of("s:s C A - | n:i 3 4 5");
    struct fs_frame *other = frame_of("s:s A | n:f 1");
    struct fs_arrow_stream *stream = fs_arrow_stream_new(a, put_bytes, file, NULL);
    ck_assert_int_eq(fs_arrow_stream_add(stream, a), 0);
    ck_assert_int_eq(fs_arrow_stream_add(stream, b), 0);
    ck_assert_int_eq(fs_arrow_stream_add(stream, other), -1);
    ck_assert_str_eq(fs_error_last()->message,
                     "column 2 added to a stream is 'n' of type f64; expected 'n' of type i64");
    ck_assert_int_eq(fs_arrow_stream_add(stream, a), 0);
    ck_assert_int_eq(fs_arrow_stream_end(stream), 0);
    fs_arrow_stream_free(stream);
    fclose(file);
    expect(fs_arrow_read_bytes(bytes, size, "grown", NULL), "s:s A B C A - A B | n:i 1 2 3 4 5 1 2");
    struct fs_arrow_read_options tail = {.partial_tail = 1};
    expect(fs_arrow_read_bytes(bytes, size - 100, "cut", &tail), "s:s A B C A - | n:i 1 2 3 4 5");
    ck_assert_ptr_null(fs_arrow_read_bytes(bytes, size - 100, "cut", NULL));
    free(bytes);
    fs_frame_unref(a);
    fs_frame_unref(b);
    fs_frame_unref(other);
}
END_TEST

START_TEST(the_memory_limit_holds)
{
    struct fs_frame *frame = fs_frame_new();
    void *data;
    fs_frame_add_new(frame, "x", FS_F64, 100000, NULL, &data);
    memset(data, 0, 800000);
    struct fs_arrow_write_options zstd = {.compression = FS_ARROW_ZSTD};
    struct fs_buffer *stream = fs_arrow_write_buffer(frame, &zstd);
    struct fs_arrow_read_options options = {.max_bytes = 799999};
    ck_assert_uint_lt(fs_buffer_size(stream), 2000);
    ck_assert_ptr_null(fs_arrow_read_buffer(stream, "bomb", &options));
    ck_assert_int_eq(fs_error_last_code(), FS_E_LIMIT);
    options.max_bytes = 1600000;
    struct fs_frame *again = fs_arrow_read_buffer(stream, "bomb", &options);
    ck_assert_int_eq(fs_frame_rows(again), 100000);
    fs_frame_unref(again);
    fs_frame_unref(frame);
    fs_buffer_unref(stream);
}
END_TEST

START_TEST(damage_anywhere_is_an_error_or_a_frame_and_never_more)
{
    struct fs_arrow_write_options lz4 = {.compression = FS_ARROW_LZ4};
    struct fs_arrow_read_options options = {.max_bytes = 1 << 20};
    for (int i = 0; i < 2; i++) {
        struct fs_buffer *map = fs_buffer_map(file_of("damage.arrow", sample, i ? &lz4 : NULL));
        size_t size = fs_buffer_size(map);
        uint8_t *bytes = malloc(size);
        memcpy(bytes, fs_buffer_data(map), size);
        for (size_t at = 0; at < size; at++) {
            uint8_t before = bytes[at];
            bytes[at] = (uint8_t)(before ^ (1 << at % 8));
            struct fs_frame *frame = fs_arrow_read_bytes(bytes, size, "damage", &options);
            if (frame)
                free(text_of(frame));
            else
                ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "damage: "));
            fs_frame_unref(frame);
            bytes[at] = before;
        }
        free(bytes);
        fs_buffer_unref(map);
    }
    unlink("damage.arrow");
}
END_TEST

START_TEST(a_failed_write_leaves_the_earlier_file)
{
    struct fs_frame *frame = frame_of("n:i 7");
    const char *path = file_of("kept.arrow", "n:i 1 2", NULL);
    ck_assert_int_eq(fs_arrow_write_file(frame, "no/such/folder.arrow", NULL), -1);
    ck_assert_ptr_nonnull(strstr(fs_error_last()->message, "no/such/folder.arrow: cannot be created"));
    mkdir("folder.arrow", 0700); /* a folder cannot be replaced by a file */
    ck_assert_int_eq(fs_arrow_write_file(frame, "folder.arrow", NULL), -1);
    rmdir("folder.arrow");
    struct fs_column *column = (struct fs_column *)fs_frame_column(frame, 0);
    column->type = FS_STRING; /* codes out of range: writing fails half way */
    column->dict = fs_dict_new();
    ck_assert_int_eq(fs_arrow_write_file(frame, path, NULL), -1);
    expect(fs_arrow_read_file(path, NULL), "n:i 1 2");
    fs_frame_unref(frame);
    unlink(path);
}
END_TEST

START_TEST(a_reader_keeps_its_rows_when_the_file_is_replaced)
{
    struct fs_frame *before = fs_arrow_read_file(file_of("swap.arrow", "n:i 1 2 3", NULL), NULL);
    file_of("swap.arrow", "n:i 9", NULL);
    expect(before, "n:i 1 2 3");
    expect(fs_arrow_read_file("swap.arrow", NULL), "n:i 9");
    unlink("swap.arrow");
}
END_TEST

START_TEST(formats_are_told_apart)
{
    struct fs_buffer *stream = written("n:i 1", NULL);
    ck_assert(fs_arrow_sniff(fs_buffer_data(stream), 8));
    ck_assert(fs_arrow_sniff("ARROW1\0\0", 8));
    ck_assert(!fs_arrow_sniff("time,close\n", 11));
    ck_assert(!fs_arrow_sniff("", 0));
    ck_assert_ptr_null(fs_arrow_read_bytes("PAR1....", 8, "x.parquet", NULL));
    ck_assert_str_eq(fs_error_last()->message, "x.parquet: this is a Parquet file; Arrow IPC is read");
    ck_assert_ptr_null(fs_arrow_read_bytes("", 0, "empty", NULL));
    ck_assert_ptr_null(fs_arrow_read_file("absent.arrow", NULL));
    ck_assert_int_eq(fs_error_last_code(), FS_E_NOT_FOUND);
    fs_buffer_unref(stream);
}
END_TEST

RUN_TESTS("arrow", every_type_survives_file_stream_codecs_and_batches,
          a_plain_file_of_one_batch_is_not_copied, bytes_at_any_alignment_are_read,
          only_the_asked_columns_are_read, slices_write_only_their_rows_and_texts,
          zones_and_meta_texts_travel, a_stream_grows_frame_by_frame_with_new_texts, the_memory_limit_holds,
          damage_anywhere_is_an_error_or_a_frame_and_never_more, a_failed_write_leaves_the_earlier_file,
          a_reader_keeps_its_rows_when_the_file_is_replaced, formats_are_told_apart)
