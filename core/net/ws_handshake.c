#include "net/ws_handshake.h"

#include "base/error.h"

#include <event2/http.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TOKEN "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

void fs_ws_url_free(struct fs_ws_url *url)
{
    free(url->host);
    free(url->authority);
    free(url->target);
    memset(url, 0, sizeof *url);
}

static int fill_url(const struct evhttp_uri *uri, struct fs_ws_url *out)
{
    const char *host = evhttp_uri_get_host(uri), *path = evhttp_uri_get_path(uri);
    const char *query = evhttp_uri_get_query(uri);
    int usual = out->secure ? 443 : 80, port = evhttp_uri_get_port(uri);
    size_t length = strlen(host);
    int bracketed = *host == '[' && host[length - 1] == ']';
    out->port = port > 0 ? port : usual;
    out->host = bracketed ? strndup(host + 1, length - 2) : strdup(host);
    int v6 = !bracketed && strchr(host, ':') != NULL;
    char suffix[16] = "";
    if (out->port != usual)
        snprintf(suffix, sizeof suffix, ":%d", out->port);
    if (asprintf(&out->authority, "%s%s%s%s", v6 ? "[" : "", host, v6 ? "]" : "", suffix) < 0)
        out->authority = NULL;
    if (asprintf(&out->target, "%s%s%s%s", path && *path ? "" : "/", path ? path : "", query ? "?" : "",
                 query ? query : "") < 0)
        out->target = NULL;
    if (out->host && out->authority && out->target)
        return 0;
    fs_ws_url_free(out);
    return fs_error_nomem();
}

int fs_ws_url_parse(const char *text, struct fs_ws_url *out)
{
    struct evhttp_uri *uri = evhttp_uri_parse(text);
    const char *scheme = uri ? evhttp_uri_get_scheme(uri) : NULL,
               *host = uri ? evhttp_uri_get_host(uri) : NULL;
    int port = uri ? evhttp_uri_get_port(uri) : -1;
    memset(out, 0, sizeof *out);
    out->secure = scheme && !strcasecmp(scheme, "wss");
    int good =
        host && *host && strlen(host) <= 255 && (out->secure || !strcasecmp(scheme ? scheme : "", "ws"));
    if (good && (evhttp_uri_get_userinfo(uri) || evhttp_uri_get_fragment(uri) || port == 0 || port > 65535))
        good = 0;
    int status = good ? fill_url(uri, out)
                      : fs_error_set(FS_E_INPUT,
                                     "ws_open(): url is '%s'; expected ws://host/path or wss://host/path, "
                                     "without user:password@ and #part",
                                     text);
    if (uri)
        evhttp_uri_free(uri);
    return status;
}

int fs_ws_key(char key[FS_WS_KEY_SIZE])
{
    unsigned char bytes[16];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return fs_error_set(FS_E_IO, "there are no random bytes for a WebSocket's key");
    EVP_EncodeBlock((unsigned char *)key, bytes, sizeof bytes);
    return 0;
}

void fs_ws_accept(const char *key, char accept[FS_WS_ACCEPT_SIZE])
{
    char text[FS_WS_KEY_SIZE + 40];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    int length = snprintf(text, sizeof text, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    /* An empty text, which no answer equals, where this system's policy has no SHA-1. */
    accept[0] = 0;
    if (EVP_Digest(text, (size_t)length, digest, &size, EVP_sha1(), NULL) == 1)
        EVP_EncodeBlock((unsigned char *)accept, digest, (int)size);
}

static int is_token(const char *text)
{
    return text && *text && !text[strspn(text, TOKEN)];
}

int fs_ws_check_headers(const struct fs_http_header *headers, uint32_t count, const char *protocol)
{
    static const char *const ours[] = {"Host", "Upgrade", "Connection", "Content-Length",
                                       "Transfer-Encoding"};
    if (protocol && !is_token(protocol))
        return fs_error_set(FS_E_INPUT, "ws_open(): protocol is '%s'; expected one name of a subprotocol",
                            protocol);
    for (uint32_t i = 0; i < count; i++) {
        const struct fs_http_header *h = &headers[i];
        if (!is_token(h->name) || !h->value)
            return fs_error_set(FS_E_INPUT, "ws_open(): header %u has no value, or a name that is none",
                                i + 1);
        for (const char *c = h->value; *c; c++)
            if (((unsigned char)*c < ' ' && *c != '\t') || *c == 127)
                return fs_error_set(
                    FS_E_INPUT, "ws_open(): header '%s' has a line break or a control character", h->name);
        int reserved = !strncasecmp(h->name, "Sec-WebSocket-", 14);
        for (size_t k = 0; k < sizeof ours / sizeof *ours; k++)
            reserved |= !strcasecmp(h->name, ours[k]);
        if (reserved)
            return fs_error_set(FS_E_INPUT, "ws_open(): header '%s' is the handshake's own; leave it out",
                                h->name);
    }
    return 0;
}

char *fs_ws_request(const struct fs_ws_url *url, const char *key, const struct fs_http_header *headers,
                    uint32_t count, const char *protocol)
{
    static const char form[] = "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               "Sec-WebSocket-Key: %24s\r\nSec-WebSocket-Version: 13\r\n%s%s%s";
    size_t size = sizeof form + strlen(url->target) + strlen(url->authority) + FS_WS_KEY_SIZE +
                  (protocol ? strlen(protocol) + 40 : 0) + 3;
    for (uint32_t i = 0; i < count; i++)
        size += strlen(headers[i].name) + strlen(headers[i].value) + 4;
    char *text = malloc(size);
    if (!text) {
        fs_error_nomem();
        return NULL;
    }
    size_t at = (size_t)snprintf(text, size, form, url->target, url->authority, key ? key : "",
                                 protocol ? "Sec-WebSocket-Protocol: " : "", protocol ? protocol : "",
                                 protocol ? "\r\n" : "");
    for (uint32_t i = 0; i < count; i++)
        at += (size_t)snprintf(text + at, size - at, "%s: %s\r\n", headers[i].name, headers[i].value);
    memcpy(text + at, "\r\n", 3);
    return text;
}

/* A line's part; not NUL-terminated. */
struct part {
    const char *at;
    size_t size;
};

static int equals(struct part part, const char *text)
{
    return part.size == strlen(text) && !strncasecmp(part.at, text, part.size);
}

static struct part trimmed(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    return (struct part){from, (size_t)(to - from)};
}

/* Is `word` one of a list with commas? */
static int lists(struct part list, const char *word)
{
    const char *end = list.at + list.size;
    for (const char *from = list.at; from <= end;) {
        const char *comma = memchr(from, ',', (size_t)(end - from));
        if (equals(trimmed(from, comma ? comma : end), word))
            return 1;
        if (!comma)
            return 0;
        from = comma + 1;
    }
    return 0;
}

/* What the headers of an answer said; `at` NULL: not there. */
struct answer {
    struct part upgrade, connection, accept, protocol, extensions;
};

static int take_header(struct answer *answer, struct part name, struct part value)
{
    const struct {
        const char *name;
        struct part *at;
    } known[] = {{"Upgrade", &answer->upgrade},
                 {"Connection", &answer->connection},
                 {"Sec-WebSocket-Accept", &answer->accept},
                 {"Sec-WebSocket-Protocol", &answer->protocol},
                 {"Sec-WebSocket-Extensions", &answer->extensions}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!equals(name, known[i].name))
            continue;
        if (known[i].at->at)
            return fs_error_set(FS_E_INPUT, "the server's answer has the header %s twice", known[i].name);
        *known[i].at = value;
    }
    return 0;
}

static int judge(const struct answer *a, const char *accept, const char *protocol)
{
    if (!a->upgrade.at || !equals(a->upgrade, "websocket"))
        return fs_error_set(FS_E_INPUT, "the server's answer has Upgrade: %.*s; expected websocket",
                            (int)(a->upgrade.size < 40 ? a->upgrade.size : 40),
                            a->upgrade.at ? a->upgrade.at : "");
    if (!a->connection.at || !lists(a->connection, "Upgrade"))
        return fs_error_set(FS_E_INPUT, "the server's answer has Connection: %.*s; expected Upgrade",
                            (int)(a->connection.size < 40 ? a->connection.size : 40),
                            a->connection.at ? a->connection.at : "");
    if (!a->accept.at || !*accept || a->accept.size != strlen(accept) ||
        memcmp(a->accept.at, accept, a->accept.size))
        return fs_error_set(FS_E_INPUT,
                            "the server's answer has %s Sec-WebSocket-Accept: it does not speak "
                            "WebSocket, or answers somebody else (a proxy's cache?)",
                            a->accept.at ? "a wrong" : "no");
    if (a->extensions.at && a->extensions.size)
        return fs_error_set(FS_E_INPUT, "the server uses the extension %.*s, which was not offered",
                            (int)(a->extensions.size < 40 ? a->extensions.size : 40), a->extensions.at);
    if (!protocol && a->protocol.at)
        return fs_error_set(FS_E_INPUT, "the server uses the subprotocol '%.*s', which was not offered",
                            (int)(a->protocol.size < 40 ? a->protocol.size : 40), a->protocol.at);
    if (protocol && !a->protocol.at)
        return fs_error_set(FS_E_INPUT, "the server chose no subprotocol; expected '%.100s'", protocol);
    if (protocol &&
        (a->protocol.size != strlen(protocol) || memcmp(a->protocol.at, protocol, a->protocol.size)))
        return fs_error_set(FS_E_INPUT, "the server uses the subprotocol '%.*s'; expected '%.100s'",
                            (int)(a->protocol.size < 40 ? a->protocol.size : 40), a->protocol.at, protocol);
    return 0;
}

int fs_ws_check_answer(const char *answer, size_t size, const char *accept, const char *protocol)
{
    const char *at = answer, *end = answer + size;
    struct answer found = {{0}, {0}, {0}, {0}, {0}};
    for (int number = 0; at < end; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop || stop == at || stop[-1] != '\r')
            return fs_error_set(FS_E_INPUT, "line %d of the server's answer has no end as HTTP's lines have",
                                number + 1);
        const char *next = stop + 1;
        stop--;
        for (const char *c = at; c < stop; c++)
            if ((unsigned char)*c < ' ' && *c != '\t')
                return fs_error_set(FS_E_INPUT, "line %d of the server's answer has a control character",
                                    number + 1);
        if (number == 0) {
            if (stop - at < 12 || (strncmp(at, "HTTP/1.1 ", 9) && strncmp(at, "HTTP/1.0 ", 9)))
                return fs_error_set(FS_E_INPUT, "the server's answer is no HTTP/1.1");
            if (strncmp(at, "HTTP/1.1 101", 12) || (stop - at > 12 && at[12] != ' ')) {
                fs_error_set(FS_E_INPUT, "the server answered '%.*s'; expected 101 (Switching Protocols)",
                             (int)(stop - at - 9 < 80 ? stop - at - 9 : 80), at + 9);
                return fs_error_hint("401 and 403: look at the key or the log-in; 404: at the url's path");
            }
        } else if (stop > at) {
            const char *colon = memchr(at, ':', (size_t)(stop - at));
            size_t name = colon ? (size_t)(colon - at) : 0;
            for (size_t i = 0; i < name; i++)
                if (!strchr(TOKEN, at[i]))
                    name = 0;
            if (!name)
                return fs_error_set(FS_E_INPUT, "line %d of the server's answer is no header", number + 1);
            if (take_header(&found, (struct part){at, name}, trimmed(colon + 1, stop)))
                return -1;
        }
        at = next;
    }
    return judge(&found, accept, protocol);
}
