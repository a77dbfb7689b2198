-- Three voices: a price model (the data's column "model": the return that it forecasts), the technical picture (trend by two
-- averages, momentum by the relative strength index), and the risk (volatility against its own past), which has no direction but
-- halves the position where it is high.
return strategy {
  name = "signal_vote", version = "1.0.0", api = 1,
  description = "Price model and technical signals vote on the side; the position is halved where risk is high.",
  params = {
    least = { 0.001, min = 0, max = 1, doc = "forecast return from which on the model votes" },
    fast = { 10, min = 2, max = 500, doc = "fast average, bars" },
    slow = { 40, min = 3, max = 1000, doc = "slow average, bars" },
    rsi = { 14, min = 2, max = 500, doc = "window of the relative strength index" },
    votes = { 2, min = 1, max = 3, doc = "votes for one side that make a position" },
    window = { 20, min = 5, max = 500, doc = "window of the volatility" },
    high = { 1.5, min = 1, max = 10, type = "number", doc = "volatility by its long average from which on risk is high" },
    size = { 0.9, min = 0.01, max = 1, doc = "share of equity of a whole position" },
  },
  init = function(ctx, s)
    local p = ctx.params
    s.fast, s.slow, s.rsi = ta.sma(p.fast), ta.sma(p.slow), ta.rsi(p.rsi)
    s.deviation, s.usual = ta.stddev(p.window), ta.ema(p.window * 5)
  end,
  on_bar = function(ctx, s, bar)
    local p = ctx.params
    local fast, slow, rsi = s.fast:update(bar.close), s.slow:update(bar.close), s.rsi:update(bar.close)
    local change = s.before and bar.close / s.before - 1 or 0
    s.before = bar.close
    local deviation = s.deviation:update(change)
    local usual = deviation == deviation and s.usual:update(deviation) or deviation
    if slow ~= slow or rsi ~= rsi then return end
    local vote = 0
    local model = bar.model
    if model == model and math.abs(model) >= p.least then vote = vote + (model > 0 and 1 or -1) end
    vote = vote + (fast > slow and 1 or fast < slow and -1 or 0)
    vote = vote + (rsi > 55 and 1 or rsi < 45 and -1 or 0)
    local risky = usual == usual and deviation > p.high * usual
    local size = math.abs(vote) >= p.votes and (vote > 0 and p.size or -p.size) or 0
    if risky then size = size / 2 end
    ctx:record { vote = vote, risky = risky }
    if size ~= s.size then
      s.size = size
      s:target_percent(size)
    end
  end,
}
