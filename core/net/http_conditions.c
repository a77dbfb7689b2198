#include "net/http_conditions.h"

#include <string.h>
#include <strings.h>

/* Without the mark of a weak one. */
static const char *bare(const char *etag)
{
    return etag[0] == 'W' && etag[1] == '/' ? etag + 2 : etag;
}

int fs_http_etag_listed(const char *list, const char *etag)
{
    if (!list || !etag)
        return 0;
    const char *wanted = bare(etag);
    size_t size = strlen(wanted);
    list += strspn(list, " \t");
    if (*list == '*')
        return 1;
    while (*list) {
        list += strspn(list, " \t,");
        const char *tag = bare(list), *end = *tag == '"' ? strchr(tag + 1, '"') : NULL;
        if (!end)
            return 0;
        if ((size_t)(end + 1 - tag) == size && !memcmp(tag, wanted, size))
            return 1;
        list = end + 1;
    }
    return 0;
}

/* Digits at *at, moving it behind them. 0, or -1 where there are none or too many. */
static int number(const char **at, uint64_t *out)
{
    size_t digits = strspn(*at, "0123456789");
    if (!digits || digits > 18)
        return -1;
    for (*out = 0; digits; digits--)
        *out = *out * 10 + (uint64_t)(*(*at)++ - '0');
    return 0;
}

enum fs_http_range fs_http_range_parse(const char *field, uint64_t size, uint64_t *first, uint64_t *length)
{
    uint64_t from, to = UINT64_MAX;
    if (!field || strncasecmp(field, "bytes=", 6))
        return FS_HTTP_RANGE_WHOLE;
    const char *at = field + 6;
    if (*at == '-') { /* the last bytes */
        at++;
        if (number(&at, &to) || *at)
            return FS_HTTP_RANGE_WHOLE;
        if (!to || !size)
            return FS_HTTP_RANGE_BEYOND;
        *length = to < size ? to : size;
        *first = size - *length;
        return FS_HTTP_RANGE_PART;
    }
    if (number(&at, &from) || *at++ != '-' || (*at && number(&at, &to)) || *at || to < from)
        return FS_HTTP_RANGE_WHOLE;
    if (from >= size)
        return FS_HTTP_RANGE_BEYOND;
    *first = from;
    *length = (to < size - 1 ? to : size - 1) - from + 1;
    return FS_HTTP_RANGE_PART;
}
