/*
 * address.h: where a server listens: "127.0.0.1:8080", "[::1]:0", "unix:/path".
 */
#ifndef FINSMART_CONFIG_ADDRESS_H
#define FINSMART_CONFIG_ADDRESS_H

#include "config/config.h"

struct fs_arena;

/* Reads an address; a socket's relative path begins in `folder`. 0; 1 where the text is none (no error is left); -1 with an
 * error when out of memory. Names of hosts are none: what a server listens at must not depend on what a name resolves to. */
int fs_config_address_parse(struct fs_arena *arena, const char *folder, const char *text,
                            struct fs_config_address *out);

#endif
