#include "net/addresses.h"

#include "base/error.h"

#include <netinet/in.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

/* A place of the table; empty where `count` is 0. */
struct place {
    uint64_t high, low; /* of the address, cut to what counts */
    uint32_t count;
};

/* Open addressing with linear probing, at most half full. */
struct fs_addresses {
    struct place *places;
    uint32_t room; /* a power of two */
    uint32_t used;
    uint64_t seed; /* so that nobody can choose addresses that meet in one place */
};

int fs_address_from(const struct sockaddr *from, struct fs_address *out)
{
    static const unsigned char mapped[12] = {[10] = 255, [11] = 255};
    if (from->sa_family == AF_INET) {
        memcpy(out->bytes, mapped, sizeof mapped);
        memcpy(out->bytes + 12, &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
        return 0;
    }
    if (from->sa_family != AF_INET6)
        return -1;
    memcpy(out->bytes, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, 16);
    return 0;
}

static void cut(const struct fs_address *address, uint64_t *high, uint64_t *low)
{
    memcpy(high, address->bytes, 8);
    memcpy(low, address->bytes + 8, 8);
    struct in6_addr v6;
    memcpy(&v6, address->bytes, 16);
    if (!IN6_IS_ADDR_V4MAPPED(&v6) && !IN6_IS_ADDR_LOOPBACK(&v6))
        *low = 0;
}

/* Where the address is, or would be. */
static struct place *find(const struct fs_addresses *a, uint64_t high, uint64_t low)
{
    /* Two rounds of multiply and fold: each bit of the address has its say in each bit of the place. */
    uint64_t hash = (high ^ a->seed) * UINT64_C(0x9e3779b97f4a7c15) ^ low;
    hash = (hash ^ hash >> 33) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ hash >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    uint32_t mask = a->room - 1, i = (uint32_t)(hash >> 32) & mask;
    while (a->places[i].count && (a->places[i].high != high || a->places[i].low != low))
        i = (i + 1) & mask;
    return &a->places[i];
}

struct fs_addresses *fs_addresses_new(void)
{
    struct fs_addresses *a = calloc(1, sizeof *a);
    if (a && (a->places = calloc(64, sizeof *a->places))) {
        a->room = 64;
        if (RAND_bytes((unsigned char *)&a->seed, sizeof a->seed) != 1)
            a->seed = (uint64_t)(uintptr_t)a;
        return a;
    }
    free(a);
    fs_error_nomem();
    return NULL;
}

void fs_addresses_free(struct fs_addresses *addresses)
{
    if (!addresses)
        return;
    free(addresses->places);
    free(addresses);
}

static int grow(struct fs_addresses *a)
{
    struct fs_addresses larger = {calloc((size_t)a->room * 2, sizeof *a->places), a->room * 2, a->used,
                                  a->seed};
    if (!larger.places)
        return fs_error_nomem();
    for (uint32_t i = 0; i < a->room; i++)
        if (a->places[i].count)
            *find(&larger, a->places[i].high, a->places[i].low) = a->places[i];
    free(a->places);
    *a = larger;
    return 0;
}

uint32_t fs_addresses_add(struct fs_addresses *addresses, const struct fs_address *address)
{
    uint64_t high, low;
    cut(address, &high, &low);
    if (addresses->used * 2 >= addresses->room && grow(addresses))
        return 0;
    struct place *place = find(addresses, high, low);
    if (!place->count) {
        place->high = high;
        place->low = low;
        addresses->used++;
    }
    return ++place->count;
}

void fs_addresses_remove(struct fs_addresses *addresses, const struct fs_address *address)
{
    uint64_t high, low;
    cut(address, &high, &low);
    struct place *place = find(addresses, high, low);
    if (!place->count || --place->count)
        return;
    addresses->used--;
    /* Those behind it that stand there only because this place was taken move up. */
    uint32_t mask = addresses->room - 1, i = (uint32_t)(place - addresses->places);
    for (i = (i + 1) & mask; addresses->places[i].count; i = (i + 1) & mask) {
        struct place moved = addresses->places[i];
        addresses->places[i].count = 0;
        *find(addresses, moved.high, moved.low) = moved;
    }
}

uint32_t fs_addresses_count(const struct fs_addresses *addresses)
{
    return addresses->used;
}
