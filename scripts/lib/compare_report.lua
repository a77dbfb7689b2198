-- compare_report.lua: the page that shows several backtests side by side (compare.lua).
local chart, page, format, sheet = import "chart", import "page", import "format", import "backtest_sheet"
local compare = import "compare"
local report = {}
local percent = format.percent

local function class_of(k) return "c" .. (k - 1) % 6 + 1 end

-- Values rebased to begin at 1, and falls from their highest point.
local function curves(found)
  local list = {}
  for k, run in ipairs(found.runs) do
    if #run.seconds > 1 then
      local equity, first = run.sheet.series.equity, run.sheet.series.equity[1]
      local x, y = chart.thin(run.seconds, equity, 3000)
      local value = {}
      for i = 1, #y do value[i] = first > 0 and tonumber(string.format("%.7g", y[i] / first)) or 0 / 0 end
      list[#list + 1] = { name = run.label, class = class_of(k), time = x, value = value }
    end
  end
  return list
end

local function values_section(p, found)
  local list = curves(found)
  if #list == 0 then return end
  p:section("Values and falls", "What each run made of the same sum, and how far it stood below its highest point.")
  local gains = {}
  for k, s in ipairs(list) do
    local y = {}
    for i = 1, #s.value do y[i] = s.value[i] - 1 end
    gains[k] = { name = s.name, class = s.class, x = s.time, y = y }
  end
  local falls = {}
  for k, s in ipairs(list) do
    local y, peak = {}, 0
    for i = 1, #s.value do
      peak = math.max(peak, s.value[i])
      y[i] = peak > 0 and s.value[i] / peak - 1 or 0 / 0
    end
    falls[k] = { name = s.name, class = s.class, x = s.time, y = y }
  end
  local function draw(title, series, height)
    local function at(width) return chart.line { title = title, x = "time", series = series, y_format = "percent", zero = true, width = width, height = height, hover = 60 } end
    return { wide = at(880), narrow = at(400) }
  end
  p:explore({ title = "Values of the runs and their falls from the highest point", series = list, format = "percent", scale = "percent",
    caption = "Drag over a part of the time to look into it: changes are counted from its left edge." }, function(q)
    q:figure(draw("Change since the start", gains, 320))
    q:figure(draw("Drawdowns", falls, 200))
  end)
end

local function cell(word, v, base, first)
  local text = sheet.text(word.kind, v)
  if first or not format.finite(v) or not format.finite(base) or v == base then return { text = text, sort = v } end
  local d = v - base
  local less = (word.kind == "percent" or word.kind == "signed") and percent(d, 2, true) or (d > 0 and "+" or "") .. sheet.text(word.kind, d)
  return { text = page.raw(page.inline(text) .. ' <small>' .. page.inline(less) .. "</small>"), sort = v }
end

local function table_of(found, keep)
  local columns, rows = { "" }, {}
  for k, run in ipairs(found.runs) do columns[k + 1] = run.label end
  for _, f in ipairs(found.figures) do
    if keep(f) then
      local row = { { text = f.word.name, hint = f.word.definition } }
      for k, v in ipairs(f.values) do row[k + 1] = cell(f.word, v, f.values[1], k == 1) end
      rows[#rows + 1] = row
    end
  end
  return columns, rows
end

local function figures_section(p, found)
  p:section("Figures", "Beside each figure is the difference from the first run. Point at a name for its definition.")
  local columns, rows = table_of(found, function(f) return compare.KEY[f.member .. "." .. f.key] end)
  p:table { label = "Key figures", class = "compared", columns = columns, rows = rows }
  p:details("All figures", function(q)
    local groups, seen = {}, {}
    for _, f in ipairs(found.figures) do if not seen[f.group] then seen[f.group] = true; groups[#groups + 1] = f.group end end
    for _, group in ipairs(groups) do
      local names, some = table_of(found, function(f) return f.group == group end)
      q:table { caption = group, class = "compared", columns = names, rows = some }
    end
  end)
end

local function differs_section(p, found)
  p:section("What differs", #found.differs == 0 and "Nothing: the runs have the same strategy, parameters, data and costs." or "Settings that are not the same in all runs.")
  for _, note in ipairs(found.notes) do p:note("Compare with care: " .. note .. ".", "warning") end
  if #found.differs == 0 then return end
  local columns, rows = { "" }, {}
  for k, run in ipairs(found.runs) do columns[k + 1] = run.label end
  for i, d in ipairs(found.differs) do
    rows[i] = { d.name }
    for k, v in ipairs(d.values) do rows[i][k + 1] = d.name:find("hash") and page.code(v:sub(1, 12)) or v end
  end
  p:table { label = "What differs", class = "compared", columns = columns, rows = rows }
end

local function correlation_section(p, found)
  local c = found.correlation
  if c.returns < 3 then return end
  local labels = {}
  for k, run in ipairs(found.runs) do labels[k] = run.label end
  p:section("Correlation of returns", string.format("Of the %s returns between the times that all runs have.", format.number(c.returns)))
  local rows = {}
  for a, label in ipairs(labels) do
    rows[a] = { label }
    for b = 1, #labels do rows[a][b + 1] = format.number(c.matrix[a][b], 2) end
  end
  p:table { label = "Correlation", class = "compared", columns = { "", unpack(labels) }, rows = rows }
end

local function years_section(p, found)
  local by, first, last = {}, math.huge, -math.huge
  for k, run in ipairs(found.runs) do
    by[k] = {}
    for _, y in ipairs(type(run.sheet.years) == "table" and run.sheet.years or {}) do
      if type(y) == "table" and type(y.year) == "number" and y.year == math.floor(y.year) and math.abs(y.year) < 1e5 and type(y["return"]) == "number" then
        by[k][y.year] = y["return"]
        first, last = math.min(first, y.year), math.max(last, y.year)
      end
    end
  end
  if last < first or last - first > 1000 then return end
  local columns, rows = { "Year" }, {}
  for k, run in ipairs(found.runs) do columns[k + 1] = run.label end
  for year = first, last do
    local row = { tostring(year) }
    for k = 1, #found.runs do
      local v = by[k][year] or 0 / 0
      row[k + 1] = { text = percent(v, 2, true), tone = format.finite(v) and v ~= 0 and (v > 0 and "pos" or "neg") or nil, sort = v }
    end
    rows[#rows + 1] = row
  end
  p:section("Year by year", "Returns of calendar years.")
  p:table { label = "Returns of years", class = "sortable compared", columns = columns, rows = rows }
end

local function lead_of(found)
  local best, top
  for _, f in ipairs(found.figures) do
    if f.member == "figures" and f.key == "sharpe" then
      for k, v in ipairs(f.values) do if format.finite(v) and (not top or v > top) then best, top = k, v end end
    end
  end
  local names = {}
  for k, run in ipairs(found.runs) do names[k] = run.label end
  return { table.concat(names, ", ", 1, #names - 1) .. " and " .. names[#names] .. ".",
    best and string.format("The highest Sharpe ratio is %s, of %s. The best of several runs looks better than it will do: some of it is luck.", format.number(top, 2), names[best]) or nil }
end

-- Builds the page.
function report.build(found)
  local p = page.new { title = string.format("%d backtests side by side", #found.runs), kind = "Comparison", lead = lead_of(found), sha256 = found.sha256,
    footer = "A backtest shows what rules would have done with past prices. It is no promise." }
  values_section(p, found)
  figures_section(p, found)
  differs_section(p, found)
  correlation_section(p, found)
  years_section(p, found)
  return p:html()
end

return report
