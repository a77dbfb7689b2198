/* Latencies: the bytes as a model's text, and as a file of measured ones whose format the first byte says. Whatever is accepted gives times
 * from 0 to a day, the same ones again for the same seed. */
#include "small_run.h"
#include "trade/latency.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void draw(const struct fs_latency *latency, int of)
{
    struct fs_latency_source *first = fs_latency_open(latency, of, 7),
                             *again = fs_latency_open(latency, of, 7);
    if (!first != !again)
        abort();
    if (!first && !fs_error_last())
        abort();
    for (int64_t i = 0; first && i < 64; i++) {
        int64_t time = (i - 32) * (INT64_C(1) << (i % 58)), took = fs_latency_next(first, time);
        if (took < 0 || took > FS_NS_PER_DAY || took != fs_latency_next(again, time))
            abort();
    }
    fs_latency_close(first);
    fs_latency_close(again);
    fs_error_clear();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fs_latency latency;
    char text[300];
    if (!size)
        return 0;
    size_t length = size - 1 < sizeof text - 1 ? size - 1 : sizeof text - 1;
    memcpy(text, data + 1, length);
    text[length] = '\0';
    /* A file's name would be read. */
    if (fs_latency_parse(text, &latency) == 0 && latency.kind != FS_LATENCY_FILE)
        for (int of = 0; of < FS_LATENCY_COUNT; of++)
            draw(&latency, of);
    fs_error_clear();
    snprintf(text, sizeof text, "file:%s", small_file(data + 1, size - 1, data[0]));
    if (fs_latency_parse(text, &latency))
        abort();
    for (int of = 0; of < FS_LATENCY_COUNT; of++)
        draw(&latency, of);
    return 0;
}
