-- @NAME@: long while the fast average is above the slow one, flat otherwise. Replace it with an idea of your own.
--
-- Check it:  finsmart check @FILE@
-- Run it:    finsmart backtest @FILE@ --data DATASET --report @NAME@.html
-- Vary it:   finsmart backtest @FILE@ --data DATASET --param fast=5 --param slow=50
return strategy {
  name = "@NAME@", version = "0.1.0", api = 1,
  description = "Long while the fast average is above the slow one, flat otherwise.",

  -- What can be set for a run: default, limits, meaning. Read it as ctx.params.fast.
  params = {
    fast = { 10, min = 1, max = 500, doc = "fast window, bars" },
    slow = { 30, min = 2, max = 1000, doc = "slow window, bars" },
  },

  -- Once for every symbol. Whatever you put into s is there again at the symbol's next bar, and survives a restart.
  init = function(ctx, s)
    s.fast = ta.sma(ctx.params.fast)
    s.slow = ta.sma(ctx.params.slow)
  end,

  -- At every bar, once it has closed. An order fills at the next bar's open.
  on_bar = function(ctx, s, bar)
    local fast = s.fast:update(bar.close)
    local slow = s.slow:update(bar.close)
    if slow ~= slow then return end -- NaN, the only value that differs from itself: not enough bars yet
    ctx:record { fast = fast, slow = slow } -- lines in the report
    if fast > slow then
      s:target_percent(1.0) -- the whole account in this symbol
    else
      s:close()
    end
  end,
}
