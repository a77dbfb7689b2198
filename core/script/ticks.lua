--[[
ticks.lua: what a strategy over ticks has beside the rest: trades, quotes, the order book of a symbol, and the loop that drives it.

@object trade
A trade of the feed, valid inside the handler only: trade.price, trade.qty, trade.side ("buy" or "sell": who came to the book; nil
where that is not known), trade.time (when it happened at the exchange, seconds since 1970 UTC), trade.id (the source's number, or
nil), trade.symbol.

@object quote
Best prices of the feed, valid inside the handler only: quote.bid, quote.ask, quote.bid_qty, quote.ask_qty (NaN where a side is
empty), quote.time (as of trades), quote.symbol.
]]
local host = ...
local ffi = host.ffi
local errors = host.use "errors"
local C = host.use "face"
local fail = errors.fail
local type, tonumber = type, tonumber

local ticks = {}
local STOPPED, FAILED = -2, -1
local TRADE, QUOTE, BOOK = 7, 8, 9
local SIDES = { buy = 1, sell = 2, bid = 1, ask = 2 }
local SIDE_NAMES = { "buy", "sell" }
local NAMES = { "on_bar", "on_order", "on_fill", "on_time", "on_timer", "on_session", "on_trade", "on_quote", "on_book" }

-- Adds the market to `s`: its best prices as fields, its book as methods.
function ticks.symbol(s_meta, methods, read_only, engine, slot_of)
  local views = C.engine_tick_views(engine)
  local of_bars = s_meta.__index
  local out = ffi.new "double[3]"

  local function side_of(side, what)
    return SIDES[side] or fail("%s expects \"buy\" or \"sell\", got %s", what, tostring(side))
  end

  function s_meta.__index(s, key)
    if key == "bid" then return views[slot_of(s, "bid")].bid end
    if key == "ask" then return views[slot_of(s, "ask")].ask end
    if key == "bid_qty" then return views[slot_of(s, "bid_qty")].bid_qty end
    if key == "ask_qty" then return views[slot_of(s, "ask_qty")].ask_qty end
    if key == "mid" then
      local v = views[slot_of(s, "mid")]
      return (v.bid + v.ask) / 2
    end
    if key == "microprice" then
      local v = views[slot_of(s, "microprice")]
      return (v.bid * v.ask_qty + v.ask * v.bid_qty) / (v.bid_qty + v.ask_qty)
    end
    if key == "last" then return views[slot_of(s, "last")].last end
    return of_bars(s, key)
  end
  for _, name in ipairs { "bid", "ask", "bid_qty", "ask_qty", "mid", "microprice", "last" } do read_only[name] = true end

  ---s:level(side, i) -> price, qty, orders: level number i (1 is the best) of a side ("buy" or "sell") of the book that the strategy sees; orders is how many make the quantity, nil where the feed does not tell. nil where there is no such level.
  function methods.level(s, side, i)
    local slot = slot_of(s, "level")
    if type(i) ~= "number" or not (i >= 1) then fail("level expects a number from 1 on, got %s", tostring(i)) end
    if C.engine_level(engine, slot, side_of(side, "level"), i - 1, out, out + 1, out + 2) == 0 then return nil end
    return out[0], out[1], out[2] > 0 and out[2] or nil
  end

  ---s:depth_qty(side, price) -> qty: the quantity at a price of a side of the book that the strategy sees, 0 where there is none.
  function methods.depth_qty(s, side, price)
    local slot = slot_of(s, "depth_qty")
    if type(price) ~= "number" then fail("depth_qty expects a price, got %s", type(price)) end
    return C.engine_depth_qty(engine, slot, side_of(side, "depth_qty"), price)
  end

  ---s:queue_ahead(id) -> qty: what stands before a resting order of this strategy at its price, by the queue model and the feed as far as the strategy has heard it; nil where that is not known (the order has not been accepted, or is gone).
  function methods.queue_ahead(s, id)
    slot_of(s, "queue_ahead")
    if type(id) ~= "number" then fail("queue_ahead expects the id of an order, got %s", type(id)) end
    local qty = C.engine_ahead(engine, id)
    if qty ~= qty then return nil end
    return qty
  end
end

-- Fields of a trade or quote that are no numbers in memory. `name` is what the object is called, `list` its fields.
local function fields_of(name, list, get)
  return function(object, key)
    local value, known = get(object, key)
    if known then return value end
    local near = type(key) == "string" and host.nearest(key, list)
    fail("%s has no field '%s'%s", name, tostring(key), near and "; did you mean '" .. near .. "'?" or "; it has " .. table.concat(list, ", "))
  end
end

local function make_types()
  local function method_copy(list)
    return function(object)
      local t = {}
      for i = 1, #list do
        if list[i] ~= "copy" then t[list[i]] = object[list[i]] end
      end
      return t
    end
  end
  local trade_list = { "price", "qty", "side", "time", "id", "symbol", "copy" }
  local quote_list = { "bid", "ask", "bid_qty", "ask_qty", "time", "symbol", "copy" }
  local trade_copy, quote_copy = method_copy(trade_list), method_copy(quote_list)
  local function trade_get(t, key)
    if key == "side" then return SIDE_NAMES[t.aggressor], true end
    if key == "time" then return tonumber(t.time_ns) / 1e9, true end
    if key == "id" then
      if t.number ~= 0 then return tonumber(t.number), true end
      return nil, true
    end
    if key == "symbol" then return ticks.symbol_now(), true end
    if key == "copy" then return trade_copy, true end
  end
  local function quote_get(q, key)
    if key == "time" then return tonumber(q.time_ns) / 1e9, true end
    if key == "symbol" then return ticks.symbol_now(), true end
    if key == "copy" then return quote_copy, true end
  end
  local function meta(name, list, get)
    return {
      __index = fields_of(name, list, get),
      __newindex = function(_, key) fail("%s.%s cannot be set: it is read only", name, tostring(key)) end,
      __tostring = function(o)
        return name == "trade" and ("trade of %.14g at %.14g"):format(o.qty, o.price) or ("quote %.14g / %.14g"):format(o.bid, o.ask)
      end,
      __metatable = name,
    }
  end
  ffi.metatype("struct fs_tick_trade", meta("trade", trade_list, trade_get))
  ffi.metatype("struct fs_tick_quote", meta("quote", quote_list, quote_get))
end

-- The loop over the steps of a run; other(step) does what strategies over bars have too. `waits`: there are timers or bars of trades.
function ticks.driver(engine, view, fields, ctx, states, names, name_texts, other, waits)
  local on_trade, on_quote, on_book = fields.on_trade, fields.on_quote, fields.on_book
  if not (on_trade or on_quote or on_book or fields.on_time or fields.on_session or waits) then
    errors.raise("usage", ("%s waits for nothing that ticks bring"):format(host.script_path()),
      "a strategy over ticks has on_trade, on_quote or on_book, or calls ctx:every or ctx:bars in start")
  end
  if not ticks.made then
    ticks.made = true
    make_types()
  end
  ticks.symbol_now = function() return names[view.slot + 1] end
  local engine_next, activity, copy = C.engine_next, C.activity(), ffi.copy
  local trade, quote = view.trade, view.quote
  local texts = {}
  for step, name in ipairs(NAMES) do
    texts[step] = ffi.new("char[32]")
    copy(texts[step], name)
  end

  -- Returns true when it was stopped from outside.
  return function()
    local last_step, last_slot = 0, -1
    while true do
      local step = engine_next(engine)
      if step <= 0 then
        if step == FAILED then errors.raise("input", host.error()) end
        return step == STOPPED
      end
      local slot = view.slot
      if step ~= last_step then
        copy(activity.handler, texts[step], 32)
        last_step = step
      end
      if slot ~= last_slot then
        if slot >= 0 then copy(activity.symbol, name_texts[slot + 1], 64) else activity.symbol[0] = 0 end
        last_slot = slot
      end
      if step == BOOK then
        on_book(ctx, states[slot + 1])
      elseif step == TRADE then
        on_trade(ctx, states[slot + 1], trade)
      elseif step == QUOTE then
        on_quote(ctx, states[slot + 1], quote)
      else
        other(step)
      end
    end
  end
end

return ticks
