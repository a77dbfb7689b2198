--[[
strategy.lua: drives a strategy through the engine, and what its handlers see: ctx, s and bar.

@object ctx
The account and the run. ctx.params, ctx.state (a table of the strategy's own, for plain data), ctx.cash, ctx.equity,
ctx.now (seconds since 1970 UTC, the engine's time), ctx.symbols (a list of names in order), ctx.universe (those that are
members of the universe now; all where the run has none). Money is in the account's currency: ctx.settled_cash (what a cash
account can spend), ctx.initial_margin and ctx.maintenance_margin (of the positions there are), ctx.buying_power (the value
of what is paid in full that can still be bought, waiting orders counted).

@object s
One symbol, and a table of the strategy's own: what it sets there is there again at the next event of the symbol.
s.symbol, s.position (units, negative is short), s.pending (units in waiting orders), s.price (the last close, NaN
before the first), s.avg_price (of the open quantity). s.member (of the universe), s.halted and s.gone (expired, delisted,
merged or renamed) as of now, and s.adjustment: a price times it goes on from the first bar without the jumps of splits and
dividends (1 until there is one). s.currency is that of its prices ("" without a name), s.point_value what a point of the price is worth
for one unit in the account's currency: multiplier times exchange rate (1 for a share in the account's currency).

Over ticks it also has the best prices that the strategy sees: s.bid, s.ask, s.bid_qty, s.ask_qty, s.mid (their middle), s.microprice
(weighted by the quantity of the other side), s.last (the last trade); NaN where a side is empty. s.price is the middle there, or
the last trade where a side is empty.

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
local orders = host.use "orders"
local ticks = host.use "ticks"
local accounts = host.use "accounts"
local fail = errors.fail
local type, tonumber, select, next = type, tonumber, select, next
local cast, copy, band = ffi.cast, ffi.copy, bit.band

local strategy = {}
local declaration, values

-- The key of `s` that scripts do not see: its slot. A text, because compiled code finds one at a fixed place. Who writes it
-- all the same makes `s` another symbol or none: it is checked at every use.
local SLOT = "\0slot"
sandbox.hidden[SLOT] = true

local STOPPED, FAILED, BAR, ORDER, FILL, TIME, TIMER, SESSION, EVENT = -2, -1, 1, 2, 3, 4, 5, 6, 10
local WANT = { on_bar = 1, on_order = 2, on_fill = 4, on_time = 8, on_timer = 16, on_session = 32, on_trade = 64, on_quote = 128,
  on_book = 256, on_event = 512 }
local MEMBER, HALTED, GONE = 1, 2, 4
local SIDE_NAMES = { "buy", "sell" }
local STATES = { "accepted", "rejected", "filled", "partial", "cancelled", "expired", "cut", "modified", "kept" }
local MAKER = { true, false } -- by FS_FILL_*
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
  local over_ticks = C.engine_tick_views(engine) ~= nil
  local activity = C.activity()
  host.now = function() return tonumber(view.now) / 1e9 end -- where data.load ends
  local count = C.engine_slot_count(engine)
  local engine_target, target_percent = C.engine_target, C.engine_target_percent
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

  orders(methods, engine, slot_of, result, number)

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

  ---s:adjusted(n [, column]) -> series: as s:history(), with the prices and volumes of before splits and dividends as they would have been after them; only what took effect until now counts.
  function methods.adjusted(s, n, column)
    local slot = slot_of(s, "adjusted")
    number(n, "adjusted")
    if not (n >= 0 and n < 2 ^ 52) then fail("adjusted(%s): expected a number of bars", tostring(n)) end
    local index = column == nil and 3 or COLUMNS[column]
    if not index then
      local near = type(column) == "string" and host.nearest(column, { "open", "high", "low", "close", "volume" })
      fail("adjusted has no column '%s'%s", tostring(column), near and "; did you mean '" .. near .. "'?" or "; it has open, high, low, close, volume")
    end
    n = n - n % 1
    local have = tonumber(engine_history(engine, slot, index, n, out_t))
    local result, values = series.new(have)
    C.engine_adjusted(engine, slot, index, have, values)
    return result
  end

  local function stands(s, name, flag)
    return band(C.engine_standing(engine, slot_of(s, name)), flag) ~= 0
  end

  local s_meta = { __metatable = "symbol" }
  function s_meta.__index(s, key)
    if key == "position" then return slots[slot_of(s, "position")].position end
    if key == "price" then return slots[slot_of(s, "price")].price end
    if key == "symbol" then return names[slot_of(s, "symbol") + 1] end
    if key == "pending" then return slots[slot_of(s, "pending")].pending end
    if key == "avg_price" then return slots[slot_of(s, "avg_price")].avg_price end
    if key == "member" then return stands(s, key, MEMBER) end
    if key == "halted" then return stands(s, key, HALTED) end
    if key == "gone" then return stands(s, key, GONE) end
    if key == "adjustment" then return C.engine_adjustment(engine, slot_of(s, key)) end
    if key == "point_value" then return C.engine_point_value(engine, slot_of(s, key)) end
    if key == "currency" then return ffi.string(C.engine_currency(engine, slot_of(s, key))) end
    return methods[key]
  end
  local READ_ONLY = { position = true, price = true, symbol = true, pending = true, avg_price = true, member = true,
    halted = true, gone = true, adjustment = true, point_value = true, currency = true }
  function s_meta.__newindex(s, key, value)
    if READ_ONLY[key] or methods[key] then fail("s.%s cannot be set: it is the engine's", key) end
    rawset(s, key, value)
  end
  if over_ticks then ticks.symbol(s_meta, methods, READ_ONLY, engine, slot_of) end
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
        local held = (slots[slot].position + slots[slot].pending) * price * C.engine_point_value(engine, slot)
        -- Without a price, or a rate of its currency, there is nothing to trade yet.
        if held == held and (w * equity < held) == (pass == 1) then
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

  local CTX_NAMES = { "params", "state", "cash", "equity", "now", "symbols", "universe", "symbol", "every", "bars", "rebalance", "record", "log" }
  local account_field = accounts(methods_ctx, CTX_NAMES, engine, number)
  for name, method in next, methods_ctx do fixed[name] = method end
  setmetatable(fixed, {
    __index = function(_, key)
      if key == "equity" then return view.equity end
      if key == "cash" then return view.cash end
      if key == "now" then return tonumber(view.now) / 1e9 end
      if key == "universe" then
        local members = {}
        for slot = 0, count - 1 do
          if band(C.engine_standing(engine, slot), MEMBER) ~= 0 then members[#members + 1] = names[slot + 1] end
        end
        return members
      end
      local field = account_field(key)
      if field then return field end
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
  local on_time, on_timer, on_session, on_event = fields.on_time, fields.on_timer, fields.on_session, fields.on_event
  local engine_next, engine_run = C.engine_next, C.engine_run
  local handler_texts = {}
  for step, name in ipairs { "on_bar", "on_order", "on_fill", "on_time", "on_timer", "on_session", "on_trade", "on_quote", "on_book", "on_event" } do
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
      price = units(f.price), fee = units(f.fee), maker = MAKER[f.liquidity],
    }
  end

  -- A number that the event has; nil where it has none.
  local function given(x)
    if x == x then return x end
  end

  local function event_table()
    local x = view.event
    return {
      type = ffi.string(C.instrument_event_name(x.type)), time = seconds(view.now), symbol = names[view.slot + 1],
      into = x.other ~= nil and ffi.string(x.other) or nil, amount = given(x.amount), ratio = given(x.ratio),
      price = given(x.price), into_price = given(x.into_price), rate = given(x.rate), before = x.before, after = x.after,
      cash = x.cash, fee = x.fee,
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
    elseif step == EVENT then
      if on_event then on_event(ctx, s, event_table()) end
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
    local drive = loop
    if over_ticks then
      drive = ticks.driver(engine, view, fields, ctx, states, names, name_texts, other, next(timers) or next(streams))
    end
    host.enter(over_ticks and "on_book" or "on_bar")
    local stopped = drive()
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
