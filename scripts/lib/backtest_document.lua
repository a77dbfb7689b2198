-- backtest_document.lua: the result document of a backtest with every field that readers ask for present and of its type;
-- backtest_report.lua says what the fields are.
local civil = import "civil"
local document = {}

-- Seconds of a series of times, which may be texts.
function document.seconds(time)
  if #time == 0 or type(time[1]) ~= "string" then return time end
  local out = {}
  for i = 1, #time do out[i] = civil.parse(time[i]) end
  return out
end

-- The trades by their entries, with times in seconds.
local function trades_of(doc)
  local list = {}
  for i, t in ipairs(doc.trades or {}) do
    local copy = { symbol = tostring(t.symbol or ""), side = t.side or "long" }
    for _, key in ipairs { "qty", "entry_price", "exit_price", "pnl", "fees", "point" } do copy[key] = tonumber(t[key]) end
    copy.entry_time, copy.exit_time = civil.parse(t.entry_time) or 0, civil.parse(t.exit_time)
    copy.fees = copy.fees or 0 / 0
    copy.index = i
    list[i] = copy
  end
  table.sort(list, function(a, b)
    if a.entry_time ~= b.entry_time then return a.entry_time < b.entry_time end
    return a.index < b.index
  end)
  return list
end

function document.normal(doc)
  local d = {}
  for k, v in pairs(doc) do d[k] = v end
  if type(d.script) ~= "table" then d.script = { name = d.script and tostring(d.script) } end
  d.name = d.script.name or "Backtest"
  d.data, d.metrics, d.conventions, d.prices = d.data or {}, d.metrics or {}, d.conventions or {}, d.prices or {}
  d.from, d.to = civil.parse(d.data.from), civil.parse(d.data.to)
  d.trades = trades_of(doc)
  local params = {}
  if doc.params and #doc.params > 0 then
    params = doc.params
  else
    for name, value in pairs(doc.params or {}) do params[#params + 1] = { name = name, value = value } end
    table.sort(params, function(a, b) return a.name < b.name end)
  end
  d.params = params
  local equity = doc.equity or {}
  d.equity = { time = document.seconds(equity.value and equity.time or {}), value = equity.value or {}, at_end = equity.at_end ~= false }
  return d
end

return document
