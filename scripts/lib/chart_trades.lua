-- chart_trades.lua: a price as a line or as candles, with the trades on it. chart.lua describes the fields.
local svg, axis, plot, format, civil = import "svg", import "axis", import "plot", import "format", import "civil"
local chart = {}
local coordinate, escape = svg.coordinate, svg.escape
local floor, max, min = math.floor, math.max, math.min

-- Above this many trades in one chart only the lines from entry to exit are drawn, without the markers.
local MARKERS = 120

-- First index of ascending x that is not below v, from 1 to n + 1.
local function lower(x, n, v)
  local a, b = 1, n + 1
  while a < b do
    local m = floor((a + b) / 2)
    if x[m] < v then a = m + 1 else b = m end
  end
  return a
end

local function candles(p, o, from, to)
  local n = to - from + 1
  local body = max(0.8, min(9, (p.right - p.left) / max(n, 1) * 0.62))
  local parts = { up = {}, down = {}, wick = {} }
  for i = from, to do
    local x = p.x(o.time[i])
    local open, high, low, close = o.open[i], o.high[i], o.low[i], o.close[i]
    if open == open and high == high and low == low and close == close then
      local list = close >= open and parts.up or parts.down
      local y0, y1 = p.y(max(open, close)), p.y(min(open, close))
      list[#list + 1] = string.format("M%s %sh%sV%sh-%sz", coordinate(x - body / 2), coordinate(y0), coordinate(body),
        coordinate(max(y1, y0 + 0.6)), coordinate(body))
      parts.wick[#parts.wick + 1] = string.format("M%s %sV%s", coordinate(x), coordinate(p.y(high)), coordinate(p.y(low)))
    end
  end
  p.out[#p.out + 1] = '<path class="k" d="' .. table.concat(parts.wick) .. '"/>'
  p.out[#p.out + 1] = '<path class="up" d="' .. table.concat(parts.up) .. '"/>'
  p.out[#p.out + 1] = '<path class="down" d="' .. table.concat(parts.down) .. '"/>'
end

-- Price and trades: { time =, close =, open =, high =, low = (candles where there is room), trades = { { side =,
-- entry_time =, entry_price =, exit_time =, exit_price =, pnl = } }, from =, to = (seconds; all without them) }.
-- Times are seconds. A trade without exit_time is open and ends at the right edge, at the last price.
function chart.trades(o)
  plot.check("trades", type(o) == "table" and o.time ~= nil and o.close ~= nil, "a table with `time` and `close`")
  local n = #o.close
  if n == 0 then return plot.empty(o) end
  local a = o.from and max(1, lower(o.time, n, o.from)) or 1
  local b = o.to and min(n, lower(o.time, n, o.to + 1e-6) - 1) or n
  if b < a then return plot.empty(o) end
  local width = o.width or 880
  local as_candles = o.open and o.high and o.low and (b - a + 1) <= width / 5
  local px, py
  if a == 1 and b == n then
    px, py = svg.thin(o.time, o.close, floor(width))
  else
    local cx, cy = {}, {}
    for i = a, b do cx[#cx + 1], cy[#cy + 1] = o.time[i], o.close[i] end
    px, py = svg.thin(cx, cy, floor(width))
  end
  local x0, x1 = o.time[a], o.time[b]
  local range = { py }
  if as_candles then
    local extremes = {}
    for i = a, b do extremes[#extremes + 1] = o.high[i]; extremes[#extremes + 1] = o.low[i] end
    range[2] = extremes
  end
  local shown, prices = {}, {}
  for _, t in ipairs(o.trades or {}) do
    if t.entry_time <= x1 and (t.exit_time or x1) >= x0 then
      shown[#shown + 1] = t
      prices[#prices + 1] = t.entry_price
      if t.exit_price then prices[#prices + 1] = t.exit_price end
      x1 = max(x1, (not o.to or t.exit_time and t.exit_time <= o.to) and t.exit_time or x1)
    end
  end
  range[#range + 1] = prices
  local lo, hi = plot.range(range)
  if not lo then return plot.empty(o) end
  local height = o.height or 300
  local log = o.log and lo > 0
  if log then lo, hi = lo / 1.03, hi * 1.03 else lo, hi = axis.round(lo, hi, max(2, floor(height / 56))) end
  local pad = as_candles and (x1 - x0) / max(b - a, 1) or 0
  local p = plot.open { width = width, height = height, x0 = x0 - pad, x1 = x1 + pad, y0 = lo, y1 = hi, x = "time", log = log,
    y_format = o.y_format, legend = #shown > 0 and { { name = o.name or "Price", class = "c6", kind = "line" },
      { name = "Trade with a gain", class = "pos", kind = "line" }, { name = "Trade with a loss", class = "neg", kind = "line" } } or nil }
  if as_candles then
    candles(p, o, a, b)
  else
    local sx, sy = {}, {}
    for i = 1, #px do sx[i], sy[i] = p.x(px[i]), p.y(py[i]) end
    p.out[#p.out + 1] = '<path class="l c6" d="' .. svg.path(sx, sy, #px > width) .. '"/>'
  end
  local segments, seen = { pos = {}, neg = {}, open = {} }, {}
  local markers = {}
  for _, t in ipairs(shown) do
    local gain = t.pnl and t.pnl < 0 and "neg" or "pos"
    local ex, ey = p.x(max(t.entry_time, x0)), p.y(t.entry_price)
    local last = o.close[b]
    local xx, xy = p.x(min(t.exit_time or x1, x1)), p.y(t.exit_price or last)
    if t.entry_time >= x0 and ey == ey and xy == xy then
      local mark = string.format("M%s %sL%s %s", coordinate(ex), coordinate(ey), coordinate(xx), coordinate(xy))
      local place = string.format("%d,%d,%d,%d", ex, ey, xx, xy)
      if not seen[place] then
        seen[place] = true
        local list = segments[gain]
        list[#list + 1] = mark
      end
      if #shown <= MARKERS then
        local hint = string.format("%s %s at %s on %s%s%s", t.side == "short" and "Sold short" or "Bought", format.number(t.qty or 0 / 0),
          format.number(t.entry_price), civil.iso(t.entry_time),
          t.exit_time and string.format(", out at %s on %s", format.number(t.exit_price), civil.iso(t.exit_time)) or ", still open",
          t.pnl and string.format(": %s%s", t.pnl >= 0 and "+" or "", format.money(t.pnl)) or "")
        markers[#markers + 1] = "<g class=\"m\"><title>" .. escape(hint) .. "</title>" ..
          plot.triangle(ex, ey, t.side == "short" and "down" or "up", gain) ..
          (t.exit_time and t.exit_time <= x1 and string.format('<rect class="%s" x="%s" y="%s" width="6" height="6"/>', gain, coordinate(xx - 3), coordinate(xy - 3)) or "") .. "</g>"
      end
    end
  end
  for _, kind in ipairs { "neg", "pos" } do
    if #segments[kind] > 0 then
      p.out[#p.out + 1] = '<path class="l ' .. kind .. '" d="' .. table.concat(segments[kind]) .. '"/>'
    end
  end
  for _, m in ipairs(markers) do p.out[#p.out + 1] = m end
  return plot.close(p, o)
end

chart.names = { "trades" }
return chart
