--[[
columns.lua: the module `backtest`.

@module backtest
Signals and orders that are there as columns, run through the engine's rules without a strategy: many at once. docs/vector.md
is the guide.
]]
local host = ...
local errors = host.use "errors"
local series = host.use "series"
local frame = host.use "frame"
local pairs = host.use("sandbox").pairs
local fail = errors.fail
local backtest = {}

local SIGNALS = { "entries", "exits", "short_entries", "short_exits", "size", "price" }
local SIZE_TYPES = { units = 0, value = 1, percent = 2, target = 3, target_value = 4, target_percent = 5 }
local NUMBERS = { "cash", "fee_bps", "fee_per_share", "fee_per_trade", "fee_minimum", "slippage_bps", "lot", "max_leverage", "rf", "periods" }
local OPTIONS = { "prices", "size_type", "fill", "group", "allow_short", "interval", "names", "symbols", "count", "make", "keep" }
for _, list in ipairs { SIGNALS, NUMBERS } do
  for _, name in ipairs(list) do OPTIONS[#OPTIONS + 1] = name end
end
local KEEP = { equity = true, fills = true, trades = true }

local function choice(what, value, choices)
  if choices[value] ~= nil then return choices[value] end
  local names = {}
  for name in pairs(choices) do names[#names + 1] = name end
  local near = type(value) == "string" and host.nearest(value, names)
  fail("backtest.columns: %s is %s; expected %s%s", what, type(value) == "string" and "'" .. value .. "'" or type(value), table.concat(names, ", "),
    near and " (did you mean '" .. near .. "'?)" or "")
end

-- A column as a series: one, or a list of numbers or booleans. nil for anything else.
local function as_series(v)
  if series.is(v) then return type(v) == "cdata" and v:slice(1) or v end
  if type(v) ~= "table" then return nil end
  local first = v[1]
  if type(first) == "number" then return series.from(v) end
  if type(first) ~= "boolean" then return nil end
  local result, out = series.new(#v, 2)
  for i = 1, #v do out[i - 1] = v[i] and 1 or 0 end
  return result
end

-- What an argument gives, by column: a list of series and their names, or one series for all (nil, series).
local function columns_of(name, v)
  local one = as_series(v)
  if one then return nil, one end
  local list, names = {}, nil
  if host.is_frame(v) then
    names = {}
    local all, types = host.frame_columns(v)
    for i, column in ipairs(all) do
      if column ~= "time" then
        if types[i] == "string" or types[i] == "timestamp" then fail("backtest.columns: %s has the column '%s' of type %s; expected numbers or booleans", name, column, types[i]) end
        names[#names + 1] = column
        list[#list + 1] = host.frame_column(v, column)
      end
    end
  elseif type(v) == "table" and #v > 0 then
    for i = 1, #v do
      list[i] = as_series(v[i]) or fail("backtest.columns: %s[%d] is a %s; expected a series", name, i, type(v[i]))
    end
  else
    fail("backtest.columns: %s is a %s; expected a series, a frame or a list of series", name, type(v))
  end
  if #list == 0 then fail("backtest.columns: %s has no columns", name) end
  return list, nil, names
end

local function column_of(f, name)
  local c = host.frame_column(f, name)
  if c ~= nil and not series.is(c) then fail("backtest.columns: the column '%s' of the prices is no column of numbers", name) end
  return c
end

-- Opens the run with the times of the prices; index by symbol, or the only one.
local function open(o, options)
  local prices = o.prices
  if host.is_frame(prices) then prices = { prices } end
  if type(prices) ~= "table" then fail("backtest.columns: prices is %s; expected a frame, or frames by symbol", o.prices == nil and "missing" or type(o.prices)) end
  local handle, index, times, only = nil, {}, nil, nil
  for symbol, f in pairs(prices) do
    local label = type(symbol) == "number" and "prices" or symbol
    if not host.is_frame(f) then fail("backtest.columns: the prices of %s are a %s; expected a frame", tostring(symbol), type(f)) end
    local time = column_of(f, "time") or fail("backtest.columns: the prices of %s have no column 'time'", label)
    if not handle then
      times, handle = time, host.columns_open(time, options)
    else
      if #time ~= #times then fail("backtest.columns: the prices of %s have %d rows, others %d: they need the same times", label, #time, #times) end
      for i = 1, #time do
        if time[i] ~= times[i] then fail("backtest.columns: row %d of the prices of %s has another time than that of the others", i, label) end
      end
    end
    index[symbol] = host.columns_prices(handle, label, { open = column_of(f, "open"), high = column_of(f, "high"), low = column_of(f, "low"),
      close = column_of(f, "close") or fail("backtest.columns: the prices of %s have no column 'close'", label) })
    only = only == nil and index[symbol] or false
  end
  if not handle then fail "backtest.columns: there are no prices" end
  return handle, index, times, only
end

-- Which prices a column has: named in symbols, by its own name, or the only ones.
local function prices_of(o, index, only, names, i)
  local symbol = type(o.symbols) == "table" and o.symbols[i] or nil
  if symbol ~= nil then return index[symbol] or fail("backtest.columns: symbols[%d] is '%s', which has no prices", i, tostring(symbol)) end
  if only then return only end
  local name = names and names[i]
  return name ~= nil and index[name] or fail("backtest.columns: which prices does column %d%s have? Name it as its symbol, or give symbols = { ... }", i,
    name and " ('" .. name .. "')" or "")
end

-- The columns of one call, as columns_run takes them.
local function gather(o, index, only, first, names)
  local given, count, found = {}, nil, nil
  for _, name in ipairs(SIGNALS) do
    local v = o[name]
    if v ~= nil and type(v) == "number" and name == "size" then
      given.size = { one = v }
    elseif v ~= nil then
      local list, one, its = columns_of(name, v)
      given[name] = { list = list, one = one }
      if list and count and #list ~= count then fail("backtest.columns: %s has %d columns, others have %d", name, #list, count) end
      count, found = list and #list or count, found or its
    end
  end
  names = names or found
  local out = {}
  for i = 1, count or 1 do
    local c = { prices = prices_of(o, index, only, names, first + i - 1) }
    for name, g in pairs(given) do c[name] = g.list and g.list[i] or g.one end
    if c.size == nil and (c.entries or c.short_entries) then c.size = 1 end
    out[i] = c
  end
  return out, names
end

-- The accounts: lists of columns that share cash, in the order of their first columns, and their names.
local function accounts_of(group, columns, names)
  local out, labels, by_name = {}, {}, {}
  if group ~= nil and group ~= "all" and type(group) ~= "table" then fail("backtest.columns: group is a %s; expected \"all\" or a list with a name for each column", type(group)) end
  if type(group) == "table" and #group ~= #columns then fail("backtest.columns: group has %d names, there are %d columns", #group, #columns) end
  for i, c in ipairs(columns) do
    local name = group == "all" and "all" or type(group) == "table" and group[i] or nil
    local at = name ~= nil and by_name[name] or nil
    if not at then
      at = #out + 1
      out[at] = {}
      labels[at] = name ~= nil and tostring(name) or names[i]
      if name ~= nil then by_name[name] = at end
    end
    table.insert(out[at], c)
    c.number = i
  end
  return out, labels
end

local function options_of(o)
  local options = { size_type = choice("size_type", o.size_type or "percent", SIZE_TYPES), same_row = choice("fill", o.fill or "next", { next = false, same = true }) }
  for _, name in ipairs(NUMBERS) do
    if o[name] ~= nil and type(o[name]) ~= "number" then fail("backtest.columns: %s is a %s; expected a number", name, type(o[name])) end
    options[name] = o[name]
  end
  if o.allow_short ~= nil and type(o.allow_short) ~= "boolean" then fail("backtest.columns: allow_short is a %s; expected true or false", type(o.allow_short)) end
  options.allow_short = o.allow_short
  if o.interval ~= nil then options.interval = host.duration(o.interval) end
  local keep = {}
  for i, name in ipairs(type(o.keep) == "string" and { o.keep } or o.keep or {}) do
    choice("keep[" .. i .. "]", name, KEEP)
    keep[name] = true
  end
  options.keep_fills, options.keep_trades = keep.fills, keep.trades
  return options, keep
end

local function text_names(names, count)
  local out = {}
  for i = 1, count do out[i] = names and names[i] ~= nil and tostring(names[i]) or tostring(i) end
  return out
end

-- A frame of named series in an order of ours, the names of columns in place of their numbers.
local function to_frame(order, values, names)
  local out, given = {}, {}
  for i, name in ipairs(order) do
    out[i], given[i] = name, values[name]
    if name == "name" then
      local list, column = {}, values.column
      for k = 1, #column do list[k] = names[column[k]] end
      given[i] = list
    end
  end
  return host.frame_make(out, given)
end

local STATS = { "total_return", "cagr", "volatility", "sharpe", "sortino", "calmar", "max_drawdown", "max_drawdown_days", "win_rate", "profit_factor",
  "exposure", "turnover", "trades", "open_trades", "orders", "fills", "rejected", "cut", "fees", "final_equity", "mean_trade", "best_trade",
  "worst_trade", "mean_return", "skewness", "kurtosis" }

---backtest.columns{ prices =, entries =, exits =, ... } -> table: runs columns of signals (entries, exits, short_entries, short_exits) or of order sizes (size) through the engine's rules. prices: a frame (time, close and open, high, low), or frames of the same times by symbol. Signals, size and price: a series, a frame or a list of series. Options: size (1), size_type ("percent", "units", "value", and for orders "target", "target_value", "target_percent"), price, fill ("next" or "same"), group ("all" or a list of names: columns that share cash), symbols, names, cash, lot, fee_bps, fee_per_share, fee_per_trade, fee_minimum, slippage_bps, max_leverage, allow_short, rf, periods, interval, keep ({"equity", "fills", "trades"}); count and make = function(i) return { entries =, ... } end makes columns one after another. The result has stats, a frame with a row for each account, and equity, fills and trades as far as they are kept.
function backtest.columns(o)
  o = errors.options("backtest.columns", o or fail "backtest.columns expects a table, such as { prices = f, entries = e, exits = x }", OPTIONS)
  local options, keep = options_of(o)
  local handle, index, times, only = open(o, options)
  local columns, names, labels, equity = nil, o.names, {}, {}
  local total = 0
  local function run(account)
    local out = keep.equity and series.new(#times) or nil
    host.columns_run(handle, account, out)
    equity[#equity + 1] = out
  end
  if o.make ~= nil or o.count ~= nil then
    if type(o.make) ~= "function" or type(o.count) ~= "number" or o.count < 1 or o.count % 1 ~= 0 then
      fail "backtest.columns: make is a function and count the number of its columns"
    end
    if o.group ~= nil then fail "backtest.columns: columns that are made one after another have an account each; group does not go with make" end
    for i = 1, o.count do
      local made = o.make(i)
      if type(made) ~= "table" then fail("backtest.columns: make(%d) returned a %s; expected a table with entries, exits, size ...", i, type(made)) end
      errors.options("make", made, SIGNALS)
      for _, name in ipairs(SIGNALS) do
        if made[name] == nil then made[name] = o[name] end
      end
      made.symbols = o.symbols
      local one = gather(made, index, only, i, names)
      if #one ~= 1 then fail("backtest.columns: make(%d) returned %d columns; expected one", i, #one) end
      run(one)
    end
    total = o.count
    labels = text_names(names, total)
  else
    columns, names = gather(o, index, only, 1, names)
    total = #columns
    local accounts
    local own = text_names(names, total)
    accounts, labels = accounts_of(o.group, columns, own)
    names = {}
    for _, account in ipairs(accounts) do
      run(account)
      for _, c in ipairs(account) do names[#names + 1] = own[c.number] end -- in the order of the runs
    end
  end
  names = text_names(names, total)
  local values = host.columns_result(handle)
  local result = { first_refusal = values.refusal ~= "" and values.refusal or nil }
  local order = { "name" }
  for i, name in ipairs(STATS) do order[i + 1] = name end
  values.stats.column = frame.module.range(1, #labels)
  result.stats = to_frame(order, values.stats, labels)
  if keep.equity then
    local list, given = { "time" }, { times }
    for i, label in ipairs(labels) do
      list[i + 1], given[i + 1] = label == "time" and "time_" or label, equity[i]
    end
    result.equity = host.frame_make(list, given)
  end
  if keep.fills then result.fills = to_frame({ "time", "name", "bar", "qty", "price", "fee" }, values.fills, names) end
  if keep.trades then
    result.trades = to_frame({ "name", "qty", "entry_time", "entry_price", "exit_time", "exit_price", "fees", "pnl", "open" }, values.trades, names)
  end
  return result
end

backtest.module = { columns = backtest.columns }
return backtest
