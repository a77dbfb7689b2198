-- tearsheet_periods.lua: the returns of a tear sheet by calendar and over time: trailing spans, months and years, how they
-- are distributed, rolling figures, the table of drawdowns.
local account, civil, json, sample = import "account", import "civil", import "json", import "tearsheet_sample"
local periods = {}
local figure, stamp = sample.figure, sample.stamp
local NAN = 0 / 0

local SPANS = { { "one_month", 1 }, { "three_months", 3 }, { "six_months", 6 }, { "one_year", 12 }, { "three_years", 36 }, { "five_years", 60 }, { "ten_years", 120 } }

-- Returns up to the end: of the calendar month and year so far, of the last 1, 3, 6 and 12 months, and a year over 3, 5 and
-- 10 years and over all. A span that begins before the series does has none.
function periods.trailing(s, cagr)
  local out = { all = cagr }
  local last = s.times[#s.times]
  if s.ruined or not last then last = nil end
  local function since(at) return last and account.since(s, at) or NAN end
  local year, month = civil.split(last or 0)
  out.month_to_date = since(civil.seconds(year, month, 1) - 1e-3)
  out.year_to_date = since(civil.seconds(year, 1, 1) - 1e-3)
  for _, span in ipairs(SPANS) do
    local total = since(civil.months_before(last or 0, span[2]))
    out[span[1]] = span[2] > 12 and (1 + total) ^ (12 / span[2]) - 1 or total
  end
  return out
end

local function by_label(labels, returns)
  local out = {}
  for i, label in ipairs(labels) do out[label] = returns[i] end
  return out
end

-- Returns of each calendar period beside the benchmark's: a list, with the fields that `name(label)` gives.
local function beside(s, period, benchmark, name)
  local returns, labels = sample.periods(s, period)
  local theirs = {}
  if benchmark then
    local r, l = sample.periods(s, period, benchmark)
    theirs = by_label(l, r)
  end
  local out = json.list()
  for i, label in ipairs(labels) do
    local row = name(label)
    row["return"] = returns[i]
    if benchmark then
      row.benchmark = theirs[label] or NAN
      row.excess = returns[i] - row.benchmark
    end
    out[i] = row
  end
  return out
end

function periods.months(s, benchmark)
  return beside(s, "month", benchmark, function(label) return { year = math.floor(label / 12), month = label % 12 + 1 } end)
end

function periods.years(s, benchmark)
  return beside(s, "year", benchmark, function(label) return { year = label } end)
end

-- How the returns of each kind of period lie.
function periods.distribution(s)
  local out = json.list()
  for _, period in ipairs(sample.PERIODS) do
    local list = sample.periods(s, period)
    if #list > 0 then
      local d = sample.result(stats.describe, list) or {}
      local _, q = stats.quantile(list, { p = { 0.05, 0.95 } })
      out[#out + 1] = { period = period, count = #list, mean = d.mean, deviation = d.std, worst = d.min, q5 = q.values[1], q25 = d.q25, median = d.median,
        q75 = d.q75, q95 = q.values[2], best = d.max, win_rate = figure(perf.win_rate, list) }
    end
  end
  return out
end

-- The deepest drawdowns, deepest first, with their dates; how long they were; and how deep each return stood.
function periods.drawdowns(s, r, most)
  local out, info = json.list(), { count = NAN, longest_days = NAN, average_days = NAN }
  for i = 1, #r do if r[i] ~= r[i] then return out, info end end
  local found = #r > 0 and sample.result(perf.drawdowns, r, { order = "depth" })
  if not found then return out, info end
  local function at(position) return position == 0 and s.start_time or sample.time(s, position) end
  local function days(a, b) return (b - a) / 86400 end
  local sum, longest = 0, 0
  info.count, info.underwater = #found.depth, found.underwater
  for i = 1, info.count do
    local peak, recovery = at(found.peak[i]), found.recovery[i]
    local back = recovery == recovery
    local ends = back and at(recovery) or s.times[#s.times]
    local length = days(peak, ends)
    sum, longest = sum + length, math.max(longest, length)
    if i <= most then
      local valley = at(found.trough[i])
      out[i] = { depth = -found.depth[i], start = stamp(peak), valley = stamp(valley), ["end"] = back and stamp(ends) or NAN, days = length,
        decline_days = days(peak, valley), recovery_days = back and days(valley, ends) or NAN }
    end
  end
  if info.count > 0 then info.longest_days, info.average_days = longest, sum / info.count end
  return out, info
end

local WINDOWS = {
  day = { { 126, "6 months (126 days)" }, { 63, "3 months (63 days)" }, { 21, "1 month (21 days)" } },
  week = { { 26, "6 months (26 weeks)" }, { 13, "3 months (13 weeks)" } }, month = { { 6, "6 months" } },
}

-- The window of the rolling figures: six months, or less where there would be fewer than two of them. Its length in
-- returns and its name; nil where even the shortest is too long.
local function window(s)
  for _, w in ipairs(WINDOWS[s.sample] or { { 8, "8 " .. s.sample .. "s" } }) do
    local length = s.sample == "day" and s.m > 300 and math.floor(w[1] * 365 / 252 + 0.5) or w[1]
    if #s.r >= 2 * length then return length, length == w[1] and w[2] or w[2]:gsub("%d+ days", length .. " days") end
  end
end

-- Rolling Sharpe and Sortino ratios and volatility, annualised, and beta where there is a benchmark: { window, name, time,
-- sharpe, ... }, each value at the end of its window. nil where the series is too short.
function periods.rolling(s, rf, r, benchmark)
  local length, name = window(s)
  if not length or s.ruined then return nil end
  r = r or s.r
  local free, root = rf / s.m, math.sqrt(s.m)
  local excess, square = {}, {}
  for i = 1, #r do
    excess[i] = r[i] - free
    square[i] = math.min(excess[i], 0) ^ 2
    if excess[i] ~= excess[i] then square[i] = NAN end
  end
  local mean, deviation, shortfall = stats.rolling_mean(excess, length), stats.rolling_std(r, length), stats.rolling_mean(square, length)
  local slope = benchmark and stats.rolling_beta(r, benchmark, length)
  local out = { window = length, name = name, time = {}, sharpe = {}, sortino = {}, volatility = {}, beta = benchmark and {} or nil }
  for i = length, #r do
    local k = #out.time + 1
    out.time[k] = sample.time(s, i)
    out.sharpe[k] = deviation[i] > 1e-12 and mean[i] / deviation[i] * root or NAN
    out.sortino[k] = shortfall[i] > 1e-24 and mean[i] / math.sqrt(shortfall[i]) * root or NAN
    out.volatility[k] = deviation[i] * root
    if slope then out.beta[k] = slope[i] end
  end
  return out
end

return periods
