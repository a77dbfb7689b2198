-- svg.lua: the lowest layer of the charts: escaping, coordinates, paths and thinning of long series.
local utf8 = import "utf8"
local svg = {}
local floor, abs = math.floor, math.abs
local sformat = string.format

local ESCAPES = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;" }

-- Text for HTML, SVG and attribute values, always well formed.
function svg.escape(value)
  local text = tostring(value)
  if not text:find("[&<>\"'%z\1-\8\11\12\14-\31\127-\255]") then return text end
  return (utf8.clean(text):gsub("[&<>\"']", ESCAPES))
end

-- Texts of tenths that were asked for before: drawings ask for the same few thousand again and again.
local texts = {}
local function tenths_text(tenths)
  local text = texts[tenths]
  if not text then
    text = (tenths / 10 + 0) .. ""
    if tenths > -20000 and tenths < 20000 then texts[tenths] = text end
  end
  return text
end

-- A coordinate with one decimal at most: 12, 12.5, -3.
local function coordinate(v) return tenths_text(floor(v * 10 + 0.5)) end
svg.coordinate = coordinate

-- An element: svg.tag("rect", { "x", 1, "y", 2 }, "inner"). Attributes keep their order; numbers become coordinates;
-- path data ("d") is taken as it is.
function svg.tag(name, attributes, inner)
  local out = { "<", name }
  for i = 1, #attributes, 2 do
    local value = attributes[i + 1]
    if value ~= nil and value ~= false then
      out[#out + 1] = sformat(' %s="%s"', attributes[i],
        type(value) == "number" and coordinate(value) or attributes[i] == "d" and value or svg.escape(value))
    end
  end
  if inner then
    out[#out + 1] = ">" .. inner .. "</" .. name .. ">"
  else
    out[#out + 1] = "/>"
  end
  return table.concat(out)
end

-- Path data through points; a NaN breaks the line. Points that fall on the last one are left out. `dense` rounds x to
-- whole units, for lines with more than a point a unit.
function svg.path(px, py, dense)
  local out, n, pen, lx, ly = {}, 0, false, 0, 0
  local grain, step = dense and 1 or 10, dense and 10 or 1
  for i = 1, #px do
    local x, y = px[i], py[i]
    if x == x and y == y and abs(y) < 1e6 then
      local tx, ty = floor(x * grain + 0.5) * step, floor(y * 10 + 0.5)
      if not pen then
        out[n + 1], out[n + 2], out[n + 3], out[n + 4] = "M", tenths_text(tx), " ", tenths_text(ty)
        n = n + 4
      elseif tx ~= lx then
        out[n + 1], out[n + 2], out[n + 3], out[n + 4] = "L", tenths_text(tx), " ", tenths_text(ty)
        n = n + 4
      elseif ty ~= ly then
        out[n + 1], out[n + 2] = "V", tenths_text(ty)
        n = n + 2
      end
      pen, lx, ly = true, tx, ty
    else
      pen = false
    end
  end
  return table.concat(out)
end

-- Thins points as they come, x ascending from x0 to x1, to what `columns` pixel columns can show: of each column the
-- lowest and the highest value stay, in their order, and the first and last point of all. A column that holds only NaN
-- becomes a break. Use: t = svg.thinner(x0, x1, n); t:add(x, y) for each; x, y = t:finish().
local Thinner = {}
Thinner.__index = Thinner

function svg.thinner(x0, x1, columns)
  return setmetatable({ x0 = x0, scale = x1 > x0 and columns / (x1 - x0) or 0, column = -1, empty = true, lo = 0, hi = 0,
    lo_x = 0, hi_x = 0, nan_x = 0, last_x = 0, last_y = 0, n = 0, x = {}, y = {} }, Thinner)
end

function Thinner:put(x, y)
  local n = self.n + 1
  self.n, self.x[n], self.y[n] = n, x, y
end

function Thinner:flush()
  if self.empty then
    if self.column >= 0 then self:put(self.nan_x, 0 / 0) end
  elseif self.lo_x == self.hi_x then
    self:put(self.lo_x, self.lo)
  elseif self.lo_x < self.hi_x then
    self:put(self.lo_x, self.lo); self:put(self.hi_x, self.hi)
  else
    self:put(self.hi_x, self.hi); self:put(self.lo_x, self.lo)
  end
  self.empty = true
end

function Thinner:add(x, y)
  local column = floor((x - self.x0) * self.scale)
  if column ~= self.column then
    if self.column >= 0 then self:flush() end
    self.column = column
    if self.n == 0 then self:put(x, y) end
  end
  if y == y then
    if self.empty then
      self.empty, self.lo, self.hi, self.lo_x, self.hi_x = false, y, y, x, x
    elseif y < self.lo then
      self.lo, self.lo_x = y, x
    elseif y > self.hi then
      self.hi, self.hi_x = y, x
    end
  else
    self.nan_x = x
  end
  self.last_x, self.last_y = x, y
end

function Thinner:finish()
  if self.column >= 0 then
    self:flush()
    if self.y[self.n] ~= self.last_y then self:put(self.last_x, self.last_y) end
  end
  return self.x, self.y
end

-- A whole series thinned; one that is short enough comes back as a copy. Without x, the index counts from 1.
function svg.thin(x, y, columns)
  local n = #y
  if n <= 2 * columns + 2 then
    local ox, oy = {}, {}
    for i = 1, n do ox[i], oy[i] = x and x[i] or i, y[i] end
    return ox, oy
  end
  local t = svg.thinner(x and x[1] or 1, x and x[n] or n, columns)
  for i = 1, n do t:add(x and x[i] or i, y[i]) end
  return t:finish()
end

return svg
