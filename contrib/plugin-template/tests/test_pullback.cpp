#include "check.h"
#include "fake_host.h"

#include <cstdint>
#include <cstdio>
#include <cstring>

int main()
{
    static const char *const given[] = {"window=3", "depth=0.05", nullptr};
    static const char *const symbols[] = {"ACME", nullptr};
    const fs_plugin *plugin = finsmart_plugin();
    const fs_strategy *strategy = plugin->strategy;
    fake_host *fake = fake_host_new(plugin, given);
    const fs_trade *trade = fake_host_trade(fake, symbols);
    void *state = nullptr, *symbol = nullptr;
    CHECK(strategy->start(fake_host_table(fake), fake_host_context(fake), trade, &state) == 0);
    std::uint32_t id = trade->symbol(fake_host_context(fake), 0);
    CHECK(strategy->init(state, id, &symbol) == 0);

    fs_strategy_bar bar = {};
    bar.struct_size = sizeof bar;
    bar.symbol = id;
    fake_order last = {};
    const double closes[] = {100, 100, 100, 90, 95, 99};
    const std::int64_t orders[] = {0, 0, 0, 1, 1, 2}; // so many after each bar
    for (int i = 0; i < 6; i++) {
        bar.open = bar.high = bar.low = bar.close = closes[i];
        bar.index = i;
        CHECK(strategy->on_bar(state, symbol, &bar) == 0);
        CHECK(fake_host_orders(fake, &last) == orders[i]);
        CHECK(i != 3 || (!std::strcmp(last.what, "target_percent") && last.value == 1.0));
    }
    CHECK(!std::strcmp(last.what, "close"));
    strategy->stop(state);
    fake_host_free(fake);
    std::puts("pullback: passed");
}
