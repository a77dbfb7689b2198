/*
 * arrow.h: Arrow IPC, file and stream, in and out.
 *
 * What reading makes of Arrow's types (and of dictionaries of them, of any index width):
 *   float16 float32 float64 null        FS_F64; missing becomes NaN
 *   decimal32 decimal64 decimal128      FS_F64; rounded once, to the nearest double
 *   int8 int16 int32 uint8 uint16       FS_I32
 *   int64 uint32 uint64                 FS_I64; a uint64 above the largest int64 is an error with its row
 *   time32 time64 duration              FS_I64, in nanoseconds
 *   date32 date64, timestamp of any     FS_TIME; outside the years 1677 to 2262 is an error with its row
 *     unit (s, ms, us, ns) and zone
 *   bool                                FS_BOOL
 *   utf8 large_utf8 utf8_view           FS_STRING; text that is not UTF-8 is an error with its row
 * Binary, decimal256, interval and nested types (list, struct, map, union, run-end) are refused by name, or
 * skipped when asked. Bodies are plain, LZ4 or ZSTD. Dictionaries may grow (delta) or, in streams, be
 * replaced. Big-endian files are refused. A timestamp without a zone is taken as UTC unless the options say
 * otherwise; "UTC" reads as no zone.
 *
 * Zero copy: a mapped file (or a wrapped buffer) of one record batch, uncompressed, gives columns that point
 * into the map for float64 without nulls, int32, int64, timestamp[ns], and int32 dictionary codes of distinct
 * texts; their bitmaps point there too. Everything else, and every column of several batches, is decoded into
 * memory of its own. Opening touches no page of a zero-copy column but bitmaps, which are counted, and dictionary
 * codes, which are checked against their range.
 *
 * Schema metadata (key and value texts) becomes the frame's meta and is written again, except the keys
 * "pandas" and "r", which describe another program's in-memory form of other columns. Pairs that are not
 * UTF-8 text are left out.
 */
#ifndef FINSMART_FRAME_ARROW_H
#define FINSMART_FRAME_ARROW_H

#include "frame/frame.h"

enum fs_arrow_compression { FS_ARROW_NONE, FS_ARROW_LZ4, FS_ARROW_ZSTD };

/* How to read; zeroed (or NULL) means: everything, nothing skipped, no limit. */
struct fs_arrow_read_options {
    const char *const *columns; /* read only these (all must be there), in the file's order; NULL: all */
    int column_count;
    int skip_unsupported; /* leave columns out that cannot be read, instead of failing */
    int partial_tail; /* a stream cut off in the middle (its writer died) reads up to the last whole batch */
    /* The zone whose wall clock timestamps without a zone were read from (of those times that occur twice,
     * the first); they become instants shown in that zone. NULL: they are UTC. */
    const char *naive_zone;
    int64_t max_bytes; /* FS_E_LIMIT before decoded columns take more memory than this; 0: no limit */
    /* Told of each column that skip_unsupported leaves out; may be NULL. */
    void (*skipped)(void *context, const char *column, const char *type);
    void *context;
};

/* A file, or a stream kept in a file. The frame keeps it mapped: it must not be truncated in place while the
 * frame lives (our own writes replace files, which is safe). NULL with an error that names path, column, row
 * or offset. */
struct fs_frame *fs_arrow_read_file(const char *path, const struct fs_arrow_read_options *options);
/* File or stream bytes; nothing of them is kept. `name` stands for the path in messages. */
struct fs_frame *fs_arrow_read_bytes(const void *bytes, size_t size, const char *name,
                                     const struct fs_arrow_read_options *options);
/* The same of a buffer that the frame may keep (a reference is taken as needed; the caller's stays). */
struct fs_frame *fs_arrow_read_buffer(struct fs_buffer *buffer, const char *name,
                                      const struct fs_arrow_read_options *options);
/* Do the bytes begin like an Arrow file or stream? For telling formats apart; 8 bytes are enough. */
int fs_arrow_sniff(const void *bytes, size_t size);

/* How to write; zeroed (or NULL) means: no compression, one batch, NaN as it is, only the frame's meta. */
struct fs_arrow_write_options {
    int compression;    /* enum fs_arrow_compression */
    int64_t batch_rows; /* rows of a record batch; 0: all in one (what maps without copying), 1048576 when
                           compressed */
    int nan_as_null;    /* write NaN of FS_F64 as null, for programs that tell the two apart */
    /* More schema metadata: key, value, key, value, ...; replaces the frame's own of the same key. */
    const char *const *metadata;
    int metadata_count; /* pairs */
};

/* Written types: float64, int64, int32, bool, timestamp[ns, zone or UTC], dictionary<int32, utf8> (only the
 * texts in use). Atomic: a temporary file beside it, fsync, rename; on failure an earlier file is untouched.
 */
int fs_arrow_write_file(const struct fs_frame *frame, const char *path,
                        const struct fs_arrow_write_options *options);

/* Takes the bytes of a stream as they are made; 0, or -1 with an error to stop. */
typedef int (*fs_arrow_sink)(void *context, const void *bytes, size_t size);
/* The frame as a whole stream: schema, dictionaries, batches, end. */
int fs_arrow_write_stream(const struct fs_frame *frame, fs_arrow_sink sink, void *context,
                          const struct fs_arrow_write_options *options);
/* The same as one block of memory; NULL with an error. */
struct fs_buffer *fs_arrow_write_buffer(const struct fs_frame *frame,
                                        const struct fs_arrow_write_options *options);

/* A stream that grows frame by frame: each is of the names and types of the first. */
struct fs_arrow_stream;
/* Writes the schema of `like` (its rows are not written). NULL with an error. */
struct fs_arrow_stream *fs_arrow_stream_new(const struct fs_frame *like, fs_arrow_sink sink, void *context,
                                            const struct fs_arrow_write_options *options);
/* Writes the frame's rows; string columns send their dictionary anew. FS_E_INPUT when names or types differ.
 */
int fs_arrow_stream_add(struct fs_arrow_stream *stream, const struct fs_frame *frame);
/* Writes the end mark (a stream without it reads as cut off) . */
int fs_arrow_stream_end(struct fs_arrow_stream *stream);
void fs_arrow_stream_free(struct fs_arrow_stream *stream);

#endif
