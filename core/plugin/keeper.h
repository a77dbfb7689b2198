/*
 * keeper.h: a store at work: an instance of a plugin's `store` capability (api/finsmart/store.h).
 *
 * Everything that goes into the plugin, and that comes out of it, is held against the schema; what a plugin gives that is not of it
 * is a breach of its contract and an error. A keeper belongs to the thread that opened it: its functions block, for the disk or the
 * network.
 */
#ifndef FINSMART_PLUGIN_KEEPER_H
#define FINSMART_PLUGIN_KEEPER_H

#include "plugin/load.h"

struct fs_keeper;

/* Most rows of a page, and of the keys of one get. */
#define FS_KEEPER_PAGE 10000

/* Opens a store with `count` settings "name=value"; `mode` is FS_STORE_WRITE, _READ or _ANEW. The schema stays the caller's, and
 * must outlive the keeper. NULL with an error: FS_E_CONFLICT (another writer, other records), FS_E_UNSUPPORTED (records of a newer
 * program), FS_E_INPUT (damaged), FS_E_NOT_FOUND (nothing to read), FS_E_INTERNAL (a mistake in the schema), and others. */
struct fs_keeper *fs_keeper_open(const struct fs_plugin_file *plugin, const char *const *settings, int count,
                                 const struct fs_store_schema *schema, uint32_t mode);
/* Rolls back what is open, and closes it. NULL is allowed. */
void fs_keeper_close(struct fs_keeper *keeper);

/* As the functions of struct fs_store; 0, or -1 with an error. After a failure in a transaction everything but
 * fs_keeper_rollback() is refused; fs_keeper_commit() ends the transaction either way. */
int fs_keeper_applied(struct fs_keeper *keeper, uint64_t *sequence);
int fs_keeper_begin(struct fs_keeper *keeper);
int fs_keeper_commit(struct fs_keeper *keeper, uint64_t from, uint64_t to);
/* Nothing where there is no transaction. */
int fs_keeper_rollback(struct fs_keeper *keeper);
int fs_keeper_put(struct fs_keeper *keeper, uint32_t table, const struct fs_store_cell *cells, uint32_t rows);
int fs_keeper_remove(struct fs_keeper *keeper, uint32_t table, const struct fs_store_cell *keys,
                     uint32_t rows);
int fs_keeper_get(struct fs_keeper *keeper, uint32_t table, const struct fs_store_cell *keys, uint32_t rows,
                  struct fs_store_page *page);
int fs_keeper_scan(struct fs_keeper *keeper, const struct fs_store_query *query, struct fs_store_page *page);
int fs_keeper_backup(struct fs_keeper *keeper, const char *path);
int fs_keeper_check(struct fs_keeper *keeper);

/* The schema that it was opened with. */
const struct fs_store_schema *fs_keeper_schema(const struct fs_keeper *keeper);
/* How often the plugin broke its contract, and the first time; NULL where it did not. */
uint64_t fs_keeper_breaches(const struct fs_keeper *keeper);
const char *fs_keeper_breach(const struct fs_keeper *keeper);

/* Is a schema one that stores can keep? 0, or -1 with FS_E_INTERNAL that names the table and column. */
int fs_schema_check(const struct fs_store_schema *schema);
/* The columns that rows are ordered by: those of an index (0: the key), then those of the key that are not among them. Returns how
 * many; `order` has room for 16. */
uint32_t fs_schema_order(const struct fs_store_table *table, uint32_t index, uint32_t order[16]);

#endif
