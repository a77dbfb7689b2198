--[[
plot.lua: small charts as text, for the terminal. Each character holds a field of 2 by 4 dots (Unicode's braille patterns);
with FINSMART's output in a terminal without them, `ascii` draws with stars.
]]
local host = ...
local errors = host.use "errors"
local series = host.use "series"
local floor, max, min, huge = math.floor, math.max, math.min, math.huge
local plot = {}
local OPTIONS = { "width", "height", "ascii", "title" }

-- The bit of a dot in a braille pattern, by row and column from 0.
local DOT = { [0] = { [0] = 1, 8 }, { [0] = 2, 16 }, { [0] = 4, 32 }, { [0] = 64, 128 } }

local function braille(bits)
  local code = 0x2800 + bits
  return string.char(0xE0 + floor(code / 4096), 0x80 + floor(code / 64) % 64, 0x80 + code % 64)
end

local function values_of(v, what)
  local p, n = series.pointer(v)
  local list = {}
  if p ~= nil then
    for i = 1, n do list[i] = p[i - 1] end
  elseif type(v) == "table" and getmetatable(v) == nil then
    for i = 1, #v do
      if type(v[i]) ~= "number" then errors.fail("plot: %s has a %s at position %d; expected numbers", what, type(v[i]), i) end
      list[i] = v[i]
    end
  else
    errors.fail("plot expects a series or a list of numbers, got %s", v == nil and "nothing" or type(v))
  end
  return list
end

local function number(options, name, default, least, most)
  local v = options[name]
  if v == nil then return default end
  if type(v) ~= "number" or v ~= floor(v) or v < least or v > most then
    errors.fail("plot: %s is %s; expected a whole number from %d to %d", name, tostring(v), least, most)
  end
  return v
end

---plot(series [, { width =, height =, ascii =, title = }]): draws a series in the terminal; of each column of dots the lowest and the highest value are kept.
function plot.text(v, options)
  options = errors.options("plot", options, OPTIONS)
  local list = values_of(v, "the series")
  local width, height = number(options, "width", 60, 4, 400), number(options, "height", 10, 1, 100)
  local low, high = huge, -huge
  for _, x in ipairs(list) do
    if x == x and x > -huge and x < huge then low, high = min(low, x), max(high, x) end
  end
  if low > high then return "(no values to draw)" end
  local across, down = options.ascii and 1 or 2, options.ascii and 1 or 4
  local columns, rows, n = width * across, height * down, #list
  local cells, before = {}, nil
  local scale = high > low and (rows - 1) / (high - low) or 0
  local function dot(column, row)
    local y, x = floor(row / down), floor(column / across)
    local line = cells[y] or {}
    cells[y] = line
    line[x] = (line[x] or 0)
    local bit_value = options.ascii and 1 or DOT[row % down][column % across]
    if floor(line[x] / bit_value) % 2 == 0 then line[x] = line[x] + bit_value end
  end
  for column = 0, columns - 1 do
    -- The values of this column; a series shorter than the drawing is stretched.
    local first, last = floor(column * n / columns) + 1, max(floor((column + 1) * n / columns), floor(column * n / columns) + 1)
    local least, most = huge, -huge
    for i = first, min(last, n) do
      local x = list[i]
      if x == x and x > -huge and x < huge then least, most = min(least, x), max(most, x) end
    end
    if least <= most then
      local from, to = rows - 1 - floor((most - low) * scale + 0.5), rows - 1 - floor((least - low) * scale + 0.5)
      -- Joined with the column before, so that a steep line has no gaps.
      if before then
        if before.to < from then from = before.to + 1 elseif before.from > to then to = before.from - 1 end
        from, to = min(from, to), max(from, to)
      end
      for row = from, to do dot(column, row) end
      before = { from = from, to = to }
    else
      before = nil
    end
  end
  local top, bottom = ("%.6g"):format(high), ("%.6g"):format(low)
  local margin = max(#top, #bottom)
  local out = {}
  if options.title then out[1] = (" "):rep(margin + 2) .. tostring(options.title) end
  for y = 0, height - 1 do
    local line = {}
    for x = 0, width - 1 do
      local bits = cells[y] and cells[y][x] or 0
      line[x + 1] = options.ascii and (bits > 0 and "*" or " ") or bits > 0 and braille(bits) or " "
    end
    local label = y == 0 and top or y == height - 1 and bottom or ""
    out[#out + 1] = (" "):rep(margin - #label) .. label .. " |" .. (table.concat(line):gsub(" +$", ""))
  end
  return table.concat(out, "\n")
end

return plot
