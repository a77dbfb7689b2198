#include "check.h"
#include "fake_host.h"

#include <string.h>

static void brings_as_many_bars_as_asked_for(void)
{
    static const char *const given[] = {"bars=3", "symbol=ACME", NULL};
    const struct fs_plugin *plugin = finsmart_plugin();
    struct fake_host *fake = fake_host_new(plugin, given);
    const struct fs_event *events;
    void *state;
    CHECK(plugin->source->start(fake_host_table(fake), fake_host_context(fake), &state) == 0);
    while (plugin->source->poll(state) == FS_POLL_MORE)
        ;
    CHECK(fake_host_events(fake, &events) == 3);
    CHECK(events[2].u.bar.close == 102.5);
    plugin->source->stop(state);
    fake_host_free(fake);
}

static void survives_every_failed_allocation(void)
{
    const struct fs_plugin *plugin = finsmart_plugin();
    for (int64_t n = 0;; n++) {
        struct fake_host *fake = fake_host_new(plugin, NULL);
        fake_host_fail_alloc(fake, n);
        void *state;
        int32_t status = plugin->source->start(fake_host_table(fake), fake_host_context(fake), &state);
        if (status == 0)
            plugin->source->stop(state);
        else
            CHECK(!strcmp(fake_host_error(fake), "out of memory"));
        fake_host_free(fake);
        if (status == 0)
            return;
    }
}

int main(void)
{
    brings_as_many_bars_as_asked_for();
    survives_every_failed_allocation();
    puts("minimal: passed");
    return 0;
}
