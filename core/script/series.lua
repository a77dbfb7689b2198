--[[
series.lua: arrays of numbers as scripts see them.

@object series
A series is a row of numbers, oldest first, that cannot be changed. Columns of a frame, s:history() and most functions
of ta and stats give one. Positions count from 1; negative ones from the end: s[-1] is the last value. A missing value
is NaN. Arithmetic between series of one length, or a series and a number, works value by value: (high + low) / 2.
]]
local host = ...
local ffi = host.ffi
local errors = host.use "errors"
host.use "face"
local fail = errors.fail
local cast, istype, type = ffi.cast, ffi.istype, type
local floor, huge = math.floor, math.huge

local header_t = ffi.typeof "struct fs_lua_series *"
local values_t = ffi.typeof "const double *"
local history_t = ffi.typeof "struct fs_history"
local TAG = 0x5e71e5f15a4a7001ULL
local nan = 0 / 0

local series = { bases = {} }
-- Bases of the engine's columns for struct fs_history, by slot * 64 + column; filled by strategy.lua.
local bases = series.bases

-- const double *values, length; nil when v is no series. Raises nothing.
local function pointer(v)
  local kind = type(v)
  if kind == "userdata" then
    local header = cast(header_t, v)
    if header.tag == TAG then return cast(values_t, header.data), tonumber(header.length) end
  elseif kind == "cdata" and istype(history_t, v) then
    return bases[v.slot * 64 + v.column] + v.first, v.count
  end
  return nil
end
series.pointer = pointer

-- A new series and the place of its values, to be filled before a script sees it.
local function new(length, kind)
  local result = host.series_new(length, kind or 0)
  return result, cast(header_t, result).data
end
series.new = new

function series.is(v)
  return pointer(v) ~= nil
end

local function kind_of(v)
  return type(v) == "userdata" and cast(header_t, v).kind or 0
end
series.kind = kind_of

local function must(v, method)
  local p, n = pointer(v)
  if p == nil then fail("%s needs a series, got %s (call it with a colon: s:%s())", method, type(v), method) end
  return p, n
end

-- A series from a Lua array of numbers; nil and non-numbers are refused with their position.
function series.from(list, length)
  local n = length or #list
  local result, out = new(n)
  for i = 1, n do
    local v = list[i]
    if type(v) ~= "number" then fail("value %d is %s; a series holds numbers", i, v == nil and "missing" or "a " .. type(v)) end
    out[i - 1] = v
  end
  return result
end

local methods = {}
series.methods = methods

local function slice_of(p, n, first, last, kind)
  local count = last - first + 1
  if count < 0 then count = 0 end
  local result, out = new(count, kind)
  if count > 0 then ffi.copy(out, p + (first - 1), count * 8) end
  return result
end

local function position(i, n, name)
  if type(i) ~= "number" or i ~= floor(i) then fail("%s is %s; expected a whole number", name, tostring(i)) end
  return i < 0 and n + 1 + i or i
end

---series:slice(first [, last]) -> series: the values from position first to last, both included; negative ones count from the end.
function methods.slice(s, first, last)
  local p, n = must(s, "slice")
  local from, to = position(first, n, "first"), last == nil and n or position(last, n, "last")
  if from < 1 then from = 1 end
  if to > n then to = n end
  return slice_of(p, n, from, to, kind_of(s))
end

local function count_argument(k, name)
  if type(k) ~= "number" or k < 0 or k ~= floor(k) then fail("%s expects a whole number of values, not %s", name, tostring(k)) end
  return k
end

---series:head(n) -> series: the first n values.
function methods.head(s, k)
  local p, n = must(s, "head")
  return slice_of(p, n, 1, math.min(count_argument(k, "head"), n), kind_of(s))
end

---series:tail(n) -> series: the last n values.
function methods.tail(s, k)
  local p, n = must(s, "tail")
  return slice_of(p, n, n - math.min(count_argument(k, "tail"), n) + 1, n, kind_of(s))
end

---series:first() -> number: the first value; NaN when the series is empty.
function methods.first(s)
  local p, n = must(s, "first")
  return n > 0 and p[0] or nan
end

---series:last() -> number: the last value; NaN when the series is empty.
function methods.last(s)
  local p, n = must(s, "last")
  return n > 0 and p[n - 1] or nan
end

---series:table() -> table: the values as a Lua array.
function methods.table(s)
  local p, n = must(s, "table")
  local out = {}
  for i = 1, n do out[i] = p[i - 1] end
  return out
end

---series:sum() -> number: the sum of the values that are there, from the first to the last.
function methods.sum(s)
  local p, n = must(s, "sum")
  local total = 0
  for i = 0, n - 1 do
    local x = p[i]
    if x == x then total = total + x end
  end
  return total
end

---series:count() -> number: how many values are there (are not NaN).
function methods.count(s)
  local p, n = must(s, "count")
  local count = 0
  for i = 0, n - 1 do
    local x = p[i]
    if x == x then count = count + 1 end
  end
  return count
end

---series:mean() -> number: the sum over the count; NaN when nothing is there.
function methods.mean(s)
  return methods.sum(s) / methods.count(s)
end

---series:min() -> number: the smallest value that is there; NaN when nothing is.
function methods.min(s)
  local p, n = must(s, "min")
  local low = huge
  local found = false
  for i = 0, n - 1 do
    local x = p[i]
    if x == x then
      found = true
      if x < low then low = x end
    end
  end
  return found and low or nan
end

---series:max() -> number: the largest value that is there; NaN when nothing is.
function methods.max(s)
  local p, n = must(s, "max")
  local high = -huge
  local found = false
  for i = 0, n - 1 do
    local x = p[i]
    if x == x then
      found = true
      if x > high then high = x end
    end
  end
  return found and high or nan
end

---series:shift(n) -> series: the values n places later, NaN where there is none; a negative n looks ahead and belongs in studies only.
function methods.shift(s, k)
  local p, n = must(s, "shift")
  if type(k) ~= "number" or k ~= floor(k) then fail("shift expects a whole number, not %s", tostring(k)) end
  local result, out = new(n, kind_of(s))
  for i = 0, n - 1 do
    local j = i - k
    out[i] = j >= 0 and j < n and p[j] or nan
  end
  return result
end

---series:diff([n]) -> series: each value minus the one n places before (1).
function methods.diff(s, k)
  return s - methods.shift(s, k or 1)
end

---series:cumsum() -> series: the running sum; NaN counts as nothing but stays NaN at its place.
function methods.cumsum(s)
  local p, n = must(s, "cumsum")
  local result, out = new(n)
  local total = 0
  for i = 0, n - 1 do
    local x = p[i]
    if x == x then total = total + x end
    out[i] = x == x and total or nan
  end
  return result
end

---series:cumprod() -> series: the running product; NaN counts as nothing but stays NaN at its place.
function methods.cumprod(s)
  local p, n = must(s, "cumprod")
  local result, out = new(n)
  local total = 1
  for i = 0, n - 1 do
    local x = p[i]
    if x == x then total = total * x end
    out[i] = x == x and total or nan
  end
  return result
end

---series:fill(x) -> series: x where a value is missing.
function methods.fill(s, x)
  local p, n = must(s, "fill")
  if type(x) ~= "number" then fail("fill expects a number, not %s", tostring(x)) end
  local result, out = new(n, kind_of(s))
  for i = 0, n - 1 do
    local v = p[i]
    out[i] = v == v and v or x
  end
  return result
end

---series:ffill() -> series: the value before where one is missing.
function methods.ffill(s)
  local p, n = must(s, "ffill")
  local result, out = new(n, kind_of(s))
  local last = nan
  for i = 0, n - 1 do
    local v = p[i]
    if v == v then last = v end
    out[i] = last
  end
  return result
end

---series:dropna() -> series: the values that are there.
function methods.dropna(s)
  local p, n = must(s, "dropna")
  local result, out = new(methods.count(s), kind_of(s))
  local j = 0
  for i = 0, n - 1 do
    local v = p[i]
    if v == v then
      out[j] = v
      j = j + 1
    end
  end
  return result
end

---series:map(fn) -> series: fn(value, position) for each value.
function methods.map(s, fn)
  local p, n = must(s, "map")
  if type(fn) ~= "function" then fail("map expects a function, not %s", type(fn)) end
  local list = {}
  for i = 1, n do list[i] = fn(p[i - 1], i) end
  return series.from(list, n)
end

---series:reverse() -> series: from the last value to the first.
function methods.reverse(s)
  local p, n = must(s, "reverse")
  local result, out = new(n, kind_of(s))
  for i = 0, n - 1 do out[i] = p[n - 1 - i] end
  return result
end

---series:sort([descending]) -> series: the values in ascending order, missing ones last.
function methods.sort(s, descending)
  local list, missing = {}, 0
  local p, n = must(s, "sort")
  for i = 0, n - 1 do
    local v = p[i]
    if v == v then list[#list + 1] = v else missing = missing + 1 end
  end
  if descending then table.sort(list, function(a, b) return a > b end) else table.sort(list) end
  for _ = 1, missing do list[#list + 1] = nan end
  return series.from(list, n)
end

-- Elementwise operations are compiled from one text, so that each has loops of its own for the JIT.
local ELEMENTWISE = [[
local pointer, new, bad, type = ...
return function(a, b)
  local p, n = pointer(a)
  local q, m = pointer(b)
  if p ~= nil and q ~= nil then
    if n ~= m then bad("%s", n, m) end
    local result, out = new(n, KIND)
    for i = 0, n - 1 do local x, y = p[i], q[i] out[i] = %s end
    return result
  elseif p ~= nil and type(b) == "number" then
    local result, out = new(n, KIND)
    local y = b
    for i = 0, n - 1 do local x = p[i] out[i] = %s end
    return result
  elseif q ~= nil and type(a) == "number" then
    local result, out = new(m, KIND)
    local x = a
    for i = 0, m - 1 do local y = q[i] out[i] = %s end
    return result
  end
  bad("%s", nil, nil, a, b)
end]]

local function bad_operands(name, n, m, a, b)
  if n then fail("%s of a series of %d values and one of %d: the lengths must be equal", name, n, m) end
  fail("%s of a %s and a %s: expected series or numbers", name, series.is(a) and "series" or type(a),
    series.is(b) and "series" or type(b))
end

local function elementwise(name, expression, kind)
  local text = ELEMENTWISE:gsub("KIND", tostring(kind or 0))
  text = text:format(name, expression, expression, expression, name)
  return assert(loadstring(text, "=[series]"))(pointer, new, bad_operands, type)
end

local meta = {
  __add = elementwise("sum", "x + y"),
  __sub = elementwise("difference", "x - y"),
  __mul = elementwise("product", "x * y"),
  __div = elementwise("quotient", "x / y"),
  __mod = elementwise("remainder", "x % y"),
  __pow = elementwise("power", "x ^ y"),
}
function meta.__unm(s)
  return meta.__mul(s, -1)
end

---series:gt(x) -> series: 1 where the value is greater than x (a number or a series), else 0; lt, ge, le, eq and ne likewise.
methods.gt = elementwise("comparison", "x > y and 1 or 0", 2)
methods.lt = elementwise("comparison", "x < y and 1 or 0", 2)
methods.ge = elementwise("comparison", "x >= y and 1 or 0", 2)
methods.le = elementwise("comparison", "x <= y and 1 or 0", 2)
methods.eq = elementwise("comparison", "x == y and 1 or 0", 2)
methods.ne = elementwise("comparison", "x ~= y and 1 or 0", 2)
---series:max_of(x) -> series: the greater of the value and x (a number or a series); min_of likewise.
methods.max_of = elementwise("maximum", "x > y and x or y")
methods.min_of = elementwise("minimum", "x < y and x or y")

---series:crosses_above(x) -> series: 1 where the value is above x and the one before was not, else 0; crosses_below likewise.
function methods.crosses_above(s, x)
  local above = methods.gt(s, x)
  return methods.gt(above, methods.shift(above, 1):fill(1))
end
function methods.crosses_below(s, x)
  local below = methods.lt(s, x)
  return methods.gt(below, methods.shift(below, 1):fill(1))
end

local function unary(expression)
  local text = [[
local must, new, abs, log, exp, sqrt, floor = ...
return function(s)
  local p, n = must(s, "this")
  local result, out = new(n)
  for i = 0, n - 1 do local x = p[i] out[i] = %s end
  return result
end]]
  return assert(loadstring(text:format(expression), "=[series]"))(must, new, math.abs, math.log, math.exp, math.sqrt, math.floor)
end
---series:abs() -> series: of each value; log, exp, sqrt and floor likewise.
methods.abs, methods.log, methods.exp, methods.sqrt = unary "abs(x)", unary "log(x)", unary "exp(x)", unary "sqrt(x)"
methods.floor = unary "floor(x)"

---series:any() -> boolean: is any value there and not 0? all(): are all?
function methods.any(s)
  local p, n = must(s, "any")
  for i = 0, n - 1 do
    local x = p[i]
    if x == x and x ~= 0 then return true end
  end
  return false
end
function methods.all(s)
  local p, n = must(s, "all")
  for i = 0, n - 1 do
    local x = p[i]
    if x ~= x or x == 0 then return false end
  end
  return true
end

function meta.__len(s)
  local _, n = pointer(s)
  return n
end

local function value_text(x, kind)
  if x ~= x then return "NaN" end
  if kind == 1 then return host.time_text(x) end
  if kind == 2 then return x ~= 0 and "true" or "false" end
  return ("%.14g"):format(x)
end
series.value_text = value_text

function meta.__tostring(s)
  local p, n = pointer(s)
  local kind, shown = kind_of(s), {}
  for i = 0, n - 1 do
    if n <= 8 or i < 3 or i >= n - 3 then
      shown[#shown + 1] = value_text(p[i], kind)
    elseif i == 3 then
      shown[#shown + 1] = "..."
    end
  end
  return ("series of %d value%s: %s"):format(n, n == 1 and "" or "s", table.concat(shown, ", "))
end

function meta.__index(s, key)
  if type(key) == "number" then
    local p, n = pointer(s)
    local i = key
    if i < 0 then i = n + 1 + i end
    if i >= 1 and i <= n and i == floor(i) then return p[i - 1] end
    fail("position %s is outside the series of %d values", tostring(key), n)
  end
  local method = methods[key]
  if method == nil then
    local names = {}
    for name in next, methods do names[#names + 1] = name end
    local near = type(key) == "string" and host.nearest(key, names)
    fail("a series has no '%s'%s", tostring(key), near and "; did you mean '" .. near .. "'?" or "")
  end
  return method
end

function meta.__newindex()
  fail "a series cannot be changed: compute a new one (for example with s:map or arithmetic)"
end
meta.__metatable = "series"
function meta.__concat()
  fail "a series cannot be joined to a text: use tostring(series)"
end
function meta.__call()
  fail "a series is no function: use square brackets, s[1]"
end
function meta.__eq(a, b)
  local p, n = pointer(a)
  local q, m = pointer(b)
  if p == nil or q == nil or n ~= m then return false end
  for i = 0, n - 1 do
    local x, y = p[i], q[i]
    if x ~= y and (x == x or y == y) then return false end
  end
  return true
end
function meta.__lt()
  fail "series are compared value by value: use s:gt(x), s:lt(x), s:ge(x) or s:le(x)"
end
meta.__le = meta.__lt

host.series_methods(meta)
ffi.metatype(history_t, meta)
return series
