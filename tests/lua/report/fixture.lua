-- fixture.lua: result documents of backtests to build pages from: made-up prices, an average cross traded on them.
local civil = import "civil"
local fixture = {}

-- Numbers in (0, 1) that are the same everywhere.
local function randoms(seed)
  local x = seed
  return function()
    x = (x * 16807) % 2147483647
    return x / 2147483647
  end
end

-- Prices of `n` bars from `start`, `step` seconds apart; daily bars leave out weekends.
function fixture.prices(n, start, step, seed)
  local random = randoms(seed)
  local p = { time = {}, open = {}, high = {}, low = {}, close = {} }
  local t, last = start, 100
  for i = 1, n do
    while step == 86400 and (math.floor(t / 86400) % 7 == 2 or math.floor(t / 86400) % 7 == 3) do t = t + step end
    local shock = (random() + random() + random() + random() - 2) * 1.7
    local size = 0.011 * math.sqrt(step / 86400)
    p.time[i], p.open[i] = t, last * (1 + size * 0.1 * (random() - 0.5))
    last = last * (1 + size * shock + 0.0003 * step / 86400)
    p.close[i] = last
    p.high[i] = math.max(p.open[i], last) * (1 + size * 0.5 * random())
    p.low[i] = math.min(p.open[i], last) * (1 - size * 0.5 * random())
    t = t + step
  end
  return p
end

-- Trades an average cross on one symbol with a share of the cash: adds to `equity`, appends to `trades`.
local function trade(p, symbol, fast, slow, cash, equity, trades)
  local position, sum_fast, sum_slow, want, current = 0, 0, 0, nil, nil
  for i = 1, #p.close do
    if want ~= nil then
      local price = p.open[i]
      if want then
        position = math.floor(cash / (price * 1.001))
        current = { symbol = symbol, side = "long", qty = position, entry_time = p.time[i], entry_price = price, fees = position * price * 0.0005 }
        cash = cash - position * price - current.fees
        trades[#trades + 1] = current
      else
        local fee = position * price * 0.0005
        cash = cash + position * price - fee
        current.exit_time, current.exit_price, current.fees = p.time[i], price, current.fees + fee
        current.pnl = position * (price - current.entry_price) - current.fees
        position = 0
      end
      want = nil
    end
    sum_fast = sum_fast + p.close[i] - (p.close[i - fast] or 0)
    sum_slow = sum_slow + p.close[i] - (p.close[i - slow] or 0)
    if i >= slow then
      local above = sum_fast / fast > sum_slow / slow
      if above and position == 0 then want = true elseif not above and position > 0 then want = false end
    end
    equity[i] = (equity[i] or 0) + cash + position * p.close[i]
  end
  if position > 0 then current.pnl = position * (p.close[#p.close] - current.entry_price) - current.fees end
end

-- A document: o.bars, o.start, o.step (seconds), o.symbols (names), o.fast, o.slow, o.benchmark.
function fixture.document(o)
  local start = o.start or civil.seconds(2015, 1, 5)
  local symbols = o.symbols or { "ACME" }
  local equity, trades, prices = {}, {}, {}
  local cash = 100000
  for k, symbol in ipairs(symbols) do
    local p = fixture.prices(o.bars, start, o.step or 86400, 7919 * k + 1)
    prices[symbol] = p
    trade(p, symbol, o.fast or 10, o.slow or 30, cash / #symbols, equity, trades)
  end
  table.sort(trades, function(a, b) return a.entry_time < b.entry_time or a.entry_time == b.entry_time and a.symbol < b.symbol end)
  local time = prices[symbols[1]].time
  local n, wins, closed, won, lost, fees = #equity, 0, 0, 0, 0, 0
  for _, t in ipairs(trades) do
    fees = fees + t.fees
    if t.exit_time then
      closed = closed + 1
      if t.pnl > 0 then wins, won = wins + 1, won + t.pnl else lost = lost - t.pnl end
    end
  end
  local years = (time[n] - time[1]) / (365.25 * 86400)
  local total = equity[n] / cash - 1
  return {
    script = { name = "sma_cross", version = "1.0.0", description = "Long while the fast average is above the slow one, flat otherwise.", path = "scripts/strategies/sma_cross.lua", hash = string.rep("5f", 32) },
    params = { { name = "fast", value = o.fast or 10, doc = "fast window, bars" }, { name = "slow", value = o.slow or 30, doc = "slow window, bars" } },
    data = { dataset = "made_up", symbols = symbols, from = time[1], to = time[n], bars = n * #symbols, hash = string.rep("a7", 32) },
    cash = cash,
    metrics = { total_return = total, cagr = years > 0 and (1 + total) ^ (1 / years) - 1 or 0 / 0, volatility = 0.123, sharpe = 0.71, sortino = 1.02, calmar = 0.4, max_drawdown = -0.12, max_drawdown_days = 301,
      win_rate = closed > 0 and wins / closed or 0 / 0, profit_factor = lost > 0 and won / lost or 0 / 0, exposure = 0.61, turnover = 6.3, fees = fees },
    conventions = { return_kind = "simple", periods_per_year = 252, ddof = 1, risk_free = 0, compounding = "geometric" },
    equity = { time = time, value = equity, at_end = false }, trades = trades, prices = prices,
    benchmark = o.benchmark and { name = o.benchmark, time = time, value = prices[symbols[1]].close } or nil,
    recorded = o.recorded and { { name = "spread", time = time, value = equity } } or nil,
    orders = 2 * closed + (#trades - closed), fills = 2 * closed + (#trades - closed), rejected = 0, journal_hash = string.rep("3c", 32), version = "0.1.0",
  }
end

-- The cases that a page has to stand, by name.
function fixture.cases()
  local evil = "<script>alert(1)</script>&\"'\255"
  local cases = {
    typical = fixture.document { bars = 1300, benchmark = "ACME", recorded = true },
    symbols = fixture.document { bars = 2600, symbols = { "AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG", "HHH" }, fast = 3, slow = 7, benchmark = "AAA" },
    minutes = fixture.document { bars = 20000, step = 60, fast = 50, slow = 200 },
    month = fixture.document { bars = 21, fast = 2, slow = 5 },
    hour = fixture.document { bars = 60, step = 60, fast = 2, slow = 5 },
    monthly = fixture.document { bars = 123, step = 30.4375 * 86400, fast = 2, slow = 10 },
    century = fixture.document { bars = 26000, start = civil.seconds(1900, 1, 1), fast = 50, slow = 200, benchmark = "ACME" },
    one_trade = fixture.document { bars = 300 },
    no_trades = fixture.document { bars = 300, slow = 301 },
    one_bar = fixture.document { bars = 1 },
    nothing = { script = "empty", equity = { time = {}, value = {} } },
    bare = {},
    evil = fixture.document { bars = 400, symbols = { evil }, benchmark = evil, recorded = true },
    negative = fixture.document { bars = 500, benchmark = "ACME" },
    missing = fixture.document { bars = 500 },
  }
  local one = cases.one_trade
  one.trades = { one.trades[1] }
  one.trades[1].exit_time, one.trades[1].exit_price = nil, nil
  local e = cases.evil
  e.script = { name = evil, version = evil, description = evil, path = evil, hash = evil }
  e.params = { { name = evil, value = evil, doc = evil } }
  e.conventions[evil] = evil
  e.metrics[evil] = 1
  e.data.dataset, e.journal_hash, e.version, e.currency = evil, evil, evil, evil
  e.recorded[1].name = evil
  e.rejected, e.rejections, e.warnings = 1, { { time = 0, symbol = evil, reason = evil } }, { evil }
  for _, t in ipairs(e.trades) do t.side = evil end
  local v = cases.negative.equity.value
  for i = 200, 320 do v[i] = v[i] - 150000 end
  for name in pairs(cases.missing.metrics) do cases.missing.metrics[name] = 0 / 0 end
  cases.missing.equity.value[100] = 0 / 0
  cases.missing.rejected = 12
  return cases
end

return fixture
