return study {
  name = "drawdowns", version = "1.0.0", api = 1,
  description = "Daily returns of a dataset: their size and spread, the worst days, and how far the price fell from its highs.",
  params = {
    dataset = { "sp500", doc = "a dataset with the column close" },
    days = { 252, min = 1, max = 400, doc = "trading days a year" },
    worst = { 5, min = 1, max = 50, doc = "how many of the worst days to list" },
  },
  run = function(p)
    local f = data.load(p.dataset)
    local returns = f.close / f.close:shift(1) - 1
    local there = returns:dropna()
    local mean = there:mean()
    local deviation = (((there - mean) ^ 2):sum() / (#there - 1)) ^ 0.5
    local high, fall = f.close[1], {}
    for i = 1, #f do
      high = math.max(high, f.close[i])
      fall[i] = f.close[i] / high - 1
    end
    local drawdown = frame.series(fall)
    return {
      days = #f,
      mean_return = mean * p.days,
      volatility = deviation * p.days ^ 0.5,
      deepest = drawdown:min(),
      worst_days = f:with({ ["return"] = returns }):filter(returns:eq(returns)):sort("return"):head(p.worst):select("time", "close", "return"),
      drawdown = frame.new { time = f.time, drawdown = drawdown },
      conventions = "simple returns from close to close; standard deviation with n - 1; a year has " .. p.days .. " days",
    }
  end,
}
