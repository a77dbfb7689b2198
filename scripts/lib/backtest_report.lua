-- backtest_report.lua: the report page of a backtest, from its result document.
--
-- build(doc) returns HTML. The document has the fields of `finsmart backtest --json` and, where the caller has them, a
-- few more. Times are seconds since 1970 UTC or RFC 3339 text, money is in the account's currency, returns are
-- fractions. Anything may be missing; a figure that is missing or not finite is shown as a dash.
--   script { name, version, description, path, hash } or a name
--   params { name = value } or a list of { name, value, doc }
--   data { dataset, symbols, from, to, bars, hash }      cash       currency
--   metrics { ... }  conventions { ... }
--   equity { time = {...}, value = {...}, at_end = (default true) times are the ends of bars }
--   benchmark { name, time = {...}, value = {...} }, scaled here to begin with the account's cash
--   trades { { symbol, side, qty, entry_time, entry_price, exit_time, exit_price, pnl, fees } }
--   prices { [symbol] = { time, close, open, high, low } }       recorded { { name, time, value } }
--   events { { time, symbol, type, into, before, after, cash, fee } } of instruments that were held   dividends   funding
--   orders fills rejected (counts)   rejections { { time, symbol, reason, count } }   warnings { text }
--   first_refusal (a sentence)   words (of the command behind "finsmart")
--   tearsheet (tearsheet.lua)   sha256 (a function of a text, in hex: the page may then run its script)
--   journal_hash   version (of the program)   command (text, or a list of words)   clock (times of day in tables)
local chart, page, format, civil = import "chart", import "page", import "format", import "civil"
local account, words, trades, metric_words = import "account", import "backtest_words", import "backtest_trades", import "metric_words"
local steadiness, document, sheet = import "backtest_steadiness", import "backtest_document", import "backtest_sheet"
local seconds = document.seconds
local report = {}
local min, max = math.min, math.max
local percent, finite = format.percent, format.finite

local WIDE, NARROW = 880, 400
local HEAT_YEARS = 60

-- A chart drawn twice: for the width of a desk and of a phone.
local function both(draw, o)
  local wide, narrow = {}, {}
  for k, v in pairs(o) do wide[k], narrow[k] = v, v end
  wide.width, narrow.width = WIDE, NARROW
  wide.hover, narrow.hover = o.hover and 110, o.hover and 50
  narrow.height = o.narrow_height or o.height
  return { wide = draw(wide), narrow = draw(narrow) }
end

local function with_caption(figure, caption, title)
  figure.caption, figure.title = caption, title
  return figure
end

local function money(doc, x) return words.money(doc, x) end

local function key_figures(p, doc, own, bench)
  local m = doc.metrics
  local total = finite(m.total_return) and m.total_return or own.last / own.start - 1
  local function sign(x) return finite(x) and x ~= 0 and (x > 0 and "pos" or "neg") or nil end
  local bench_total = bench and bench.last / bench.start - 1
  local cards = {
    { name = "At the end", value = money(doc, own.last), detail = "from " .. money(doc, own.start) },
    { name = "Total return", value = percent(total, nil, true), tone = sign(total), detail = bench and finite(bench_total) and doc.benchmark.name .. " " .. percent(bench_total, nil, true) or nil },
    { name = "Return per year", value = percent(m.cagr, nil, true), tone = sign(m.cagr), detail = "compound", yearly = true },
    { name = "Worst fall", value = percent(finite(m.max_drawdown) and m.max_drawdown or own.max_drawdown), tone = own.max_drawdown < 0 and "neg" or nil,
      detail = bench and doc.benchmark.name .. " " .. percent(bench.max_drawdown) or (finite(m.max_drawdown_days) and format.number(m.max_drawdown_days, 0) .. " days under water" or nil) },
    { name = "Volatility", value = percent(m.volatility), detail = "a year", yearly = true },
    { name = "Sharpe ratio", value = format.number(m.sharpe, 2), detail = "return for each unit of risk", yearly = true },
    { name = "Winning trades", value = percent(m.win_rate, 0), detail = "profit factor " .. format.number(m.profit_factor, 2) },
    { name = "Trades", value = format.number(#doc.trades), detail = "fees " .. money(doc, m.fees) },
  }
  for i = #cards, 1, -1 do
    if doc.conventions.annual_left_out and cards[i].yearly then table.remove(cards, i) end
  end
  p:cards(cards)
end

-- Amounts to the cent, and small ones to five digits or so: a page is no archive.
local function cents(list, scale)
  local out = {}
  for i = 1, #list do
    local v = list[i] * scale
    out[i] = math.abs(v) < 1000 and tonumber(string.format("%.6g", v)) or math.floor(v * 100 + 0.5) / 100
  end
  return out
end

local POINTS = 2000 -- columns of the chart to look into

-- The account's and the benchmark's values with as many points as a page may carry.
local function look_into(doc, own, bench)
  local list = {}
  local x, y = chart.thin(doc.equity.time, doc.equity.value, POINTS)
  list[1] = { name = doc.name, class = "c1", time = x, value = cents(y, 1) }
  if bench then
    local first, value = 1, doc.benchmark.value
    while value[first] ~= value[first] do first = first + 1 end
    x, y = chart.thin(seconds(doc.benchmark.time or doc.equity.time), value, POINTS)
    list[2] = { name = doc.benchmark.name, class = "c6", time = x, value = cents(y, own.start / value[first]) }
  end
  return list
end

local function value_section(p, doc, own, bench)
  p:section("Value of the account", bench and string.format("Cash and positions over time, beside the same sum held in %s.", doc.benchmark.name) or "Cash and positions over time.")
  local series = { { name = doc.name, y = own.curve.y, x = own.curve.x } }
  if bench then series[2] = { name = doc.benchmark.name, y = bench.curve.y, x = bench.curve.x, class = "c6" } end
  local desc = words.headline(doc, own)
  local linear = both(chart.line, { title = "Value of the account", desc = desc, x = "time", series = series, y_format = "money", hover = not doc.sha256, height = 340, narrow_height = 300 })
  linear.name = "Linear"
  local list = { linear }
  local positive = true
  for _, s in ipairs(series) do for i = 1, #s.y do if not (s.y[i] > 0) then positive = false end end end
  if positive then
    local log = both(chart.line, { title = "Value of the account, logarithmic scale", desc = desc, x = "time", series = series, y_format = "money", log = true, hover = not doc.sha256, height = 340, narrow_height = 300 })
    log.name = "Logarithmic"
    list[2] = log
  end
  p:explore({ title = "Value of the account and its falls from the highest point", series = look_into(doc, own, bench),
    caption = "Drag over a part of the time to look into it, double-click to see all of it again; below are the falls from the highest point." }, function(q)
    q:choice(list, positive and "On the logarithmic scale equal steps upwards are equal percentages." or
      "There is no logarithmic scale because the value fell to zero or below.")
  end)
end

local function drawdown_section(p, doc, own, bench)
  p:section("Falls from the highest point", "How far the account stood below its highest value so far (drawdown).")
  -- The chart to look into has them already.
  local falls = not doc.sha256 and both(chart.drawdown, { title = "Drawdown", desc = words.fall(own), x_values = own.drawdown.x, y = own.drawdown.y, name = doc.name, hover = true,
    against = bench and { name = doc.benchmark.name, x = bench.drawdown.x, y = bench.drawdown.y } or nil, height = 220 })
  if falls then p:figure(falls) end
  if doc.tearsheet and doc.tearsheet.drawdowns then
    sheet.drawdowns(p, doc)
  elseif #own.worst > 0 then
    local rows = {}
    for i, w in ipairs(own.worst) do
      rows[i] = { percent(w.depth), civil.iso(w.peak_at), civil.iso(w.low_at), w.back_at and civil.iso(w.back_at) or "not by the end",
        civil.span(w.low_at - w.peak_at), w.back_at and civil.span(w.back_at - w.low_at) or format.dash }
    end
    p:table { caption = "Deepest falls", columns = { "Depth", "High on", "Low on", "Made good on", "Way down", "Way back" }, rows = rows }
  end
end

local MONTHS = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Year" }

local function month_grid(own)
  local rows, values, hidden = {}, {}, 0
  local at = {}
  local first = max(1, #own.years - HEAT_YEARS + 1)
  hidden = first - 1
  for i = first, #own.years do
    local y = own.years[i]
    rows[#rows + 1] = tostring(y.year)
    values[#rows] = {}
    values[#rows][13] = y.ret
    at[y.year] = #rows
  end
  for _, m in ipairs(own.months) do
    if at[m.year] then values[at[m.year]][m.month] = m.ret end
  end
  return rows, values, hidden
end

local function cell(v, room)
  return format.number(v * 100, math.abs(v) >= (room < 40 and 0.0995 or 0.995) and 0 or 1)
end

local function months_section(p, doc, own, bench)
  if #own.months == 0 then return end
  p:section("Month by month", "Return of each calendar month and year, in percent. Blue is a gain, orange a loss; the stronger, the larger.")
  local rows, values, hidden = month_grid(own)
  local sizes = {}
  for _, m in ipairs(own.months) do if finite(m.ret) then sizes[#sizes + 1] = math.abs(m.ret) end end
  table.sort(sizes)
  local full = max(sizes[math.ceil(#sizes * 0.95)] or 0, 1e-9)
  local o = { title = "Monthly returns", rows = rows, columns = MONTHS, values = values, text = cell, totals = true, full = full, cell_height = 27,
    hint = function(r, c, v) return (c <= 12 and civil.months[c] .. " " or "") .. rows[r] .. ": " .. percent(v, 2, true) end }
  p:figure(with_caption(both(chart.heatmap, o), hidden > 0 and string.format("The latest %d of %d years.", HEAT_YEARS, #own.years) or nil))
  local best, worst, up, n = nil, nil, 0, 0
  for _, m in ipairs(own.months) do
    if finite(m.ret) then
      n = n + 1
      if m.ret > 0 then up = up + 1 end
      if not best or m.ret > best.ret then best = m end
      if not worst or m.ret < worst.ret then worst = m end
    end
  end
  if n > 2 and best.ret ~= worst.ret then
    local function when(m) return MONTHS[m.month] .. " " .. m.year .. " (" .. percent(m.ret, nil, true) .. ")" end
    p:text(string.format("%s of %s months gained. The best was %s, the worst %s.", format.number(up), format.number(n), when(best), when(worst)))
  end
  if #own.years > 1 then
    local labels, mine, theirs, by_year = {}, {}, {}, {}
    if bench then for _, y in ipairs(bench.years) do by_year[y.year] = y.ret end end
    for i, y in ipairs(own.years) do labels[i], mine[i], theirs[i] = tostring(y.year), y.ret, by_year[y.year] or 0 / 0 end
    local series = { { name = doc.name, y = mine } }
    if bench then series[2] = { name = doc.benchmark.name, y = theirs, class = "c6" } end
    p:figure(with_caption(both(chart.bars, { title = "Return of each year", labels = labels, series = series, signed = true, y_format = "percent", height = 240 }), nil, "Year by year"))
  end
  if doc.tearsheet then sheet.years(p, doc) end
end

local function recorded_section(p, doc)
  if not doc.recorded or #doc.recorded == 0 then return end
  p:section("Recorded by the strategy", "Values that the strategy noted while it ran.")
  local parts = {}
  for i = 1, min(#doc.recorded, 24) do
    local r = doc.recorded[i]
    parts[i] = function(q)
      q:figure { title = r.name, wide = chart.line { title = r.name, x = "time", series = { { name = r.name, x = seconds(r.time), y = r.value } }, width = 480, height = 220, hover = 40 } }
    end
  end
  p:columns(parts)
  if #doc.recorded > 24 then p:note(string.format("24 of %d recorded series are shown.", #doc.recorded)) end
end

local function events_section(p, doc)
  local list = doc.events
  if not list or #list == 0 then return end
  local sums = {}
  for _, key in ipairs { "dividends", "funding" } do
    if finite(doc[key]) and doc[key] ~= 0 then sums[#sums + 1] = string.format("%s came to %s.", key == "dividends" and "Dividends" or "Funding", money(doc, doc[key])) end
  end
  p:section("Events of what was held", "Dividends, splits and the like, with what they did to position and cash. " .. table.concat(sums, " "))
  local rows, fees = {}, false
  for _, e in ipairs(list) do fees = fees or e.fee ~= 0 end
  for i = 1, min(#list, 200) do
    local e = list[i]
    rows[i] = { civil.iso(civil.parse(e.time), doc.clock), e.symbol, e.into and e.type .. " into " .. e.into or e.type, format.number(e.before), format.number(e.after),
      money(doc, e.cash), fees and money(doc, e.fee) or nil }
  end
  p:table { label = "Events", columns = { { name = "On", align = "left" }, { name = "Symbol", align = "left" }, { name = "Event", align = "left" }, "Held before", "After", "Cash", fees and "Fee" or nil }, rows = rows }
  if #list > 200 then p:note(string.format("200 of %d events are shown; --out DIR writes them all.", #list)) end
end

local function refusals_section(p, doc)
  local rejected = doc.rejected or (doc.rejections and #doc.rejections) or 0
  local warnings = {}
  for i, w in ipairs(doc.warnings or {}) do warnings[i] = w end
  if rejected == 0 and #warnings == 0 then return end
  p:section("Refused orders and warnings")
  for _, w in ipairs(warnings) do p:note(w, "warning") end
  if rejected == 0 then return end
  p:text(string.format("%s of %s %s refused before reaching the market.", format.number(rejected), words.count(doc.orders or rejected, "order", "orders"), rejected == 1 and "was" or "were"))
  if doc.first_refusal then p:text("The first: " .. doc.first_refusal .. ".") end
  local groups, order, where = {}, {}, false
  for _, r in ipairs(doc.rejections or {}) do
    local reason = r.reason or "no reason given"
    local g = groups[reason]
    if not g then
      g = { reason = reason, count = 0, first = civil.parse(r.time), symbol = r.symbol }
      groups[reason] = g
      order[#order + 1] = g
    end
    g.count = g.count + (r.count or 1)
    where = where or r.symbol or r.time
  end
  table.sort(order, function(a, b) if a.count ~= b.count then return a.count > b.count end return a.reason < b.reason end)
  local rows = {}
  for i = 1, min(#order, 30) do
    local g = order[i]
    rows[i] = { (g.reason:gsub("_", " ")), format.number(g.count), where and (g.symbol or ""), where and (g.first and civil.iso(g.first, doc.clock) or format.dash) }
  end
  if #rows > 0 then
    p:table { label = "Reasons of refused orders", class = "prose", columns = { "Reason", "Orders", where and { name = "First for", align = "left" } or nil, where and "on" or nil }, rows = rows }
  else
    p:text(page.raw("Each refusal with its reason is in the order records that <code>--out DIR</code> writes."))
  end
end

local function metric_text(doc, kind, v)
  if type(v) ~= "number" then return tostring(v) end
  if kind == "percent" then return percent(v, 2) end
  if kind == "signed" then return percent(v, 2, true) end
  if kind == "money" then return money(doc, v) end
  if kind == "days" then return format.number(v, v == math.floor(v) and 0 or 1) end
  if kind == "times" then return format.number(v, 2) .. (finite(v) and "\195\151" or "") end
  return format.number(v, 3)
end

local function metrics_section(p, doc)
  p:section("All figures", "What each figure says, and by which conventions it was calculated. Other tools may use other conventions and print other numbers.")
  local list = {}
  for key, v in pairs(doc.metrics) do
    local w = metric_words.by_key[key]
    list[#list + 1] = { order = w and w.order or 1000, key = key, w = w, v = v }
  end
  table.sort(list, function(a, b) if a.order ~= b.order then return a.order < b.order end return a.key < b.key end)
  local rows = {}
  local bench = doc.benchmark and doc.benchmark.metrics
  for i, e in ipairs(list) do
    local kind = e.w and e.w.kind
    rows[i] = { e.w and e.w.name or e.key:gsub("_", " "), { text = metric_text(doc, kind, e.v) } }
    if bench then rows[i][3] = bench[e.key] and metric_text(doc, kind, bench[e.key]) or "" end
    rows[i][#rows[i] + 1] = e.w and e.w.meaning or ""
  end
  local columns = { "Figure", doc.name }
  if bench then columns[3] = doc.benchmark.name end
  columns[#columns + 1] = { name = "Meaning", align = "left" }
  p:table { label = "All figures", class = "prose", columns = columns, rows = rows }
  local facts = {}
  local keys = {}
  for key in pairs(doc.conventions) do keys[#keys + 1] = key end
  table.sort(keys)
  for _, key in ipairs(keys) do
    local v = doc.conventions[key]
    if type(v) == "boolean" then v = v and "yes" or "no" end
    facts[#facts + 1] = { metric_words.conventions[key] or key:gsub("_", " "), type(v) == "number" and words.plain(v) or tostring(v) }
  end
  if #facts > 0 then
    p:heading("Conventions")
    p:facts(facts)
  end
  local formulas = {}
  for _, e in ipairs(list) do
    if e.w and e.w.formula then formulas[#formulas + 1] = { e.w.name, e.w.formula } end
  end
  if #formulas > 0 then
    p:heading("How they are calculated")
    p:text(metric_words.symbols)
    p:facts(formulas)
  end
end

local function run_section(p, doc)
  p:section("About this run", "Everything that is needed to make the same result again. Equal hashes mean equal inputs and equal decisions, to the last bit.")
  if #doc.params > 0 then
    local rows = {}
    local described = false
    for i, q in ipairs(doc.params) do
      rows[i] = { q.name, type(q.value) == "number" and words.plain(q.value) or tostring(q.value), q.doc or "" }
      described = described or q.doc
    end
    p:table { caption = "Parameters", class = "prose", columns = { "Name", "Value", described and { name = "Meaning", align = "left" } or nil }, rows = rows }
  end
  local d, s = doc.data, doc.script
  local facts = {}
  local function fact(name, value) if value ~= nil and value ~= "" then facts[#facts + 1] = { name, value } end end
  fact("Strategy", s.name and s.name .. (s.version and " " .. s.version or ""))
  fact("What it does", s.description)
  fact("Written in", s.path and page.code(s.path))
  fact("Hash of the strategy", s.hash and page.code(s.hash))
  fact("Data", d.dataset)
  if d.symbols and #d.symbols > 0 then
    local shown = {}
    for i = 1, min(#d.symbols, 40) do shown[i] = d.symbols[i] end
    fact("Symbols", table.concat(shown, ", ") .. (#d.symbols > 40 and string.format(" and %d more", #d.symbols - 40) or ""))
  end
  fact("Time", doc.from and doc.to and civil.iso(doc.from) .. " to " .. civil.iso(doc.to) .. " (UTC)")
  fact("Bars", d.bars and format.number(d.bars))
  fact("Hash of the data", d.hash and page.code(d.hash))
  fact("Starting cash", doc.cash and money(doc, doc.cash))
  fact("Orders", doc.orders and string.format("%s sent, %s fills, %s refused", format.number(doc.orders), format.number(doc.fills or 0 / 0), format.number(doc.rejected or 0)))
  fact("Journal hash", doc.journal_hash and page.code(doc.journal_hash))
  fact("FinanceSmart", doc.version)
  p:facts(facts)
  local command = words.command(doc)
  if command then
    p:heading("To run it again")
    p:pre(command)
  end
  p:text("Long series are thinned for the charts: of each pixel column the lowest and the highest value are drawn. All figures are calculated from every point.")
end

-- Builds the page.
function report.build(given)
  local doc = document.normal(given)
  local at_end = doc.equity.at_end
  local own = account.measure(doc.equity.time, doc.equity.value, { start = doc.cash, at_end = at_end })
  doc.sampled = own
  if own.n == 0 and doc.cash and finite(doc.metrics.total_return) then
    own.start, own.last = doc.cash, doc.cash * (1 + doc.metrics.total_return)
  end
  local bench
  if doc.benchmark and doc.benchmark.value and #doc.benchmark.value > 0 then
    doc.benchmark.name = doc.benchmark.name or doc.benchmark.symbol or "Benchmark"
    bench = account.measure(seconds(doc.benchmark.time or doc.equity.time), doc.benchmark.value, { at_end = at_end, rebase = own.start })
    if not format.finite(bench.start) then bench = nil end
  end
  local lead = { words.headline(doc, own) }
  local second = {}
  for _, text in ipairs { words.fall(own) or false, words.compare(doc, own, bench) or false, words.trading(doc) } do
    if text then second[#second + 1] = text end
  end
  lead[2] = table.concat(second, " ")
  if doc.script.description then lead[3] = "The strategy: " .. doc.script.description end
  local p = page.new { title = doc.name, kind = "Backtest report" .. (doc.data.dataset and " on " .. doc.data.dataset or ""), lead = lead, sha256 = doc.sha256,
    footer = "A backtest shows what rules would have done with past prices. It is no promise: costs, gaps and other people's orders differ in real trading, and rules that were chosen because they did well in the past tend to do less well later." }
  if own.last then key_figures(p, doc, own, bench) end
  if own.n == 0 and own.last and not doc.tearsheet then p:note("The run kept no values of the account on its way (--equity none), so there are no charts of them.") end
  if own.n > 1 then
    value_section(p, doc, own, bench)
  end
  if doc.tearsheet then sheet.figures(p, doc) end
  if own.n > 1 then
    drawdown_section(p, doc, own, bench)
    months_section(p, doc, own, bench)
    steadiness.add(p, doc, own)
    if doc.tearsheet then sheet.exposure(p, doc) end
  end
  trades.add(p, doc)
  events_section(p, doc)
  if doc.tearsheet then
    sheet.costs(p, doc)
    if own.n > 1 then sheet.attribution(p, doc) end
  end
  recorded_section(p, doc)
  refusals_section(p, doc)
  metrics_section(p, doc)
  run_section(p, doc)
  return p:html()
end

return report
