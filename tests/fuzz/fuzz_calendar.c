/* Calendar files: a calendar that was accepted answers every question. */
#include "base/calendar.h"
#include "base/error.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fs_calendar *calendar = fs_calendar_parse("fuzz", (const char *)data, size);
    if (calendar) {
        int64_t first, last, day, open, close;
        fs_calendar_range(calendar, &first, &last);
        if (fs_calendar_next(calendar, first - 1, &day) == 0 &&
            fs_calendar_session(calendar, day, &open, &close) == 0 &&
            (fs_calendar_is_session(calendar, day) != 1 || open >= close))
            abort();
        fs_calendar_previous(calendar, last + 1, &day);
        fs_calendar_session_at(calendar, 0, &day);
        fs_calendar_note(calendar, first);
        fs_calendar_free(calendar);
    }
    fs_error_clear();
    return 0;
}
