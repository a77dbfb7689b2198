-- @NAME@: one page about a dataset. Replace it with a report of your own.
--
-- Check it:  finsmart check @FILE@
-- Run it:    finsmart run @FILE@ --arg dataset=DATASET --html @NAME@.html
return report {
  name = "@NAME@", version = "0.1.0", api = 1,
  description = "Prices and returns of a dataset on one page.",

  -- What can be set for a run: default, limits, meaning. Read it as p.rows.
  params = {
    dataset = { "sp500", doc = "the dataset to report on" },
    rows = { 20, min = 1, max = 1000, doc = "rows in the table of latest prices" },
  },

  -- What it returns becomes the page: numbers as figures, series as charts, frames as tables.
  run = function(p)
    local prices = data.load(p.dataset) -- a frame: prices.close is a series, #prices the number of rows
    local returns = stats.returns(prices.close)
    return {
      summary = { bars = #prices, worst = returns:min(), best = returns:max(), mean = returns:mean() },
      close = prices.close,
      latest = prices:tail(p.rows),
    }
  end,
}
