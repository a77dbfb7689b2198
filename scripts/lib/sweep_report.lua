-- sweep_report.lua: the page of a sweep, from the document of `finsmart sweep --json` with its curves.
--
-- build(doc) returns HTML. What the sweep did not ask for (walk-forward, cross-validation, ...) is not in the document and
-- not on the page.
local chart, page, format, civil = import "chart", import "page", import "format", import "civil"
local report = {}
local percent, number, finite = format.percent, format.number, format.finite

local WIDE, NARROW = 880, 400
local CELLS_WITH_TEXT = 24

local function both(draw, o, title, caption)
  local wide, narrow = {}, {}
  for k, v in pairs(o) do wide[k], narrow[k] = v, v end
  wide.width, narrow.width = WIDE, NARROW
  return { wide = draw(wide), narrow = draw(narrow), title = title, caption = caption }
end

local function value_text(v)
  return type(v) == "number" and ("%.10g"):format(v) or tostring(v)
end

-- "fast 20, slow 100"
local function set_text(doc, params)
  local parts = {}
  for i, axis in ipairs(doc.space.params) do
    if params[axis.name] ~= nil then parts[#parts + 1] = axis.name .. " " .. value_text(params[axis.name]) end
  end
  return #parts > 0 and table.concat(parts, ", ") or "no parameters"
end

local function curve(c)
  local times = {}
  for i = 1, #c.time do times[i] = civil.parse(c.time[i]) end
  return times, c.value
end

local function toned(x, text)
  return { text = text, tone = finite(x) and x ~= 0 and (x > 0 and "pos" or "neg") or nil }
end

local function key_figures(p, doc)
  local best, over = doc.top[1], doc.overfitting
  local m = best.metrics
  local cards = {
    { name = "Best set", value = set_text(doc, best.params), detail = doc.objective .. " " .. number(best.objective) },
    { name = "Sharpe ratio", value = number(m.sharpe, 2), detail = "in sample" },
    { name = "Return per year", value = percent(m.cagr, nil, true), detail = "in sample" },
    { name = "Worst fall", value = percent(m.max_drawdown), detail = "in sample" },
    { name = "Deflated Sharpe", value = number(over.deflated_sharpe.value, 3), detail = "probability of skill after " .. number(over.deflated_sharpe.trials) .. " tries" },
    { name = "Overfitting", value = percent(over.pbo.value, 0), detail = "probability (PBO)" },
  }
  if doc.walk_forward then
    cards[#cards + 1] = { name = "Out of sample", value = percent(doc.walk_forward.test_cagr, nil, true), detail = "a year, walk-forward" }
  end
  if doc.permutations then
    cards[#cards + 1] = { name = "p-value", value = number(doc.permutations.p_value, 4), detail = number(doc.permutations.count) .. " permutations" }
  end
  p:cards(cards)
end

local function best_section(p, doc)
  p:section("The best sets", "By " .. doc.objective .. ". Nearby is the mean over the set and those one step away on one parameter: a best set whose neighbours are poor is a stroke of luck.")
  local columns, rows = { "Rank" }, {}
  for _, axis in ipairs(doc.space.params) do columns[#columns + 1] = axis.name end
  for _, name in ipairs { "Objective", "Nearby", "Total return", "Per year", "Sharpe", "Worst fall", "Trades" } do columns[#columns + 1] = name end
  for i, best in ipairs(doc.top) do
    local row = { tostring(best.rank) }
    for _, axis in ipairs(doc.space.params) do row[#row + 1] = value_text(best.params[axis.name]) end
    local m = best.metrics
    for _, cell in ipairs { number(best.objective, 4), number(best.neighbourhood_mean, 4), toned(m.total_return, percent(m.total_return, nil, true)),
      toned(m.cagr, percent(m.cagr, nil, true)), number(m.sharpe, 3), percent(m.max_drawdown), number(m.trades) } do row[#row + 1] = cell end
    rows[i] = row
  end
  p:table { caption = "Best sets", columns = columns, rows = rows }
  if doc.equity and #doc.equity.value > 1 then
    local x, y = curve(doc.equity)
    p:figure(both(chart.line, { title = "Value of the account with the best set", desc = "In sample.", x = "time", series = { { name = "best set", x = x, y = y } },
      y_format = "money", height = 280 }, "Value of the account with the best set", "In sample: this is the data that the set was chosen on."))
  end
end

local function heat_section(p, doc)
  local heat = doc.heat_map
  if not heat then return end
  p:section("Sensitivity", ("Mean objective by %s (down) and %s (across), over all other parameters. A plateau is worth more than a peak."):format(heat.rows, heat.columns))
  local rows, columns = {}, {}
  for i, v in ipairs(heat.row_values) do rows[i] = value_text(v) end
  local every = math.ceil(#heat.column_values / CELLS_WITH_TEXT)
  for i, v in ipairs(heat.column_values) do columns[i] = (i - 1) % every == 0 and value_text(v) or "" end
  local shown = #columns <= CELLS_WITH_TEXT
  local function hint(r, c, v) return ("%s %s, %s %s: %s"):format(heat.rows, rows[r], heat.columns, value_text(heat.column_values[c]), number(v)) end
  p:figure(both(chart.heatmap, { title = "Sensitivity", rows = rows, columns = columns, values = heat.mean, hint = hint,
    text = function(v, room) return shown and room > 34 and number(v, 2) or "" end, cell_height = #rows > 40 and 14 or nil }))
end

local function overfitting_section(p, doc)
  local d, pbo = doc.overfitting.deflated_sharpe, doc.overfitting.pbo
  p:section("How much of it is choice", "The best of many tries looks good even where none has skill.")
  p:facts {
    { "Probabilistic Sharpe ratio", number(d.probabilistic_sharpe, 4) .. ": the probability that the true ratio is above 0, were this the only try" },
    { "Deflated Sharpe ratio", number(d.value, 4) .. ": the same against the best to expect of " .. number(d.trials) .. " independent tries without skill" },
    { "Probability of overfitting", percent(pbo.value) .. ": the share of " .. number(pbo.combinations) .. " splits of the data in which the best set of one half is in the lower half on the other" },
    { "Probability of loss", percent(pbo.probability_of_loss) .. ": the share of those splits in which it loses on the other half" },
  }
  local q = doc.permutations
  if not q then return end
  local values = {}
  for i = 1, q.count do values[#values + 1] = q.best_objectives[i] end
  p:figure(both(chart.histogram, { title = "Best objectives of permuted bars", y = values, height = 220 }, "Permuted bars",
    ("The best objective of each of %s permutations of the bars (seed %s). The real one is %s; p = %s."):format(number(q.count), value_text(q.seed),
      number(doc.top[1].objective), number(q.p_value, 4))))
end

local function walk_section(p, doc)
  local walk = doc.walk_forward
  if not walk then return end
  p:section("Walk-forward", "Parameters are chosen on each training window and tried on the bars that follow it (" .. walk.spec .. ").")
  p:facts {
    { "Out of sample", ("%s in total, %s a year, Sharpe ratio %s, worst fall %s"):format(percent(walk.test_return, nil, true), percent(walk.test_cagr, nil, true),
      number(walk.test_sharpe, 2), percent(walk.test_max_drawdown)) },
    { "Efficiency", number(walk.efficiency, 3) .. ": return a year out of sample, by the mean in sample" },
  }
  if #walk.equity.value > 1 then
    local x, y = curve(walk.equity)
    p:figure(both(chart.line, { title = "Out-of-sample value of the account", desc = "The tests one after another.", x = "time",
      series = { { name = "out of sample", x = x, y = y } }, y_format = "money", height = 280 }, "Out-of-sample value of the account", "The tests one after another; each begins without positions."))
  end
  local labels, train, test, rows = {}, {}, {}, {}
  for i, fold in ipairs(walk.folds) do
    labels[i], train[i], test[i] = tostring(fold.fold), fold.train_objective or 0 / 0, fold.test_objective or 0 / 0
    local m = fold.test_metrics or {}
    rows[i] = { tostring(fold.fold), fold.test.from and fold.test.from:sub(1, 10) or "", fold.test.to and fold.test.to:sub(1, 10) or "",
      fold.params and set_text(doc, fold.params) or format.dash, number(fold.train_objective, 3), number(fold.test_objective, 3),
      toned(m.total_return, percent(m.total_return, nil, true)), percent(m.max_drawdown) }
  end
  p:figure(both(chart.bars, { title = "Objective in and out of sample", labels = labels, series = { { name = "in sample", y = train }, { name = "out of sample", y = test } },
    height = 240 }, "Objective in and out of sample", "By fold."))
  p:table { caption = "Folds", columns = { "Fold", { name = "Test from", align = "left" }, { name = "to", align = "left" }, { name = "Chosen", align = "left" },
    "Train", "Test", "Return", "Worst fall" }, rows = rows }
end

local function cpcv_section(p, doc)
  local c = doc.cpcv
  if not c then return end
  local values, rows = {}, {}
  for i, path in ipairs(c.paths) do
    values[#values + 1] = path.sharpe
    rows[i] = { tostring(i), number(path.sharpe, 3), toned(path.total_return, percent(path.total_return, nil, true)) }
  end
  p:section("Cross-validation", ("Combinatorial purged cross-validation (%s): %d splits make %d histories out of sample."):format(c.spec, #c.splits, #c.paths))
  if #values > 9 then p:figure(both(chart.histogram, { title = "Sharpe ratios of the histories", y = values, height = 220 }, "Sharpe ratios of the histories")) end
  p:table { caption = "Histories", columns = { "History", "Sharpe", "Total return" }, rows = rows }
end

local function monte_carlo_section(p, doc)
  local mc = doc.monte_carlo
  if not mc then return end
  p:section("Trades drawn anew", ("%s draws of the best set's %s closed trades, seed %s."):format(number(mc.samples), number(mc.trades), value_text(mc.seed)))
  local columns, rows = { "Percentile" }, { { "Final equity" }, { "Worst fall" }, { "Worst fall, only reordered" } }
  for i, level in ipairs(mc.levels) do
    columns[i + 1] = ("%g"):format(level * 100)
    rows[1][i + 1] = format.money(mc.bootstrap_final_equity[i])
    rows[2][i + 1] = percent(mc.bootstrap_max_drawdown[i])
    rows[3][i + 1] = percent(mc.shuffle_max_drawdown[i])
  end
  p:table { caption = "Percentiles", columns = columns, rows = rows }
  p:facts { { "Ends below the starting cash", percent(mc.probability_of_loss) }, { "Falls to zero on the way", percent(mc.probability_of_ruin) } }
end

local function about_section(p, doc)
  local c, s, d = doc.counts, doc.script, doc.data
  p:section("About this sweep", "Equal hashes mean equal inputs and equal decisions, to the last bit, for any number of workers.")
  local facts = {
    { "Strategy", s.name .. (s.version and s.version ~= "" and " " .. s.version or "") },
    { "Written in", page.code(s.path) },
    { "Hash of the strategy", page.code(s.hash) },
    { "Data", d.dataset .. (d.from and (", " .. d.from:sub(1, 10) .. " to " .. d.to:sub(1, 10)) or "") .. ", " .. number(d.bars) .. " bars" },
    { "Hash of the data", page.code(d.hash) },
    { "Sets", ("%s by %s: %s done, %s excluded, %s refused, %s failed"):format(number(c.sets), doc.space.method, number(c.done), number(c.excluded), number(c.refused), number(c.failed)) },
  }
  for _, axis in ipairs(doc.space.params) do
    local text
    if axis.values then
      local parts = {}
      for i, v in ipairs(axis.values) do parts[i] = value_text(v) end
      text = table.concat(parts, ", ", 1, math.min(#parts, 40))
    else
      text = value_text(axis.from) .. " to " .. value_text(axis.to) .. (axis.step and " by " .. value_text(axis.step) or "")
    end
    facts[#facts + 1] = { "Parameter " .. axis.name, text }
  end
  for _, text in ipairs(doc.constraints) do facts[#facts + 1] = { "Constraint", page.code(text) } end
  facts[#facts + 1] = { "Journal hash", page.code(doc.journal_hash) }
  facts[#facts + 1] = { "FinanceSmart", doc.run.version }
  p:facts(facts)
end

function report.build(doc)
  local best = doc.top[1]
  local lead = { best and ("The best of %s sets by %s is %s, with %s."):format(number(doc.counts.sets), doc.objective, set_text(doc, best.params), number(best.objective))
    or "No set has an objective." }
  local p = page.new { title = doc.script.name, kind = "Parameter sweep on " .. doc.data.dataset, lead = lead,
    footer = "A sweep shows which parameters would have done best with past prices. The more sets are tried, the more of the best one's result is choice." }
  if best then
    key_figures(p, doc)
    best_section(p, doc)
    heat_section(p, doc)
    overfitting_section(p, doc)
    walk_section(p, doc)
    cpcv_section(p, doc)
    monte_carlo_section(p, doc)
  end
  about_section(p, doc)
  return p:html()
end

return report
