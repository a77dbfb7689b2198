-- chart_lines.lua: what is drawn as lines: series over time, drawdowns, sparklines. chart.lua describes the fields.
local svg, axis, plot, format, civil = import "svg", import "axis", import "plot", import "format", import "civil"
local chart = {}
local tag, coordinate, escape = svg.tag, svg.coordinate, svg.escape
local floor, max, min = math.floor, math.max, math.min
local check, class_of = plot.check, plot.class_of

local function span(x, n)
  if not x then return 1, max(n, 1) end
  return x[1] or 0, x[n] or 0
end

-- Strips over the plot that show the values under the pointer; drawn by style alone.
local function hover_strips(p, o, lines, strips)
  local n = #lines[1].px
  if n < 2 then return end
  local out = { '<g class="h">' }
  local step = max(1, n / strips)
  local at = {}
  local k = 1
  while floor(k + 0.5) < n do at[#at + 1] = floor(k + 0.5); k = k + step end
  at[#at + 1] = n
  local clock = o.x == "time" and lines[1].px[n] - lines[1].px[1] < 20 * 86400
  for i, index in ipairs(at) do
    local x = p.x(lines[1].px[index])
    local from = i == 1 and p.left or (p.x(lines[1].px[at[i - 1]]) + x) / 2
    local to = i == #at and p.right or (x + p.x(lines[1].px[at[i + 1]])) / 2
    local words = { o.x == "time" and (clock and civil.iso(lines[1].px[index], true) or civil.short(lines[1].px[index]))
      or format.number(lines[1].px[index]) }
    local dots = {}
    for _, line in ipairs(lines) do
      local v = line.py[line.same and index or 0] or line.value_at(lines[1].px[index])
      if v and v == v then
        local y = p.y(v)
        if y == y and math.abs(y) < 1e6 then
          dots[#dots + 1] = string.format('<circle class="%s" cx="%s" cy="%s" r="3.5"/>', line.class, coordinate(x), coordinate(y))
        end
        local text = o.y_format == "percent" and format.percent(v) or o.y_format == "money" and format.money(v) or
          type(o.y_format) == "function" and o.y_format(v) or format.number(v)
        words[#words + 1] = (#lines > 1 and line.name .. " " or "") .. text
      end
    end
    out[#out + 1] = string.format('<g><rect x="%s" y="%s" width="%s" height="%s"/><path d="M%s %sV%s"/>%s<text x="%s" y="%s" text-anchor="end">%s</text></g>',
      coordinate(from), coordinate(p.top), coordinate(max(to - from, 0.1)), coordinate(p.bottom - p.top), coordinate(x),
      coordinate(p.top), coordinate(p.bottom), table.concat(dots), coordinate(p.right - 2), coordinate(p.top + 12),
      escape(table.concat(words, " \194\183 ")))
  end
  out[#out + 1] = "</g>"
  p.out[#p.out + 1] = table.concat(out, "\n")
end

-- The value of a thinned line at or before x.
local function lookup(px, py)
  local k = 1
  return function(x)
    if x < px[k] then k = 1 end
    if x < px[1] then return nil end
    while k < #px and px[k + 1] <= x do k = k + 1 end
    return py[k]
  end
end

-- Lines over one x: { x =, series = { { name =, y =, x = (own), area =, class =, dash = } }, log =, zero =, y0 =, y1 =,
-- hover = true for values under the pointer, level = { { at =, name = } } }.
function chart.line(o)
  check("line", type(o) == "table" and type(o.series) == "table", "a table with a list `series`")
  local width, height = o.width or 880, o.height or 300
  local lines, values, x0, x1 = {}, {}, math.huge, -math.huge
  for k, s in ipairs(o.series) do
    check("line", s.y ~= nil, "every series to have `y`")
    local x = s.x or o.x_values
    local n = #s.y
    if n > 0 then
      local from, to = span(x, n)
      x0, x1 = min(x0, from), max(x1, to)
      local px, py = svg.thin(x, s.y, floor(width))
      lines[#lines + 1] = { name = s.name or "", px = px, py = py, class = class_of(s, k), area = s.area, dash = s.dash,
        step = s.step, same = #lines == 0, value_at = lookup(px, py) }
      values[#values + 1] = py
    end
  end
  local lo, hi = plot.range(values, o.log)
  if not lo then return plot.empty(o) end
  if o.zero then lo, hi = min(lo, 0), max(hi, 0) end
  if o.log then
    local pad = (hi / lo) ^ 0.03
    lo, hi = lo / pad, hi * pad
    if hi / lo < 1.000001 then lo, hi = lo / 1.05, hi * 1.05 end
  else
    lo, hi = axis.round(lo, hi, max(2, floor(height / 56)))
  end
  lo, hi = o.y0 or lo, o.y1 or hi
  local key = {}
  if #lines > 1 or o.legend then
    for _, line in ipairs(lines) do key[#key + 1] = { name = line.name, class = line.class, dash = line.dash, kind = "line" } end
  end
  local p = plot.open { width = width, height = height, x0 = x0, x1 = x1, y0 = lo, y1 = hi, log = o.log,
    x = o.x or "number", y_format = o.y_format, x_format = o.x_format, legend = key, x_label = o.x_label }
  for k = #lines, 1, -1 do
    local line = lines[k]
    local sx, sy, dense = {}, {}, #line.px > width
    for i = 1, #line.px do sx[i], sy[i] = p.x(line.px[i]), p.y(line.py[i]) end
    if line.area and #sx > 1 then
      local floor_y = p.y(o.log and lo or max(lo, min(hi, 0)))
      local fx, fy = { sx[1] }, { floor_y }
      for i = 1, #sx do
        if sy[i] == sy[i] then fx[#fx + 1], fy[#fy + 1] = sx[i], sy[i] end
      end
      fx[#fx + 1], fy[#fy + 1] = sx[#sx], floor_y
      p.out[#p.out + 1] = tag("path", { "class", "f " .. line.class, "d", svg.path(fx, fy, dense) .. "Z" })
    end
    if #sx == 1 then
      p.out[#p.out + 1] = tag("circle", { "class", line.class, "cx", sx[1], "cy", sy[1], "r", 3 })
    else
      p.out[#p.out + 1] = tag("path", { "class", "l " .. line.class .. (line.dash and " dash" or ""), "d", svg.path(sx, sy, dense) })
    end
  end
  for _, level in ipairs(o.levels or {}) do
    if level.at >= lo and level.at <= hi then
      p.out[#p.out + 1] = tag("path", { "class", "v", "d", "M" .. coordinate(p.left) .. " " .. coordinate(p.y(level.at)) .. "H" .. coordinate(p.right) })
      p.out[#p.out + 1] = plot.text(p.right - 2, p.y(level.at) - 5, level.name, "t", "end")
    end
  end
  if o.hover then hover_strips(p, o, lines, o.hover == true and 120 or o.hover) end
  return plot.close(p, o)
end

-- How far below its highest point so far a value is, as an area that hangs from zero: { x_values =, y = fractions at
-- most 0, against = a second line }.
function chart.drawdown(o)
  check("drawdown", type(o) == "table" and o.y ~= nil, "a table with `y`")
  local series = { { name = o.name or "Strategy", y = o.y, area = true, class = o.class or "neg" } }
  if o.against then series[2] = { name = o.against.name, x = o.against.x, y = o.against.y, class = "c6" } end
  return chart.line { title = o.title, desc = o.desc, width = o.width, height = o.height or 200, x = o.x or "time",
    x_values = o.x_values, series = series, zero = true, y1 = 0, y_format = "percent", hover = o.hover }
end

-- A small line without axes, for a card or a table cell: { y =, width =, height = }.
function chart.sparkline(o)
  check("sparkline", type(o) == "table" and o.y ~= nil, "a table with `y`")
  local width, height = o.width or 120, o.height or 28
  local px, py = svg.thin(nil, o.y, width)
  local lo, hi = plot.range({ py })
  local p = { width = width, height = height, out = {} }
  if lo then
    local n = max(#o.y, 2)
    for i = 1, #px do
      px[i] = 2 + (px[i] - 1) / (n - 1) * (width - 4)
      py[i] = hi > lo and height - 3 - (py[i] - lo) / (hi - lo) * (height - 6) or height / 2
    end
    p.out[1] = tag("path", { "class", "l " .. (o.class or "c1"), "d", svg.path(px, py) })
  end
  return plot.close(p, o)
end

chart.names = { "line", "drawdown", "sparkline" }
return chart
