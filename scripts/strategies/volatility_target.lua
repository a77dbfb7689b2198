return strategy {
  name = "volatility_target", version = "1.0.0", api = 1,
  description = "Holds as much of each symbol as brings the expected volatility of the account to a target.",
  params = {
    target = { 0.1, min = 0.001, max = 2, doc = "volatility a year, as a fraction" },
    decay = { 0.94, min = 0.5, max = 0.999, doc = "of the exponentially weighted variance (RiskMetrics: 0.94)" },
    periods = { 252, min = 1, max = 1e6, type = "number", doc = "bars a year" },
    most = { 1, min = 0.01, max = 10, type = "number", doc = "largest share of equity" },
    band = { 0.05, min = 0, max = 1, doc = "change of the share below which nothing is traded" },
    warm = { 30, min = 2, max = 5000, doc = "bars before the first position" },
  },
  init = function(ctx, s) s.bars, s.variance, s.share = 0, 0, 0 end,
  on_bar = function(ctx, s, bar)
    local p = ctx.params
    if s.before then
      local r = bar.close / s.before - 1
      s.bars = s.bars + 1
      s.variance = s.bars == 1 and r * r or p.decay * s.variance + (1 - p.decay) * r * r
    end
    s.before = bar.close
    if s.bars < p.warm or s.variance <= 0 then return end
    local share = math.min(p.most, p.target / math.sqrt(s.variance * p.periods)) / #ctx.symbols
    if math.abs(share - s.share) < p.band then return end
    s.share = share
    s:target_percent(share)
  end,
}
