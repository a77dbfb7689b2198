#!/usr/bin/env finsmart
-- Unusual, but right: nothing may be found here.
local chart = import "chart"
local floor = math.floor
local print = print
local WEIGHTS = { fast = 1, slow = 2 }
WEIGHTS.third = 3
local Point = {}
Point.__index = Point
function Point.new(x)
  local self = setmetatable({}, Point)
  self.x = x
  self[1] = x
  return self
end
function Point:double()
  self.x = self.x * 2
  return self
end
local function counter()
  local n = 0
  return function()
    n = n + 1
    return n
  end
end
local fact
fact = function(n) return n <= 1 and 1 or n * fact(n - 1) end
local function sizes(p, ...)
  local a, b = ...
  return p.risk * (a or 1) + (b or select("#", ...))
end
local mixed = "a" .. 1 .. #WEIGHTS

return strategy {
  name = "right", version = "1.0.0", api = 1, description = "Uses much of the language.", author = "A", licence = "Apache-2.0",
  params = {
    fast = { 10, min = 1, max = 500, doc = "window" },
    risk = { 0.5, min = 0, max = 1, doc = "share", unit = "1", step = 0.1 },
    mode = { "a", choices = { "a", "b" }, doc = "mode" },
    on = { true, doc = "switch" },
    low = { -1, min = -2, max = 0, doc = "below zero", type = "number" },
  },
  start = function(ctx)
    ctx.state.count = counter()()
    ctx:every("1d", function(c) c.state.count = c.state.count + 1 end)
    ctx:bars("5m", function(_, s, bar) s.five = bar.close end)
    for _, name in ipairs(ctx.symbols) do
      local s, reason = ctx:symbol(name)
      if not s then ctx:log(reason) else s.seen = true end
    end
  end,
  init = function(ctx, s)
    local p = ctx.params
    s.average = ta.sma(p.fast)
    s.other, s.more = ta.ema(p.fast), ta.sma(floor(p.fast / 2))
    s.point = Point.new(1):double()
    s.low, s.mode, s.on = p.low, p.mode, p.on
    s.tags = {}
  end,
  on_bar = function(ctx, s, bar)
    local average = s.average:update(bar.close)
    local ema = s.other:update(bar)
    if average ~= average or ema ~= ema then return end
    local rows = s:history(5, "vwap")
    local all = ta.sma(rows, 3)
    s.tags[#s.tags + 1] = bar.vwap
    if s.on and s.mode == "a" then
      s:buy(10, { limit = bar.close * 0.99, tif = "day" })
    elseif s.position > 0 then
      s:order { side = "sell", qty = s.position, type = "stop_limit", stop = bar.low, limit = bar.low - 1 }
    end
    for i = 1, #rows do
      if rows[i] > 3 then goto continue end
      ctx:record { value = rows[i], last = all[#all] }
      ::continue::
    end
    local ok, err = pcall(print, mixed)
    local ok2, err = pcall(sizes, ctx.params, 1, 2)
    if not (ok and ok2) then log.warn(err, s.low, s.point.x, s.seen, s.five, s.more) end
    while true do
      if bar.close > 0 then break end
    end
    ctx:rebalance { [bar.symbol] = 0.5 }
    print(string.format("%d", fact(3)), ("x"):rep(2), chart, bit.band(1, 2), time.date(ctx.now), s.avg_price, s.pending)
  end,
  on_fill = function(ctx, _, fill) ctx:log(fill.price, fill.qty, fill.fee) end,
  on_order = function(ctx, _, order) ctx:log(order.state, order.reason) end,
  on_timer = function(ctx, number) ctx:log(number) end,
  finish = function(ctx) ctx:log(ctx.state.count, ctx.cash, ctx.equity) end,
}
