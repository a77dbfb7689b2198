/* Publishes what the contract of events forbids; the setting says what. */
#include "../sound.h"

#include <math.h>
#include <string.h>

enum { NAN_PRICE, CROSSED, OUTSIDE, BACKWARDS, STRANGER, TYPE, QTY, RESERVED };

static int32_t poll(void *state)
{
    struct sound *sound = state;
    struct fs_event events[2] = {sound_bar(sound, 1000), sound_bar(sound, 2000)};
    struct fs_event *event = &events[1];
    switch (sound->host->setting_int(sound->ctx, "what")) {
    case NAN_PRICE:
        event->u.bar.close = (double)NAN;
        break;
    case CROSSED:
        event->u.bar.high = 8.0;
        break;
    case OUTSIDE:
        event->u.bar.open = 20.0;
        break;
    case BACKWARDS:
        event->ts = 999;
        break;
    case STRANGER:
        event->symbol = 4711;
        break;
    case TYPE:
        event->type = 77;
        break;
    case QTY:
        memset(&event->u, 0, sizeof event->u);
        event->type = FS_EVENT_TRADE;
        break;
    default:
        memset(&event->u, 0, sizeof event->u);
        event->type = FS_EVENT_GAP;
        event->u.gap.reserved[3] = 1;
        break;
    }
    if (sound->host->publish(sound->ctx, events, 2))
        return -1;
    return FS_POLL_END;
}

static const struct fs_source source = {
    .struct_size = sizeof source, .start = sound_start, .stop = sound_stop, .poll = poll};

static const struct fs_setting settings[] = {
    {.name = "what",
     .doc = "What to do wrong.",
     .fallback = "nan",
     .choices = "nan|crossed|outside|backwards|stranger|type|qty|reserved",
     .type = FS_SETTING_CHOICE},
};

SPOILED("garbage", (plugin.source = &source, plugin.settings = settings, plugin.setting_count = 1,
                    plugin.setting_size = sizeof *settings))
