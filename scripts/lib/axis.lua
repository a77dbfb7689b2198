-- axis.lua: where an axis has its ticks and what they say.
local civil, format = import "civil", import "format"
local axis = {}
local floor, ceil, abs = math.floor, math.ceil, math.abs

-- The step 1, 2, 2.5 or 5 times a power of ten that divides `span` into about `count` parts.
local function nice_step(span, count)
  local raw = span / math.max(count, 1)
  local power = 10 ^ floor(math.log10(raw))
  local r = raw / power * (1 - 1e-9)
  return (r <= 1 and 1 or r <= 2 and 2 or r <= 2.5 and 2.5 or r <= 5 and 5 or 10) * power
end

-- Ticks of a linear axis: a list of values inside [lo, hi], and the step between them.
function axis.linear(lo, hi, count)
  if not (hi > lo) then return { lo }, abs(lo) > 0 and abs(lo) or 1 end
  local step = nice_step(hi - lo, count)
  local ticks = {}
  for k = ceil(lo / step - 1e-9), floor(hi / step + 1e-9) do ticks[#ticks + 1] = k * step + 0 end
  return ticks, step
end

-- A range that ends on ticks of about `count` parts: lo, hi.
function axis.round(lo, hi, count)
  if not (hi > lo) then
    local pad = lo == 0 and 1 or abs(lo) * 0.05
    lo, hi = lo - pad, hi + pad
  end
  local step = nice_step(hi - lo, count)
  return floor(lo / step + 1e-9) * step, ceil(hi / step - 1e-9) * step
end

-- Ticks of a logarithmic axis: powers of ten with 2 and 5 between where there is room, else those of a linear one.
function axis.log(lo, hi, count)
  local decades = math.log10(hi / lo)
  if decades < 1 then return axis.linear(lo, hi, count) end
  local factors = decades < count / 2.5 and { 1, 2, 5 } or { 1 }
  local every = ceil(decades * #factors / (count + 2))
  local ticks = {}
  for k = floor(math.log10(lo)), ceil(math.log10(hi)) do
    if #factors > 1 or k % every == 0 then
      for _, f in ipairs(factors) do
        local v = f * 10 ^ k
        if v >= lo * 0.999999 and v <= hi * 1.000001 then ticks[#ticks + 1] = v end
      end
    end
  end
  return ticks, ticks[1]
end

local SECONDS = { 1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10800, 21600, 43200 }
local DAYS = { 1, 2, 7, 14 }
local MONTHS = { 1, 2, 3, 6 }

local function calendar_ticks(lo, hi, months)
  local y, m = civil.split(lo)
  local k = (y * 12 + m - 1)
  k = ceil(k / months) * months
  local ticks = {}
  while true do
    local year, month = floor(k / 12), k % 12 + 1
    local at = civil.seconds(year, month, 1)
    if at > hi then return ticks end
    if at >= lo then
      local whole_year = months % 12 == 0
      ticks[#ticks + 1] = { at = at, label = whole_year and tostring(year) or civil.months[month]:sub(1, 3),
        group = not whole_year and tostring(year) or nil }
    end
    k = k + months
  end
end

-- Ticks of a time axis in seconds UTC, at most about `count` (more where labels are years): { at =, label =, sub = }, where `sub` is the year or the
-- day that a label belongs to, given at its first tick only.
function axis.time(lo, hi, count)
  local span = math.max(hi - lo, 1)
  local want = span / math.max(count, 1)
  local ticks
  if want <= 43200 then
    local step = SECONDS[#SECONDS]
    for i = #SECONDS, 1, -1 do if SECONDS[i] >= want then step = SECONDS[i] end end
    ticks = {}
    for k = ceil(lo / step), floor(hi / step) do
      local at = k * step
      local y, m, d, s = civil.split(at)
      ticks[#ticks + 1] = { at = at, group = string.format("%d %s %d", d, civil.months[m]:sub(1, 3), y),
        label = step < 60 and string.format("%02d:%02d:%02d", floor(s / 3600), floor(s % 3600 / 60), s % 60)
          or string.format("%02d:%02d", floor(s / 3600), floor(s % 3600 / 60)) }
    end
  elseif want <= 14 * 86400 then
    local step = DAYS[#DAYS]
    for i = #DAYS, 1, -1 do if DAYS[i] * 86400 >= want then step = DAYS[i] end end
    ticks = {}
    -- Weeks begin on Monday: 1970-01-05 was one.
    local origin = step >= 7 and 4 or 0
    for k = ceil((lo / 86400 - origin) / step), floor((hi / 86400 - origin) / step) do
      local y, m, d = civil.from_days(k * step + origin)
      ticks[#ticks + 1] = { at = (k * step + origin) * 86400, label = string.format("%d %s", d, civil.months[m]:sub(1, 3)),
        group = tostring(y) }
    end
  else
    local months = want / (30.4375 * 86400)
    local step
    for i = #MONTHS, 1, -1 do if MONTHS[i] >= months then step = MONTHS[i] end end
    if not step then
      -- A year's number is short: more of them fit.
      local years = nice_step(months / 12 / 1.6, 1)
      step = 12 * math.max(1, ceil(years))
    end
    ticks = calendar_ticks(lo, hi, step)
  end
  local last
  for _, tick in ipairs(ticks) do
    if tick.group ~= last then tick.sub, last = tick.group, tick.group end
  end
  return ticks
end

-- The text of a value for a named format: "percent", "money", "number", or a function of value and step.
function axis.text(kind, value, step, top)
  if type(kind) == "function" then return kind(value, step) end
  if kind == "percent" then
    local digits = 0
    local s = abs(step or 0.01) * 100
    while digits < 4 and abs(s * 10 ^ digits - floor(s * 10 ^ digits + 0.5)) > 1e-6 do digits = digits + 1 end
    return format.percent(value, digits)
  end
  return format.compact(value, step, top)
end

return axis
