/*
 * addresses.h: how many connections each address has. An IPv6 address counts as its /64, which is what one customer has.
 */
#ifndef FINSMART_NET_ADDRESSES_H
#define FINSMART_NET_ADDRESSES_H

#include <stdint.h>
#include <sys/socket.h>

struct fs_addresses;

/* An IPv6 address, or an IPv4 one as ::ffff:a.b.c.d. */
struct fs_address {
    unsigned char bytes[16];
};

/* The address of an AF_INET or AF_INET6 socket address; 0, or -1 (no error is set) for other families. */
int fs_address_from(const struct sockaddr *from, struct fs_address *out);

/* NULL with an error. */
struct fs_addresses *fs_addresses_new(void);
void fs_addresses_free(struct fs_addresses *addresses);
/* One more connection; returns how many there are then, 0 with an error when out of memory. */
uint32_t fs_addresses_add(struct fs_addresses *addresses, const struct fs_address *address);
/* One less. */
void fs_addresses_remove(struct fs_addresses *addresses, const struct fs_address *address);
/* How many addresses have any. */
uint32_t fs_addresses_count(const struct fs_addresses *addresses);

#endif
