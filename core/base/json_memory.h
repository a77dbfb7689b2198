/*
 * json_memory.h: whether jansson ran out of memory.
 *
 * Jansson drops a member or finds a wrong token when an allocation fails, and does not say why. Between
 * fs_json_memory_begin() and fs_json_memory_failed() a thread learns it. Any thread, at any time.
 */
#ifndef FINSMART_BASE_JSON_MEMORY_H
#define FINSMART_BASE_JSON_MEMORY_H

void fs_json_memory_begin(void);
/* 1 when an allocation of jansson's has failed on this thread since. */
int fs_json_memory_failed(void);

#endif
