-- tearsheet_sample.lua: the returns that a tear sheet is made of: of days where bars are shorter than a day, else of bars.
local account, civil = import "account", import "civil"
local sample = {}
local floor = math.floor
local NAN = 0 / 0

-- A figure of the compute library, or NaN where it is not defined for the sample (a constant series, no loss, too few).
function sample.figure(f, ...)
  local ok, value = pcall(f, ...)
  return ok and type(value) == "number" and value or NAN
end

-- The same for what gives a table; nil where it is not defined.
function sample.result(f, ...)
  local ok, value, more = pcall(f, ...)
  if not ok then return nil end
  return type(value) == "table" and value or more
end

-- How many returns a year, and why. `engine` has the run's own periods_per_year and periods_basis, which count bars.
local function rhythm(s, engine)
  if not s.daily and engine.periods_per_year then return engine.periods_per_year, engine.periods_basis or "as given" end
  local m = s.per_year
  if s.sample ~= "day" then return m, "one a " .. s.sample end
  return m, m == 365 and "days, 365 a year (the data has weekends)" or "days, 252 a year (the data has no weekends)"
end

-- Measures a value over time as account.measure() does (`o` is its), and adds `m` and `basis`; `daily`: samples are the last
-- of several points of a UTC day, in the series or (`kept`) in the run, which kept only those; `r`, the returns; `first`, the
-- sample at which the first of them ends; `ruined`, whether a value is zero or below, so that there are no returns.
-- A return ends at each sample but the first, and at that too where it spans several points: those of the first day.
function sample.of(time, value, o, engine)
  local s = account.measure(time, value, o)
  s.kept = engine.periods and s.n > 0 and s.n - 1 < engine.periods or false
  s.daily = s.kept or s.rhythm == "intraday"
  s.m, s.basis = rhythm(s, engine)
  s.first = s.daily and s.n > 0 and (s.kept or s.times[1] > time[1]) and 1 or 2
  s.r, s.ruined = {}, false
  local before = s.first == 1 and s.start or s.values[1]
  for i = s.first, #s.values do
    local v = s.values[i]
    s.r[#s.r + 1] = before > 0 and v / before - 1 or NAN
    s.ruined = s.ruined or v <= 0
    before = v
  end
  return s
end

-- The end of return k, in seconds.
function sample.time(s, k) return s.times[k + s.first - 1] end

local LABEL = {
  day = function(t) return floor(t / 86400) end,
  week = function(t) return floor((floor(t / 86400) + 3) / 7) end, -- weeks begin on Monday
  month = function(t) local y, m = civil.split(t); return y * 12 + m - 1 end,
  quarter = function(t) local y, m = civil.split(t); return y * 4 + floor((m - 1) / 3) end,
  year = function(t) return (civil.split(t)) end,
}

local ORDER = { bar = 0, day = 1, week = 2, month = 3, quarter = 4, year = 5 }
sample.PERIODS = { "day", "week", "month", "quarter", "year" }

-- Is a period at least as long as the samples are apart?
function sample.has(s, period) return ORDER[period] >= (ORDER[s.sample] or 0) end

-- The returns of calendar periods, compounded: two lists, returns and labels (years * 12 + month - 1, and so on). `r` is
-- another list of the same length, such as the benchmark's. Empty where the samples are further apart.
function sample.periods(s, period, r)
  r = r or s.r
  if #r == 0 or not sample.has(s, period) then return {}, {} end
  local labels, kept = {}, {}
  for k = 1, #r do
    if r[k] == r[k] then
      kept[#kept + 1] = r[k]
      labels[#labels + 1] = LABEL[period](sample.time(s, k))
    end
  end
  local found = #kept > 0 and sample.result(perf.aggregate, kept, labels)
  if not found then return {}, {} end
  local returns, names = {}, {}
  for i = 1, #found.returns do returns[i], names[i] = found.returns[i], found.labels[i] end
  return returns, names
end

-- 2004-03-09T14:30:00Z.
function sample.stamp(t)
  local y, m, d, rest = civil.split(t)
  return string.format("%04d-%02d-%02dT%02d:%02d:%02dZ", y, m, d, floor(rest / 3600), floor(rest % 3600 / 60), floor(rest % 60))
end

return sample
