/* What `compare` reads: the bytes are a run beside themselves; whatever they are, there is a comparison or an error. */
#include "base/error.h"
#include "script/compare.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[32];
    int fd = memfd_create("run", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    const char *runs[] = {path, path};
    struct fs_comparison found;
    if (fs_compare(runs, 2, 1, &found)) {
        if (!fs_error_last())
            abort();
    } else if (!found.json || !found.text || !found.page) {
        abort();
    }
    fs_comparison_free(&found);
    fs_error_clear();
    close(fd);
    return 0;
}
