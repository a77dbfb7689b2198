-- backtest_steadiness.lua: the part of a backtest's report on how even its returns were: rolling figures, their
-- distribution, good and bad periods, the latest stretches of time.
local chart, format, civil, account = import "chart", import "format", import "civil", import "account"
local words = import "backtest_words"
local steadiness = {}
local percent = format.percent

local function rolling_chart(q, o)
  local series = {}
  for _, s in ipairs(o.series) do
    if #s.values > 0 then
      local x, y = chart.thin(s.times, s.values, 480)
      series[#series + 1] = { name = s.name, class = s.class, x = x, y = y }
    end
  end
  q:figure { title = o.title, wide = chart.line { title = o.title .. " over " .. o.window, x = "time", series = series, width = 480, height = 260, zero = true,
    y_format = o.y_format, hover = 48 }, caption = o.caption }
end

-- Average, best, worst and share of gains of a list of returns.
local function period_row(name, returns)
  local n, up, sum, best, worst = 0, 0, 0, nil, nil
  for _, v in ipairs(returns) do
    if format.finite(v) then
      n, sum = n + 1, sum + v
      if v > 0 then up = up + 1 end
      best, worst = math.max(best or v, v), math.min(worst or v, v)
    end
  end
  if n < 2 then return nil end
  return { name, format.number(n), percent(sum / n, 2, true), { text = percent(best, nil, true), tone = best > 0 and "pos" or nil }, { text = percent(worst, nil, true), tone = worst < 0 and "neg" or nil },
    percent(up / n, 0) }
end

local function periods(q, own)
  local months, years = {}, {}
  for i, m in ipairs(own.months) do months[i] = m.ret end
  for i, y in ipairs(own.years) do years[i] = y.ret end
  local rows = {}
  if own.sample ~= "month" and own.sample ~= "year" then rows[1] = period_row((own.sample:gsub("^%l", string.upper)), own.returns) end
  rows[#rows + 1] = period_row("Month", months)
  rows[#rows + 1] = period_row("Year", years)
  if #rows == 0 then return end
  q:table { caption = "Good and bad periods", columns = { "Period", "Number", "Average", "Best", "Worst", "With a gain" }, rows = rows }
end

-- The same day `months` earlier, or the last day of that month.
local function months_before(seconds, months)
  local y, m, d, s = civil.split(seconds)
  local k = y * 12 + m - 1 - months
  local year, month = math.floor(k / 12), k % 12 + 1
  local days = civil.days(month == 12 and year + 1 or year, month == 12 and 1 or month + 1, 1) - civil.days(year, month, 1)
  return civil.seconds(year, month, math.min(d, days)) + s
end

local function latest(q, doc, own, bench)
  local last = own.times[#own.times]
  local year = civil.split(last)
  local spans = { { "1 month", months_before(last, 1) }, { "3 months", months_before(last, 3) }, { "6 months", months_before(last, 6) },
    { "Since 1 January " .. year, civil.seconds(year, 1, 1) - 1 }, { "1 year", months_before(last, 12) }, { "3 years", months_before(last, 36) },
    { "5 years", months_before(last, 60) }, { "10 years", months_before(last, 120) } }
  local rows = {}
  for _, s in ipairs(spans) do
    local mine = account.since(own, s[2])
    if format.finite(mine) then
      rows[#rows + 1] = { s[1], { text = percent(mine, nil, true), tone = mine ~= 0 and (mine > 0 and "pos" or "neg") or nil },
        bench and percent(account.since(bench, s[2]), nil, true) or nil }
    end
  end
  if #rows < 2 then return end
  q:table { caption = "Return up to the end", columns = { "The last", doc.name, bench and doc.benchmark.name or nil }, rows = rows }
end

-- Adds the section.
function steadiness.add(p, doc, own, bench)
  p:section("How steady it was", "Good years can hide bad months. These charts show how the returns and the risk changed, and how often large moves came.")
  local free = tonumber(doc.conventions.risk_free or doc.conventions.rf) or 0
  local window, window_name = account.window(own)
  local parts = {}
  if window then
    local function both(of)
      local list = {}
      local times, values = of(own)
      list[1] = { name = doc.name, times = times, values = values, class = "c1" }
      if bench and bench.sample == own.sample then
        times, values = of(bench)
        list[2] = { name = doc.benchmark.name, times = times, values = values, class = "c6" }
      end
      return list
    end
    parts[1] = function(q)
      rolling_chart(q, { title = "Rolling Sharpe ratio", window = window_name, series = both(function(r) return account.rolling_sharpe(r, window, free) end),
        caption = string.format("Return for each unit of risk in the last %s, for one year (times the square root of %d), risk-free rate %s.", window_name, own.per_year, percent(free)) })
    end
    parts[2] = function(q)
      rolling_chart(q, { title = "Rolling volatility", window = window_name, series = both(function(r) return account.rolling_volatility(r, window) end), y_format = "percent",
        caption = string.format("Standard deviation of the returns in the last %s, for one year.", window_name) })
    end
  end
  local mean, sd, n = account.moments(own.returns)
  -- Days in cash would hide all others behind one bar.
  local moving, still = {}, 0
  for _, v in ipairs(own.returns) do
    if v == 0 then still = still + 1 else moving[#moving + 1] = v end
  end
  if n >= 8 and #moving >= 8 then
    local skew, kurtosis = account.shape(own.returns)
    local sample = own.sample == "bar" and "period" or own.sample
    parts[#parts + 1] = function(q)
      q:figure { title = "Distribution of returns", wide = chart.histogram { title = "Distribution of returns of one " .. sample, y = moving, normal = true, name = "Each " .. sample, x_format = "percent", width = 480, height = 260 },
        caption = string.format("Returns of one %s: average %s, standard deviation %s, skewness %s, excess kurtosis %s%s.", sample, percent(mean, 3, true), percent(sd, 2),
          format.number(skew, 2), format.number(kurtosis, 1), #moving >= 1000 and "; the outermost bars also count the 0.1% of values beyond them" or "") ..
          (still > 0 and string.format(" The chart leaves out the %s without any change.", words.count(still, sample, sample .. "s")) or "") }
    end
  end
  parts[#parts + 1] = function(q) periods(q, own); latest(q, doc, own, bench) end
  p:columns(parts)
  if not window then p:note("The time is too short for rolling figures: they need at least two windows of returns.") end
end

return steadiness
