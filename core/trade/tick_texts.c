#include "trade/tick_texts.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

int fs_tick_queue_read(const char *text, struct fs_tick_options *o)
{
    char *end;
    if (!strcmp(text, "risk-averse") || !strcmp(text, "log")) {
        o->queue = *text == 'l' ? FS_QUEUE_LOG : FS_QUEUE_RISK_AVERSE;
        return 0;
    }
    o->queue = FS_QUEUE_POWER;
    if (!strncmp(text, "power:", 6)) {
        o->queue_power = strtod(text + 6, &end);
        if (text[6] && !*end && o->queue_power > 0.0 && o->queue_power <= 100.0)
            return 0;
    } else if (!strcmp(text, "power")) {
        return 0;
    }
    return fs_error_set(FS_E_USAGE, "expected risk-averse, log, or power:N with N above 0, at most 100");
}

int fs_tick_latencies_read(const char *const texts[FS_LATENCY_COUNT], int received, struct fs_tick_options *o,
                           int *wrong)
{
    for (int of = 0; of < FS_LATENCY_COUNT; of++) {
        *wrong = of;
        if (texts[of] && fs_latency_parse(texts[of], &o->latency[of]))
            return -1;
        if (texts[of] && of != FS_LATENCY_FEED && o->latency[of].kind == FS_LATENCY_RECORDED)
            return fs_error_set(FS_E_USAGE, "only the feed's may be recorded");
        if (!texts[of] && of != FS_LATENCY_FEED)
            o->latency[of] = o->latency[FS_LATENCY_ORDER];
        else if (!texts[of] && received)
            o->latency[of].kind = FS_LATENCY_RECORDED;
    }
    if (o->latency[FS_LATENCY_FEED].kind == FS_LATENCY_RECORDED && !received)
        return fs_error_set(FS_E_USAGE, "the data has no times of receipt");
    return 0;
}
