-- tearsheet_tables.lua: the tables of a tear sheet as CSV texts.
local json = import "json"
local tables = {}

local function cell(v)
  if v == nil or v ~= v or v == math.huge or v == -math.huge then return "" end
  if type(v) == "number" then return json.number(v) end
  local text = tostring(v)
  if text:find('[,"\r\n]') then text = '"' .. text:gsub('"', '""') .. '"' end
  return text
end

local function text_of(columns, rows)
  local out = { table.concat(columns, ",") }
  for _, row in ipairs(rows) do
    local cells = {}
    for k, name in ipairs(columns) do cells[k] = cell(row[name]) end
    out[#out + 1] = table.concat(cells, ",")
  end
  return table.concat(out, "\n") .. "\n"
end

-- Names and values: of the run, and where there is a benchmark, its own.
local function figures_of(sheet)
  local rows, names = {}, {}
  for name in pairs(sheet.figures or {}) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    rows[#rows + 1] = { figure = name, value = sheet.figures[name], benchmark = sheet.benchmark and sheet.benchmark[name] }
  end
  for name, value in pairs(sheet.relative or {}) do rows[#rows + 1] = { figure = name, value = value } end
  for name, value in pairs(sheet.trailing or {}) do rows[#rows + 1] = { figure = "return_" .. name, value = value } end
  for name, value in pairs(sheet.exposure or {}) do
    if type(value) == "number" then rows[#rows + 1] = { figure = name, value = value } end
  end
  return rows
end

local ROUND_TRIPS = { "symbol", "side", "count", "wins", "losses", "win_rate", "pnl", "fees", "profit_factor", "payoff_ratio", "average_pnl", "median_pnl",
  "best_pnl", "worst_pnl", "average_win", "average_loss", "average_return", "median_return", "best_return", "worst_return", "average_days", "median_days",
  "longest_days", "consecutive_losses" }

local function trips_of(sheet)
  local rows = {}
  local function add(t, symbol, side)
    local row = { symbol = symbol, side = side }
    for key, value in pairs(t) do row[key] = value end
    rows[#rows + 1] = row
  end
  add(sheet.round_trips.all, "", "all")
  add(sheet.round_trips.long, "", "long")
  add(sheet.round_trips.short, "", "short")
  for _, t in ipairs(sheet.round_trips.by_symbol) do add(t, t.symbol, "all") end
  return rows
end

local function attribution_of(sheet)
  local rows = {}
  for _, t in ipairs(sheet.attribution.symbol) do rows[#rows + 1] = { by = "symbol", key = t.symbol, count = t.trades, pnl = t.pnl } end
  for _, by in ipairs { "hour", "weekday", "month" } do
    for _, t in ipairs(sheet.attribution[by] or {}) do rows[#rows + 1] = { by = by, key = t[by], count = t.count, pnl = t.pnl } end
  end
  return rows
end

-- One row a sample, from columns of equal length.
local function rows_of(columns, series)
  local rows = {}
  for i = 1, #series.time do
    rows[i] = {}
    for _, name in ipairs(columns) do rows[i][name] = series[name] and series[name][i] end
  end
  return rows
end

-- Two lists: names of files without their ending, and texts.
function tables.csv(sheet)
  local names, texts = {}, {}
  local function add(name, columns, rows)
    if not rows then return end
    names[#names + 1], texts[#texts + 1] = name, text_of(columns, rows)
  end
  add("figures", { "figure", "value", "benchmark" }, figures_of(sheet))
  add("drawdowns", { "depth", "start", "valley", "end", "days", "decline_days", "recovery_days" }, sheet.drawdowns)
  add("monthly_returns", { "year", "month", "return", "benchmark", "excess" }, sheet.months)
  add("yearly_returns", { "year", "return", "benchmark", "excess" }, sheet.years)
  add("distribution", { "period", "count", "mean", "deviation", "worst", "q5", "q25", "median", "q75", "q95", "best", "win_rate" }, sheet.distribution)
  local rolling = { "time", "sharpe", "sortino", "volatility", "beta" }
  add("rolling", rolling, sheet.rolling and rows_of(rolling, sheet.rolling))
  add("exposure", { "symbol", "average", "largest", "time" }, sheet.exposure and sheet.exposure.by_symbol)
  add("round_trips", ROUND_TRIPS, trips_of(sheet))
  add("slippage", { "bps", "final_equity", "total_return", "cagr", "sharpe", "max_drawdown" }, sheet.slippage and sheet.slippage.table)
  add("capacity", { "symbol", "largest_position", "largest_value", "average_daily_volume", "days_to_liquidate", "largest_fill_share" },
    sheet.capacity and sheet.capacity.by_symbol)
  add("attribution", { "by", "key", "count", "pnl" }, attribution_of(sheet))
  return names, texts
end

return tables
