/*
 * rules.h: the contract that a source's events keep (api/finsmart/source.h).
 */
#ifndef FINSMART_PLUGIN_RULES_H
#define FINSMART_PLUGIN_RULES_H

#include <finsmart/event.h>
#include <stdint.h>

/* What has been seen so far: the last time of every symbol and type. */
struct fs_rules;

struct fs_rules *fs_rules_new(void);
void fs_rules_free(struct fs_rules *rules);
/* Checks `count` events as one batch; nothing is remembered of a batch that is refused. -1 with FS_E_INPUT that names
 * the event (from 1) and the field. */
int fs_rules_check(struct fs_rules *rules, const struct fs_event *events, uint32_t count);

#endif
