/* Times, dates and durations as text: what is accepted is written and read back to the same value. */
#include "base/error.h"
#include "base/time.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    char buffer[FS_TIME_TEXT];
    int64_t value, back;
    if (fs_time_parse(text, size, NULL, &value) == 0) {
        size_t length = fs_time_format(value, buffer, sizeof buffer);
        if (fs_time_parse(buffer, length, NULL, &back) != 0 || back != value)
            abort();
    }
    if (fs_duration_parse(text, size, &value) == 0) {
        size_t length = fs_duration_format(value, buffer, sizeof buffer);
        if (fs_duration_parse(buffer, length, &back) != 0 || back != value)
            abort();
    }
    fs_time_parse_date(text, size, &value);
    fs_error_clear();
    return 0;
}
