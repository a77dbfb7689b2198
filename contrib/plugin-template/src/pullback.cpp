// A strategy in C++17: buys a pull-back below a moving average, sells when the price is back above it.
//
// What C++ adds to the contract: no exception may leave a callback (see `guarded`), and only finsmart_plugin is exported,
// which plugin.map sees to because templates of the standard library are visible otherwise.
#include <finsmart/plugin.h>

#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <vector>

namespace
{

// What is kept for a symbol.
struct Symbol {
    std::vector<std::uint64_t> memory; // of the stream's state, which wants 8-byte alignment
    fs_sma *average = nullptr;
    bool invested = false;
};

class Instance
{
  public:
    Instance(const fs_host *host, fs_context *ctx, const fs_trade *trade)
        : host_(host), ctx_(ctx), trade_(trade),
          window_(static_cast<std::int32_t>(host->setting_int(ctx, "window"))),
          depth_(host->setting_number(ctx, "depth"))
    {
    }

    Symbol *add(std::uint32_t id)
    {
        auto symbol = std::make_unique<Symbol>();
        const fs_compute_table *compute = host_->compute;
        symbol->memory.resize(compute->sma_size(window_) / sizeof(std::uint64_t) + 1);
        symbol->average = reinterpret_cast<fs_sma *>(symbol->memory.data());
        compute->sma_init(symbol->average, window_);
        return (symbols_[id] = std::move(symbol)).get();
    }

    bool on_bar(Symbol &symbol, const fs_strategy_bar &bar)
    {
        double close =
            bar.close * trade_->adjustment(ctx_, bar.symbol); // without the jumps of splits and dividends
        double average = host_->compute->sma_update(symbol.average, close); // NaN until warm
        if (!symbol.invested && close < average * (1.0 - depth_)) {
            symbol.invested = true;
            return trade_->target_percent(ctx_, bar.symbol, 1.0) >= 0;
        }
        if (symbol.invested && close > average) {
            symbol.invested = false;
            return trade_->close(ctx_, bar.symbol) >= 0;
        }
        return true;
    }

    std::int32_t fail(const char *what) const
    {
        return host_->error(ctx_, FS_FAIL_MEMORY, "%s", what);
    }

  private:
    const fs_host *host_;
    fs_context *ctx_;
    const fs_trade *trade_;
    std::int32_t window_;
    double depth_;
    std::map<std::uint32_t, std::unique_ptr<Symbol>> symbols_;
};

// Runs a callback's body; an exception becomes the host's error.
template <typename Body> std::int32_t guarded(const Instance &self, Body body) noexcept
{
    try {
        return body() ? 0 : -1;
    } catch (const std::exception &e) {
        return self.fail(e.what());
    } catch (...) {
        return self.fail("an unknown exception");
    }
}

std::int32_t start(const fs_host *host, fs_context *ctx, const fs_trade *trade, void **state)
{
    try {
        *state = new Instance(host, ctx, trade);
        return 0;
    } catch (const std::exception &e) {
        return host->error(ctx, FS_FAIL_MEMORY, "%s", e.what());
    }
}

void stop(void *state)
{
    delete static_cast<Instance *>(state);
}

std::int32_t init(void *state, std::uint32_t symbol, void **out)
{
    auto &self = *static_cast<Instance *>(state);
    return guarded(self, [&] { return (*out = self.add(symbol)) != nullptr; });
}

std::int32_t on_bar(void *state, void *symbol, const fs_strategy_bar *bar)
{
    auto &self = *static_cast<Instance *>(state);
    return guarded(self, [&] { return self.on_bar(*static_cast<Symbol *>(symbol), *bar); });
}

// C++17 has no designated initialisers: members in their order, as strategy.h and plugin.h have them.
const fs_strategy strategy = {
    sizeof(fs_strategy),
    0,
    start,
    stop,
    init,
    on_bar,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
};

const fs_setting settings[] = {
    {"window", "Window of the average.", "20", nullptr, "bars", 1, 1000, FS_SETTING_INT, 0},
    {"depth", "How far below the average is a pull-back, as a fraction.", "0.02", nullptr, nullptr, 0, 0.5,
     FS_SETTING_NUMBER, 0},
};

const fs_plugin plugin = {
    FS_PLUGIN_HEAD,
    "pullback",
    "1.0.0",
    "Apache-2.0",
    "Buys below a moving average, sells above it.",
    settings,
    sizeof settings / sizeof *settings,
    sizeof *settings,
    nullptr, // source
    &strategy,
    nullptr, // broker, model, store, stream, connector
    nullptr,
    nullptr,
    nullptr,
    nullptr,
};

} // namespace

FS_PLUGIN_EXPORT const fs_plugin *finsmart_plugin(void)
{
    return &plugin;
}
