/*
 * message.h: one line of the feed: a flat JSON object of texts and numbers.
 *
 *   {"type":"hello","session":"b7f3","next":18}
 *   {"type":"trade","seq":18,"ts":1700000000000000000,"symbol":"ACME","price":"101.25","qty":"100","side":"buy"}
 *   {"type":"quote","seq":19,"ts":1700000000000000001,"symbol":"ACME","bid":"101.24","bid_qty":"300","ask":"101.26",
 *    "ask_qty":"200"}
 *   {"type":"heartbeat","seq":20}
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define MESSAGE_FIELDS 16
#define MESSAGE_TEXT   128 /* longest name or value, NUL included */

struct message {
    int count;
    struct {
        char name[MESSAGE_TEXT], value[MESSAGE_TEXT];
    } fields[MESSAGE_FIELDS];
};

/* Reads `size` bytes. NULL, or a constant text that says what is wrong. Nothing in the bytes is trusted. */
const char *message_read(struct message *message, const char *bytes, size_t size);
/* The value of a field, NULL where there is none. */
const char *message_get(const struct message *message, const char *name);
/* A field as a whole number of 0 or more; -1 where it is none. */
int64_t message_integer(const struct message *message, const char *name);
/* A field as a decimal with at most 8 digits after the point, times 10^8, exact; INT64_MIN where it is none. */
int64_t message_mantissa(const struct message *message, const char *name);

#endif
