/*
 * arrow_format.h: the numbers of Arrow's IPC format, from its Message.fbs, Schema.fbs and File.fbs.
 * Inside this room only: what others need is in arrow.h.
 */
#ifndef FINSMART_FRAME_ARROW_FORMAT_H
#define FINSMART_FRAME_ARROW_FORMAT_H

#include <stdint.h>

/* Framing */
#define ARROW_FILE_MAGIC "ARROW1" /* at both ends of a file */
enum {
    ARROW_MAGIC_SIZE = 6,
    ARROW_FILE_HEAD = 8,          /* the magic and two bytes of padding */
    ARROW_CONTINUATION = -1,      /* before each message's length since format 0.15 */
    ARROW_VERSION_4 = 3,          /* format 0.8 and later */
    ARROW_VERSION_5 = 4,          /* format 1.0 and later */
    ARROW_MAX_METADATA = 1 << 29, /* larger is taken as damage */
    ARROW_BODY_ALIGNMENT = 64     /* what we write; 8 is what the format asks for */
};

/* union MessageHeader */
enum { ARROW_HEADER_SCHEMA = 1, ARROW_HEADER_DICTIONARY = 2, ARROW_HEADER_RECORDS = 3 };

/* table fields, by number */
enum { MESSAGE_VERSION, MESSAGE_HEADER_TYPE, MESSAGE_HEADER, MESSAGE_BODY_LENGTH };
enum { FOOTER_VERSION, FOOTER_SCHEMA, FOOTER_DICTIONARIES, FOOTER_RECORDS };
enum { SCHEMA_ENDIANNESS, SCHEMA_FIELDS, SCHEMA_METADATA };
enum { KEYVALUE_KEY, KEYVALUE_VALUE };
enum { FIELD_NAME, FIELD_NULLABLE, FIELD_TYPE_TYPE, FIELD_TYPE, FIELD_DICTIONARY, FIELD_CHILDREN };
enum { ENCODING_ID, ENCODING_INDEX_TYPE, ENCODING_ORDERED, ENCODING_KIND };
enum { RECORDS_LENGTH, RECORDS_NODES, RECORDS_BUFFERS, RECORDS_COMPRESSION, RECORDS_VARIADIC };
enum { DICTIONARY_ID, DICTIONARY_DATA, DICTIONARY_DELTA };
enum { COMPRESSION_CODEC, COMPRESSION_METHOD };
enum { TYPE_INT_WIDTH, TYPE_INT_SIGNED };
enum { TYPE_FLOAT_PRECISION };
enum { TYPE_DECIMAL_PRECISION, TYPE_DECIMAL_SCALE, TYPE_DECIMAL_WIDTH };
enum { TYPE_UNIT, TYPE_TIME_WIDTH, TYPE_TIMESTAMP_ZONE = 1 };

/* structs as they lie in the file */
struct arrow_block {
    int64_t offset;          /* of the message in the file */
    int32_t metadata_length; /* from the offset to the body, prefix and padding included */
    int32_t padding;
    int64_t body_length;
};
struct arrow_node {
    int64_t length, null_count;
};
struct arrow_span {
    int64_t offset, length; /* in the body */
};

/* union Type */
enum arrow_type {
    ARROW_NULL = 1,
    ARROW_INT,
    ARROW_FLOAT,
    ARROW_BINARY,
    ARROW_UTF8,
    ARROW_BOOL,
    ARROW_DECIMAL,
    ARROW_DATE,
    ARROW_TIME,
    ARROW_TIMESTAMP,
    ARROW_INTERVAL,
    ARROW_LIST,
    ARROW_STRUCT,
    ARROW_UNION,
    ARROW_FIXED_BINARY,
    ARROW_FIXED_LIST,
    ARROW_MAP,
    ARROW_DURATION,
    ARROW_LARGE_BINARY,
    ARROW_LARGE_UTF8,
    ARROW_LARGE_LIST,
    ARROW_RUN_END,
    ARROW_BINARY_VIEW,
    ARROW_UTF8_VIEW,
    ARROW_LIST_VIEW,
    ARROW_LARGE_LIST_VIEW
};
enum { ARROW_HALF, ARROW_SINGLE, ARROW_DOUBLE };             /* enum Precision */
enum { ARROW_SECOND, ARROW_MILLI, ARROW_MICRO, ARROW_NANO }; /* enum TimeUnit */
enum { ARROW_DATE_DAY, ARROW_DATE_MILLI };                   /* enum DateUnit */
enum { ARROW_CODEC_LZ4 = 0, ARROW_CODEC_ZSTD = 1 };          /* enum CompressionType */

#endif
