-- The hedge ratio is the slope of y on x, followed bar by bar with a Kalman filter whose two coefficients walk (the steps of
-- ts.dynamic_beta, one at a time). The filter's forecast error, in its own standard deviations, says how far the pair is from its
-- line; a test of Engle and Granger on the past says whether there is a line to come back to.
return strategy {
  name = "pairs_kalman", version = "1.0.0", api = 1,
  description = "Trades two cointegrated symbols when they leave their moving line, until they are back on it.",
  params = {
    y = { "", doc = "symbol that is explained; empty: the first" },
    x = { "", doc = "symbol that explains it; empty: the second" },
    window = { 60, min = 30, max = 5000, doc = "bars of the cointegration test" },
    retest = { 12, min = 1, max = 5000, doc = "bars from one test to the next" },
    p_value = { 0.05, min = 0, max = 1, doc = "the test's p-value from which on no trade is begun" },
    entry = { 2, min = 0.1, max = 10, type = "number", doc = "forecast error at which a trade begins, standard deviations" },
    exit = { 0.5, min = 0, max = 10, type = "number", doc = "forecast error at which it ends" },
    walk = { 1e-4, min = 0, max = 1, type = "number", doc = "variance of the coefficients' walk by that of the noise" },
    size = { 0.4, min = 0.01, max = 1, doc = "value of each leg, share of equity" },
  },
  start = function(ctx)
    local p, state = ctx.params, ctx.state
    state.y = ctx:symbol(p.y ~= "" and p.y or ctx.symbols[1])
    state.x = ctx:symbol(p.x ~= "" and p.x or ctx.symbols[2])
    -- coefficients (constant, slope), their covariance by the noise, and the noise's variance so far
    state.a, state.b, state.aa, state.ab, state.bb = 0, 0, 1e6, 0, 1e6
    state.n, state.noise, state.side, state.cointegrated, state.bars = 0, 0, 0, false, 0
  end,
  on_time = function(ctx)
    local p, state = ctx.params, ctx.state
    local y, x = state.y, state.x
    if y.price ~= y.price or x.price ~= x.price then return end
    state.bars = state.bars + 1
    local price = math.log(x.price)

    -- One step of the filter: forecast, error, update (noise of variance 1; all covariances are by it).
    local aa, ab, bb = state.aa + p.walk, state.ab, state.bb + p.walk
    local error = math.log(y.price) - state.a - state.b * price
    local ga, gb = aa + ab * price, ab + bb * price
    local variance = 1 + ga + gb * price
    state.a, state.b = state.a + ga / variance * error, state.b + gb / variance * error
    state.aa, state.ab, state.bb = aa - ga * ga / variance, ab - ga * gb / variance, bb - gb * gb / variance
    if state.bars <= 10 then return end -- while it finds its coefficients
    local before = state.n > 0 and state.noise / state.n or error * error / variance
    state.n, state.noise = state.n + 1, state.noise + error * error / variance
    local z = error / math.sqrt(variance * before)

    local closes_y, closes_x = y:history(p.window), x:history(p.window)
    if #closes_y < p.window or #closes_x < p.window then return end
    if (state.bars - p.window) % p.retest == 0 then
      state.cointegrated = ts.engle_granger(closes_y:log(), closes_x:log()).p_value < p.p_value
    end
    ctx:record { z = z, hedge_ratio = state.b }
    if state.side == 0 then
      if not state.cointegrated or math.abs(z) < p.entry then return end
      state.side = z > 0 and -1 or 1 -- y is dear: sell it, buy x
      local value = p.size * ctx.equity
      y:target(math.floor(value / y.price) * state.side)
      x:target(-math.floor(math.abs(state.b) * value / x.price) * state.side * (state.b < 0 and -1 or 1))
    elseif z * state.side > -p.exit or not state.cointegrated then
      state.side = 0
      y:close()
      x:close()
    end
  end,
}
