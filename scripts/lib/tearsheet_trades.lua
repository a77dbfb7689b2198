-- tearsheet_trades.lua: what a tear sheet says of trades: round trips, what slippage would have cost, which symbol brought
-- what. A trade is a lot from its opening to its closing, first in first out; each of its two ends is (part of) a fill.
local json, sample, figures = import "json", import "tearsheet_sample", import "tearsheet_figures"
local trades = {}
local figure = sample.figure
local NAN = 0 / 0

-- Statistics of a list of closed trades.
local function statistics(list)
  local pnl, returns, lengths, wins, won, lost = {}, {}, {}, 0, {}, {}
  local sum, fees, longest, run = 0, 0, 0, 0
  for i, t in ipairs(list) do
    pnl[i], lengths[i] = t.pnl, (t.exit_time - t.entry_time) / 86400
    returns[i] = t.pnl / (t.entry_price * t.qty * (t.point or 1))
    sum, fees = sum + t.pnl, fees + t.fees
    if t.pnl > 0 then wins = wins + 1; won[#won + 1] = t.pnl elseif t.pnl < 0 then lost[#lost + 1] = t.pnl end
    run = t.pnl < 0 and run + 1 or 0
    longest = math.max(longest, run)
  end
  local n = #list
  return { count = n, win_rate = n > 0 and wins / n or NAN, wins = wins, losses = #lost, pnl = sum, fees = fees,
    profit_factor = figure(perf.profit_factor, pnl), payoff_ratio = figure(perf.payoff_ratio, pnl),
    average_pnl = figure(stats.mean, pnl), median_pnl = figure(stats.median, pnl), best_pnl = figure(perf.best, pnl), worst_pnl = figure(perf.worst, pnl),
    average_win = figure(stats.mean, won), average_loss = figure(stats.mean, lost),
    average_return = figure(stats.mean, returns), median_return = figure(stats.median, returns), best_return = figure(perf.best, returns),
    worst_return = figure(perf.worst, returns), average_days = figure(stats.mean, lengths), median_days = figure(stats.median, lengths),
    longest_days = figure(perf.best, lengths), consecutive_losses = longest }
end

-- Round trips: all, by side and by symbol.
function trades.round_trips(doc)
  local all, sides, symbols, names = {}, { long = {}, short = {} }, {}, {}
  for _, t in ipairs(doc.trades) do
    if t.exit_time then
      all[#all + 1] = t
      sides[t.side][#sides[t.side] + 1] = t
      if not symbols[t.symbol] then symbols[t.symbol] = {}; names[#names + 1] = t.symbol end
      symbols[t.symbol][#symbols[t.symbol] + 1] = t
    end
  end
  table.sort(names)
  local out = { all = statistics(all), long = statistics(sides.long), short = statistics(sides.short), by_symbol = json.list() }
  out.all.open = #doc.trades - #all
  for i, name in ipairs(names) do
    out.by_symbol[i] = statistics(symbols[name])
    out.by_symbol[i].symbol = name
  end
  return out
end

-- Both ends of every trade in the order of their times: { time, value, trade, sign } with the value traded, and the sign of
-- the change of the position.
function trades.ends(doc)
  local out = {}
  for _, t in ipairs(doc.trades) do
    local way = t.side == "short" and -1 or 1
    out[#out + 1] = { time = t.entry_time, value = t.qty * t.entry_price * (t.point or 1), trade = t, sign = way, order = #out }
    if t.exit_time then out[#out + 1] = { time = t.exit_time, value = t.qty * t.exit_price * (t.point or 1), trade = t, sign = -way, order = #out } end
  end
  table.sort(out, function(a, b)
    if a.time ~= b.time then return a.time < b.time end
    return a.order < b.order
  end)
  return out
end

trades.SLIPPAGE = { 0, 1, 2, 5, 10, 20 }

-- What would have become of the account had every fill cost so many basis points of its value more: the same fills, the
-- equity less what they had cost so far. And the cost at which nothing is gained.
function trades.slippage(s, ends, rf)
  local cost, at, sum = {}, 1, 0
  for i, time in ipairs(s.times) do
    while ends[at] and ends[at].time <= time do
      sum = sum + ends[at].value
      at = at + 1
    end
    cost[i] = sum
  end
  local out = { traded = sum, table = json.list() }
  local last = s.values[#s.values]
  out.break_even_bps = sum > 0 and (last - s.start) / sum * 1e4 or NAN
  for k, bps in ipairs(trades.SLIPPAGE) do
    local r, before, ruined = {}, s.first == 1 and s.start or s.values[1], false
    local value
    for i = s.first, #s.values do
      value = s.values[i] - cost[i] * bps * 1e-4
      r[#r + 1] = value / before - 1
      ruined = ruined or value <= 0
      before = value
    end
    value = s.values[#s.values] - cost[#s.values] * bps * 1e-4
    if ruined or s.ruined then r = {} end
    local excess = {}
    for i = 1, #r do excess[i] = r[i] - rf / s.m end
    out.table[k] = figures.leave_out(s, { bps = bps, final_equity = value, total_return = value / s.start - 1, cagr = figure(perf.cagr, r, { periods = s.m }),
      sharpe = figure(perf.sharpe, excess, { periods = s.m }), max_drawdown = -figure(perf.max_drawdown, r) })
  end
  return out
end

-- Which symbol brought what: results of its trades after fees, open ones at their last price, its dividends and funding; they add up to the account's
-- gain. `contribution` is the share of the starting cash, `share` that of the sum of all.
function trades.by_symbol(doc)
  local groups, names, total = {}, {}, 0
  local function of(symbol)
    local g = groups[symbol]
    if not g then
      g = { symbol = symbol, trades = 0, pnl = 0, realised = 0, unrealised = 0, long = 0, short = 0, fees = 0 }
      groups[symbol] = g
      names[#names + 1] = symbol
    end
    return g
  end
  for _, e in ipairs(doc.events or {}) do
    if e.type == "dividend" or e.type == "funding" then
      local g, side = of(e.symbol), e.before < 0 and "short" or "long"
      g.pnl, g.realised, g[side], total = g.pnl + e.cash, g.realised + e.cash, g[side] + e.cash, total + e.cash
    end
  end
  for _, t in ipairs(doc.trades) do
    local g = of(t.symbol)
    local kind = t.exit_time and "realised" or "unrealised"
    g.trades, g.pnl, g.fees = g.trades + 1, g.pnl + t.pnl, g.fees + t.fees
    g[kind], g[t.side] = g[kind] + t.pnl, g[t.side] + t.pnl
    total = total + t.pnl
  end
  table.sort(names, function(a, b)
    if groups[a].pnl ~= groups[b].pnl then return groups[a].pnl > groups[b].pnl end
    return a < b
  end)
  local out = json.list()
  for i, name in ipairs(names) do
    local g = groups[name]
    g.share, g.contribution = total ~= 0 and g.pnl / total or NAN, doc.cash and g.pnl / doc.cash or NAN
    out[i] = g
  end
  return out
end

return trades
