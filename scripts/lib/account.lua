-- account.lua: what the value of an account (or of a benchmark) did over time: its curve and its drawdown thinned for
-- drawing, returns by day, month and year, the worst falls. One pass over the series.
--
-- A value that is not above zero has no return that means anything: returns from there are NaN, and so is the drawdown
-- from a peak that is not above zero.
local svg, civil = import "svg", import "civil"
local account = {}
local floor, sqrt = math.floor, math.sqrt
local NAN = 0 / 0

local function ratio(now, before)
  if before and before > 0 then return now / before - 1 end
  return NAN
end

-- Keeps the `most` deepest falls, deepest first.
local function keep_fall(worst, fall, most)
  if fall.depth >= 0 or fall.depth ~= fall.depth then return end
  local at = #worst + 1
  while at > 1 and worst[at - 1].depth > fall.depth do at = at - 1 end
  if at <= most then
    table.insert(worst, at, fall)
    worst[most + 1] = nil
  end
end

-- Mean and standard deviation (ddof 1) of the values that are numbers.
function account.moments(values, from, to)
  local n, sum = 0, 0
  for i = from or 1, to or #values do
    local v = values[i]
    if v == v then n, sum = n + 1, sum + v end
  end
  if n == 0 then return NAN, NAN, 0 end
  local mean, squares = sum / n, 0
  for i = from or 1, to or #values do
    local v = values[i]
    if v == v then squares = squares + (v - mean) ^ 2 end
  end
  return mean, n > 1 and sqrt(squares / (n - 1)) or NAN, n
end

-- Skewness and excess kurtosis of the sample (population moments).
function account.shape(values)
  local mean, _, n = account.moments(values)
  if n < 3 then return NAN, NAN end
  local m2, m3, m4 = 0, 0, 0
  for i = 1, #values do
    local v = values[i]
    if v == v then
      local d = v - mean
      m2, m3, m4 = m2 + d * d, m3 + d * d * d, m4 + d * d * d * d
    end
  end
  m2, m3, m4 = m2 / n, m3 / n, m4 / n
  if m2 <= 0 then return NAN, NAN end
  return m3 / m2 ^ 1.5, m4 / (m2 * m2) - 3
end

-- What a sample of the series is, and how many there are a year, from how far apart the points usually are.
local function rhythm(time, n)
  if n < 3 then return "bar", 252 end
  local gaps, step = {}, math.max(1, floor(n / 501))
  for i = 1 + step, n, step do gaps[#gaps + 1] = time[i] - time[i - 1] end
  table.sort(gaps)
  local usual = gaps[math.ceil(#gaps / 2)]
  if usual < 0.75 * 86400 then return "intraday", nil end
  local days = usual / 86400
  if days < 4 then return "day", nil end
  if days < 10 then return "week", 52 end
  if days < 45 then return "month", 12 end
  if days < 120 then return "quarter", 4 end
  return "year", 1
end

-- The number of trading days a year: 365 where weekends trade, else 252.
local function days_a_year(time)
  local weekend = 0
  for i = 1, #time do
    local d = floor(time[i] / 86400) % 7
    if d == 2 or d == 3 then weekend = weekend + 1 end -- 1970-01-01 was a Thursday
  end
  return weekend > #time * 0.1 and 365 or 252
end

-- Measures a value over time. time: seconds, ascending; value: amounts. o: start = value before the first point
-- (default: the first), at_end = times are ends of bars, so that a midnight belongs to the day before, columns = points
-- of the thinned curves (two for each), worst = how many falls to keep, rebase = what the first value becomes, with all
-- others in proportion. NaN at the beginning is before the series began.
-- Returns a table: first, last, from, to, n, rhythm ("intraday" "day" "week" ...), sample (what one return spans: "day",
-- "week", ...), per_year, times and values and returns (by sample), curve and drawdown ({ x =, y = } for drawing),
-- max_drawdown, worst (falls: depth, peak_at, low_at, back_at or nil), months and years (lists with year, month, ret).
function account.measure(time, value, o)
  o = o or {}
  local n = #value
  local first = 1
  while first < n and value[first] ~= value[first] do first = first + 1 end
  local scale = n > 0 and o.rebase and value[first] > 0 and o.rebase / value[first] or 1
  local shift = o.at_end and 1e-3 or 0
  local r = { n = n, start = o.start or (n > 0 and value[first] * scale or NAN), worst = {}, months = {}, years = {}, times = {},
    values = {}, returns = {}, max_drawdown = 0 }
  if n == 0 then
    r.rhythm, r.sample, r.per_year, r.curve, r.drawdown = "bar", "bar", 252, { x = {}, y = {} }, { x = {}, y = {} }
    return r
  end
  r.from, r.to, r.first, r.last = time[1], time[n], value[1] * scale, value[n] * scale
  r.rhythm, r.per_year = rhythm(time, n)
  local daily = r.rhythm == "intraday"
  local columns = o.columns or 900
  local curve, falls = svg.thinner(r.from, r.to, columns), svg.thinner(r.from, r.to, columns)
  local peak, peak_at = r.start, r.from
  local low, low_at = 0, r.from
  local day, day_value, day_time, k = nil, nil, nil, 0
  local most = o.worst or 5
  for i = 1, n do
    local t, v = time[i], value[i] * scale
    curve:add(t, v)
    if v >= peak then
      if low < 0 then
        keep_fall(r.worst, { depth = low, peak_at = peak_at, low_at = low_at, back_at = t }, most)
        low = 0
      end
      peak, peak_at = v, t
      falls:add(t, 0)
    elseif v == v then
      local d = peak > 0 and v / peak - 1 or NAN
      if d < low then low, low_at = d, t end
      falls:add(t, d)
    end
    if daily then
      local today = floor((t - shift) / 86400)
      if today ~= day and day then
        k = k + 1
        r.times[k], r.values[k] = day_time, day_value
      end
      day, day_value, day_time = today, v, t
    else
      r.times[i], r.values[i] = t, v
    end
    if low < r.max_drawdown then r.max_drawdown = low end
  end
  if daily then r.times[k + 1], r.values[k + 1] = day_time, day_value end
  if low < 0 then keep_fall(r.worst, { depth = low, peak_at = peak_at, low_at = low_at }, most) end
  r.curve, r.drawdown = {}, {}
  r.curve.x, r.curve.y = curve:finish()
  r.drawdown.x, r.drawdown.y = falls:finish()
  r.sample = daily and "day" or r.rhythm
  r.per_year = r.per_year or days_a_year(r.times)
  local before = o.start
  for i = 1, #r.values do
    if before or i > 1 then r.returns[#r.returns + 1] = ratio(r.values[i], before or r.values[i - 1]) end
    before = r.values[i]
  end
  account.calendar(r, shift)
  return r
end

-- Returns by calendar month and year, from the last value of each; the first counts from the start.
function account.calendar(r, shift)
  local month_start, year_start = r.start, r.start
  local year, month, last
  local function close_month() r.months[#r.months + 1] = { year = year, month = month, ret = ratio(last, month_start) }; month_start = last end
  local function close_year() r.years[#r.years + 1] = { year = year, ret = ratio(last, year_start) }; year_start = last end
  for i = 1, #r.values do
    local y, m = civil.split(r.times[i] - shift)
    if month and (m ~= month or y ~= year) then
      close_month()
      if y ~= year then close_year() end
    end
    year, month, last = y, m, r.values[i]
  end
  if month then close_month(); close_year() end
end

-- The return from the last sample at or before a time to the end; NaN where the series begins later than that.
function account.since(r, at)
  local n = #r.times
  if n == 0 or at < r.times[1] then return NAN end
  local a, b = 1, n
  while a < b do
    local m = math.ceil((a + b) / 2)
    if r.times[m] <= at then a = m else b = m - 1 end
  end
  return ratio(r.values[n], r.values[a])
end

return account
