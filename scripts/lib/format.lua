-- format.lua: numbers as people read them. A missing or not finite number is a dash, never "nan".
local format = {}
local floor, abs, huge = math.floor, math.abs, math.huge
local MINUS, DASH = "\226\136\146", "\226\128\147"
format.dash = DASH

local function finite(x) return type(x) == "number" and x == x and x ~= huge and x ~= -huge end
format.finite = finite

local function missing(x)
  if x == huge then return "\226\136\158" end
  if x == -huge then return MINUS .. "\226\136\158" end
  return DASH
end

-- 1234567.891 with 2 digits: 1,234,567.89. A value that rounds to zero has no sign.
local function fixed(x, digits)
  local text = string.format("%." .. digits .. "f", abs(x))
  local whole, rest = text:match("^(%d+)(.*)$")
  local head = #whole % 3
  local groups = head > 0 and { whole:sub(1, head) } or {}
  for i = head + 1, #whole, 3 do groups[#groups + 1] = whole:sub(i, i + 2) end
  local negative = x < 0 and text:find("[1-9]")
  return (negative and MINUS or "") .. table.concat(groups, ",") .. rest
end

-- A number with thousands; without `digits`, as many as its size makes sensible (four figures or so).
function format.number(x, digits)
  if not finite(x) then return missing(x) end
  if abs(x) >= 1e15 then return (string.format("%.3e", x):gsub("%-", MINUS)) end
  if digits then return fixed(x, digits) end
  if x == floor(x) then return fixed(x, 0) end
  local size = abs(x)
  if size < 1e-4 then return (string.format("%.2e", x):gsub("%-", MINUS)) end
  return fixed(x, size >= 1000 and 0 or size >= 100 and 1 or size >= 1 and 2 or 4)
end

-- An amount of money: no cents from 1,000 on.
function format.money(x, digits)
  if not finite(x) then return missing(x) end
  return format.number(x, digits or (abs(x) >= 999.995 and 0 or 2))
end

-- The digits after the point with which the values of a column are best written alike: cents for amounts and prices,
-- more where the smallest price is small, none where `whole` and an amount reaches 1,000.
function format.digits(values, whole)
  local least, most = huge, 0
  for _, v in ipairs(values) do
    if finite(v) and v ~= 0 then least, most = math.min(least, abs(v)), math.max(most, abs(v)) end
  end
  if whole then return most >= 1000 and 0 or 2 end
  return least < 0.1 and 6 or least < 10 and 4 or 2
end

-- A fraction as a percentage, 0.123 is 12.3%; `sign` puts a plus before gains.
function format.percent(x, digits, sign)
  if not finite(x) then return missing(x) end
  local p = x * 100
  if abs(p) >= 1e9 then return format.number(p) .. "%" end
  digits = digits or (abs(p) >= 1000 and 0 or abs(p) >= 0.1 and 1 or p == 0 and 1 or 2)
  local text = fixed(p, digits) .. "%"
  if sign and x > 0 and text:find("[1-9]") then text = "+" .. text end
  return text
end

local UNITS = { { 1e12, "T" }, { 1e9, "B" }, { 1e6, "M" }, { 1e3, "k" } }

-- Short text for an axis whose ticks are `step` apart and reach up to `top`: 250k, 1.5M.
function format.compact(x, step, top)
  if not finite(x) then return missing(x) end
  local unit, suffix = 1, ""
  for _, u in ipairs(UNITS) do
    if (top or abs(x)) >= u[1] * (u[1] == 1e3 and 10 or 1) then unit, suffix = u[1], u[2]; break end
  end
  if abs(x) >= 1e15 or (x ~= 0 and abs(x) < 1e-6) then return (string.format("%.0e", x):gsub("%-", MINUS)) end
  local digits = 0
  local s = (step or x) / unit
  while digits < 8 and abs(s * 10 ^ digits - floor(s * 10 ^ digits + 0.5)) > 1e-6 do digits = digits + 1 end
  return fixed(x / unit, digits) .. (x ~= 0 and suffix or "")
end

return format
