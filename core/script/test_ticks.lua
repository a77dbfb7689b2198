-- test_ticks.lua: trades, quotes and books that a test gives, as what a run over ticks takes.
local host = ...
local errors = host.use "errors"
local frame = host.use "frame"
local sandbox = host.use "sandbox"
local fail = errors.fail

local test_ticks = {}

-- In the order of the feed: at one time trades come before the quote or the change of the book that they make.
local KINDS = { "trades", "quotes", "book" }
local COLUMNS = {
  trades = { price = "number", qty = "number", side = "text", trade_id = "number" },
  quotes = { bid = "number", ask = "number", bid_size = "number", ask_size = "number" },
  book = { side = "text", price = "number", qty = "number", action = "text", order_id = "number", level = "number", snapshot = "boolean" },
}
local COMMON = { time = "time", recv_time = "time", seq = "number" }
local EMPTY = { number = 0 / 0, time = 0 / 0, boolean = false }

-- What a row without a text has: a trade whose side is not known; a level that is set.
local function empty(column, kind)
  if kind == "text" then return column == "action" and "set" or "" end
  return EMPTY[kind]
end

local function check_cell(what, i, column, kind, value)
  local expected = kind == "text" and "string" or kind
  if kind == "time" and (type(value) == "number" or type(value) == "string") or type(value) == expected then return end
  fail("t.backtest: %s, row %d: %s is a %s; expected a %s", what, i, column, type(value),
    kind == "time" and "time, as a text or in seconds" or kind)
end

-- A frame from rows, each a table by column.
local function from_rows(kind, what, rows)
  local known, used, columns = COLUMNS[kind], {}, {}
  for i, row in ipairs(rows) do
    if type(row) ~= "table" then fail("t.backtest: %s, row %d is a %s; expected a table by column", what, i, type(row)) end
    for column, value in pairs(row) do
      local type_of = COMMON[column] or known[column]
      if not type_of then
        local names = sandbox.sorted_keys(known)
        for name in pairs(COMMON) do names[#names + 1] = name end
        local near = type(column) == "string" and host.nearest(column, names)
        fail("t.backtest: %s, row %d: '%s' is no column of %s%s", what, i, tostring(column), kind,
          near and "; did you mean '" .. near .. "'?" or "")
      end
      check_cell(what, i, column, type_of, value)
      used[column] = type_of
    end
  end
  for i, row in ipairs(rows) do
    if row.time == nil then fail("t.backtest: %s, row %d has no time", what, i) end
  end
  for column, type_of in pairs(used) do
    local values = {}
    for i, row in ipairs(rows) do
      local value = row[column]
      if value == nil then value = empty(column, type_of) end
      values[i] = value
    end
    columns[column] = type_of == "time" and frame.times(values) or values
  end
  return frame.new(columns)
end

-- Rows or a frame of the symbol TEST, or either by symbol.
local function add(parts, kind, given)
  if type(given) ~= "table" and not host.is_frame(given) then
    fail("t.backtest: %s is a %s; expected rows, a frame, or either by symbol", kind, type(given))
  end
  if type(given) == "table" and next(given) == nil then fail("t.backtest: %s has no rows", kind) end
  local by_symbol = (host.is_frame(given) or given[1]) and { TEST = given } or given
  for symbol, rows in pairs(by_symbol) do
    local what = kind .. (by_symbol == given and " of " .. tostring(symbol) or "")
    if type(symbol) ~= "string" then fail("t.backtest: %s has the key %s; expected names of symbols", kind, tostring(symbol)) end
    if not host.is_frame(rows) then
      if type(rows) ~= "table" or not rows[1] then fail("t.backtest: %s has no rows", what) end
      rows = from_rows(kind, what, rows)
    end
    parts[#parts + 1] = { symbol, kind, rows }
  end
end

-- The parts of a run over ticks, or nil where the test gives none.
function test_ticks.parts(o)
  local parts, against = {}, {}
  for _, kind in ipairs(KINDS) do
    if o[kind] ~= nil then
      if o.data ~= nil then fail("t.backtest: data (bars) and %s; a run is over one or the other", kind) end
      add(parts, kind, o[kind])
    end
  end
  for _, part in ipairs(parts) do against[part[1]] = against[part[1]] or part[2] ~= "trades" end
  for symbol, has in pairs(against) do
    if not has then fail("t.backtest: there are trades of %s, but neither a book nor quotes; orders fill against these", symbol) end
  end
  return parts[1] and parts
end

return test_ticks
