-- backtest_steadiness.lua: the part of a backtest's report on how even its returns were: rolling figures, their
-- distribution, good and bad periods.
local chart, format, account = import "chart", import "format", import "account"
local words, sheet = import "backtest_words", import "backtest_sheet"
local steadiness = {}
local percent = format.percent

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

-- Adds the section.
function steadiness.add(p, doc, own)
  if doc.tearsheet and doc.tearsheet.rolling then
    sheet.rolling(p, doc)
  else
    p:section("How steady it was", "Good years can hide bad months, and rare days make the difference.")
  end
  local parts = {}
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
  parts[#parts + 1] = function(q) if doc.tearsheet then sheet.distribution(q, doc) else periods(q, own) end end
  p:columns(parts)
end

return steadiness
