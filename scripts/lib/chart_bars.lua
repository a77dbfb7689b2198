-- chart_bars.lua: what is drawn as boxes and dots: bars, histograms, heat maps, scatter plots. chart.lua describes the fields.
local svg, axis, plot, format = import "svg", import "axis", import "plot", import "format"
local chart = {}
local tag, coordinate, escape = svg.tag, svg.coordinate, svg.escape
local floor, max, min, abs = math.floor, math.max, math.min, math.abs
local check, class_of = plot.check, plot.class_of

-- Vertical bars: { labels =, series = { { name =, y = } } } in groups, coloured by sign when there is one series and
-- `signed`. Labels are left out where there is no room for all.
function chart.bars(o)
  check("bars", type(o) == "table" and type(o.series) == "table" and o.labels ~= nil, "a table with `labels` and `series`")
  local values = {}
  for k, s in ipairs(o.series) do values[k] = s.y end
  local lo, hi = plot.range(values)
  if not lo then return plot.empty(o) end
  local height = o.height or 240
  lo, hi = axis.round(min(lo, 0), max(hi, 0), max(2, floor(height / 56)))
  local key = {}
  if #o.series > 1 then
    for k, s in ipairs(o.series) do key[k] = { name = s.name or "", class = class_of(s, k), kind = "box" } end
  end
  local n = #o.labels
  local p = plot.open { width = o.width, height = height, x0 = 0, x1 = max(n, 1), y0 = lo, y1 = hi, x = "band",
    y_format = o.y_format, legend = key, x_label = o.x_label }
  local slot = p.x(1) - p.x(0)
  local bar = slot * (n > 40 and 0.9 or 0.72) / #o.series
  local zero = p.y(0)
  local longest = 0
  for i = 1, n do
    longest = max(longest, plot.text_width(o.labels[i]))
    for k, s in ipairs(o.series) do
      local v = s.y[i]
      if v and v == v then
        local y = p.y(v)
        local class = o.signed and #o.series == 1 and (v < 0 and "neg" or "pos") or class_of(s, k)
        local x = p.x(i - 0.5) + (k - 1 - #o.series / 2) * bar
        p.out[#p.out + 1] = tag("rect", { "class", class, "x", x, "y", min(y, zero), "width", bar * 0.94, "height", max(abs(y - zero), 0.5) },
          "<title>" .. escape(o.labels[i] .. (#o.series > 1 and s.name and ", " .. s.name or "") .. ": " ..
            (o.y_format == "percent" and format.percent(v) or format.number(v))) .. "</title>")
      end
    end
  end
  local every = max(1, math.ceil((longest + 8) / slot))
  for i = 1, n do
    if (i - 1) % every == 0 then p.out[#p.out + 1] = plot.text(p.x(i - 0.5), p.bottom + 17, o.labels[i], "t", "middle") end
  end
  return plot.close(p, o)
end

-- How often values fall into bins of equal width: { y =, bins =, normal = true draws the normal curve of the same mean
-- and deviation, clip = 0.001 gathers that share of each tail into the outermost bins }. NaN does not count.
function chart.histogram(o)
  check("histogram", type(o) == "table" and o.y ~= nil, "a table with `y`")
  local y, sorted, sum, squares = o.y, {}, 0, 0
  for i = 1, #y do
    local v = y[i]
    if format.finite(v) then sorted[#sorted + 1] = v; sum = sum + v end
  end
  local n = #sorted
  if n == 0 then return plot.empty(o) end
  table.sort(sorted)
  local mean = sum / n
  for i = 1, n do squares = squares + (sorted[i] - mean) ^ 2 end
  local sd = n > 1 and math.sqrt(squares / (n - 1)) or 0
  local clip = o.clip or 0.001
  local lo, hi = sorted[1 + floor(clip * (n - 1))], sorted[n - floor(clip * (n - 1))]
  if not (hi > lo) then lo, hi = lo - (abs(lo) * 0.05 + 1e-9), hi + (abs(hi) * 0.05 + 1e-9) end
  -- Zero is an edge of a bin, so that a bar is a gain or a loss.
  local bins = o.bins or min(60, max(12, math.ceil(1.5 * math.sqrt(n))))
  local _, width = axis.linear(lo, hi, bins)
  local first, last = floor(lo / width + 1e-9), math.ceil(hi / width - 1e-9) - 1
  local counts, most = {}, 0
  for k = first, last do counts[k] = 0 end
  for i = 1, n do
    local k = max(first, min(last, floor(sorted[i] / width)))
    counts[k] = counts[k] + 1
    most = max(most, counts[k])
  end
  local height = o.height or 240
  local normal = o.normal and sd > 0
  local function density(v) return n * width / (sd * math.sqrt(2 * math.pi)) * math.exp(-0.5 * ((v - mean) / sd) ^ 2) end
  local _, top = axis.round(0, max(most, normal and density(mean) or 0), max(2, floor(height / 56)))
  local key = normal and { { name = o.name or "Observed", class = "pos", kind = "box" },
    { name = "Normal curve, same mean and deviation", class = "c6", kind = "line" } } or nil
  local p = plot.open { width = o.width, height = height, x0 = first * width, x1 = (last + 1) * width, y0 = 0, y1 = top,
    x = "number", x_format = o.x_format, legend = key, x_label = o.x_label }
  for k = first, last do
    if counts[k] > 0 then
      local x, x2, v = p.x(k * width), p.x((k + 1) * width), counts[k]
      local class = o.signed == false and "c1" or (k < 0 and "neg" or "pos")
      local from, to = axis.text(o.x_format, k * width, width), axis.text(o.x_format, (k + 1) * width, width)
      if k == first and sorted[1] < lo then from = "less" end
      if k == last and sorted[n] > hi then to = "more" end
      p.out[#p.out + 1] = tag("rect", { "class", class, "x", x + 0.5, "y", p.y(v), "width", max(x2 - x - 1, 0.5), "height", p.bottom - p.y(v) },
        "<title>" .. escape(string.format("%s to %s: %s", from, to, format.number(v))) .. "</title>")
    end
  end
  if normal then
    local px, py = {}, {}
    for i = 0, 80 do
      local v = (first + (last + 1 - first) * i / 80) * width
      px[#px + 1], py[#py + 1] = p.x(v), p.y(density(v))
    end
    p.out[#p.out + 1] = tag("path", { "class", "l c6", "d", svg.path(px, py) })
  end
  return plot.close(p, o)
end

-- A table of coloured cells: { rows =, columns =, values[row][column], text = function(v, room in units), full = the magnitude with the
-- strongest colour, totals = true draws the last column apart, hint = function(row, column, v) }. NaN and nil are
-- empty cells. Positive cells take the colour of gains, negative that of losses, zero none.
function chart.heatmap(o)
  check("heatmap", type(o) == "table" and o.rows and o.columns and o.values, "a table with `rows`, `columns` and `values`")
  local rows, columns = #o.rows, #o.columns
  if rows == 0 or columns == 0 then return plot.empty(o) end
  local say = o.text or function(v) return format.number(v) end
  local full = o.full
  if not full then
    full = 0
    for r = 1, rows do
      for c = 1, columns - (o.totals and 1 or 0) do
        local v = o.values[r][c]
        if format.finite(v) then full = max(full, abs(v)) end
      end
    end
  end
  local width = o.width or 880
  local left = 0
  for r = 1, rows do left = max(left, plot.text_width(o.rows[r]) + 10) end
  local gap = o.totals and 8 or 0
  local cell = (width - left - gap) / columns
  local tall = o.cell_height or 26
  local p = { width = width, height = 24 + rows * tall + 2, out = {} }
  local small = cell < 44 and "s" or nil
  for c = 1, columns do
    p.out[#p.out + 1] = plot.text(left + (c - 0.5) * cell + (o.totals and c == columns and gap or 0), 15, o.columns[c], small and "t s" or "t", "middle")
  end
  for r = 1, rows do
    local y = 24 + (r - 1) * tall
    p.out[#p.out + 1] = plot.text(left - 8, y + tall / 2 + 4, o.rows[r], small and "t s" or "t", "end")
    for c = 1, columns do
      local v = o.values[r][c]
      local x = left + (c - 1) * cell + (o.totals and c == columns and gap or 0)
      if v and v == v then
        local strength = full > 0 and min(abs(v) / full, 1) * (o.totals and c == columns and 0.5 or 1) or 0
        local hint = o.hint and o.hint(r, c, v) or (o.rows[r] .. " " .. o.columns[c] .. ": " .. say(v, cell))
        p.out[#p.out + 1] = string.format('<rect class="%s" fill-opacity="%.2f" x="%s" y="%s" width="%s" height="%s" rx="2"><title>%s</title></rect>%s',
          v == 0 and "none" or v < 0 and "neg" or "pos", v == 0 and 0.35 or 0.06 + 0.5 * strength, coordinate(x + 1), coordinate(y + 1), coordinate(cell - 2), coordinate(tall - 2),
          escape(hint), plot.text(x + cell / 2, y + tall / 2 + 4, say(v, cell), (small and "s" or "") .. (o.totals and c == columns and " b" or ""), "middle"))
      else
        p.out[#p.out + 1] = tag("rect", { "class", "none", "x", x + 1, "y", y + 1, "width", cell - 2, "height", tall - 2, "rx", 2 })
      end
    end
  end
  return plot.close(p, o)
end

-- Dots: { series = { { name =, x =, y =, class = } }, hint = function(series, i) }. Dots that fall on the same place are
-- drawn once, so that a million of them stay small.
function chart.scatter(o)
  check("scatter", type(o) == "table" and type(o.series) == "table", "a table with a list `series`")
  local xs, ys = {}, {}
  for k, s in ipairs(o.series) do xs[k], ys[k] = s.x, s.y end
  local x0, x1 = plot.range(xs)
  local y0, y1 = plot.range(ys)
  if not x0 or not y0 then return plot.empty(o) end
  local height = o.height or 260
  if o.x ~= "time" then x0, x1 = axis.round(x0, x1, 6) end
  y0, y1 = axis.round(min(y0, o.zero and 0 or y0), max(y1, o.zero and 0 or y1), max(2, floor(height / 56)))
  local key = {}
  if #o.series > 1 then
    for k, s in ipairs(o.series) do key[k] = { name = s.name or "", class = class_of(s, k), kind = "box" } end
  end
  local p = plot.open { width = o.width, height = height, x0 = x0, x1 = x1, y0 = y0, y1 = y1, x = o.x or "number",
    x_format = o.x_format, y_format = o.y_format, legend = key, x_label = o.x_label }
  for k, s in ipairs(o.series) do
    local seen, class = {}, class_of(s, k)
    for i = 1, min(#s.x, #s.y) do
      local vx, vy = s.x[i], s.y[i]
      if format.finite(vx) and format.finite(vy) then
        local x, y = floor(p.x(vx) + 0.5), floor(p.y(vy) + 0.5)
        local place = x * 65536 + y
        if not seen[place] then
          seen[place] = true
          local hint = o.hint and #s.x <= 2000 and o.hint(s, i)
          p.out[#p.out + 1] = string.format('<circle class="%s o" cx="%d" cy="%d" r="3"%s', class, x, y,
            hint and "><title>" .. escape(hint) .. "</title></circle>" or "/>")
        end
      end
    end
  end
  return plot.close(p, o)
end

chart.names = { "bars", "histogram", "heatmap", "scatter" }
return chart
