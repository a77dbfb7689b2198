/* Files of signed heads: whatever the bytes, reading them is an error that names a line, or finds nothing to say. */
#include "base/error.h"
#include "trade/journal_heads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t key[FS_PUBLIC_KEY_SIZE] = {1};
    static int fd = -1;
    char path[40];
    if (fd < 0)
        fd = memfd_create("heads", 0);
    if (fd < 0 || ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (fs_heads_read(path, key, NULL, NULL)) {
        if (fs_error_last_code() != FS_E_INPUT || !strstr(fs_error_last()->message, "line "))
            abort();
        fs_error_clear();
    } else if (size) {
        abort(); /* nobody has signed these */
    }
    return 0;
}
