#include "config/address.h"

#include "base/arena.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/un.h>

static int parse_port(const char *text, uint16_t *port)
{
    size_t length = strlen(text);
    unsigned value = 0;
    if (!length || length > 5 || strspn(text, "0123456789") != length)
        return 1;
    for (size_t i = 0; i < length; i++)
        value = value * 10 + (unsigned)(text[i] - '0');
    *port = (uint16_t)value;
    return value > 65535;
}

static int parse_unix(struct fs_arena *arena, const char *folder, const char *path,
                      struct fs_config_address *out)
{
    if (!*path)
        return 1;
    out->host = *path == '/' || !*folder ? fs_arena_strdup(arena, path)
                                         : fs_arena_printf(arena, "%s/%s", folder, path);
    if (!out->host)
        return -1;
    out->family = FS_CONFIG_UNIX;
    out->loopback = 1;
    return strlen(out->host) >= sizeof((struct sockaddr_un *)0)->sun_path;
}

int fs_config_address_parse(struct fs_arena *arena, const char *folder, const char *text,
                            struct fs_config_address *out)
{
    struct fs_config_address address = {.text = fs_arena_strdup(arena, text)};
    struct in_addr four;
    struct in6_addr six;
    if (!address.text)
        return -1;
    if (!strncmp(text, "unix:", 5)) {
        int wrong = parse_unix(arena, folder, text + 5, &address);
        if (!wrong)
            *out = address;
        return wrong;
    }
    int bracket = *text == '[';
    const char *end = bracket ? strchr(text, ']') : strchr(text, ':');
    if (!end || (bracket && end[1] != ':') || parse_port(end + 1 + bracket, &address.port))
        return 1;
    char *host = fs_arena_strndup(arena, text + bracket, (size_t)(end - text) - (size_t)bracket);
    if (!host)
        return -1;
    address.host = host;
    if (!bracket && inet_pton(AF_INET, host, &four) == 1) {
        address.family = FS_CONFIG_INET;
        address.loopback = ntohl(four.s_addr) >> 24 == 127;
    } else if (bracket && inet_pton(AF_INET6, host, &six) == 1) {
        address.family = FS_CONFIG_INET6;
        address.loopback = IN6_IS_ADDR_LOOPBACK(&six);
    } else {
        return 1;
    }
    *out = address;
    return 0;
}
