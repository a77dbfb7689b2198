-- risk.lua: how much the positions may lose: VaR and ES by method and their parts, stress, a backtest, limits; in one currency.
--
--   finsmart run scripts/reports/risk.lua --html risk.html
local page, format, book = import "page", import "format", import "book"
local percent, money = format.percent, format.money

local METHODS = { "historical", "gaussian", "cornish_fisher", "ewma", "garch", "filtered_historical", "monte_carlo" }
local WORDS = { historical = "Historical", gaussian = "Gaussian", cornish_fisher = "Cornish-Fisher", ewma = "EWMA (RiskMetrics)", garch = "GARCH(1,1)",
  filtered_historical = "Filtered historical", monte_carlo = "Monte Carlo, Student t" }

-- A figure, or the reason why there is none.
local function try(f, ...)
  local ok, value = pcall(f, ...)
  return ok and value or nil, not ok and tostring(value) or nil
end

local function loss(x) return { text = money(x), tone = x < 0 and "neg" or x > 0 and "pos" or nil } end

return report {
  name = "risk", version = "1.0.0", api = 1,
  description = "VaR and expected shortfall of positions by several methods, their parts, stress, a backtest and the use of limits.",
  params = {
    positions = { "book_positions", doc = "dataset with symbol and qty" },
    prices = { "book_prices", doc = "dataset of closing prices by symbol, in their own currency" },
    fx = { "book_fx", doc = "dataset of rates by currency, in base currency for one unit" },
    classification = { "book_classification", doc = "dataset with symbol, name, sector, country, currency" },
    limits = { "book_limits", doc = "dataset with limit (var_99, es_975, position, sector, currency, cash) and value, shares of the portfolio" },
    base = { "USD", doc = "currency of all figures" },
    cash = { 115000, min = 0, max = 1e15, doc = "cash beside the positions, in base currency" },
    level = { 0.99, min = 0.5, max = 0.9999, doc = "confidence of VaR" },
    es_level = { 0.975, min = 0.5, max = 0.9999, doc = "confidence of ES" },
    horizon = { 1, min = 1, max = 250, doc = "days, by the square root of time" },
    window = { 125, min = 20, max = 5000, doc = "days from which VaR is estimated in the backtest" },
    seed = { 1, min = 0, max = 1e9, doc = "of Monte Carlo" },
  },
  run = function(p)
    local positions, classes = data.load(p.positions), data.load(p.classification)
    local name, sector = book.classifier(classes, "name"), book.classifier(classes, "sector")
    local currency = book.classifier(classes, "currency")
    local symbols, qty = {}, {}
    for i = 1, #positions do
      local s = positions.symbol[i]
      if qty[s] then error(("positions row %d: %s stands above already; expected one row for each symbol"):format(i, s), 0) end
      symbols[i], qty[s] = s, positions.qty[i]
    end
    table.sort(symbols)
    local prices, days = book.base_prices(data.load(p.prices), data.load(p.fx), p.base, currency, symbols)
    local n = #days
    if n < 60 then error(("there are %d days with all prices; expected at least 60"):format(n), 0) end

    -- Returns of each position in base currency, and what today's positions would have earned with them.
    local returns, value, total = {}, {}, p.cash
    for _, s in ipairs(symbols) do
      returns[s] = {}
      for d = 2, n do returns[s][d - 1] = prices[s][d] / prices[s][d - 1] - 1 end
      value[s] = qty[s] * prices[s][n]
      total = total + value[s]
    end
    local pnl = {}
    for d = 1, n - 1 do
      pnl[d] = 0
      for _, s in ipairs(symbols) do pnl[d] = pnl[d] + value[s] * returns[s][d] end
      pnl[d] = pnl[d] / total
    end

    local function options(method, level)
      return { method = method, level = level, horizon = p.horizon, distribution = method == "monte_carlo" and "t" or nil, seed = p.seed }
    end
    local var = risk.var(pnl, options("historical", p.level))
    local es = risk.es(pnl, options("historical", p.es_level))
    local parts_es = select(2, risk.portfolio_es(returns, value, { level = p.es_level, horizon = p.horizon }))
    local parts_var = select(2, risk.portfolio_var(returns, value, { level = p.level, horizon = p.horizon, method = "gaussian" }))

    local out = page.new {
      title = "Risk report", kind = ("%s, in %s"):format(time.date(days[n]), p.base),
      lead = {
        ("On %s of 100 days the portfolio of %s %s loses less than %s (%s)."):format(format.number(p.level * 100), money(total), p.base, money(var * total), percent(var, 2)),
        ("On the worst %s of days it loses %s on average (%s). From %d days of prices; positions are today's."):format(percent(1 - p.es_level), money(es * total), percent(es, 2), n - 1),
      },
      footer = ("Losses are positive. Horizon: %d day%s, scaled with the square root of time. Historical quantiles of R's type 7; divisor n - 1. Monte Carlo: seed %d."):format(
        p.horizon, p.horizon == 1 and "" or "s", p.seed),
    }
    out:cards {
      { name = "Value", value = money(total), detail = p.base .. ", cash " .. money(p.cash) },
      { name = "VaR " .. percent(p.level), value = money(var * total), detail = percent(var, 2) .. " of value" },
      { name = "ES " .. percent(p.es_level), value = money(es * total), detail = percent(es, 2) .. " of value" },
      { name = "Volatility of a year", value = percent(perf.volatility(pnl), 1) },
    }

    out:section("VaR and expected shortfall by method", "The same returns, seven ways of looking at them. Where they differ much, the tail is uncertain.")
    local rows = {}
    for _, method in ipairs(METHODS) do
      local v, why = try(risk.var, pnl, options(method, p.level))
      local e = try(risk.es, pnl, options(method, p.es_level))
      rows[#rows + 1] = { { text = WORDS[method] }, v and money(v * total) or format.dash, v and percent(v, 2) or format.dash, e and money(e * total) or format.dash,
        e and percent(e, 2) or format.dash }
      if why then out:note(WORDS[method] .. ": " .. why, "warning") end
    end
    out:table { caption = "Loss over the horizon", columns = { "Method", { name = "VaR " .. percent(p.level) }, "of value", { name = "ES " .. percent(p.es_level) }, "of value" }, rows = rows }
    local function draw(width)
      return chart.histogram { title = "Daily results", desc = "How often today's positions would have earned what", y = pnl, bins = 40, normal = true, x_format = "percent", width = width }
    end
    out:figure { wide = draw(880), narrow = draw(400), caption = "Daily result of today's positions over the past, with the normal curve of the same mean and deviation" }

    out:section("Parts", "Components sum to the whole; marginal is what one more unit of value adds; incremental is what leaving the position out would take away.")
    rows = {}
    local order = {}
    for i, s in ipairs(symbols) do order[i] = s end
    table.sort(order, function(x, y) return parts_es.component[x] > parts_es.component[y] end)
    for _, s in ipairs(order) do
      rows[#rows + 1] = { s, { text = name(s) }, money(value[s]), money(parts_es.component[s], 0), percent(parts_es.component[s] / parts_es.value, 1), money(parts_es.incremental[s], 0),
        money(parts_var.component[s], 0), percent(parts_var.marginal[s], 2) }
    end
    rows[#rows + 1] = { "All", "", money(total - p.cash), money(parts_es.value, 0), percent(1, 1), "", money(parts_var.value, 0), "" }
    out:table { caption = "By position", columns = { "Symbol", { name = "Name", align = "left" }, "Value", { name = "ES component", hint = "historical" }, "Share",
      { name = "ES incremental" }, { name = "VaR component", hint = "Gaussian" }, { name = "VaR marginal", hint = "Gaussian, of one unit" } }, rows = rows }

    out:section("Stress", "What today's positions would lose. Historical windows come from the prices; the others move groups of positions at once.")
    rows = {}
    local function window(length)
      local worst, at = math.huge, 1
      for d = 1, n - length do
        local sum = 0
        for _, s in ipairs(symbols) do sum = sum + value[s] * (prices[s][d + length] / prices[s][d] - 1) end
        if sum < worst then worst, at = sum, d end
      end
      rows[#rows + 1] = { ("Worst %d day%s, from %s"):format(length, length == 1 and "" or "s", time.date(days[at])), loss(worst), percent(worst / total, 2) }
    end
    for _, length in ipairs { 1, 5, 20 } do
      if n > length + 1 then window(length) end
    end
    local function shock(text, size, chosen)
      local sum = 0
      for _, s in ipairs(symbols) do
        if chosen(s) then sum = sum + size * value[s] end
      end
      rows[#rows + 1] = { text, loss(sum), percent(sum / total, 2) }
    end
    shock("All shares fall by 20 %", -0.2, function() return true end)
    local groups, seen = {}, {}
    for _, s in ipairs(symbols) do
      for _, key in ipairs { "sector:" .. sector(s), "currency:" .. currency(s) } do
        if not seen[key] and key ~= "currency:" .. p.base then
          seen[key] = true
          groups[#groups + 1] = key
        end
      end
    end
    table.sort(groups)
    for _, key in ipairs(groups) do
      local kind, which = key:match "^(%w+):(.+)$"
      shock(kind == "sector" and which .. " falls by 25 %" or which .. " falls by 10 % against " .. p.base, kind == "sector" and -0.25 or -0.1,
        function(s) return (kind == "sector" and sector(s) or currency(s)) == which end)
    end
    local crash = select(2, risk.correlation_stress((stats.covariance(returns)).covariance, value, nil, { share = 0.5, correlation = 1, level = p.level }))
    rows[#rows + 1] = { ("VaR %s with correlations half way to 1"):format(percent(p.level)), loss(-crash.value), percent(-crash.value / total, 2) }
    out:table { caption = "Scenarios", columns = { "Scenario", "Result, " .. p.base, "of value" }, rows = rows }

    if n - 1 > p.window + 20 then
      out:section("Backtest", ("Each day's loss beside the VaR estimated from the %d days before it. A good VaR is passed on %s of days."):format(p.window, percent(1 - p.level)))
      local rolling = risk.var(pnl, { level = p.level, window = p.window })
      local told, result, dates = {}, {}, {}
      for d = p.window + 1, n - 1 do
        told[#told + 1], result[#result + 1], dates[#dates + 1] = rolling[d - 1], pnl[d], days[d + 1]
      end
      local count, hits = risk.exceedances(result, told)
      local kupiec = select(2, risk.kupiec { observations = #result, exceedances = count, level = p.level })
      local zone, basel = risk.basel_zone { observations = #result, exceedances = count, level = p.level }
      out:cards {
        { name = "Days with a loss above VaR", value = tostring(count), detail = ("of %d; expected %s"):format(#result, format.number(#result * (1 - p.level), 1)) },
        { name = "Kupiec's test", value = kupiec.rejected == 1 and "rejected" or "not rejected", tone = kupiec.rejected == 1 and "neg" or "pos",
          detail = ("p-value %s; %d to %d are accepted"):format(format.number(kupiec.p_value, 3), kupiec.accept_low, kupiec.accept_high) },
        { name = "Basel zone", value = ({ [0] = "green", "yellow", "red" })[zone], tone = zone == 0 and "pos" or "neg",
          detail = ("yellow from %d, red from %d"):format(basel.yellow_from, basel.red_from) },
      }
      local negative = {}
      for i = 1, #told do negative[i] = -told[i] end
      local function lines(width)
        return chart.line { title = "Results and VaR", desc = "Daily result beside minus VaR", width = width, x = "time", x_values = dates, y_format = "percent", hover = true,
          series = { { name = "Result", y = result }, { name = "VaR", y = negative, dash = true } } }
      end
      out:figure { wide = lines(880), narrow = lines(400), caption = "Losses below the dashed line were larger than VaR" }
      if count > 0 then
        rows = {}
        for i = 1, #result do
          if hits.hits[i] == 1 then rows[#rows + 1] = { time.date(dates[i]), percent(result[i], 2), percent(told[i], 2), money(-result[i] * total) } end
        end
        out:table { caption = "Days above VaR", columns = { "Day", "Result", "VaR", "Loss, " .. p.base }, rows = rows }
      end
    else
      out:note(("The backtest needs more than %d days; there are %d."):format(p.window + 20, n - 1), "warning")
    end

    out:section("Limits", "Shares of the portfolio's value. What is at 100 % or more is a breach.")
    local limits, used = data.load(p.limits), {}
    local function largest(of)
      local sums, top, at = {}, 0, ""
      for _, s in ipairs(symbols) do
        sums[of(s)] = (sums[of(s)] or 0) + value[s] / total
        if sums[of(s)] > top then top, at = sums[of(s)], of(s) end
      end
      return top, at
    end
    local position, position_at = largest(function(s) return s end)
    local sector_share, sector_at = largest(sector)
    local currency_share, currency_at = largest(currency)
    used.var_99 = { risk.var(pnl, { level = 0.99, horizon = 1 }), "VaR 99 %, one day" }
    used.es_975 = { risk.es(pnl, { level = 0.975, horizon = 1 }), "ES 97.5 %, one day" }
    used.position = { position, "Largest position, " .. position_at }
    used.sector = { sector_share, "Largest sector, " .. sector_at }
    used.currency = { currency_share, "Largest currency, " .. currency_at }
    used.cash = { p.cash / total, "Cash" }
    rows = {}
    for i = 1, #limits do
      local u = used[limits.limit[i]]
      if not u then
        error(("limits row %d: '%s' is no limit that this report knows; expected var_99, es_975, position, sector, currency or cash"):format(i, tostring(limits.limit[i])), 0)
      end
      local share = u[1] / limits.value[i]
      rows[#rows + 1] = { u[2], percent(u[1], 2), percent(limits.value[i], 2), { text = percent(share, 0), tone = share >= 1 and "neg" or nil },
        { text = share >= 1 and "breach" or share >= 0.9 and "near" or "within", tone = share >= 1 and "neg" or "pos" } }
    end
    out:table { caption = "Use of limits", columns = { "Limit", "Now", "Limit", "Used", "State" }, rows = rows }
    return out
  end,
}
