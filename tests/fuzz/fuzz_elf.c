/* Shared objects from outside: whatever the bytes, reading their exports stays inside them. */
#include "plugin/elf.h"

#include <stdint.h>
#include <string.h>

static void touch(void *user, const char *name)
{
    *(size_t *)user += strlen(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t length = 0;
    (void)fs_elf_exports(data, size, touch, &length);
    return 0;
}
