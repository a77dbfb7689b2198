/*
 * arrow_reader.h: the state of one reading, which goes over the messages twice. The first pass (arrow_scan.c) checks
 * all headers, so that the rows are known and memory is taken once; the second (arrow_read.c) decodes dictionaries and
 * record batches in their order. Inside this room.
 */
#ifndef FINSMART_FRAME_ARROW_READER_H
#define FINSMART_FRAME_ARROW_READER_H

#include "frame/arrow_decode.h"
#include "frame/arrow_schema.h"

#include "base/zone.h"

/* A dictionary or record batch, in the order of the file. */
struct arrow_part {
    struct arrow_batch batch;
    int is_dictionary, is_delta;
    int64_t id; /* of the dictionary */
};

struct arrow_reader {
    const uint8_t *bytes; /* the file or stream */
    size_t size;
    struct fs_arrow_read_options options;
    const struct fs_zone *naive_zone; /* options.naive_zone, NULL for UTC */
    struct arrow_reading reading;
    /* Found by the first pass: */
    int is_file; /* and no stream: dictionaries are not replaced */
    int has_schema;
    struct arrow_schema schema; /* when has_schema */
    struct arrow_part *parts;   /* owned */
    size_t part_count, part_capacity;
    int64_t rows, batches; /* of record batches */
    /* Made by the second: */
    struct arrow_dictionary *dictionaries; /* of the columns that are read; owned */
    int dictionary_count;
    struct arrow_column *columns; /* one a field, of those that are read; owned */
};

/* The first pass: fills schema, parts, rows and batches. */
int arrow_scan(struct arrow_reader *reader);

#endif
