-- backtest_sheet.lua: the parts of a backtest's report that show its tear sheet (tearsheet.lua).
local chart, format, civil = import "chart", import "format", import "civil"
local words = import "tearsheet_words"
local backtest_words = import "backtest_words"
local sheet = {}
local percent, finite = format.percent, format.finite

-- A figure as people read it.
function sheet.text(kind, v)
  if type(v) ~= "number" then return format.dash end
  if kind == "percent" then return percent(v, 2) end
  if kind == "signed" then return percent(v, 2, true) end
  if kind == "count" then return format.number(v, 0) end
  if kind == "days" then return format.number(v, 0) end
  if kind == "times" then return format.number(v, 2) .. (finite(v) and "\195\151" or "") end
  return format.number(v, finite(v) and math.abs(v) < 0.005 and v ~= 0 and 4 or 2)
end

local function tone(v) return finite(v) and v ~= 0 and (v > 0 and "pos" or "neg") or nil end

local function signed(v, digits) return { text = percent(v, digits, true), tone = tone(v), sort = v } end

local function money(v)
  return { text = (finite(v) and v > 0 and "+" or "") .. format.money(v), tone = tone(v), sort = v }
end

-- Is there anything to say of a group?
local function known(group, values)
  for i = 2, #group do if finite(values[group[i].key]) then return true end end
  return false
end

-- The tables of all figures, group by group; those of returns beside the benchmark's.
local function tables(p, doc)
  local s, c = doc.tearsheet, doc.tearsheet.conventions
  p:section("Tear sheet", string.format("Figures of %s returns of a %s each; for figures of a year: %s; risk-free rate %s. Point at a name for its definition.",
    format.number(c.periods), c.sample == "bar" and "period" or c.sample, c.periods_basis, percent(c.risk_free)))
  if c.sample_basis ~= "every point of the equity series" then p:note("Each return here is of " .. c.sample_basis .. "; the figures at the top count every point of the account.") end
  p:add('<div class="figures">')
  for _, part in ipairs(words.parts) do
    local values = s[part.member]
    for _, group in ipairs(values and part or {}) do
      local theirs = s.benchmark and (part.member == "figures" and s.benchmark or part.member == "trailing" and s.benchmark.trailing)
      if known(group, values) then
        local rows = {}
        for i = 2, #group do
          local w = group[i]
          if (finite(values[w.key]) or theirs and finite(theirs[w.key])) and not (w.key == "win_rate_period" and c.sample ~= "bar") then
            rows[#rows + 1] = { { text = w.name, hint = w.definition }, sheet.text(w.kind, values[w.key]), theirs and sheet.text(w.kind, theirs[w.key]) }
          end
        end
        p:add("<div>")
        p:table { caption = group[1], columns = { "", doc.name, theirs and s.benchmark.name or nil }, rows = rows }
        p:add("</div>")
      end
    end
  end
  p:add("</div>")
end

-- The figures, and what is not among them and why.
function sheet.figures(p, doc)
  local s = doc.tearsheet
  if s.figures then tables(p, doc) elseif #s.missing > 0 then p:section("Tear sheet") end
  for _, reason in ipairs(s.missing) do p:note("Not shown: " .. reason .. ".") end
end

local function date(stamp) return stamp and type(stamp) == "string" and stamp:sub(1, 10) or nil end

-- The deepest falls.
function sheet.drawdowns(p, doc)
  local rows = {}
  for i, d in ipairs(doc.tearsheet.drawdowns or {}) do
    rows[i] = { { text = percent(d.depth, 2), sort = d.depth }, date(d.start), date(d.valley), date(d["end"]) or "not by the end", format.number(d.days, 0),
      format.number(d.decline_days, 0), format.number(d.recovery_days, 0) }
  end
  if #rows == 0 then return end
  p:table { caption = "Deepest falls", class = "sortable", columns = { "Depth", "High on", "Low on", "Made good on", "Days", "Way down, days", "Way back, days" }, rows = rows }
end

-- Calendar years beside the benchmark's.
function sheet.years(p, doc)
  local s = doc.tearsheet
  if not s.benchmark or #(s.years or {}) < 2 then return end
  local rows = {}
  for i, y in ipairs(s.years) do rows[i] = { tostring(y.year), signed(y["return"], 2), signed(y.benchmark, 2), signed(y.excess, 2) } end
  p:details("Each year beside " .. s.benchmark.name, function(q)
    q:table { label = "Returns of years", class = "sortable", columns = { "Year", doc.name, s.benchmark.name, "Difference" }, rows = rows }
  end)
end

-- How the returns of days to years lie.
function sheet.distribution(p, doc)
  local rows = {}
  for i, d in ipairs(doc.tearsheet.distribution or {}) do
    rows[i] = { { text = d.period:gsub("^%l", string.upper), hint = format.number(d.count) .. " of them" }, signed(d.worst, 1), percent(d.q5, 1, true), percent(d.median, 1, true), percent(d.q95, 1, true), signed(d.best, 1), percent(d.win_rate, 0) }
  end
  if #rows == 0 then return end
  p:table { caption = "Good and bad periods", columns = { "", "Worst", { name = "5%", hint = "one in twenty is below" }, "Median", { name = "95%", hint = "one in twenty is above" }, "Best",
    { name = "Gained", hint = "share of those that moved" } }, rows = rows }
end

local ROLLING = { { "sharpe", "Rolling Sharpe ratio" }, { "sortino", "Rolling Sortino ratio" }, { "volatility", "Rolling volatility", "percent" }, { "beta", "Rolling beta" } }

-- Rolling figures, a chart each.
function sheet.rolling(p, doc)
  local r = doc.tearsheet.rolling
  if not r then return end
  p:section("How steady it was", "Good years can hide bad months. Each point is the figure of the " .. r.name .. " before it, for one year.")
  local parts = {}
  for _, o in ipairs(ROLLING) do
    local name, title = o[1], o[2]
    if r[name] then
      parts[#parts + 1] = function(q)
        local series = { { name = doc.name, values = r[name], class = "c1" } }
        if name ~= "beta" and r.benchmark then series[2] = { name = doc.tearsheet.benchmark.name, values = r.benchmark[name], class = "c6" } end
        for _, s in ipairs(series) do s.x, s.y = chart.thin(r.seconds, s.values, 480) end
        q:figure { title = title, wide = chart.line { title = title .. ", " .. r.name, x = "time", series = series, width = 480, height = 240, zero = true, y_format = o[3], hover = 48 } }
      end
    end
  end
  p:columns(parts)
end

-- How much of the account was in the market.
function sheet.exposure(p, doc)
  local e = doc.tearsheet.exposure
  if not e or #e.gross < 2 or e.max_gross == 0 then return end
  p:section("Exposure", string.format("Positions at their closes as a share of the account: %s long%s on average, at most %s in all, in at most %s at once.",
    percent(e.average_long), e.max_short > 0 and " and " .. percent(e.average_short) .. " short" or "", percent(e.max_gross), backtest_words.count(e.max_positions, "symbol", "symbols")))
  local series = {}
  for k, name in ipairs(e.max_short > 0 and { "gross", "net" } or { "gross" }) do
    local x, y = chart.thin(doc.sampled.times, e[name], 900)
    series[k] = { name = name == "gross" and "Gross" or "Net", x = x, y = y, class = k == 1 and "c1" or "c2", area = k == 1 }
  end
  local function draw(width) return chart.line { title = "Exposure", desc = "Share of the account in positions", x = "time", series = series, y_format = "percent", zero = true, width = width, height = 200, hover = 60 } end
  p:figure { wide = draw(880), narrow = draw(400) }
  if #e.by_symbol < 2 then return end
  local rows = {}
  for i = 1, math.min(#e.by_symbol, 200) do
    local t = e.by_symbol[i]
    rows[i] = { t.symbol, { text = percent(t.average), sort = t.average }, { text = percent(t.largest), sort = t.largest }, { text = percent(t.time), sort = t.time } }
  end
  p:table { caption = "By symbol", class = "sortable", columns = { "Symbol", "Average share", "Largest share", { name = "Held", hint = "share of the time" } }, rows = rows }
end

local SIDES = { { "all", "All" }, { "long", "Long" }, { "short", "Short" } }
local TRIPS = { { "count", "Closed trades", "count" }, { "win_rate", "With a gain", "percent" }, { "pnl", "Result after fees", "money" }, { "fees", "Fees", "amount" }, { "profit_factor", "Profit factor", "ratio" },
  { "payoff_ratio", "Average gain / average loss", "ratio" }, { "consecutive_losses", "Longest run of losses", "count" }, { "average_days", "Average days held", "ratio" },
  { "median_days", "Median days held", "ratio" }, { "longest_days", "Longest held, days", "ratio" }, { "average_pnl", "Average result", "money" }, { "median_pnl", "Median result", "money" },
  { "best_pnl", "Best result", "money" }, { "worst_pnl", "Worst result", "money" }, { "average_win", "Average gain", "money" }, { "average_loss", "Average loss", "money" },
  { "average_return", "Average return on cost", "signed" }, { "median_return", "Median return on cost", "signed" }, { "best_return", "Best return on cost", "signed" },
  { "worst_return", "Worst return on cost", "signed" } }

-- Round trips by side and by symbol.
function sheet.round_trips(p, doc)
  local trips = doc.tearsheet.round_trips
  if trips.all.count == 0 then return end
  local sides = {}
  for _, s in ipairs(SIDES) do if trips[s[1]].count > 0 and (s[1] == "all" or trips[s[1]].count < trips.all.count) then sides[#sides + 1] = s end end
  local rows, columns = {}, { "" }
  for k, s in ipairs(sides) do columns[k + 1] = s[2] end
  for i, t in ipairs(TRIPS) do
    rows[i] = { t[2] }
    for k, s in ipairs(sides) do
      local v = trips[s[1]][t[1]]
      rows[i][k + 1] = t[3] == "money" and money(v) or t[3] == "amount" and format.money(v) or sheet.text(t[3], v)
    end
  end
  local half = math.ceil(#rows / 2)
  local function part(first, last)
    return function(q)
      local some = {}
      for i = first, last do some[#some + 1] = rows[i] end
      q:table { caption = first == 1 and "Round trips" or "Each of them", columns = columns, rows = some }
    end
  end
  p:columns { part(1, half), part(half + 1, #rows) }
  if #trips.by_symbol < 2 then return end
  local list = {}
  for i = 1, math.min(#trips.by_symbol, 200) do
    local t = trips.by_symbol[i]
    list[i] = { t.symbol, format.number(t.count), { text = percent(t.win_rate, 0), sort = t.win_rate }, money(t.pnl), format.number(t.profit_factor, 2), money(t.average_pnl), signed(t.average_return, 2), format.number(t.average_days, 1) }
  end
  p:table { caption = "Round trips by symbol", class = "sortable", columns = { "Symbol", "Closed", "With a gain", "Result", "Profit factor", "Average", "of cost", "Days held" }, rows = list }
end

local function slippage(q, doc)
  local s = doc.tearsheet.slippage
  if not s or not (s.traded > 0) then return end
  local rows = {}
  for i, t in ipairs(s.table) do rows[i] = { format.number(t.bps) .. " bps", format.money(t.final_equity), signed(t.total_return, 1), percent(t.cagr, 2, true), format.number(t.sharpe, 2), percent(t.max_drawdown) } end
  q:table { caption = "If every fill had cost more", columns = { "Slippage", "At the end", "Total return", "a year", "Sharpe", "Worst fall" }, rows = rows }
  q:text(string.format("Of the value of each of the same fills, %s in all%s.", backtest_words.money(doc, s.traded),
    finite(s.break_even_bps) and s.break_even_bps > 0 and string.format("; nothing is left at %s bps", format.number(s.break_even_bps, 1)) or ""))
end

-- Three figures and a unit.
local function short(v) return finite(v) and format.compact(tonumber(string.format("%.3g", v))) or format.dash end

local function little(v, digits) return v > 0 and v < 10 ^ -digits and "under " .. format.number(10 ^ -digits, digits) or format.number(v, digits) end

local function capacity(q, doc)
  local c = doc.tearsheet.capacity
  if not c then return end
  local rows = {}
  for i = 1, math.min(#c.by_symbol, 20) do
    local t = c.by_symbol[i]
    rows[i] = { t.symbol, format.money(t.largest_value), { text = short(t.average_daily_volume), sort = t.average_daily_volume },
      { text = little(t.days_to_liquidate, 2), sort = t.days_to_liquidate }, { text = little(t.largest_fill_share * 100, 2) .. "%", sort = t.largest_fill_share } }
  end
  q:table { caption = "Capacity", class = "sortable", columns = { "Symbol", "Largest position", { name = "Volume a day", hint = "mean, units" },
    { name = "Days to sell", hint = "the most that any position would have taken" }, { name = "Largest fill", hint = "share of its bar's volume" } }, rows = rows }
  q:text(string.format("Days to sell at %s of the mean volume of the last %d days%s.", percent(c.share, 0), c.days,
    finite(c.capital) and string.format(": with %s at the start the slowest position takes one day", short(c.capital)) or ""))
end

function sheet.costs(p, doc)
  local s = doc.tearsheet
  if not (s.slippage and s.slippage.traded > 0) and not s.capacity then return end
  p:section("Costs and capacity", "What worse prices would have left, and how large the account may grow before its own orders move the market.")
  p:columns { function(q) slippage(q, doc) end, function(q) capacity(q, doc) end }
end

local function bars(q, title, list, key, label)
  local labels, y = {}, {}
  for i, t in ipairs(list) do labels[i], y[i] = label(t[key]), t.pnl end
  q:figure { title = title, wide = chart.bars { title = title, labels = labels, series = { { name = title, y = y } }, signed = true, y_format = "money", width = 480, height = 280 } }
end

-- Where the gain came from.
function sheet.attribution(p, doc)
  local a = doc.tearsheet.attribution
  if not a.weekday or #doc.trades == 0 then return end
  p:section("Where it came from", "The account's gain by symbol and by when its value changed; each adds up to the whole. Times are UTC.")
  local parts = {}
  if #a.symbol > 1 then
    local top = {}
    for i, t in ipairs(a.symbol) do if i <= 12 or i > #a.symbol - 12 then top[#top + 1] = t end end
    parts[1] = function(q) bars(q, "By symbol" .. (#top < #a.symbol and " (best and worst 12)" or ""), top, "symbol", tostring) end
  end
  if a.hour and #a.hour > 1 then parts[#parts + 1] = function(q) bars(q, "By hour", a.hour, "hour", function(h) return string.format("%02d", h) end) end end
  if #a.weekday > 1 and doc.tearsheet.conventions.sample == "day" then parts[#parts + 1] = function(q) bars(q, "By weekday", a.weekday, "weekday", function(w) return w:sub(1, 3) end) end end
  parts[#parts + 1] = function(q) bars(q, "By month of the year", a.month, "month", function(m) return civil.months[m]:sub(1, 3) end) end
  p:columns(parts)
end

return sheet
