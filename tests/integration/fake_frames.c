/* tests/plugins/good/tables.c with the template's fake host: test_plugin_template.py builds and runs it. */
#include "fake_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(what)                                                                                          \
    do {                                                                                                     \
        if (!(what)) {                                                                                       \
            fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #what);                              \
            exit(1);                                                                                         \
        }                                                                                                    \
    } while (0)

static void shows_what_was_published(void)
{
    const struct fs_plugin *plugin = finsmart_plugin();
    struct fake_host *fake = fake_host_new(plugin, NULL);
    const struct fs_frame_table *frames = fake_host_table(fake)->frames;
    void *state;
    CHECK(plugin->source->start(fake_host_table(fake), fake_host_context(fake), &state) == 0);
    while (plugin->source->poll(state) == FS_POLL_MORE)
        ;
    CHECK(!fake_host_frame(fake, 2));
    struct fs_table_frame *frame = fake_host_frame(fake, 1);
    CHECK(frame && fake_host_frame_rows(frame) == 3);
    CHECK(((double *)frames->data(frame, 2))[0] == 1.75);
    CHECK(!strcmp(frames->text(frame, 1, 1), "ESTR, overnight"));
    CHECK(fake_host_frame_missing(frame, 1, 2) && !fake_host_frame_missing(frame, 1, 1));
    frame = fake_host_frame(fake, 0);
    CHECK(fake_host_frame_missing(frame, 2, 1) && fake_host_frame_missing(frame, 3, 1));
    CHECK(!fake_host_frame_missing(frame, 4, 1));
    plugin->source->stop(state);
    fake_host_free(fake);
}

/* Each allocation fails in turn, those of frames too, and nothing is left behind. */
static void leaves_nothing_behind(void)
{
    const struct fs_plugin *plugin = finsmart_plugin();
    for (int64_t n = 0;; n++) {
        struct fake_host *fake = fake_host_new(plugin, NULL);
        fake_host_fail_alloc(fake, n);
        void *state;
        int32_t status = plugin->source->start(fake_host_table(fake), fake_host_context(fake), &state);
        if (status == 0) {
            while ((status = plugin->source->poll(state)) == FS_POLL_MORE)
                ;
            plugin->source->stop(state);
        }
        CHECK(status == FS_POLL_END || !strcmp(fake_host_error(fake), "out of memory"));
        fake_host_free(fake);
        if (status == FS_POLL_END)
            return;
    }
}

static void a_refused_frame_is_gone(void)
{
    static const char *const settings[] = {"misuse=columns", NULL};
    const struct fs_plugin *plugin = finsmart_plugin();
    struct fake_host *fake = fake_host_new(plugin, settings);
    void *state;
    CHECK(plugin->source->start(fake_host_table(fake), fake_host_context(fake), &state) == 0);
    CHECK(plugin->source->poll(state) == FS_POLL_MORE && plugin->source->poll(state) == -1);
    CHECK(strstr(fake_host_error(fake), "not those of the frames before"));
    plugin->source->stop(state);
    fake_host_free(fake);
}

int main(void)
{
    shows_what_was_published();
    leaves_nothing_behind();
    a_refused_frame_is_gone();
    return 0;
}
