-- tearsheet.lua: the tear sheet of a backtest: every figure, table and series that a reader of its result asks for, as a
-- document for JSON, CSV and pages. docs/reports.md has the definition of each.
--
--   build(doc) takes the document that backtest_report.lua describes, with times in seconds and trades by entry, and gives
--     version, run { script, params, data, cash, benchmark, ... }, conventions, missing { why something is not there },
--     figures, benchmark { figures }, relative, trailing, drawdowns, months, years, distribution, rolling, exposure,
--     round_trips, slippage, capacity, attribution { symbol, hour, weekday, month }, series { time, equity, drawdown, ... }
-- What cannot be computed is left out or NaN, and `missing` says why.
local json, sample = import "json", import "tearsheet_sample"
local figures, periods, positions, trades = import "tearsheet_figures", import "tearsheet_periods", import "tearsheet_positions", import "tearsheet_trades"
local tearsheet = { DRAWDOWNS = 10 }
local stamp = sample.stamp
local NAN = 0 / 0

local function run_of(doc)
  local params = {}
  for _, p in ipairs(doc.params) do params[p.name] = p.value end
  local d = doc.data
  return { script = doc.script, params = params, cash = doc.cash, currency = doc.currency, benchmark = doc.benchmark and doc.benchmark.name,
    data = { dataset = d.dataset, hash = d.hash, symbols = json.list(d.symbols), bars = d.bars, from = d.from and stamp(d.from), to = d.to and stamp(d.to) },
    orders = doc.orders, fills = doc.fills, rejected = doc.rejected, options = doc.options, complete = doc.complete, journal_hash = doc.journal_hash, version = doc.version }
end

local function conventions_of(doc, s)
  return { returns = "simple", compounding = "geometric", sample = s.sample,
    sample_basis = s.daily and "the last value of each UTC day, because there are several a day" or "every point of the equity series",
    periods = #s.r, periods_per_year = s.m, periods_basis = s.basis, ddof = 1, risk_free = doc.conventions.risk_free or 0,
    risk_free_per_period = "risk_free / periods_per_year", quantile_type = 7, losses = "VaR and CVaR are positive, drawdowns at most 0",
    skewness = "moments with divisor n; kurtosis in excess of 3", calendar = "UTC; weeks begin on Monday",
    trades = "lots, " .. ((doc.options or {}).lots or "first in first out") .. "; results after fees", times = "start of the bar at whose end the equity is" }
end

-- The benchmark's returns over the samples, and the pairs where it has one. What it was worth before the first value that a
-- run kept by days is not known.
local function pair(s, b)
  local r, mine, theirs = {}, {}, {}
  for k = 1, #s.r do
    local i = k + s.first - 1
    local before = i > 1 and b.values[i - 1] or not b.kept and b.start
    r[k] = before and before > 0 and b.values[i] / before - 1 or NAN
    if r[k] == r[k] then mine[#mine + 1], theirs[#theirs + 1] = s.r[k], r[k] end
  end
  return r, mine, theirs
end

local function texts(times)
  local out = json.list()
  for i, t in ipairs(times) do out[i] = stamp(t) end
  return out
end

-- The series that pages and other programs draw: one value a sample.
local function series_of(s, b, underwater, exposure)
  local out = { time = texts(s.times), equity = json.list(s.values), drawdown = json.list(), gross = exposure and exposure.gross, net = exposure and exposure.net }
  for i = 1, #s.values do out.drawdown[i] = underwater and (i < s.first and 0 or -underwater[i - s.first + 1]) or NAN end
  if b then
    out.benchmark = json.list()
    for i = 1, #s.values do out.benchmark[i] = b.values[i] end
  end
  return out
end

local function beside_benchmark(sheet, doc, s, b, rf, missing)
  local r, mine, theirs = pair(s, b)
  sheet.benchmark = figures.of(s, rf, r)
  sheet.benchmark.name = doc.benchmark.name
  sheet.benchmark.trailing = periods.trailing(b, sheet.benchmark.cagr)
  sheet.relative = figures.leave_out(s, figures.relative(mine, theirs, s.m, rf))
  if #mine < #s.r then
    missing(string.format("the benchmark has %d of the %d returns of the run: figures beside it are of those", #mine, #s.r))
  end
  return r
end

local function of_returns(sheet, doc, s, b, rf, missing)
  local theirs = b and beside_benchmark(sheet, doc, s, b, rf, missing)
  sheet.figures = figures.of(s, rf)
  local info
  sheet.drawdowns, info = periods.drawdowns(s, s.r, tearsheet.DRAWDOWNS)
  local function lengths(f, found) f.drawdowns, f.longest_drawdown_days, f.average_drawdown_days = found.count, found.longest_days, found.average_days end
  lengths(sheet.figures, info)
  if theirs then lengths(sheet.benchmark, select(2, periods.drawdowns(s, theirs, 0))) end
  sheet.trailing = periods.trailing(s, sheet.figures.cagr)
  sheet.months, sheet.years, sheet.distribution = periods.months(s, theirs), periods.years(s, theirs), periods.distribution(s)
  local rolling = periods.rolling(s, rf, nil, theirs)
  if rolling then
    rolling.seconds, rolling.time = rolling.time, texts(rolling.time)
    sheet.rolling = rolling
    sheet.rolling.benchmark = theirs and periods.rolling(s, rf, theirs)
  else
    missing("the time is too short for rolling figures: they need two windows of returns")
  end
  return info.underwater
end

-- Builds the sheet. `doc.trades` are by entry, `doc.equity` and `doc.benchmark` as the engine kept them.
function tearsheet.build(doc)
  local reasons = json.list()
  local function missing(text) reasons[#reasons + 1] = text end
  local rf = doc.conventions.risk_free or 0
  local own = { start = doc.cash, at_end = doc.equity.at_end, columns = 1, worst = 1 }
  local s = sample.of(doc.equity.time, doc.equity.value, own, doc.conventions)
  s.annual_left_out = doc.conventions.annual_left_out
  s.start_time = s.first == 1 and doc.from or s.from or s.times[1]
  local b
  if doc.benchmark and doc.benchmark.value and s.n > 0 then
    b = sample.of(doc.equity.time, doc.benchmark.value, { at_end = doc.equity.at_end, columns = 1, worst = 1 }, doc.conventions)
  end
  local sheet = { version = 1, run = run_of(doc), conventions = conventions_of(doc, s), missing = reasons }
  local ends = trades.ends(doc)
  local underwater
  if s.n == 0 then
    missing("the run kept no equity series (--equity none): figures of returns, drawdowns, exposure and slippage need one")
  elseif s.ruined then
    missing("equity fell to zero or below, after which there are no returns: figures made of them are left out")
  elseif #s.r == 0 then
    missing("the run has a single value of the account: figures of returns need two")
  else
    if s.annual_left_out then missing(s.annual_left_out) end
    underwater = of_returns(sheet, doc, s, b, rf, missing)
  end
  if s.kept then missing("the run kept one value of the account a day (--equity day): exposure is of those, and there is no attribution by hour") end
  if s.n > 0 then
    sheet.exposure = positions.exposure(doc, s, ends)
    if sheet.exposure then sheet.exposure.turnover = doc.metrics.turnover or NAN else missing("prices of a traded symbol are missing: there is no exposure") end
    sheet.slippage = trades.slippage(s, ends, rf)
    sheet.series = series_of(s, b, underwater, sheet.exposure)
  end
  sheet.round_trips = trades.round_trips(doc)
  if #doc.trades == 0 then
    missing("there was no trade: round trips and capacity have no figures")
  else
    sheet.capacity = positions.capacity(doc, ends)
    if not sheet.capacity then missing("the data has no volume: capacity is not known") end
  end
  sheet.attribution = s.n > 1 and positions.by_time(doc, s) or {}
  sheet.attribution.symbol = trades.by_symbol(doc)
  return sheet
end

-- The sheet as JSON text, without what only pages use.
function tearsheet.json(sheet)
  local out = {}
  for key, value in pairs(sheet) do out[key] = value end
  local function without(t, ...)
    local copy = {}
    for key, value in pairs(t) do copy[key] = value end
    for _, name in ipairs { ... } do copy[name] = nil end
    return copy
  end
  if out.exposure then out.exposure = without(out.exposure, "gross", "net") end
  if out.rolling then
    local theirs = out.rolling.benchmark
    out.rolling = without(out.rolling, "seconds", "benchmark")
    if theirs then out.rolling.benchmark = without(theirs, "time", "window", "name") end
  end
  return json.encode(out)
end

return tearsheet
