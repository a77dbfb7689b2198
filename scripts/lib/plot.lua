-- plot.lua: the rectangle that a chart draws in: margins, scales, grid lines, axis texts and the legend.
local svg, axis = import "svg", import "axis"
local plot = {}
local tag, coordinate = svg.tag, svg.coordinate
local floor, max, min = math.floor, math.max, math.min

-- How wide a text of 12 units' height is, in the widest of the usual fonts; characters beyond ASCII count as wide ones.
local WIDTHS = { ["%"] = 11.6, [" "] = 4, ["."] = 4, [","] = 4, [":"] = 4.2, ["-"] = 4.5, i = 3.6, l = 3.6, j = 3.8, t = 5, f = 4.6, r = 5.2,
  m = 11.8, w = 10, M = 10.6, W = 12 }
local function text_width(text)
  local w = 0
  for letter in tostring(text):gmatch("[%z\1-\127\194-\244][\128-\191]*") do
    w = w + (WIDTHS[letter] or (#letter > 1 and 10.2) or (letter:find("%u") and 8.6) or 7.7)
  end
  return w
end
plot.text_width = text_width

function plot.check(what, ok, expected)
  if not ok then error("chart." .. what .. ": expected " .. expected, 3) end
end

-- The colour class of the k-th series.
function plot.class_of(series, k) return series.class or "c" .. ((k - 1) % 6 + 1) end

function plot.text(x, y, text, class, anchor)
  return tag("text", { "class", class, "x", x, "y", y, "text-anchor", anchor }, svg.escape(text))
end

-- Lowest and highest finite value of several series. nil where there is none. `positive` leaves out what is not above
-- zero.
function plot.range(list, positive)
  local lo, hi = math.huge, -math.huge
  for _, y in ipairs(list) do
    for i = 1, #y do
      local v = y[i]
      if v == v and v < math.huge and v > -math.huge and (not positive or v > 0) then
        if v < lo then lo = v end
        if v > hi then hi = v end
      end
    end
  end
  if lo > hi then return nil end
  return lo, hi
end

-- Rows of legend entries { name =, class =, kind = "line" | "box" | "up" | "down" }: the markup and its height.
local function legend(entries, left, width)
  local out, x, y = {}, left, 12
  for _, e in ipairs(entries) do
    local w = 24 + text_width(e.name) + 14
    if x > left and x + w > left + width then x, y = left, y + 18 end
    if e.kind == "line" then
      out[#out + 1] = tag("path", { "class", "l " .. e.class .. (e.dash and " dash" or ""), "d", string.format("M%s %sh16", coordinate(x), coordinate(y - 4)) })
    elseif e.kind == "up" or e.kind == "down" then
      out[#out + 1] = plot.triangle(x + 8, y - 4, e.kind, e.class)
    else
      out[#out + 1] = tag("rect", { "class", e.class, "x", x + 2, "y", y - 9, "width", 12, "height", 10, "rx", 2 })
    end
    out[#out + 1] = plot.text(x + 22, y, e.name)
    x = x + w
  end
  return table.concat(out, "\n"), #entries > 0 and y + 8 or 0
end

function plot.triangle(x, y, way, class)
  local s = way == "up" and 1 or -1
  return tag("path", { "class", class, "d",
    string.format("M%s %sl4.5 %sh-9z", coordinate(x), coordinate(y - 4.5 * s), coordinate(8 * s)) })
end

-- Opens a plot. `o`: width, height, x0, x1 (data range), y0, y1, log, x ("time" | "number" | "none"), y_format,
-- x_format, legend, y_label. Returns the plot: its edges, the functions x() and y() from data to units, and the list
-- `out` to which a chart adds its marks before plot.close().
function plot.open(o)
  local p = { width = o.width or 880, height = o.height or 300, out = {} }
  local rows = max(2, floor(p.height / 56))
  local ticks, step
  if o.log then ticks, step = axis.log(o.y0, o.y1, rows) else ticks, step = axis.linear(o.y0, o.y1, rows) end
  local top_value = max(math.abs(o.y0), math.abs(o.y1))
  local labels, longest = {}, 0
  for i, v in ipairs(ticks) do
    local value_step = step
    local value_top = top_value
    if o.log and #ticks > 1 and ticks[#ticks] / ticks[1] >= 10 then value_step, value_top = v, v end
    labels[i] = axis.text(o.y_format, v, value_step, value_top)
    longest = max(longest, text_width(labels[i]))
  end
  local left = o.y_axis == false and 4 or longest + 10
  local key, key_height = legend(o.legend or {}, left, p.width - left)
  p.left, p.right = left, p.width - 10
  p.top = key_height + 10
  p.bottom = p.height - (o.x == "time" and 38 or o.x == "none" and 8 or 24) - (o.x_label and 16 or 0)
  local dx = o.x1 > o.x0 and (p.right - p.left) / (o.x1 - o.x0) or 0
  local base = o.x1 > o.x0 and p.left or (p.left + p.right) / 2
  function p.x(v) return base + (v - o.x0) * dx end
  local lo, hi = o.y0, o.y1
  if o.log then lo, hi = math.log(lo), math.log(hi) end
  local dy = hi > lo and (p.bottom - p.top) / (hi - lo) or 0
  if o.log then
    function p.y(v) return v > 0 and p.bottom - (math.log(v) - lo) * dy or 0 / 0 end
  else
    function p.y(v) return p.bottom - (v - lo) * dy end
  end
  local out = p.out
  out[#out + 1] = key ~= "" and key or nil
  if o.y_axis ~= false then
    local grid = {}
    for i, v in ipairs(ticks) do
      local y = p.y(v)
      if y >= p.top - 0.5 and y <= p.bottom + 0.5 then
        grid[#grid + 1] = string.format("M%s %sH%s", coordinate(left), coordinate(y), coordinate(p.right))
        out[#out + 1] = plot.text(left - 7, y + 4, labels[i], "t", "end")
      end
    end
    out[#out + 1] = tag("path", { "class", "g", "d", table.concat(grid) })
    if not o.log and o.y0 < 0 and o.y1 > 0 then
      out[#out + 1] = tag("path", { "class", "z", "d", string.format("M%s %sH%s", coordinate(left), coordinate(p.y(0)), coordinate(p.right)) })
    end
  end
  if o.x == "time" then
    local marks = {}
    local count = max(2, floor((p.right - left) / 82))
    for _, tick in ipairs(axis.time(o.x0, o.x1, count)) do
      local x = p.x(tick.at)
      marks[#marks + 1] = string.format("M%s %sv5", coordinate(x), coordinate(p.bottom))
      local half = text_width(tick.label) / 2
      if x - half > left - 30 and x + half < p.width + 2 then
        out[#out + 1] = plot.text(x, p.bottom + 18, tick.label, "t", "middle")
        if tick.sub then
          local room = text_width(tick.sub) / 2
          local sx = max(room, min(x, p.width - room))
          out[#out + 1] = plot.text(sx, p.bottom + 33, tick.sub, "t", "middle")
        end
      end
    end
    out[#out + 1] = tag("path", { "class", "a", "d", table.concat(marks) })
  elseif o.x == "number" then
    local xt, xs = axis.linear(o.x0, o.x1, max(2, floor((p.right - left) / 70)))
    for _, v in ipairs(xt) do
      local text = axis.text(o.x_format, v, xs, max(math.abs(o.x0), math.abs(o.x1)))
      local half = text_width(text) / 2
      out[#out + 1] = plot.text(max(half, min(p.x(v), p.width - half)), p.bottom + 18, text, "t", "middle")
    end
  end
  if o.x_label then
    out[#out + 1] = plot.text((left + p.right) / 2, p.height - 4, o.x_label, "t", "middle")
  end
  out[#out + 1] = tag("path", { "class", "a", "d", string.format("M%s %sH%s", coordinate(left), coordinate(p.bottom), coordinate(p.right)) })
  return p
end

-- Closes it into an <svg> element with its name and description for those who can't see it.
function plot.close(p, o)
  local name = o.title or "Chart"
  local label = o.desc and (name .. ". " .. o.desc) or name
  return table.concat({
    string.format('<svg class="chart" viewBox="0 0 %s %s" role="img" aria-label="%s">', coordinate(p.width),
      coordinate(p.height), svg.escape(label)),
    "<desc>" .. svg.escape(label) .. "</desc>",
    table.concat(p.out, "\n"),
    "</svg>" }, "\n")
end

-- What a chart without data shows instead of an empty frame.
function plot.empty(o, why)
  local p = { width = o.width or 880, height = 80, out = {} }
  p.out[1] = plot.text(p.width / 2, 44, why or "No data to show", "t", "middle")
  return plot.close(p, o)
end

return plot
