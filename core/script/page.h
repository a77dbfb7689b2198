/*
 * page.h: a page that the Lua library makes of a document.
 */
#ifndef FINSMART_SCRIPT_PAGE_H
#define FINSMART_SCRIPT_PAGE_H

#include <jansson.h>
#include <stddef.h>

/* Calls an entry of the trusted files ("report.sweep") with the document as Lua tables (null is absent, arrays count from
 * 1) and puts the text it returns in place of `path`, whole or not at all. 0; -1 with an error. */
int fs_page_write(const char *entry, const json_t *document, const char *path);
/* Puts bytes in place of a file, whole or not at all. 0; -1 with an error. */
int fs_page_replace(const char *path, const char *bytes, size_t length);

#endif
