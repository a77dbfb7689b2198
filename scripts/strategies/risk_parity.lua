return strategy {
  name = "risk_parity", version = "1.0.0", api = 1,
  description = "Rebalances at intervals to weights by which every symbol bears the same part of the portfolio's risk.",
  params = {
    window = { 24, min = 5, max = 5000, doc = "returns of which the covariance is estimated" },
    every = { 3, min = 1, max = 1000, doc = "bars from one rebalancing to the next" },
    invested = { 0.98, min = 0.01, max = 1, doc = "share of equity that is invested; the rest pays for opens above the close" },
  },
  start = function(ctx) ctx.state.bars = 0 end,
  on_time = function(ctx)
    local p, state = ctx.params, ctx.state
    state.bars = state.bars + 1
    if state.bars <= p.window or (state.bars - p.window - 1) % p.every ~= 0 then return end
    local returns, count = {}, 0
    for _, name in ipairs(ctx.symbols) do
      local closes = ctx:symbol(name):history(p.window + 1)
      if #closes == p.window + 1 then
        returns[name] = stats.returns(closes):slice(2)
        count = count + 1
      end
    end
    if count < 2 then return end
    local covariance = stats.shrunk_covariance(frame.new(returns)).covariance
    local shares = {}
    for name, weight in pairs(portfolio.risk_parity(covariance).weights) do shares[name] = p.invested * weight end
    ctx:rebalance(shares)
  end,
}
