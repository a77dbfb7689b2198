-- backtest.columns beside a strategy that sends the same orders: equal to the bit.
local N = 400

-- Bars with signals that do not contradict each other, and sizes of targets.
local function market(seed)
  math.randomseed(seed)
  local f, price = { time = {}, open = {}, high = {}, low = {}, close = {}, enter = {}, leave = {}, short = {}, cover = {}, size = {} }, 100
  for i = 1, N do
    local open = price + (math.random() - 0.5)
    price = math.max(5, open + (math.random() - 0.5) * 3)
    f.time[i], f.open[i], f.close[i] = time.parse("2019-01-01") + (i - 1) * 86400, open, price
    f.high[i], f.low[i] = math.max(open, price) + math.random(), math.min(open, price) - math.random()
    local what = math.random(1, 12)
    f.enter[i], f.leave[i], f.short[i], f.cover[i] = what == 1 and 1 or 0, what == 2 and 1 or 0, what == 3 and 1 or 0, what == 4 and 1 or 0
    f.size[i] = math.random(1, 5) == 1 and math.random(-300, 300) or 0 / 0
  end
  f.time = frame.times(f.time)
  return frame.new(f)
end

local function equal_runs(t, run, stats, row, equity)
  t.equal(stats.orders[row], run.orders)
  t.equal(stats.fills[row], run.fills)
  t.equal(stats.rejected[row], run.rejected)
  t.equal(equity, run.equity)
  t.equal(stats.final_equity[row], run.final_equity)
  for name, value in pairs(run.metrics) do t.equal(stats:column(name)[row], value, name) end
end

local function signals_of(f)
  return { prices = f, entries = f.enter, exits = f.leave, short_entries = f.short, short_exits = f.cover, keep = { "equity", "fills", "trades" } }
end

for _, case in ipairs {
  { size = 1.0, size_type = "percent" }, { size = 0.6, size_type = "percent", fee_bps = 7, slippage_bps = 3 },
  { size = 25000, size_type = "value", fee_per_share = 0.01, lot = 0.001 }, { size = 150, size_type = "units", max_leverage = 2, cash = 20000 },
  { size = 1.0, size_type = "percent", allow_short = false, fee_bps = 5 },
} do
  local label = ("%s of %g"):format(case.size_type, case.size)
  test("signals with a size in " .. label .. " equal a strategy", function(t)
    local f = market(case.size * 7)
    local o = signals_of(f)
    local b = { script = "columns_signals.lua", data = f, params = { size = case.size, size_type = case.size_type } }
    for name, value in pairs(case) do
      o[name] = value
      if name ~= "size" and name ~= "size_type" then b[name] = value end
    end
    local run, r = t.backtest(b), backtest.columns(o)
    t.ok(run.fills > 20, "it trades")
    equal_runs(t, run, r.stats, 1, r.equity:column("1"))
    t.equal(#r.trades.pnl, #run.trades)
    for i, trade in ipairs(run.trades) do
      t.equal(r.trades.pnl[i], trade.pnl)
      t.equal(r.trades.qty[i], trade.side == "long" and trade.qty or -trade.qty)
      t.equal(r.trades.entry_time[i], trade.entry_time)
      t.equal(r.trades.open[i] == 1, trade.exit_time == nil)
    end
    t.equal(r.trades.name[1], "1")
    t.equal(#r.fills.qty, run.fills)
  end)
end

test("targets of several symbols share their cash", function(t)
  local data = { AAA = market(1), BBB = market(2), CCC = market(3) }
  local run = t.backtest { script = "columns_signals.lua", data = data, params = { size_type = "target" }, cash = 50000, fee_bps = 5 }
  local r = backtest.columns { prices = data, size = { data.AAA.size, data.BBB.size, data.CCC.size }, symbols = { "AAA", "BBB", "CCC" }, size_type = "target",
    group = "all", cash = 50000, fee_bps = 5, keep = "equity" }
  t.ok(run.fills > 50 and run.rejected > 5, "it trades and is refused")
  equal_runs(t, run, r.stats, 1, r.equity:column("all"))
  t.equal(r.stats.name[1], "all")
  t.ok(r.first_refusal:find("gross exposure", 1, true), r.first_refusal)
end)

test("columns are accounts of their own, in a frame, a list or made one by one", function(t)
  local f = market(5)
  local list = backtest.columns { prices = f, entries = { f.enter, f.short }, exits = { f.leave, f.cover }, fee_bps = 5 }
  local frames = backtest.columns { prices = f, entries = frame.new { a = f.enter, b = f.short }, exits = frame.new { a = f.leave, b = f.cover }, fee_bps = 5 }
  local made = backtest.columns { prices = f, count = 2, fee_bps = 5,
    make = function(i) return i == 1 and { entries = f.enter, exits = f.leave } or { entries = f.short, exits = f.cover } end }
  t.equal(list.stats.final_equity, frames.stats.final_equity)
  t.equal(list.stats.final_equity, made.stats.final_equity)
  t.equal(frames.stats.name, { "a", "b" })
  t.equal(list.equity, nil)
  local groups = backtest.columns { prices = f, entries = { f.enter, f.short, f.enter }, exits = { f.leave, f.cover, f.leave }, group = { "x", "y", "x" }, size = 0.4,
    names = { "one", "two", "three" }, keep = "fills" }
  t.equal(groups.stats.name, { "x", "y" })
  t.equal(groups.fills.name[1] == "one" or groups.fills.name[1] == "three", true)
  local seen = {}
  for i = 1, #groups.fills.qty do seen[groups.fills.name[i]] = true end
  t.ok(seen.one and seen.two and seen.three, "every column is named")
end)

test("orders of the same row fill at its close or price", function(t)
  local f = frame.new { time = frame.times { "2020-01-01", "2020-01-02", "2020-01-03" }, close = { 10, 20, 40 } }
  local r = backtest.columns { prices = f, size = { 100, 0 / 0, -100 }, size_type = "units", fill = "same", cash = 1000, keep = { "fills", "equity" } }
  t.equal(r.fills.price, { 10, 40 })
  t.equal(r.equity:column("1"), { 1000, 2000, 4000 })
  r = backtest.columns { prices = f, entries = { true, false, false }, exits = { false, false, true }, price = { 8, 1, 50 }, size = 50, size_type = "units", fill = "same", cash = 1000, keep = "fills" }
  t.equal(r.fills.price, { 8, 50 })
  r = backtest.columns { prices = f, entries = { true, false, false }, price = { 8, 16, 50 }, size = 50, size_type = "units", cash = 1000, keep = "fills" }
  t.equal(r.fills.price, { 16 })
  t.equal(r.fills.bar, { 2 })
end)

test("entry and exit of one row cancel each other", function(t)
  local f = frame.new { time = frame.times { "2020-01-01", "2020-01-02", "2020-01-03" }, close = { 10, 20, 40 } }
  local both = backtest.columns { prices = f, entries = { 1, 0, 0 }, exits = { 1, 0, 0 } }
  t.equal(both.stats.orders[1], 0)
  both = backtest.columns { prices = f, entries = { 1, 0, 0 }, short_entries = { 1, 0, 0 } }
  t.equal(both.stats.orders[1], 0)
end)

test("what is wrong is said", function(t)
  local f = market(9)
  local function fails(text, o) t.raises(function() backtest.columns(o) end, text) end
  fails("prices is missing", { entries = f.enter })
  fails("has no option 'entrys'; did you mean 'entries'?", { prices = f, entrys = f.enter })
  fails("entries: a column has 10 values; the prices have 400 rows", { prices = f, entries = f.enter:slice(1, 10) })
  fails("it has exits and no entries", { prices = f, exits = f.leave })
  fails("neither entries nor sizes", { prices = f })
  fails("exits has 1 columns, others have 2", { prices = f, entries = { f.enter, f.enter }, exits = { f.leave } })
  fails("size_type is 'procent'", { prices = f, entries = f.enter, size_type = "procent" })
  fails("fill is 'now'; expected next, same", { prices = f, entries = f.enter, fill = "now" })
  fails("keep[1] is 'fill'", { prices = f, entries = f.enter, keep = "fill" })
  fails("cash is a string", { prices = f, entries = f.enter, cash = "1" })
  fails("the starting cash is -5", { prices = f, entries = f.enter, cash = -5 })
  fails("targets are for orders", { prices = f, entries = f.enter, size_type = "target" })
  fails("entries is a string; expected a series", { prices = f, entries = "enter" })
  fails("group has 1 names, there are 2 columns", { prices = f, entries = { f.enter, f.short }, group = { "a" } })
  fails("which prices does column 1 have?", { prices = { A = f, B = f }, entries = { f.enter } })
  fails("symbols[1] is 'C', which has no prices", { prices = { A = f, B = f }, entries = { f.enter }, symbols = { "C" } })
  fails("the prices of B have 9 rows, others 400", { prices = { A = f, B = f:head(9) }, entries = { f.enter }, symbols = { "A" } })
  fails("make(1) returned a nil", { prices = f, count = 1, make = function() end })
  fails("no column 'close'", { prices = f:drop("close"), entries = f.enter })
  local bad = f:with { close = f.close * (f.close:gt(0)) * 0 }
  fails("close", { prices = bad, entries = f.enter })
  local back = f:with { time = frame.times((function() local l = {} for i = 1, N do l[i] = 1e9 - i end return l end)()) }
  fails("row 2: the time", { prices = back, entries = f.enter })
  local p = f.close:table()
  p[2] = 0 / 0
  fails("row 2: the price to fill at is nan", { prices = f, entries = frame.series(p):gt(0), price = frame.series(p) })
end)
