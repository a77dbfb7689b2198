/* TZif files: whatever the bytes, a zone that was accepted answers every question within its bounds. */
#include "base/error.h"
#include "base/zone.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fs_zone *zone = fs_zone_parse("fuzz", data, size);
    if (!zone) {
        if (fs_error_last_code() != FS_E_INPUT)
            abort();
        fs_error_clear();
        return 0;
    }
    static const int64_t times[] = {INT64_MIN + 1, -1, 0, INT64_C(1700000000123456789), INT64_MAX};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        int64_t first, last, local = fs_zone_to_local(zone, times[i]);
        if (strlen(fs_zone_abbreviation(zone, times[i])) > 255)
            abort();
        if (fs_zone_to_utc(zone, local, FS_ZONE_FIRST, &first) == 0 &&
            fs_zone_to_utc(zone, local, FS_ZONE_LAST, &last) == 0 && local != INT64_MAX &&
            local != INT64_MIN + 1 && (times[i] < first || times[i] > last))
            abort(); /* the wall time of an instant must lead back to it */
        fs_zone_to_utc(zone, times[i], FS_ZONE_EXACT, &first);
    }
    fs_zone_free(zone);
    return 0;
}
