/*
 * arrow_schema.h: an Arrow schema as we read it: what each column is and how many buffers it has. Inside this
 * room.
 */
#ifndef FINSMART_FRAME_ARROW_SCHEMA_H
#define FINSMART_FRAME_ARROW_SCHEMA_H

#include "frame/arrow.h"
#include "frame/flatbuf.h"

/* How the values of a column are decoded. */
enum arrow_kind {
    KIND_UNSUPPORTED, /* only its buffers are stepped over */
    KIND_NULL,
    KIND_SIGNED,   /* `width` bits, times `scale` */
    KIND_UNSIGNED, /* `width` bits */
    KIND_FLOAT,    /* `width` bits */
    KIND_DECIMAL,  /* `width` bits, `scale` decimal places */
    KIND_BOOL,
    KIND_TEXT, /* offsets of `width` bits */
    KIND_VIEW
};

/* A type without its dictionary: of a column's values, or of a dictionary's indices. */
struct arrow_value {
    uint8_t kind;  /* enum arrow_kind */
    uint8_t type;  /* enum fs_type that it becomes; 0 for unsupported */
    int width;     /* bits; see the kind */
    int64_t scale; /* what a value is multiplied by to make nanoseconds (1: as it is); decimal places */
};

struct arrow_field {
    char *name;
    char *zone;         /* IANA zone of a timestamp, or NULL for UTC and none */
    char type_name[48]; /* "list<...>", for messages */
    int naive;          /* a timestamp of a wall clock, without a zone (not of a dictionary) */
    int wanted;         /* read it, rather than step over it */
    int encoded;        /* is dictionary-encoded: `index` codes into dictionary `dictionary_id` */
    int64_t dictionary_id;
    struct arrow_value index, value;
    /* What the column takes of a batch when it is stepped over: */
    int nodes, buffers, variadic; /* variadic: how many entries of variadicBufferCounts */
};

struct arrow_schema {
    struct arrow_field *fields;
    int count;
    struct fs_frame *meta; /* a frame of no columns that carries the metadata */
};

/* Reads and checks a Schema table; `version` is that of its message. 0, or -1 with an error. Cleared on
 * failure. */
int arrow_schema_read(struct arrow_schema *schema, const struct fs_fb_table *table, int version);
/* Marks what `options` wants; refuses wanted columns that are unsupported (or reports them skipped). */
int arrow_schema_select(struct arrow_schema *schema, const struct fs_arrow_read_options *options);
void arrow_schema_clear(struct arrow_schema *schema);

#endif
