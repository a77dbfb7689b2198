#include "message.h"

#include <string.h>

struct reader {
    const char *at, *end;
};

static void skip_space(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t' || *r->at == '\r'))
        r->at++;
}

static int take(struct reader *r, char c)
{
    skip_space(r);
    if (r->at == r->end || *r->at != c)
        return 0;
    r->at++;
    return 1;
}

/* A JSON string without \u escapes, which this feed has no use for. */
static const char *read_text(struct reader *r, char out[MESSAGE_TEXT])
{
    size_t length = 0;
    if (!take(r, '"'))
        return "a name or text does not begin with '\"'";
    while (r->at < r->end && *r->at != '"') {
        char c = *r->at++;
        if (c == '\\') {
            if (r->at == r->end || !strchr("\"\\/", *r->at))
                return "an escape that is not known";
            c = *r->at++;
        }
        if ((unsigned char)c < 32)
            return "a control character in a text";
        if (length + 1 == MESSAGE_TEXT)
            return "a text is too long";
        out[length++] = c;
    }
    out[length] = 0;
    return take(r, '"') ? NULL : "a text has no end";
}

static const char *read_value(struct reader *r, char out[MESSAGE_TEXT])
{
    skip_space(r);
    if (r->at < r->end && *r->at == '"')
        return read_text(r, out);
    size_t length = 0;
    while (r->at < r->end && *r->at && strchr("+-.0123456789eEtrufalsn", *r->at)) {
        if (length + 1 == MESSAGE_TEXT)
            return "a number is too long";
        out[length++] = *r->at++;
    }
    out[length] = 0;
    return length ? NULL : "a value is neither a text nor a number";
}

const char *message_read(struct message *message, const char *bytes, size_t size)
{
    struct reader r = {bytes, bytes + size};
    message->count = 0;
    if (!take(&r, '{'))
        return "the line is no JSON object";
    if (take(&r, '}'))
        return NULL;
    do {
        if (message->count == MESSAGE_FIELDS)
            return "the object has too many members";
        const char *wrong = read_text(&r, message->fields[message->count].name);
        if (!wrong && !take(&r, ':'))
            wrong = "a name is not followed by ':'";
        if (!wrong)
            wrong = read_value(&r, message->fields[message->count].value);
        if (wrong)
            return wrong;
        message->count++;
    } while (take(&r, ','));
    if (!take(&r, '}'))
        return "the object has no end";
    skip_space(&r);
    return r.at == r.end ? NULL : "something follows the object";
}

const char *message_get(const struct message *message, const char *name)
{
    for (int i = 0; i < message->count; i++)
        if (!strcmp(message->fields[i].name, name))
            return message->fields[i].value;
    return NULL;
}

int64_t message_integer(const struct message *message, const char *name)
{
    const char *text = message_get(message, name);
    int64_t value = 0;
    if (!text || !*text)
        return -1;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || value > (INT64_MAX - (*text - '0')) / 10)
            return -1;
        value = value * 10 + (*text - '0');
    }
    return value;
}

int64_t message_mantissa(const struct message *message, const char *name)
{
    const char *text = message_get(message, name);
    int64_t value = 0;
    int digits = 0, after = -1, negative = text && *text == '-';
    if (!text)
        return INT64_MIN;
    for (text += negative; *text; text++) {
        if (*text == '.' && after < 0) {
            after = 0;
            continue;
        }
        if (*text < '0' || *text > '9' || after == 8 || value > (INT64_MAX - (*text - '0')) / 10)
            return INT64_MIN;
        value = value * 10 + (*text - '0');
        digits++;
        after += after >= 0;
    }
    for (after = after < 0 ? 0 : after; after < 8; after++) {
        if (value > INT64_MAX / 10)
            return INT64_MIN;
        value *= 10;
    }
    return !digits ? INT64_MIN : negative ? -value : value;
}
