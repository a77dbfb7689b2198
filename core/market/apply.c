#include "market/apply.h"

const char *fs_apply_name(int result)
{
    static const char *const names[FS_APPLY_COUNT] = {
        [FS_APPLY_DONE] = "done",
        [FS_APPLY_ABSENT] = "absent",
        [FS_APPLY_OVER] = "over",
        [FS_APPLY_GAP] = "gap",
        [FS_APPLY_OLD] = "old",
        [FS_APPLY_UNKNOWN] = "unknown",
        [FS_APPLY_DUPLICATE] = "duplicate",
        [FS_APPLY_QUANTITY] = "quantity",
        [FS_APPLY_SIDE] = "side",
        [FS_APPLY_ACTION] = "action",
        [FS_APPLY_OFF_TICK] = "off_tick",
        [FS_APPLY_FAR] = "far",
        [FS_APPLY_MEMORY] = "memory",
    };
    return result < 0 || result >= FS_APPLY_COUNT ? "" : names[result];
}
