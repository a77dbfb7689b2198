#include "net/http_head.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Of a method: longer than any that is registered. */
#define MAX_METHOD 32

int fs_http_fault_set(struct fs_http_fault *fault, int status, const char *format, ...)
{
    va_list list;
    fault->status = status;
    va_start(list, format);
    vsnprintf(fault->reason, sizeof fault->reason, format, list);
    va_end(list);
    return -1;
}

enum { TOKEN = 1, VALUE = 2, TARGET = 4 };

/* Of each byte: may it be in a token, in a value, in a request's target? */
__extension__ static const unsigned char kinds[256] = {
    ['\t'] = VALUE,
    [' '] = VALUE,
    ['!'] = TOKEN | VALUE | TARGET,
    ['"'] = VALUE,
    ['#'] = TOKEN | VALUE,
    ['$' ... '\''] = TOKEN | VALUE | TARGET,
    ['('] = VALUE | TARGET,
    [')'] = VALUE | TARGET,
    ['*'] = TOKEN | VALUE | TARGET,
    ['+'] = TOKEN | VALUE | TARGET,
    [','] = VALUE | TARGET,
    ['-'] = TOKEN | VALUE | TARGET,
    ['.'] = TOKEN | VALUE | TARGET,
    ['/'] = VALUE | TARGET,
    ['0' ... '9'] = TOKEN | VALUE | TARGET,
    [':'] = VALUE | TARGET,
    [';'] = VALUE | TARGET,
    ['<'] = VALUE,
    ['='] = VALUE | TARGET,
    ['>'] = VALUE,
    ['?'] = VALUE | TARGET,
    ['@'] = VALUE | TARGET,
    ['A' ... 'Z'] = TOKEN | VALUE | TARGET,
    ['['] = VALUE | TARGET,
    ['\\'] = VALUE,
    [']'] = VALUE | TARGET,
    ['^' ... 'z'] = TOKEN | VALUE | TARGET,
    ['{'] = VALUE | TARGET,
    ['|'] = TOKEN | VALUE | TARGET,
    ['}'] = VALUE | TARGET,
    ['~'] = TOKEN | VALUE | TARGET,
    [128 ... 255] = VALUE,
};

/* How many bytes from the beginning are of that kind. */
static size_t span(const char *text, size_t size, int kind)
{
    size_t i = 0;
    while (i < size && kinds[(unsigned char)text[i]] & kind)
        i++;
    return i;
}

int fs_http_is_token(const char *text, size_t size)
{
    return size > 0 && span(text, size, TOKEN) == size;
}

int fs_http_is_value(const char *text, size_t size)
{
    return span(text, size, VALUE) == size;
}

/* A head has no end yet: could it still have one? */
static int judge_start(const char *data, size_t size, const struct fs_http_head_limits *limits,
                       struct fs_http_fault *fault)
{
    size_t blank = size >= 2 && data[0] == '\r' ? 2 : 0;
    if (size > blank && data[0] != '\r' && !(kinds[(unsigned char)data[0]] & TOKEN))
        return fs_http_fault_set(fault, 400, "%s",
                                 data[0] == 0x16 ? "this port speaks HTTP without TLS"
                                                 : "this is no HTTP request");
    size_t line = size - blank;
    const char *end = memchr(data + blank, '\n', line);
    if (end)
        line = (size_t)(end + 1 - data) - blank;
    if (line > limits->line + 2)
        return fs_http_fault_set(fault, 414, "the request line is longer than %zu bytes", limits->line);
    if (size - blank - line > limits->bytes)
        return fs_http_fault_set(fault, 431, "the header fields are longer than %zu bytes", limits->bytes);
    return 0;
}

int fs_http_head_find(const char *data, size_t size, size_t *scanned,
                      const struct fs_http_head_limits *limits, size_t *size_out, struct fs_http_fault *fault)
{
    for (size_t at = *scanned; at < size;) {
        const char *found = memchr(data + at, '\n', size - at);
        if (!found)
            break;
        size_t end = (size_t)(found - data);
        if (end == 0 || data[end - 1] != '\r')
            return fs_http_fault_set(fault, 400, "a line ends in LF alone; HTTP's lines end in CR LF");
        at = *scanned = end + 1;
        if (end >= 3 && data[end - 2] == '\n') {
            *size_out = end + 1;
            return judge_start(data, end + 1 - 2, limits, fault) ? -1 : 1;
        }
    }
    return judge_start(data, size, limits, fault);
}

/* "HTTP/1.1" and no other text than one of that form. */
static int parse_version(const char *text, size_t size, struct fs_http_head *out, struct fs_http_fault *fault)
{
    if (size != 8 || memcmp(text, "HTTP/", 5) || text[5] < '0' || text[5] > '9' || text[6] != '.' ||
        text[7] < '0' || text[7] > '9')
        return fs_http_fault_set(
            fault, 400, "the request line is malformed; expected METHOD TARGET HTTP/1.1, one space between");
    if (text[5] != '1')
        return fs_http_fault_set(fault, 505, "HTTP/%c.%c is not spoken here; use HTTP/1.1", text[5], text[7]);
    out->minor = text[7] - '0';
    return 0;
}

static int parse_request_line(char *line, size_t size, struct fs_http_head *out, struct fs_http_fault *fault)
{
    size_t method = span(line, size, TOKEN);
    if (method == 0 || method == size || line[method] != ' ')
        return fs_http_fault_set(fault, 400, "the request line does not begin with a method and a space");
    if (method > MAX_METHOD)
        return fs_http_fault_set(fault, 501, "the method is longer than %d bytes", MAX_METHOD);
    char *target = line + method + 1;
    size_t left = size - method - 1, length = span(target, left, TARGET);
    if (length == 0 || length == left || target[length] != ' ')
        return fs_http_fault_set(fault, 400,
                                 "the request's target has a byte that must be percent-encoded, or is empty");
    if (parse_version(target + length + 1, left - length - 1, out, fault))
        return -1;
    line[method] = target[length] = 0;
    out->method = line;
    out->target = target;
    return 0;
}

static int parse_field(char *line, size_t size, struct fs_http_header *out, struct fs_http_fault *fault)
{
    if (*line == ' ' || *line == '\t')
        return fs_http_fault_set(fault, 400,
                                 "a header field goes on in a second line, which HTTP/1.1 forbids");
    size_t name = span(line, size, TOKEN);
    if (name == 0 || name == size || line[name] != ':')
        return fs_http_fault_set(
            fault, 400,
            "a header field is malformed; expected NAME: VALUE, without a space before the colon");
    char *value = line + name + 1, *end = line + size;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    if (!fs_http_is_value(value, (size_t)(end - value)))
        return fs_http_fault_set(fault, 400, "the header field %.60s has a control character", line);
    line[name] = *end = 0;
    out->name = line;
    out->value = value;
    return 0;
}

const char *fs_http_header_find(const struct fs_http_header *headers, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (!strcasecmp(headers[i].name, name))
            return headers[i].value;
    return NULL;
}

int fs_http_list_has(const char *list, const char *word)
{
    size_t size = strlen(word);
    while (*list) {
        list += strspn(list, " \t,");
        size_t length = strcspn(list, ","), bare = length;
        while (bare && (list[bare - 1] == ' ' || list[bare - 1] == '\t'))
            bare--;
        if (bare == size && !strncasecmp(list, word, size))
            return 1;
        list += length;
    }
    return 0;
}

/* "example.com:80" or "[::1]:80": a name or address of harmless characters, and perhaps a port. */
static int is_host(const char *text)
{
    size_t host = *text == '[' ? 1 + strspn(text + 1, "0123456789abcdefABCDEF:.%") : strcspn(text, ":");
    if (*text == '[') {
        if (host < 3 || text[host] != ']')
            return 0;
        host++;
    } else if (host == 0) {
        return 0;
    }
    for (size_t i = 0; *text != '[' && i < host; i++)
        if (!(kinds[(unsigned char)text[i]] & TARGET) || strchr("/?@[]:*|{}^`", text[i]))
            return 0;
    if (!text[host])
        return 1;
    size_t port = text[host] == ':' ? strspn(text + host + 1, "0123456789") : 0;
    return text[host] == ':' && port <= 5 && !text[host + 1 + port];
}

static int parse_length(const char *text, uint64_t *out)
{
    uint64_t value = 0;
    size_t size = strlen(text);
    if (size == 0 || size > 18 || strspn(text, "0123456789") != size)
        return -1;
    for (size_t i = 0; i < size; i++)
        value = value * 10 + (uint64_t)(text[i] - '0');
    *out = value;
    return 0;
}

/* The field that may be there once only; -1 where it is there twice. */
static int find_single(const struct fs_http_head *head, const char *name, const char **out,
                       struct fs_http_fault *fault)
{
    *out = NULL;
    for (uint32_t i = 0; i < head->header_count; i++) {
        if (strcasecmp(head->headers[i].name, name))
            continue;
        if (*out)
            return fs_http_fault_set(fault, 400, "the request has two %s fields", name);
        *out = head->headers[i].value;
    }
    return 0;
}

/* How the body comes, by RFC 9112, section 6.3, without the guesses that it allows. */
static int judge_body(struct fs_http_head *head, struct fs_http_fault *fault)
{
    const char *length, *coding;
    if (find_single(head, "Content-Length", &length, fault) ||
        find_single(head, "Transfer-Encoding", &coding, fault))
        return -1;
    if (length && coding)
        return fs_http_fault_set(fault, 400, "the request has both Content-Length and Transfer-Encoding");
    if (coding && head->minor == 0)
        return fs_http_fault_set(fault, 400, "an HTTP/1.0 request has a Transfer-Encoding");
    if (coding && strcasecmp(coding, "chunked"))
        return fs_http_fault_set(fault, 501, "Transfer-Encoding is '%.40s'; only 'chunked' is known", coding);
    if (length && parse_length(length, &head->body_size))
        return fs_http_fault_set(fault, 400, "Content-Length is '%.40s'; expected a number of bytes", length);
    head->chunked = coding != NULL;
    return 0;
}

static int judge_rest(struct fs_http_head *head, struct fs_http_fault *fault)
{
    const char *host, *expect;
    if (find_single(head, "Host", &host, fault) || find_single(head, "Expect", &expect, fault))
        return -1;
    if (!host && head->minor > 0)
        return fs_http_fault_set(fault, 400, "the request has no Host field");
    if (host && !is_host(host))
        return fs_http_fault_set(fault, 400,
                                 "Host is '%.60s'; expected a name or address, and perhaps a port", host);
    if (expect && head->minor > 0) {
        if (strcasecmp(expect, "100-continue"))
            return fs_http_fault_set(fault, 417, "Expect is '%.40s'; only '100-continue' is known", expect);
        head->expects = head->chunked || head->body_size > 0;
    }
    head->keep = head->minor > 0;
    for (uint32_t i = 0; i < head->header_count; i++) {
        if (strcasecmp(head->headers[i].name, "Connection"))
            continue;
        if (head->minor == 0 && fs_http_list_has(head->headers[i].value, "keep-alive"))
            head->keep = 1;
        if (fs_http_list_has(head->headers[i].value, "close")) {
            head->keep = 0;
            break;
        }
    }
    return 0;
}

int fs_http_head_parse(char *data, size_t size, struct fs_http_header *headers, uint32_t room,
                       struct fs_http_head *out, struct fs_http_fault *fault)
{
    char *at = data, *end = data + size - 2; /* before the empty line */
    memset(out, 0, sizeof *out);
    out->headers = headers;
    if (at < end && *at == '\r')
        at += 2;
    for (int number = 0; at < end; number++) {
        char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = stop ? (size_t)(stop - at) - 1 : 0;
        if (number && out->header_count == room)
            return fs_http_fault_set(fault, 431, "the request has more than %u header fields", room);
        if (!stop || (number ? parse_field(at, length, &headers[out->header_count++], fault)
                             : parse_request_line(at, length, out, fault)))
            return stop ? -1 : fs_http_fault_set(fault, 400, "the request has no end");
        at = stop + 1;
    }
    if (!out->method)
        return fs_http_fault_set(fault, 400, "the request is empty");
    return judge_body(out, fault) || judge_rest(out, fault) ? -1 : 0;
}
