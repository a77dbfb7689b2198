--[[
strategy.lua: drives a strategy through the engine, and what its handlers see: ctx, s and bar.

@object ctx
The account and the run. ctx.params, ctx.state (a table of the strategy's own, for plain data), ctx.cash, ctx.equity,
ctx.now (seconds since 1970 UTC, the engine's time), ctx.symbols (a list of names in order).

@object s
One symbol, and a table of the strategy's own: what it sets there is there again at the next event of the symbol.
s.symbol, s.position (units, negative is short), s.pending (units in waiting orders), s.price (the last close, NaN
before the first), s.avg_price (of the open quantity).

@object bar
The bar that just closed, valid inside the handler only: bar.time (its start, seconds since 1970 UTC), bar.open,
bar.high, bar.low, bar.close, bar.volume (NaN where there is none), bar.symbol, and the data's further columns by name.
]]
local host = ...
local ffi = host.ffi
local errors = host.use "errors"
local C = host.use "face"
local series = host.use "series"
local sandbox = host.use "sandbox"
local loader = host.use "loader"
local params = host.use "params"
local fail = errors.fail
local type, tonumber, select, next = type, tonumber, select, next
local cast, copy = ffi.cast, ffi.copy

local strategy = {}
local declaration, values

-- The key of `s` that scripts do not see: its slot. A text, because compiled code finds one at a fixed place. Who writes it
-- all the same makes `s` another symbol or none: it is checked at every use.
local SLOT = "\0slot"
sandbox.hidden[SLOT] = true

local STOPPED, FAILED, BAR, ORDER, FILL, TIME, TIMER, SESSION = -2, -1, 1, 2, 3, 4, 5, 6
local WANT = { on_bar = 1, on_order = 2, on_fill = 4, on_time = 8, on_timer = 16, on_session = 32 }
local SIDES = { buy = 1, sell = 2 }
local SIDE_NAMES = { "buy", "sell" }
local TYPES = { market = 1, limit = 2, stop = 3, stop_limit = 4, trailing_stop = 5, trailing_stop_limit = 6,
  market_if_touched = 7, limit_if_touched = 8 }
local TIFS = { gtc = 0, day = 1, gtd = 2, ioc = 3, fok = 4, open = 5, close = 6 }
local POST_ONLY, REDUCE_ONLY, TRAIL_PERCENT = 1, 2, 4
local STATES = { "accepted", "rejected", "filled", "partial", "cancelled", "expired", "cut", "modified", "kept" }
local COLUMNS = { open = 0, high = 1, low = 2, close = 3, volume = 4 }
local SCALE = 1e8
local nan = 0 / 0

-- Mantissas to units; a quotient of two doubles, so that 1.1 comes back as 1.1.
local function units(mantissa)
  return tonumber(mantissa) / SCALE
end
local function seconds(ns)
  return tonumber(ns) / 1e9
end

-- Loads a script; `given` is a list of "name=value", `source` its text where it was read before. Returns what the runner shows.
function strategy.load(path, given, source)
  declaration = loader.load(path, { "strategy" }, source)
  values = params.values(declaration.params, given, path)
  return declaration.name, declaration.version, declaration.description, declaration.script.hash,
    params.list(declaration.params, values)
end

-- A table that scripts read and cannot change.
local function frozen(name, t)
  return setmetatable({}, {
    __index = setmetatable(t, {
      __index = function(_, key)
        local near = type(key) == "string" and host.nearest(key, (sandbox.sorted_keys(t)))
        fail("%s has no '%s'%s", name, tostring(key), near and "; did you mean '" .. near .. "'?" or "")
      end,
    }),
    __newindex = function(_, key) fail("%s.%s cannot be changed: %s is read only", name, tostring(key), name) end,
    __metatable = name,
    __tostring = function() return name end,
  })
end

local order_warnings = 0

-- nil and the reason; the first few are logged too, because a strategy seldom looks.
local function refused()
  local reason = host.error()
  if order_warnings < 10 then
    order_warnings = order_warnings + 1
    host.log("warn", "order not sent: " .. reason, host.script_path())
  end
  return nil, reason
end

local function number(v, what)
  if type(v) ~= "number" then fail("%s expects a number, got %s", what, v == nil and "nothing" or type(v)) end
  return v
end

-- The functions that need the engine are made for one run, so that the JIT sees their upvalues as constants.
local function bind(engine)
  local view, slots = C.engine_view(engine), C.engine_slots(engine)
  local activity = C.activity()
  host.now = function() return tonumber(view.now) / 1e9 end -- where data.load ends
  local count = C.engine_slot_count(engine)
  local engine_order, engine_ask, engine_target, target_percent = C.engine_order, C.engine_ask, C.engine_target, C.engine_target_percent
  local engine_cancel, engine_close, engine_history = C.engine_cancel, C.engine_close, C.engine_history
  local names, name_texts, states = {}, {}, {}
  for slot = 0, count - 1 do
    names[slot + 1] = ffi.string(C.engine_symbol(engine, slot))
    local text = ffi.new("char[64]")
    copy(text, names[slot + 1]:sub(1, 63))
    name_texts[slot + 1] = text
  end
  local extra_columns, column_names = {}, { "open", "high", "low", "close", "volume" }
  for i = 0, C.engine_extra_count(engine) - 1 do
    local name = ffi.string(C.engine_extra_name(engine, i))
    extra_columns[name] = i
    column_names[#column_names + 1] = name
  end

  -- s -----------------------------------------------------------------------------------------------------------------
  local methods = {}

  local function slot_of(s, name)
    local slot = type(s) == "table" and s[SLOT]
    if type(slot) == "number" and slot >= 0 and slot < count then return slot end
    fail("call it with a colon, s:%s(...)", name)
  end

  local function result(id)
    if id < 0 then return refused() end
    return tonumber(id)
  end

  -- The names of a table as a message lists them.
  local function listed(names_of)
    local list, n = sandbox.sorted_keys(names_of)
    for i = 1, n do list[i] = ("%q"):format(list[i]) end
    return table.concat(list, ", ", 1, n)
  end

  local function chosen(choices, value, what)
    return choices[value] or fail("%s is %s; expected one of %s", what, type(value) == "string" and ("%q"):format(value)
      or tostring(value), listed(choices))
  end

  local function optional(value, what)
    return value == nil and nan or number(value, what)
  end

  local function flag(value, what, bit)
    if value == nil or value == false then return 0 end
    return value == true and bit or fail("%s expects true or false, got %s", what, type(value))
  end

  -- The type that the prices say, where none is given.
  local function kind_of(o)
    if o.trail ~= nil or o.trail_percent ~= nil then return o.offset ~= nil and 6 or 5 end
    return o.limit ~= nil and (o.stop ~= nil and 4 or 2) or o.stop ~= nil and 3 or 1
  end

  local terms = ffi.new "struct fs_order_terms"

  -- Sends an order of the options in `o`; an exit also has the order that it follows, and the one that it stands beside.
  local function send(slot, side, qty, o, entry, other)
    if o.trail ~= nil and o.trail_percent ~= nil then fail "an order has trail or trail_percent, not both" end
    terms.side, terms.qty = side, qty
    terms.type = o.type == nil and kind_of(o) or chosen(TYPES, o.type, "order type")
    terms.tif = o.tif ~= nil and chosen(TIFS, o.tif, "tif") or o.expires ~= nil and 2 or 0
    terms.limit, terms.stop = optional(o.limit, "limit"), optional(o.stop, "stop")
    terms.trail = optional(o.trail_percent == nil and o.trail or o.trail_percent, "trail")
    terms.offset, terms.display = optional(o.offset, "offset"), optional(o.display, "display")
    terms.expires = o.expires ~= nil and number(o.expires, "expires") * 1e9 or 0
    terms.flags = flag(o.post_only, "post_only", POST_ONLY) + (entry and REDUCE_ONLY or flag(o.reduce_only, "reduce_only", REDUCE_ONLY))
      + (o.trail_percent ~= nil and TRAIL_PERCENT or 0)
    terms.after = entry or o.after ~= nil and number(o.after, "after") or 0
    terms.one_of = other or o.one_of ~= nil and number(o.one_of, "one_of") or 0
    return engine_ask(engine, slot, terms)
  end

  local EXIT_KEYS = { "type", "limit", "stop", "trail", "trail_percent", "offset", "tif", "expires" }
  local check_keys

  -- What an exit of a bracket is: a price is a limit (take_profit) or a stop (stop_loss).
  local function exit_terms(value, what, price_name)
    if value == nil then return nil end
    if type(value) == "number" then
      if not (value > 0) then fail("%s is %s; expected a price above 0", what, tostring(value)) end
      return { [price_name] = value }
    end
    check_keys(value, EXIT_KEYS, what)
    return value
  end

  local function submit(slot, side, qty, o)
    if not o then return result(engine_order(engine, slot, side, 1, 0, qty, nan, nan)) end
    local profit, loss = exit_terms(o.take_profit, "take_profit", "limit"), exit_terms(o.stop_loss, "stop_loss", "stop")
    local id = send(slot, side, qty, o)
    if id < 0 or not (profit or loss) then return result(id) end
    -- Where the gate has refused the entry its exits find nothing to follow, which the entry's own verdict tells.
    local profit_id = profit and send(slot, 3 - side, qty, profit, id) or -1
    local loss_id = loss and send(slot, 3 - side, qty, loss, id, profit_id > 0 and profit_id or nil) or -1
    if profit and profit_id < 0 or loss and loss_id < 0 then
      local reason = host.error()
      if engine_cancel(engine, id) == 0 then return nil, reason end
      host.error()
    end
    return tonumber(id), profit_id > 0 and tonumber(profit_id) or nil, loss_id > 0 and tonumber(loss_id) or nil
  end

  local OPTIONS = { "type", "limit", "stop", "tif", "expires", "trail", "trail_percent", "offset", "display", "post_only",
    "reduce_only", "one_of", "after", "take_profit", "stop_loss" }
  local ORDER_KEYS = { "side", "qty" }
  for i = 1, #OPTIONS do ORDER_KEYS[i + 2] = OPTIONS[i] end
  local CHANGE_KEYS = { "qty", "limit", "stop", "trail" }
  function check_keys(o, keys, what)
    if type(o) ~= "table" then fail("%s expects a table such as { limit = 100 }, got %s", what, type(o)) end
    for key in next, o do
      local known = false
      for i = 1, #keys do known = known or keys[i] == key end
      if not known then
        local near = type(key) == "string" and host.nearest(key, keys)
        fail("%s has no option '%s'%s", what, tostring(key), near and "; did you mean '" .. near .. "'?" or "")
      end
    end
  end

  ---s:buy(qty [, options]) -> id, or nil and the reason: buys qty units. Options: type ("market", "limit", "stop", "stop_limit", "trailing_stop", "trailing_stop_limit", "market_if_touched", "limit_if_touched"; where the prices do not say it), limit, stop, trail (distance from the best price to the stop) or trail_percent (0.05 is 5 % of the price), offset (of the limit beyond a trailing stop), tif ("gtc", "day", "gtd", "ioc", "fok", "open", "close"), expires (seconds since 1970, for "gtd"), display (an iceberg's visible quantity), post_only, reduce_only, one_of (id of an order of which this is the alternative: one cancels the other), after (id of an order that must fill first), take_profit and stop_loss (a price, or a table of options: exits that follow the order, of which one fills; their ids are returned behind the order's).
  function methods.buy(s, qty, options)
    local slot = slot_of(s, "buy")
    if options ~= nil then check_keys(options, OPTIONS, "buy") end
    return submit(slot, 1, number(qty, "buy"), options)
  end

  ---s:sell(qty [, options]) -> id, or nil and the reason: sells qty units; options as in s:buy.
  function methods.sell(s, qty, options)
    local slot = slot_of(s, "sell")
    if options ~= nil then check_keys(options, OPTIONS, "sell") end
    return submit(slot, 2, number(qty, "sell"), options)
  end

  ---s:order{side=, qty=, ...} -> id, or nil and the reason: an order from a table; side is "buy" or "sell", the rest are the options of s:buy.
  function methods.order(s, o)
    local slot = slot_of(s, "order")
    check_keys(o, ORDER_KEYS, "order")
    local side = SIDES[o.side] or fail("order side is %s; expected \"buy\" or \"sell\"", tostring(o.side))
    return submit(slot, side, number(o.qty, "order qty"), o)
  end

  ---s:change(id, { qty=, limit=, stop=, trail= }) -> true, or nil and the reason: gives a waiting order another quantity (the whole, what has filled included) or other prices. on_order tells whether it is "modified", or "kept" where the gate refuses the change.
  function methods.change(s, id, changes)
    slot_of(s, "change")
    check_keys(changes, CHANGE_KEYS, "change")
    local status = C.engine_change_to(engine, number(id, "change"), optional(changes.qty, "qty"), optional(changes.limit, "limit"),
      optional(changes.stop, "stop"), optional(changes.trail, "trail"))
    if status ~= 0 then return nil, host.error() end
    return true
  end

  ---s:cancel(id) -> true, or nil and the reason: cancels a waiting order.
  function methods.cancel(s, id)
    slot_of(s, "cancel")
    if engine_cancel(engine, number(id, "cancel")) ~= 0 then return nil, host.error() end
    return true
  end

  ---s:target(qty) -> id, 0 when nothing is to be done, or nil and the reason: orders what is missing to a position of qty units (negative: short), waiting orders counted.
  function methods.target(s, qty)
    local slot = slot_of(s, "target")
    local now = slots[slot]
    if now.position == qty and now.pending == 0 then return 0 end -- what the engine would answer, without the call
    local id = engine_target(engine, slot, number(qty, "target"))
    if id < 0 then return refused() end
    return tonumber(id)
  end

  ---s:target_percent(x) -> id, 0 when nothing is to be done, or nil and the reason: the same for a share x of account equity (1.0 is all of it) at the last price, rounded down to the lot.
  function methods.target_percent(s, x)
    local id = target_percent(engine, slot_of(s, "target_percent"), number(x, "target_percent"))
    if id < 0 then return refused() end
    return tonumber(id)
  end

  ---s:close() -> id, 0 when there is nothing to close, or nil and the reason: cancels the symbol's waiting orders and closes its position at market.
  function methods.close(s)
    local id = engine_close(engine, slot_of(s, "close"))
    if id < 0 then return refused() end
    return tonumber(id)
  end

  local history_t, out_t = ffi.typeof "struct fs_history", ffi.new "const double *[1]"
  local bases = series.bases

  local function column_of(name)
    local column = COLUMNS[name]
    if column then return column end
    local extra = extra_columns[name]
    if extra then return 5 + extra end
    local near = type(name) == "string" and host.nearest(name, column_names)
    fail("history has no column '%s'%s", tostring(name), near and "; did you mean '" .. near .. "'?" or "")
  end

  ---s:history(n [, column]) -> series: the last n values of a column ("close") up to the bar that closed last, fewer where there are fewer.
  function methods.history(s, n, column)
    local slot = slot_of(s, "history")
    number(n, "history")
    if not (n >= 0 and n < 2 ^ 52) then fail("history(%s): expected a number of bars", tostring(n)) end
    local index = column == nil and 3 or column_of(column)
    local total = tonumber(engine_history(engine, slot, index, 0x7fffffffffffffffLL, out_t))
    bases[slot * 64 + index] = out_t[0]
    n = n - n % 1
    if n > total then n = total end
    return history_t(slot, index, total - n, n)
  end

  local s_meta = { __metatable = "symbol" }
  function s_meta.__index(s, key)
    if key == "position" then return slots[slot_of(s, "position")].position end
    if key == "price" then return slots[slot_of(s, "price")].price end
    if key == "symbol" then return names[slot_of(s, "symbol") + 1] end
    if key == "pending" then return slots[slot_of(s, "pending")].pending end
    if key == "avg_price" then return slots[slot_of(s, "avg_price")].avg_price end
    return methods[key]
  end
  local READ_ONLY = { position = true, price = true, symbol = true, pending = true, avg_price = true }
  function s_meta.__newindex(s, key, value)
    if READ_ONLY[key] or methods[key] then fail("s.%s cannot be set: it is the engine's", key) end
    rawset(s, key, value)
  end
  function s_meta.__tostring(s)
    return "symbol " .. names[slot_of(s, "symbol") + 1]
  end
  for slot = 0, count - 1 do states[slot + 1] = setmetatable({ [SLOT] = slot }, s_meta) end

  -- bar ---------------------------------------------------------------------------------------------------------------
  local bar = cast("const struct fs_bar &", view)
  local bar_methods = {}
  local BAR_NAMES = { "time", "open", "high", "low", "close", "volume", "symbol", "copy" }

  local function bar_field(_, key)
    if key == "time" then return tonumber(view.time) / 1e9 end
    if key == "symbol" then return names[view.slot + 1] end
    local extra = extra_columns[key]
    if extra then return view.stream == 0 and view.extra[extra] or nan end
    local method = bar_methods[key]
    if method then return method end
    local all = {}
    for _, name in ipairs(BAR_NAMES) do all[#all + 1] = name end
    for name in next, extra_columns do all[#all + 1] = name end
    table.sort(all)
    local near = type(key) == "string" and host.nearest(key, all)
    fail("bar has no field '%s'%s", tostring(key), near and "; did you mean '" .. near .. "'?" or "; it has " .. table.concat(all, ", "))
  end

  ---bar:copy() -> table: the bar's fields as a table that may be kept.
  function bar_methods.copy(b)
    local t = { time = bar_field(b, "time"), open = b.open, high = b.high, low = b.low, close = b.close, volume = b.volume,
      symbol = bar_field(b, "symbol") }
    for name in next, extra_columns do t[name] = bar_field(b, name) end
    return t
  end
  strategy.bar_index = bar_field

  -- ctx ---------------------------------------------------------------------------------------------------------------
  local methods_ctx, timers, streams = {}, {}, {}
  local phase, current = "start", nil
  local symbols = {}
  for i, name in ipairs(names) do symbols[i] = name end
  local fixed = { params = frozen("ctx.params", values), state = {}, symbols = symbols }

  ---ctx:symbol(name) -> s, or nil and the reason: the symbol's object.
  function methods_ctx.symbol(_, name)
    if type(name) ~= "string" then fail("ctx:symbol expects a name, got %s", type(name)) end
    local slot = C.engine_slot(engine, name)
    if slot < 0 then
      host.error()
      local near = host.nearest(name, names)
      return nil, ("no symbol '%s' in this run%s"):format(name, near and "; did you mean '" .. near .. "'?" or "")
    end
    return states[slot + 1]
  end

  local function interval_ns(text, what)
    if type(text) ~= "string" then fail("%s expects an interval such as \"5m\" or \"1d\", got %s", what, type(text)) end
    return host.duration(text) * 1e9
  end

  ---ctx:every(interval [, fn]): calls fn(ctx) (or on_timer(ctx, number)) each interval ("5m", "1h", "1d") of engine time.
  function methods_ctx.every(_, interval, fn)
    if fn ~= nil and type(fn) ~= "function" then fail("ctx:every expects a function, got %s", type(fn)) end
    if fn == nil and not declaration.fields.on_timer then fail "ctx:every needs a function, or the strategy an on_timer" end
    local timer = C.engine_every(engine, interval_ns(interval, "ctx:every"))
    if timer < 0 then fail("%s", host.error()) end
    timers[timer] = fn or false
    return timer
  end

  ---ctx:bars(interval, fn): calls fn(ctx, s, bar) with bars of a longer interval, aligned to the session and seen once closed; in start for all symbols, in init for that symbol.
  function methods_ctx.bars(_, interval, fn)
    if type(fn) ~= "function" then fail("ctx:bars expects a function, got %s", fn == nil and "nothing" or type(fn)) end
    if phase ~= "start" and phase ~= "init" then fail "ctx:bars is called in start or init" end
    local ns = interval_ns(interval, "ctx:bars")
    for slot = 0, count - 1 do
      if phase == "start" or slot == current then
        local stream = C.engine_bars(engine, slot, ns)
        if stream < 0 then fail("%s", host.error()) end
        streams[stream] = fn
      end
    end
  end

  ---ctx:rebalance{AAPL=0.4, ...}: brings every symbol to its share of equity; symbols that are not named go to 0. Sales come first.
  function methods_ctx.rebalance(_, weights)
    if type(weights) ~= "table" then fail("ctx:rebalance expects a table of weights, got %s", type(weights)) end
    for name, w in next, weights do
      if type(name) ~= "string" or C.engine_slot(engine, name) < 0 then
        host.error()
        local near = type(name) == "string" and host.nearest(name, names)
        fail("ctx:rebalance: no symbol '%s' in this run%s", tostring(name), near and "; did you mean '" .. near .. "'?" or "")
      end
      if type(w) ~= "number" or w ~= w then fail("ctx:rebalance: the weight of %s is %s; expected a number", name, tostring(w)) end
    end
    local equity = view.equity
    for pass = 1, 2 do
      for slot = 0, count - 1 do
        local w = weights[names[slot + 1]] or 0
        local price = slots[slot].price
        local held = (slots[slot].position + slots[slot].pending) * price
        -- Without a price there is nothing to trade yet.
        if price == price and (w * equity < held) == (pass == 1) then
          if target_percent(engine, slot, w) < 0 then refused() end
        end
      end
    end
  end

  ---ctx:record{name = value, ...}: adds a point at the present time to named series, which the report shows as charts.
  function methods_ctx.record(_, points)
    if type(points) ~= "table" then fail("ctx:record expects a table such as { spread = 1.2 }, got %s", type(points)) end
    local keys, n = sandbox.sorted_keys(points)
    for i = 1, n do
      local name, value = keys[i], points[keys[i]]
      if type(name) ~= "string" then fail("ctx:record expects names, got the key %s", tostring(name)) end
      if type(value) == "boolean" then value = value and 1 or 0 end
      if type(value) ~= "number" then fail("ctx:record: %s is a %s; expected a number", name, type(value)) end
      if C.engine_record(engine, name, value) ~= 0 then fail("%s", host.error()) end
    end
  end

  ---ctx:log(...): writes a line to the log, with the engine's time.
  function methods_ctx.log(_, ...)
    local parts = {}
    for i = 1, select("#", ...) do parts[i] = sandbox.tostring((select(i, ...))) end
    host.log("info", table.concat(parts, " ") .. " at=" .. host.time_text(seconds(view.now)), host.script_path())
  end

  local CTX_NAMES = { "params", "state", "cash", "equity", "now", "symbols", "symbol", "every", "bars", "rebalance", "record", "log" }
  for name, method in next, methods_ctx do fixed[name] = method end
  setmetatable(fixed, {
    __index = function(_, key)
      if key == "equity" then return view.equity end
      if key == "cash" then return view.cash end
      if key == "now" then return tonumber(view.now) / 1e9 end
      local near = type(key) == "string" and host.nearest(key, CTX_NAMES)
      fail("ctx has no '%s'%s", tostring(key), near and "; did you mean '" .. near .. "'?" or "; keep your own values in ctx.state")
    end,
  })
  local ctx = setmetatable({}, {
    __index = fixed,
    __newindex = function(_, key) fail("ctx.%s cannot be set: keep your own values in ctx.state", tostring(key)) end,
    __metatable = "ctx",
    __tostring = function() return "ctx" end,
  })

  -- Handlers ----------------------------------------------------------------------------------------------------------
  local fields = declaration.fields
  local on_bar, on_order, on_fill = fields.on_bar or function() end, fields.on_order, fields.on_fill
  local on_time, on_timer, on_session = fields.on_time, fields.on_timer, fields.on_session
  local engine_next, engine_run = C.engine_next, C.engine_run
  local handler_texts = {}
  for step, name in ipairs { "on_bar", "on_order", "on_fill", "on_time", "on_timer", "on_session" } do
    local text = ffi.new("char[32]")
    copy(text, name)
    handler_texts[step] = text
  end

  local function order_table()
    local o = view.order
    return {
      id = tonumber(o.order), time = seconds(o.ts), symbol = view.slot >= 0 and names[view.slot + 1] or nil,
      side = SIDE_NAMES[o.side], state = STATES[o.state], qty = units(o.qty), filled = units(o.filled),
      reason = o.reason ~= nil and ffi.string(o.reason) or nil, rule = o.rule > 0 and o.rule or nil,
    }
  end

  local function fill_table()
    local f = view.fill
    return {
      order = tonumber(f.order), id = tonumber(f.fill), time = seconds(f.ts), bar_time = seconds(f.bar_time),
      symbol = view.slot >= 0 and names[view.slot + 1] or nil, side = SIDE_NAMES[f.side], qty = units(f.qty),
      price = units(f.price), fee = units(f.fee),
    }
  end

  -- Everything but a bar of the data itself.
  local function other(step)
    local slot = view.slot
    local s = slot >= 0 and states[slot + 1] or nil
    if step == BAR then
      local fn = streams[view.stream]
      if fn then fn(ctx, s, bar) end
    elseif step == ORDER then
      if on_order then on_order(ctx, s, order_table()) end
    elseif step == FILL then
      if on_fill then on_fill(ctx, s, fill_table()) end
    elseif step == TIME then
      if on_time then on_time(ctx) end
    elseif step == TIMER then
      local fn = timers[view.timer]
      if fn then fn(ctx) elseif on_timer then on_timer(ctx, view.timer) end
    elseif step == SESSION then
      if on_session then on_session(ctx, s, view.session_open ~= 0 and "open" or "close") end
    end
  end

  -- One trace each: bars of one symbol with nothing between them, and everything else. What is being done is stored as it
  -- changes, for the message about a script that has to be ended. Returns true when it was stopped from outside.
  local function loop()
    local last_step, last_slot = 0, -1
    while true do
      local step = engine_next(engine)
      if step <= 0 then
        if step == FAILED then errors.raise("input", host.error()) end -- of the data, not of the script
        return step == STOPPED
      end
      local slot = view.slot
      if step ~= last_step then
        copy(activity.handler, handler_texts[step], 32)
        last_step = step
      end
      if slot ~= last_slot then
        if slot >= 0 then copy(activity.symbol, name_texts[slot + 1], 64) else activity.symbol[0] = 0 end
        last_slot = slot
      end
      if step == BAR and view.stream == 0 then
        local s, position = states[slot + 1], slots[slot].position
        -- A position does not change within a run, and what a handler does mostly depends on it. Loops of their own give
        -- each its own compiled code, in which the usual way through the handler is straight.
        if position > 0 then
          repeat on_bar(ctx, s, bar) until engine_run(engine) == 0
        elseif position < 0 then
          repeat on_bar(ctx, s, bar) until engine_run(engine) == 0
        else
          repeat on_bar(ctx, s, bar) until engine_run(engine) == 0
        end
      else
        other(step)
      end
    end
  end

  local function run()
    local wants = 0
    for name, bit_value in next, WANT do
      if fields[name] then wants = wants + bit_value end
    end
    host.enter("start", declaration.script.path)
    if fields.start then fields.start(ctx) end
    phase = "init"
    for slot = 0, count - 1 do
      current = slot
      host.enter("init")
      copy(activity.symbol, name_texts[slot + 1], 64)
      if fields.init then fields.init(ctx, states[slot + 1]) end
    end
    phase, current = "run", nil
    if next(streams) and not fields.on_bar then wants = wants + WANT.on_bar end
    if next(timers) and not fields.on_timer then wants = wants + WANT.on_timer end
    C.engine_want(engine, wants)
    host.enter("on_bar")
    local stopped = loop()
    if fields.finish then
      host.enter("finish")
      fields.finish(ctx)
    end
    host.leave()
    return stopped
  end
  return run
end

-- Drives the engine (lightuserdata) to its end.
function strategy.run(address)
  local run = bind(cast("struct fs_engine *", address))
  host.bar_index = strategy.bar_index
  if not host.bar_type_made then
    host.bar_type_made = true
    ffi.metatype("struct fs_bar", {
      __index = function(b, key) return host.bar_index(b, key) end,
      __newindex = function(_, key) fail("bar.%s cannot be set: bar is read only", tostring(key)) end,
      __tostring = function(b)
        return ("bar of %s at %s: open %.14g, high %.14g, low %.14g, close %.14g"):format(host.bar_index(b, "symbol"),
          host.time_text(host.bar_index(b, "time")), b.open, b.high, b.low, b.close)
      end,
      __metatable = "bar",
    })
  end
  return run()
end

return strategy
