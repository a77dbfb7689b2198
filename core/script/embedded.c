#include "script/state.h"

#include <string.h>

/* The trusted Lua files, compiled in. */
/* clang-format off */
#define FILES(X) \
    X(accounts) \
    X(boot) \
    X(calculate) \
    X(calculations) \
    X(columns) \
    X(compute_api) \
    X(compute_face) \
    X(datalib) \
    X(errors) \
    X(face) \
    X(frame) \
    X(frame_ops) \
    X(help) \
    X(kinds) \
    X(loader) \
    X(mapping) \
    X(modules) \
    X(orders) \
    X(params) \
    X(plot) \
    X(report) \
    X(rule) \
    X(sample) \
    X(sandbox) \
    X(search) \
    X(series) \
    X(session) \
    X(show) \
    X(strategy) \
    X(study) \
    X(test) \
    X(test_ticks) \
    X(ticks) \
    X(timelib)
/* clang-format on */

#define DECLARE(name)                                                                                        \
    extern const unsigned char fs_embedded_script_##name##_lua[];                                            \
    extern const size_t fs_embedded_script_##name##_lua_len;
FILES(DECLARE)

#define LISTED(name) {#name, fs_embedded_script_##name##_lua, &fs_embedded_script_##name##_lua_len},
static const struct {
    const char *name;
    const unsigned char *bytes;
    const size_t *length;
} files[] = {FILES(LISTED)};

const unsigned char *fs_embedded_find(const char *name, size_t *length)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (!strcmp(files[i].name, name)) {
            *length = *files[i].length;
            return files[i].bytes;
        }
    return NULL;
}
