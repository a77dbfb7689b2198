/* The texts that say what a sweep tries: what is accepted has values that can be written, and windows that do not leak. */
#include "base/error.h"
#include "sweep/fold.h"
#include "sweep/space.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_space(const char *text)
{
    struct fs_space space = {0};
    if (fs_space_add(&space, text) == 0 && fs_space_finish(&space, FS_SPACE_SOBOL, 5, 1) == 0)
        for (int64_t i = 0; i < 5; i++) {
            char value[FS_SPACE_TEXT];
            size_t length = strlen(fs_space_value(&space, i, 0, value));
            if (!length || length >= FS_SPACE_TEXT)
                abort();
        }
    fs_space_clear(&space);
}

static void try_walk(const char *text)
{
    int64_t times[400];
    struct fs_timeline timeline = {times, 400};
    struct fs_walk_forward walk;
    struct fs_fold *folds = NULL;
    int count = 0;
    for (int64_t i = 0; i < 400; i++)
        times[i] = i * INT64_C(86400000000000);
    if (fs_walk_forward_parse(text, &walk) == 0 &&
        fs_walk_forward_folds(&walk, &timeline, &folds, &count) == 0)
        for (int i = 0; i < count; i++)
            if (folds[i].train_from < 0 || folds[i].train_to > folds[i].test_from || folds[i].test_to > 400 ||
                folds[i].test_from >= folds[i].test_to)
                abort();
    free(folds);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fs_cpcv cpcv;
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    try_space(text);
    try_walk(text);
    (void)fs_cpcv_parse(text, &cpcv);
    fs_error_clear();
    free(text);
    return 0;
}
