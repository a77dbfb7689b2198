-- investment.lua: what became of a portfolio's money beside its benchmark's, and why: linked sector attribution, contributors,
-- holdings, risk figures.
--
--   finsmart run scripts/reports/investment.lua --html investment.html
local page, format, book = import "page", import "format", import "book"
local percent = format.percent

-- Sector weights and returns of the benchmark in the order of the book's days, and its return each day.
local function benchmark_of(frame_, days)
  local weight, ret, sectors, seen = {}, {}, {}, {}
  local when, sector, w, r = frame_.time, frame_.sector, frame_.weight, frame_:column "return"
  for i = 1, #frame_ do
    local t = when[i]
    weight[t], ret[t] = weight[t] or {}, ret[t] or {}
    weight[t][sector[i]], ret[t][sector[i]] = w[i], r[i]
    if not seen[sector[i]] then
      seen[sector[i]] = true
      sectors[#sectors + 1] = sector[i]
    end
  end
  table.sort(sectors)
  local total = {}
  for d, t in ipairs(days) do
    if not weight[t] then error(("the benchmark has no row on %s"):format(time.date(t)), 0) end
    total[d] = 0
    for _, s in ipairs(sectors) do total[d] = total[d] + (weight[t][s] or 0) * (ret[t][s] or 0) end
  end
  return sectors, weight, ret, total
end

local function tone(x, text) return { text = text, tone = x > 0 and "pos" or x < 0 and "neg" or nil } end
local function signed(x, digits) return tone(x, percent(x, digits or 2, true)) end

local function growth(returns)
  local out, level = {}, 100
  for i = 1, #returns do
    level = level * (1 + returns[i])
    out[i] = level
  end
  return out
end

return report {
  name = "investment", version = "1.0.0", api = 1,
  description = "A portfolio's performance against its benchmark, with sector attribution, contributors, holdings and risk figures.",
  params = {
    transactions = { "book_transactions", doc = "dataset of transactions (scripts/lib/book.lua tells the columns)" },
    prices = { "book_prices", doc = "dataset of closing prices by symbol, in their own currency" },
    fx = { "book_fx", doc = "dataset of rates by currency, in base currency for one unit" },
    classification = { "book_classification", doc = "dataset with symbol, name, sector, country, currency" },
    benchmark = { "book_benchmark", doc = "dataset with time, sector, weight (start of the day) and return of the day" },
    base = { "USD", doc = "currency of all figures" },
    periods = { 252, min = 1, max = 366, doc = "returns in a year" },
    rf = { 0.0, min = -0.2, max = 1, doc = "risk-free rate of a year" },
    linking = { "carino", choices = { "carino", "menchero", "grap", "frongello", "davies_laker" }, doc = "how attribution is linked over days" },
    top = { 5, min = 1, max = 20, doc = "contributors and detractors listed" },
  },
  run = function(p)
    local b = book.build { transactions = data.load(p.transactions), prices = data.load(p.prices), fx = data.load(p.fx), base = p.base }
    local classes = data.load(p.classification)
    local sector, name = book.classifier(classes, "sector"), book.classifier(classes, "name")
    local country = book.classifier(classes, "country")
    local sectors, bench_weight, bench_return, bench = benchmark_of(data.load(p.benchmark), b.time)
    local days = #b.time
    local total, bench_total = perf.total_return(b.returns), perf.total_return(bench)
    local o = { periods = p.periods, rf = p.rf }
    local years = days / p.periods

    -- Attribution: sectors of both, and cash.
    local wp, rp = book.groups(b, sector)
    local wb, rb, groups = {}, {}, { "Cash" }
    for _, s in ipairs(sectors) do groups[#groups + 1] = s end
    for s in pairs(wp) do
      local known = s == "Cash"
      for _, g in ipairs(groups) do known = known or g == s end
      if not known then groups[#groups + 1] = s end
    end
    table.sort(groups)
    for _, g in ipairs(groups) do
      wb[g], rb[g] = {}, {}
      if not wp[g] then
        wp[g], rp[g] = {}, {}
        for d = 1, days do wp[g][d], rp[g][d] = 0, 0 end
      end
      for d, t in ipairs(b.time) do
        wb[g][d], rb[g][d] = bench_weight[t][g] or 0, bench_return[t][g] or 0
        -- Where one side holds nothing, its return there is the other's: nothing was selected.
        if wp[g][d] == 0 then rp[g][d] = rb[g][d] end
      end
    end
    local a = attribution.brinson(wp, rp, wb, rb, { linking = p.linking })

    local symbols = {}
    local weights, returns = book.groups(b, function(symbol) return symbol end)
    local c = attribution.contribution(weights, returns)
    for symbol, value in pairs(c.linked) do symbols[#symbols + 1] = { symbol = symbol, value = value } end
    table.sort(symbols, function(x, y) return x.value > y.value or x.value == y.value and x.symbol < y.symbol end)

    local out = page.new {
      title = "Investment report", kind = ("%s to %s, in %s"):format(time.date(b.time[1]), time.date(b.time[days]), p.base),
      lead = {
        ("The portfolio returned %s, its benchmark %s: %s percentage points %s."):format(percent(total, 2), percent(bench_total, 2),
          format.number(math.abs(total - bench_total) * 100, 2), total >= bench_total and "more" or "less"),
        ("Of the difference, allocation between sectors brought %s, selection within them %s, and both together %s."):format(
          percent(a.total_allocation, 2, true), percent(a.total_selection, 2, true), percent(a.total_interaction, 2, true)),
      },
      footer = ("Time-weighted returns of days, after costs; external flows at the start of their day. Attribution: Brinson-Fachler, linked by %s; residual %.1e."):format(
        p.linking, math.abs(a.residual)),
    }
    out:cards {
      { name = "Value", value = format.money(b.value[days]), detail = p.base },
      { name = "Return (TWR)", value = percent(total, 2), tone = total > 0 and "pos" or "neg", detail = "time-weighted" },
      { name = "Benchmark", value = percent(bench_total, 2) },
      { name = "Difference", value = percent(total - bench_total, 2, true), tone = total > bench_total and "pos" or "neg" },
      { name = "Money-weighted", value = percent(book.mwr(b), 2), detail = "XIRR, of a year" },
    }

    out:section("Performance", "Both start at 100. What was paid in or out is not in it.")
    local function draw(width)
      return chart.line { title = "Growth of 100", desc = "Portfolio and benchmark", width = width, x = "time", x_values = b.time, hover = true,
        series = { { name = "Portfolio", y = growth(b.returns) }, { name = "Benchmark", y = growth(bench), dash = true } } }
    end
    out:figure { wide = draw(880), narrow = draw(400), caption = "Time-weighted, after costs" }
    local rows, month, from = {}, nil, 1
    for d = 1, days + 1 do
      local key = b.time[d] and time.date(b.time[d]):sub(1, 7)
      if month and key ~= month then
        local mine, theirs = {}, {}
        for i = from, d - 1 do mine[#mine + 1], theirs[#theirs + 1] = b.returns[i], bench[i] end
        local x, y = perf.total_return(mine), perf.total_return(theirs)
        rows[#rows + 1] = { month, percent(x, 2), percent(y, 2), signed(x - y) }
        from = d
      end
      month = key
    end
    rows[#rows + 1] = { "All", percent(total, 2), percent(bench_total, 2), signed(total - bench_total) }
    out:table { caption = "Return by month", columns = { "Month", "Portfolio", "Benchmark", "Difference" }, rows = rows }

    out:section("Attribution by sector", "What each decision added to the benchmark's return, linked over all days so that nothing is left over.")
    rows = {}
    for _, g in ipairs(groups) do
      local x, y, z = a.linked_allocation[g], a.linked_selection[g], a.linked_interaction[g]
      local mean_p, mean_b = 0, 0
      for d = 1, days do mean_p, mean_b = mean_p + wp[g][d] / days, mean_b + wb[g][d] / days end
      rows[#rows + 1] = { g, percent(mean_p, 1), percent(mean_b, 1), signed(x), signed(y), signed(z), signed(x + y + z) }
    end
    rows[#rows + 1] = { "All", percent(1, 1), percent(1, 1), signed(a.total_allocation), signed(a.total_selection), signed(a.total_interaction), signed(a.excess) }
    out:table { caption = "Linked effects", columns = { "Sector", { name = "Weight", hint = "mean over all days" }, { name = "Benchmark", hint = "its mean weight" },
      { name = "Allocation", hint = "(wp - wb) (rb - B)" }, { name = "Selection", hint = "wb (rp - rb)" }, { name = "Interaction", hint = "(wp - wb) (rp - rb)" }, "Sum" }, rows = rows }
    local function bars(width)
      local y = { {}, {} }
      for i, g in ipairs(groups) do y[1][i], y[2][i] = a.linked_allocation[g], a.linked_selection[g] + a.linked_interaction[g] end
      return chart.bars { title = "Effects by sector", desc = "Allocation, and selection with interaction", width = width, labels = groups, y_format = "percent",
        series = { { name = "Allocation", y = y[1] }, { name = "Selection and interaction", y = y[2] } } }
    end
    out:figure { wide = bars(880), narrow = bars(400) }

    out:section("Contributors and detractors", "What each position added to the portfolio's return.")
    local function list(caption, first, step)
      return function(part)
        local shown = {}
        for i = 0, math.min(p.top, #symbols) - 1 do
          local s = symbols[first + i * step]
          if s and (step > 0) == (s.value > 0) then
            shown[#shown + 1] = { s.symbol == "Cash" and "Cash, costs, currencies" or s.symbol .. " " .. name(s.symbol), signed(s.value) }
          end
        end
        part:table { caption = caption, columns = { "Position", "Contribution" }, rows = shown }
      end
    end
    out:columns { list("Contributors", 1, 1), list("Detractors", #symbols, -1) }

    out:section("Holdings", ("On %s, largest first."):format(time.date(b.time[days])))
    rows = {}
    for _, h in ipairs(b.holdings) do
      rows[#rows + 1] = { h.symbol, { text = name(h.symbol) }, sector(h.symbol), country(h.symbol), format.number(h.qty), format.number(h.price, 2) .. " " .. h.currency,
        format.money(h.value), percent(h.weight, 1) }
    end
    rows[#rows + 1] = { "Cash", "", "", "", "", "", format.money(b.cash[days]), percent(b.cash[days] / b.value[days], 1) }
    rows[#rows + 1] = { "All", "", "", "", "", "", format.money(b.value[days]), percent(1, 1) }
    out:table { caption = "Positions and cash", columns = { "Symbol", { name = "Name", align = "left" }, { name = "Sector", align = "left" }, { name = "Country", align = "left" },
      "Quantity", "Price", "Value, " .. p.base, "Weight" }, rows = rows }

    out:section("Risk", ("Of daily returns; a year has %d. The risk-free rate is %s."):format(p.periods, percent(p.rf, 2)))
    local annual = years >= 1 and perf.annual_return(b.returns, { periods = p.periods })
    out:facts {
      { "Return of a year", annual and percent(annual, 2) or "not shown for less than a year" },
      { "Volatility", percent(perf.volatility(b.returns, { periods = p.periods }), 2) .. ", benchmark " .. percent(perf.volatility(bench, { periods = p.periods }), 2) },
      { "Sharpe ratio", format.number(perf.sharpe(b.returns, o), 2) .. ", benchmark " .. format.number(perf.sharpe(bench, o), 2) },
      { "Largest fall", percent(perf.max_drawdown(b.returns), 2) .. ", benchmark " .. percent(perf.max_drawdown(bench), 2) },
      { "Tracking error", percent(perf.tracking_error(b.returns, bench, { periods = p.periods }), 2) },
      { "Information ratio", format.number(perf.information_ratio(b.returns, bench, { periods = p.periods }), 2) },
      { "Beta", format.number(perf.beta(b.returns, bench), 2) },
      { "VaR 99 %, one day", percent(risk.var(b.returns, { level = 0.99 }), 2) .. " of value, historical" },
      { "Cash paid in and out", #b.deposits .. " times, " .. format.money(b.value[days] - (function()
        local s = 0
        for _, f in ipairs(b.deposits) do s = s + f.amount end
        return s
      end)()) .. " " .. p.base .. " gained" },
    }
    return out
  end,
}
