-- backtest_trades.lua: the part of a backtest's report about its trades: figures, charts and tables.
local chart, page, format, civil, words = import "chart", import "page", import "format", import "civil", import "backtest_words"
local sheet = import "backtest_sheet"
local trades = {}
local min, max = math.min, math.max

-- How many trades a table lists in full, and how many of each end beyond that.
local ALL, END = 400, 100
-- How many symbols get a price chart, and how many trades the close-up shows.
local CHARTS, CLOSE = 6, 12

local function tone(x) return x and x ~= 0 and (x > 0 and "pos" or "neg") or nil end

local function gain(t)
  local cost = t.entry_price and t.qty and math.abs(t.entry_price * t.qty * (t.point or 1))
  return t.pnl and cost and cost > 0 and t.pnl / cost or 0 / 0
end

local function signed_money(x, digits)
  return { text = (format.finite(x) and x > 0 and "+" or "") .. format.money(x, digits), tone = tone(x), sort = x }
end

-- How the prices and results of a list are written: { price =, money =, clock = }.
local function style_of(list, clock)
  local prices, results = {}, {}
  for _, t in ipairs(list) do
    prices[#prices + 1], results[#results + 1] = t.entry_price, t.pnl
    if t.exit_price then prices[#prices + 1] = t.exit_price end
    if clock == nil and (t.entry_time % 86400 ~= 0 or t.exit_time and t.exit_time % 86400 ~= 0) then clock = true end
  end
  return { price = format.digits(prices), money = format.digits(results, true), clock = clock }
end

local function row(t, style)
  local held = t.exit_time and civil.span(t.exit_time - t.entry_time) or "open"
  local percent = gain(t)
  return { t.symbol, t.side, format.number(t.qty), civil.iso(t.entry_time, style.clock), format.number(t.entry_price, style.price),
    t.exit_time and civil.iso(t.exit_time, style.clock) or format.dash, t.exit_time and format.number(t.exit_price, style.price) or format.dash,
    { text = held, sort = t.exit_time and t.exit_time - t.entry_time or 0 / 0 },
    signed_money(t.pnl, style.money), { text = format.percent(percent, nil, true), tone = tone(percent), sort = percent }, format.money(t.fees, 2) }
end

local COLUMNS = { { name = "Symbol", align = "left" }, { name = "Side", align = "left" }, "Quantity", "In on", "at", "Out on", "at", "Held", "Result",
  { name = "of cost", hint = "Result divided by the amount paid at entry" }, "Fees" }

local function rows(list, style)
  local out = {}
  for i, t in ipairs(list) do out[i] = row(t, style) end
  return out
end

-- Figures of the closed trades: wins, losses and their averages.
local function figures(list)
  local f = { closed = 0, wins = 0, losses = 0, won = 0, lost = 0, held = 0, run = 0, worst_run = 0 }
  for _, t in ipairs(list) do
    if t.exit_time and t.pnl then
      f.closed = f.closed + 1
      f.held = f.held + t.exit_time - t.entry_time
      if t.pnl > 0 then f.wins, f.won = f.wins + 1, f.won + t.pnl elseif t.pnl < 0 then f.losses, f.lost = f.losses + 1, f.lost + t.pnl end
      f.run = t.pnl < 0 and f.run + 1 or 0
      f.worst_run = max(f.worst_run, f.run)
      if not f.best or t.pnl > f.best.pnl then f.best = t end
      if not f.worst or t.pnl < f.worst.pnl then f.worst = t end
    end
  end
  return f
end

-- The symbols of a document with the most traded first: { symbol =, trades =, pnl = }.
local function by_symbol(list)
  local groups, order = {}, {}
  for _, t in ipairs(list) do
    local g = groups[t.symbol]
    if not g then
      g = { symbol = t.symbol, trades = {}, pnl = 0, closed = 0, wins = 0 }
      groups[t.symbol] = g
      order[#order + 1] = g
    end
    g.trades[#g.trades + 1] = t
    g.pnl = g.pnl + (t.pnl or 0)
    if t.exit_time then g.closed = g.closed + 1 end
    if t.exit_time and t.pnl and t.pnl > 0 then g.wins = g.wins + 1 end
  end
  table.sort(order, function(a, b)
    if #a.trades ~= #b.trades then return #a.trades > #b.trades end
    return a.symbol < b.symbol
  end)
  return order
end

local function price_chart(group, price, width, height, from, to, title)
  return chart.trades { title = title, desc = string.format("%s with %s", group.symbol, words.count(#group.trades, "trade", "trades")),
    time = price.time, open = price.open, high = price.high, low = price.low, close = price.close, trades = group.trades,
    from = from, to = to, name = group.symbol, width = width, height = height,
    log = not from and (function()
      local lo, hi = math.huge, 0
      for i = 1, #price.close, max(1, math.floor(#price.close / 500)) do
        local v = price.close[i]
        if v == v then lo, hi = min(lo, v), max(hi, v) end
      end
      return lo > 0 and hi / lo > 5
    end)() }
end

local function price_figures(p, doc, groups)
  local shown = 0
  for _, group in ipairs(groups) do
    local price = doc.prices[group.symbol]
    if price and #price.close > 1 and shown < CHARTS then
      shown = shown + 1
      local last = group.trades[#group.trades]
      local all = { name = "All of the time", wide = price_chart(group, price, 880, 320, nil, nil, group.symbol .. " and its trades"),
        narrow = price_chart(group, price, 400, 280, nil, nil, group.symbol .. " and its trades") }
      local list = { all }
      if #group.trades > CLOSE then
        local first = group.trades[#group.trades - CLOSE + 1]
        local to = last.exit_time or price.time[#price.time]
        local pad = (to - first.entry_time) * 0.03
        local title = "Latest trades in " .. group.symbol
        list[2] = { name = string.format("Latest %d trades", CLOSE), wide = price_chart(group, price, 880, 320, first.entry_time - pad, to + pad, title),
          narrow = price_chart(group, price, 400, 280, first.entry_time - pad, to + pad, title) }
      end
      p:heading(group.symbol)
      p:choice(list, string.format("%s; result %s. A triangle marks the entry (upwards: bought, downwards: sold short), a square the exit%s.",
        words.count(#group.trades, "trade", "trades"), words.money(doc, group.pnl), #group.trades > 120 and "; with this many trades the overview shows only the lines between them" or ""))
    end
  end
  if #groups > shown and shown > 0 then
    p:note(string.format("Price charts are shown for %d of the %d symbols traded: those with the most trades.", shown, #groups))
  end
end

local function symbol_table(p, groups)
  if #groups < 2 then return end
  local list = {}
  for i = 1, min(#groups, 50) do
    local g = groups[i]
    list[i] = { g.symbol, format.number(#g.trades), format.percent(g.closed > 0 and g.wins / g.closed or 0 / 0, 0), signed_money(g.pnl) }
  end
  p:table { caption = "By symbol" .. (#groups > 50 and string.format(" (50 of %d)", #groups) or ""), columns = { "Symbol", "Trades", "With a gain", "Result" }, rows = list }
end

local function result_charts(p, list)
  local closed = {}
  for _, t in ipairs(list) do if t.exit_time and t.pnl then closed[#closed + 1] = t end end
  if #closed < 8 then return end
  local results, wins, losses = {}, { name = "Gain", class = "pos", x = {}, y = {}, t = {} }, { name = "Loss", class = "neg", x = {}, y = {}, t = {} }
  for i, t in ipairs(closed) do
    results[i] = gain(t)
    local s = t.pnl < 0 and losses or wins
    local k = #s.x + 1
    s.x[k], s.y[k], s.t[k] = (t.exit_time - t.entry_time) / 86400, gain(t), t
  end
  local short = 0
  for _, s in ipairs { wins, losses } do for _, v in ipairs(s.x) do short = max(short, v) end end
  local hours = short < 3
  if hours then for _, s in ipairs { wins, losses } do for i, v in ipairs(s.x) do s.x[i] = v * 24 end end end
  p:columns { function(q)
    q:figure { title = "Results of the trades", wide = chart.histogram { title = "Results of the trades", y = results, x_format = "percent", width = 480, height = 260 },
      caption = "How many closed trades ended with which result, as a share of their cost." }
  end, function(q)
    q:figure { title = "Result and holding time", wide = chart.scatter { title = "Result and holding time", series = { wins, losses }, zero = true, width = 480, height = 260,
      y_format = "percent", x_label = hours and "hours held" or "days held",
      hint = function(s, i) return s.t[i].symbol .. ", in on " .. civil.iso(s.t[i].entry_time) .. ": " .. format.percent(s.y[i], nil, true) end },
      caption = "Each dot is a closed trade." }
  end }
end

local function tables(p, doc)
  local list = doc.trades
  local style = style_of(list, doc.clock)
  if #list > 30 then
    local ranked = {}
    for i, t in ipairs(list) do if t.pnl then ranked[#ranked + 1] = { t = t, i = i } end end
    table.sort(ranked, function(a, b) if a.t.pnl ~= b.t.pnl then return a.t.pnl > b.t.pnl end return a.i < b.i end)
    local best, worst = {}, {}
    for i = 1, min(8, #ranked) do best[i], worst[i] = ranked[i].t, ranked[#ranked + 1 - i].t end
    p:table { caption = "Largest gains", columns = COLUMNS, rows = rows(best, style) }
    p:table { caption = "Largest losses", columns = COLUMNS, rows = rows(worst, style) }
    if #list <= ALL then
      p:details(string.format("All %s trades", format.number(#list)), function(q) q:table { label = "All trades", class = "sortable filtered", columns = COLUMNS, rows = rows(list, style) } end)
    else
      local ends = {}
      for i = 1, END do ends[i] = list[i] end
      local last = {}
      for i = #list - END + 1, #list do last[#last + 1] = list[i] end
      p:details(string.format("The first and last %d of %s trades", END, format.number(#list)), function(q)
        q:table { caption = "First " .. END, columns = COLUMNS, rows = rows(ends, style) }
        q:table { caption = "Last " .. END, columns = COLUMNS, rows = rows(last, style) }
        q:text(page.raw("Every trade is in the records that <code>--out DIR</code> writes."))
      end)
    end
  else
    p:table { caption = "All trades", class = "sortable", columns = COLUMNS, rows = rows(list, style) }
  end
end

-- Adds the section.
function trades.add(p, doc)
  p:section("Trades", "A trade is a position from its opening to its closing, " .. ((doc.options or {}).lots or "first in first out") .. ".")
  if #doc.trades == 0 then
    p:note("The strategy made no trade in this time.")
    return
  end
  local f = figures(doc.trades)
  if f.closed > 0 then
    p:cards {
      { name = "Closed trades", value = format.number(f.closed), detail = string.format("%s with a gain, %s with a loss", format.number(f.wins), format.number(f.losses)) },
      { name = "Average gain", value = f.wins > 0 and format.money(f.won / f.wins) or format.dash, detail = f.best and f.best.pnl > 0 and "best " .. format.money(f.best.pnl) or nil },
      { name = "Average loss", value = f.losses > 0 and format.money(f.lost / f.losses) or format.dash, detail = f.worst and f.worst.pnl < 0 and "worst " .. format.money(f.worst.pnl) or nil },
      { name = "Average time held", value = civil.span(f.held / f.closed), detail = f.worst_run > 1 and "longest run of losses: " .. f.worst_run or nil },
    }
  end
  local groups = by_symbol(doc.trades)
  price_figures(p, doc, groups)
  if doc.tearsheet then sheet.round_trips(p, doc) else symbol_table(p, groups) end
  result_charts(p, doc.trades)
  tables(p, doc)
end

return trades
