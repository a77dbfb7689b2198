--[[
orders.lua: what a strategy may say of an order: its type, prices, time in force and the orders that it is tied to.
]]
local host = ...
local ffi = host.ffi
local errors = host.use "errors"
local C = host.use "face"
local sandbox = host.use "sandbox"
local fail = errors.fail
local type, tonumber, next = type, tonumber, next
local nan = 0 / 0

local SIDES = { buy = 1, sell = 2 }
local TYPES = { market = 1, limit = 2, stop = 3, stop_limit = 4, trailing_stop = 5, trailing_stop_limit = 6,
  market_if_touched = 7, limit_if_touched = 8 }
local TIFS = { gtc = 0, day = 1, gtd = 2, ioc = 3, fok = 4, open = 5, close = 6 }
local POST_ONLY, REDUCE_ONLY, TRAIL_PERCENT = 1, 2, 4

-- Puts the methods that send and change orders into `methods`: of the symbols of one engine. slot_of(s, name) is the slot of a symbol's
-- object, result(id) what a script gets for what the engine said,
-- number(v, what) v where it is a number.
return function(methods, engine, slot_of, result, number)
  local engine_order, engine_ask, engine_cancel = C.engine_order, C.engine_ask, C.engine_cancel

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
end
