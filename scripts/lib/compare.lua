-- compare.lua: several backtests side by side, from their tear sheets (tearsheet.lua).
--
-- build(runs) takes a list of { path, document }, where a document is a tear sheet or has one, and gives
--   runs { label, path, sheet, seconds }   differs { name, values }   figures { member, key, word, values }
--   correlation { times, matrix }          notes (sentences)
-- or nil and what is wrong with which file. Differences are from the first run.
local civil, format, json, words = import "civil", import "format", import "json", import "tearsheet_words"
local compare = {}
local NAN = 0 / 0

local function table_of(v) return type(v) == "table" and v or {} end

-- Times of the years 1 to 9999, in seconds.
local FIRST, LAST = -62135596800, 253402300799

-- A number, or NaN for anything else.
local function number(v) return type(v) == "number" and v or NAN end

local function check_series(series)
  local time, equity = series.time, series.equity
  if type(time) ~= "table" or type(equity) ~= "table" then return "series.time and series.equity are not lists" end
  if #time ~= #equity then return string.format("series.time has %d entries, series.equity %d; expected the same", #time, #equity) end
  local seconds = {}
  for i = 1, #time do
    local t = type(time[i]) == "string" and civil.parse(time[i])
    if not t or not (t >= FIRST and t <= LAST) then return string.format("series.time[%d] is no time; expected one like 2000-01-31T00:00:00Z", i) end
    if i > 1 and t <= seconds[i - 1] then return string.format("series.time[%d] is not after the one before", i) end
    if type(equity[i]) ~= "number" then return string.format("series.equity[%d] is a %s; expected a number", i, type(equity[i])) end
    seconds[i] = t
  end
  return nil, seconds
end

-- One run, or nil and what is wrong.
local function read(given)
  local sheet = given.document.tearsheet or given.document
  local function wrong(text) return nil, string.format("%s: %s (a run is a folder of backtest --out, or what --json prints)", given.path, text) end
  if type(sheet) ~= "table" or type(sheet.run) ~= "table" or type(sheet.conventions) ~= "table" then
    return wrong("has no tear sheet: fields 'run' and 'conventions' are missing")
  end
  if sheet.version ~= 1 then return wrong("its tear sheet is of version " .. tostring(sheet.version) .. "; expected 1") end
  local run = { path = given.path, sheet = sheet, seconds = {} }
  if sheet.series ~= nil then
    if type(sheet.series) ~= "table" then return wrong("series is a " .. type(sheet.series) .. "; expected an object") end
    local problem, seconds = check_series(sheet.series)
    if problem then return wrong(problem) end
    run.seconds = seconds
  end
  return run
end

local function shown(v)
  if v == nil or v ~= v then return format.dash end
  if type(v) == "number" then return json.number(v) end
  if type(v) == "table" then
    local parts = {}
    for i = 1, #v do parts[i] = shown(v[i]) end
    return table.concat(parts, ", ")
  end
  return tostring(v)
end

-- The settings of a run, by the names under which they are compared.
local function settings(sheet)
  local out, run, c = {}, sheet.run, sheet.conventions
  local function put(prefix, t) for key, v in pairs(table_of(t)) do out[prefix .. key] = shown(v) end end
  put("param ", run.params)
  put("", run.options)
  local script, data = table_of(run.script), table_of(run.data)
  out.strategy, out.version, out["strategy hash"] = shown(script.name), shown(script.version), shown(script.hash)
  for _, key in ipairs { "dataset", "hash", "symbols", "from", "to", "bars" } do out["data " .. key] = shown(data[key]) end
  out.cash, out.benchmark, out["risk-free rate"] = shown(run.cash), shown(run.benchmark), shown(c.risk_free)
  out["periods per year"], out["returns of"] = shown(c.periods_per_year), shown(c.sample)
  return out
end

local function differences(runs)
  local all, names, seen, out = {}, {}, {}, json.list()
  for k, run in ipairs(runs) do
    all[k] = settings(run.sheet)
    for name in pairs(all[k]) do
      if not seen[name] then seen[name] = true; names[#names + 1] = name end
    end
  end
  table.sort(names)
  for _, name in ipairs(names) do
    local values, same = {}, true
    for k = 1, #runs do
      values[k] = all[k][name] or format.dash
      same = same and values[k] == values[1]
    end
    if not same then out[#out + 1] = { name = name, values = values } end
  end
  return out
end

-- What each run is called: its strategy and the parameters that differ, or where that is not enough its path.
local function label(runs, differs)
  local used, twice = {}, false
  for k, run in ipairs(runs) do
    local parts = {}
    for _, d in ipairs(differs) do
      local name = d.name:match("^param (.*)$")
      if name and d.values[k] ~= format.dash then parts[#parts + 1] = name .. "=" .. d.values[k] end
    end
    run.label = shown(table_of(run.sheet.run.script).name) .. (#parts > 0 and #parts <= 3 and " " .. table.concat(parts, " ") or "")
    twice = twice or used[run.label]
    used[run.label] = true
  end
  if twice then for _, run in ipairs(runs) do run.label = run.path:gsub("/+$", ""):match("[^/]*$") end end
  used = {}
  for k, run in ipairs(runs) do
    if used[run.label] then run.label = run.label .. " (" .. k .. ")" end
    used[run.label] = true
  end
end

local function figures(runs)
  local out = json.list()
  for _, part in ipairs(words.parts) do
    for _, group in ipairs(part) do
      for i = 2, #group do
        local values, any = {}, false
        for k, run in ipairs(runs) do
          values[k] = number(table_of(run.sheet[part.member])[group[i].key])
          any = any or format.finite(values[k])
        end
        if any then out[#out + 1] = { member = part.member, group = group[1], key = group[i].key, word = group[i], values = values } end
      end
    end
  end
  local trips = { { "count", "Closed trades", "count" }, { "win_rate", "Trades with a gain", "percent" }, { "profit_factor", "Profit factor of trades", "ratio" }, { "average_days", "Average days held", "ratio" } }
  for _, t in ipairs(trips) do
    local values = {}
    for k, run in ipairs(runs) do values[k] = number(table_of(table_of(run.sheet.round_trips).all)[t[1]]) end
    out[#out + 1] = { member = "round_trips.all", group = "Trades", key = t[1], word = { key = t[1], name = t[2], kind = t[3], definition = "" }, values = values }
  end
  return out
end

-- Correlation of the returns between the times that all runs have.
local function correlation(runs)
  local count = {}
  for _, run in ipairs(runs) do for _, t in ipairs(run.seconds) do count[t] = (count[t] or 0) + 1 end end
  local returns, times = {}, 0
  for k, run in ipairs(runs) do
    returns[k] = {}
    local before
    for i, t in ipairs(run.seconds) do
      if count[t] == #runs then
        local v = run.sheet.series.equity[i]
        if before then returns[k][#returns[k] + 1] = before > 0 and v / before - 1 or NAN end
        before = v
      end
    end
    times = #returns[k]
  end
  local matrix = json.list()
  for a = 1, #runs do
    matrix[a] = {}
    for b = 1, #runs do
      local ok, _, more = pcall(perf.r_squared, returns[a], returns[b], { missing = "complete" })
      matrix[a][b] = a == b and (ok and 1 or NAN) or ok and more.correlation or NAN
    end
  end
  return { returns = times, matrix = matrix }
end

local NOTES = { { "data hash", "the data differs" }, { "returns of", "the returns are of different lengths of time" }, { "periods per year", "periods per year differ" },
  { "data from", "the runs begin at different times" }, { "data to", "the runs end at different times" }, { "risk-free rate", "risk-free rates differ" } }

function compare.build(given)
  local runs = {}
  for k, one in ipairs(given) do
    local run, problem = read(one)
    if not run then return nil, problem end
    runs[k] = run
  end
  local differs = differences(runs)
  label(runs, differs)
  local notes, by_name = json.list(), {}
  for _, d in ipairs(differs) do by_name[d.name] = true end
  for _, n in ipairs(NOTES) do if by_name[n[1]] then notes[#notes + 1] = n[2] end end
  for _, run in ipairs(runs) do
    if #run.seconds == 0 then notes[#notes + 1] = run.label .. " kept no equity series" end
    if run.sheet.run.complete == false then notes[#notes + 1] = run.label .. " was stopped before its end" end
  end
  return { runs = runs, differs = differs, figures = figures(runs), correlation = correlation(runs), notes = notes }
end

function compare.json(found)
  local out = { runs = json.list(), differs = found.differs, figures = json.list(), correlation = { returns = found.correlation.returns, matrix = found.correlation.matrix }, notes = found.notes }
  for k, run in ipairs(found.runs) do
    local r = run.sheet.run
    out.runs[k] = { label = run.label, path = run.path, script = table_of(r.script), params = table_of(r.params), journal_hash = r.journal_hash }
  end
  for i, f in ipairs(found.figures) do
    local less = {}
    for k, v in ipairs(f.values) do less[k] = v - f.values[1] end
    out.figures[i] = { member = f.member, key = f.key, values = f.values, differences = less }
  end
  return json.encode(out)
end

compare.KEY = { ["figures.total_return"] = true, ["figures.cagr"] = true, ["figures.volatility"] = true, ["figures.sharpe"] = true, ["figures.sortino"] = true, ["figures.calmar"] = true,
  ["figures.max_drawdown"] = true, ["figures.longest_drawdown_days"] = true, ["figures.var_95"] = true, ["exposure.time_in_market"] = true, ["exposure.turnover"] = true,
  ["round_trips.all.count"] = true, ["round_trips.all.win_rate"] = true, ["round_trips.all.profit_factor"] = true, ["relative.beta"] = true, ["relative.alpha"] = true }

-- Lines for a terminal.
function compare.text(found)
  local rows, text = {}, import("backtest_sheet").text
  local head = { "" }
  for k, run in ipairs(found.runs) do head[k + 1] = run.label end
  rows[1] = head
  for _, f in ipairs(found.figures) do
    if compare.KEY[f.member .. "." .. f.key] then
      local row = { f.word.name }
      for k, v in ipairs(f.values) do row[k + 1] = text(f.word.kind, v) end
      rows[#rows + 1] = row
    end
  end
  local function line(name, values) rows[#rows + 1] = { name, unpack(values) } end
  line("Correlation with the first", (function()
    local out = {}
    for k, v in ipairs(found.correlation.matrix[1]) do out[k] = format.number(v, 2) end
    return out
  end)())
  for _, d in ipairs(found.differs) do
    if not d.name:find("hash") then line(d.name, d.values) end
  end
  local function width(s) return #s:gsub("[\128-\191]", "") end
  local widths = {}
  for _, row in ipairs(rows) do for k, cell in ipairs(row) do widths[k] = math.max(widths[k] or 0, width(cell)) end end
  local out = {}
  for i, row in ipairs(rows) do
    local cells = {}
    for k, cell in ipairs(row) do
      local pad = (" "):rep(widths[k] - width(cell))
      cells[k] = k == 1 and cell .. pad or pad .. cell
    end
    out[i] = table.concat(cells, "   "):gsub("%s+$", "")
  end
  for _, n in ipairs(found.notes) do out[#out + 1] = "note: " .. n end
  return table.concat(out, "\n")
end

return compare
