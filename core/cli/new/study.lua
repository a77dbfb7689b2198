-- @NAME@: how the daily returns of a dataset behave. Replace it with a question of your own.
--
-- Check it:  finsmart check @FILE@
-- Run it:    finsmart run @FILE@ --arg dataset=DATASET
return study {
  name = "@NAME@", version = "0.1.0", api = 1,
  description = "Mean, spread and extremes of the returns of a dataset.",

  -- What can be set for a run: default, limits, meaning. Read it as p.window.
  params = {
    dataset = { "sp500", doc = "the dataset to look at" },
    window = { 21, min = 2, max = 1000, doc = "bars in the rolling deviation" },
  },

  -- What it returns is shown: numbers, texts, series, frames and tables of them.
  run = function(p)
    local prices = data.load(p.dataset) -- a frame: prices.close is a series, #prices the number of rows
    local returns = stats.returns(prices.close)
    local spread = stats.rolling_std(returns, p.window)
    return {
      bars = #prices,
      mean_return = returns:mean(),
      worst = returns:min(),
      best = returns:max(),
      latest_deviation = spread[-1],
    }
  end,
}
