-- Run by test_compute_faces.c: every primitive through the FFI face and through the C functions.
-- Globals: bound (the C functions), load_face, load_api, pointer, S (table -> series), raw, new, end_run.
local ffi = require "ffi"
local runtime = {
  series_ptr = function(v)
    local p, length = raw(v)
    if p then return ffi.cast("const double *", p), length end
  end,
  series_new = function(length)
    local series, p = new(tonumber(length))
    return series, ffi.cast("double *", p)
  end,
}
local face = load_face()(runtime, pointer)
local api = load_api()

local function bits(x) return x ~= x and "nan" or ("%a"):format(x) end
local function values(series)
  local p, length = raw(series)
  p = ffi.cast("const double *", p)
  local out = {}
  for i = 0, length - 1 do out[i + 1] = bits(p[i]) end
  return table.concat(out, " ")
end
local function check(ok, ...)
  if not ok then error(table.concat({ ... }, " "), 2) end
end
local function find(modules, name)
  local module, f = name:match("^(%w+)%.([%w_]+)$")
  return modules[module] and modules[module][f]
end

local function repeated(list)
  local seen = {}
  for _, v in ipairs(list) do
    if seen[v] then return true end
    seen[v] = true
  end
  return false
end

local LENGTH = 400
local seed = 12345
local function random()
  seed = (seed * 16807) % 2147483647
  return seed / 2147483647
end
local columns = {}
for c = 1, 6 do
  local t = {}
  for i = 1, LENGTH do t[i] = 100 + 10 * random() + math.sin(i / 9) * 5 end
  t[50] = 0 / 0
  columns[c] = t
end

-- Good calls.
local names = {}
for name in pairs(api) do names[#names + 1] = name end
table.sort(names)
check(#names >= 2, "the api table is empty")
for _, name in ipairs(names) do
  local entry = api[name]
  local f, g = find(face.modules, name), find(bound, name)
  check(f and g, name, "is not in both faces")
  local params = {}
  for i, q in ipairs(entry.params) do
    if q.type == "choice" then params[i] = q.choices[#q.choices]
    elseif q.default then params[i] = q.default
    else params[i] = math.max(q.min, math.min(q.max, 7)) end
  end
  local arguments, fields = {}, {}
  for i in ipairs(entry.inputs) do
    arguments[i] = S(columns[i])
    fields[i] = entry.methods.update.fields[i]
  end
  for _, v in ipairs(params) do arguments[#arguments + 1] = v end
  local n = #arguments
  local a, b = { f(unpack(arguments, 1, n)) }, { g(unpack(arguments, 1, n)) }
  check(#a == #entry.outputs and #b == #a, name, "gives another number of outputs")
  for i = 1, #a do check(values(a[i]) == values(b[i]), name, "series differ, output", tostring(i)) end
  -- Streams, by scalars and by bars, equal the series.
  local by_value, by_bar, by_value2, by_bar2 = f(unpack(params)), f(unpack(params)), g(unpack(params)), g(unpack(params))
  check(face.kind(by_value) == (entry.alias_of or name), name, "kind")
  check(face.kind(by_value2) == nil and face.kind(1) == nil and face.kind(nil) == nil, "kind of other things")
  check(tostring(by_value) == tostring(by_value2) and tostring(by_value) == (entry.alias_of or name) .. " stream", "tostring")
  local got = {}
  for i = 1, #a do got[i] = {} end
  for t = 1, LENGTH do
    local scalars, bar = {}, {}
    for i in ipairs(entry.inputs) do
      scalars[i] = columns[i][t]
      bar[fields[i]] = columns[i][t]
    end
    if t == LENGTH / 2 then -- a stream goes on from its saved bytes
      by_value = assert(face.restore(face.save(by_value)))
    end
    local r = { by_value:update(unpack(scalars, 1, #entry.inputs)) }
    local r2 = { by_value2:update(unpack(scalars, 1, #entry.inputs)) }
    -- Where two inputs are the same field, a bar gives both the same value.
    if repeated(fields) then bar = nil end
    local r3 = { by_bar:update(unpack(bar and { bar } or scalars, 1, bar and 1 or #entry.inputs)) }
    local r4 = { by_bar2:update(unpack(bar and { bar } or scalars, 1, bar and 1 or #entry.inputs)) }
    check(#r == #a and #r2 == #a, name, "update gives another number of outputs")
    for i = 1, #a do
      got[i][t] = bits(r[i])
      check(bits(r2[i]) == got[i][t] and bits(r3[i]) == got[i][t] and bits(r4[i]) == got[i][t], name, "streams differ")
    end
  end
  for i = 1, #a do check(table.concat(got[i], " ") == values(a[i]), name, "stream and series differ") end
end

-- Bad calls: the same text from both, at this file's line.
local function message(modules, name, ...)
  local f = find(modules, name)
  local arguments, n = { ... }, select("#", ...)
  local ok, text = pcall(function()
    local r = f(unpack(arguments, 1, n)) -- no tail call: the error is at this line
    return r
  end)
  check(not ok, name, "took a bad call")
  check(text:match("compute_faces.lua:%d+: "), "no position in:", text)
  return (text:gsub("^.-:%d+: ", ""))
end
local function both(expected, name, ...)
  local a, b = message(face.modules, name, ...), message(bound, name, ...)
  check(a == b, "faces differ:\n ", a, "\n ", b)
  check(a == expected, "got:", a, "\nexpected:", expected)
end
local x = S(columns[1])
both("bad argument #1 to 'ta.sma' (series or number expected, got nothing)", "ta.sma")
both("bad argument #1 to 'ta.sma' (series or number expected, got nil)", "ta.sma", nil)
both("bad argument #1 to 'ta.sma' (series or number expected, got table)", "ta.sma", {}, 3)
both("bad argument #1 to 'ta.sma' (series or number expected, got string)", "ta.sma", "20")
both("bad argument #1 to 'ta.sma' (period is 0; expected an integer from 1 to 100000)", "ta.sma", 0)
both("bad argument #1 to 'ta.sma' (period is 2.5; expected an integer from 1 to 100000)", "ta.sma", 2.5)
both("bad argument #1 to 'ta.sma' (period is inf; expected an integer from 1 to 100000)", "ta.sma", math.huge)
both("bad argument #2 to 'ta.sma' (period is missing; expected an integer from 1 to 100000)", "ta.sma", x)
both("bad argument #2 to 'ta.sma' (period is '20'; expected an integer from 1 to 100000)", "ta.sma", x, "20")
both("bad argument #2 to 'ta.sma' (period is a table; expected an integer from 1 to 100000)", "ta.sma", x, {})
both("bad argument #3 to 'ta.sma' (it takes at most 2 here)", "ta.sma", x, 20, 1)
both("bad argument #2 to 'ta.sma' (it takes at most 1 here)", "ta.sma", 20, 1)

local function update_message(modules, make, ...)
  local stream, n, arguments = make(modules), select("#", ...), { ... }
  local ok, text = pcall(function()
    local r = stream:update(unpack(arguments, 1, n))
    return r
  end)
  check(not ok and text:match("compute_faces.lua:%d+: "), "no position in:", tostring(text))
  return (text:gsub("^.-:%d+: ", ""))
end
local function both_updates(expected, make, ...)
  local a, b = update_message(face.modules, make, ...), update_message(bound, make, ...)
  check(a == b, "faces differ:\n ", a, "\n ", b)
  check(a == expected, "got:", a, "\nexpected:", expected)
end
local function sma(modules) return modules.ta.sma(3) end
both_updates("bad argument #1 to 'ta.sma:update' (number or bar expected, got nothing)", sma)
both_updates("bad argument #1 to 'ta.sma:update' (number or bar expected, got string)", sma, "1")
both_updates("bad argument #1 to 'ta.sma:update' (number or bar expected, got table)", sma, { open = 1 })
check(not pcall(bound.ta.sma(3).update, {}, 1), "a table passed for a stream")
check(not pcall(bound.ta.sma(3).update, bound.ta.ema(3), 1), "another kind of stream passed")
check(not pcall(face.modules.ta.sma(3).update, face.modules.ta.ema(3), 1), "another kind of stream passed")
check(not pcall(face.modules.ta.sma(3).update, { id = 77 }, 1), "a forged handle passed")
check(not pcall(function() face.modules.ta.sma(3).id = 5 end), "a handle was written")
check(getmetatable(bound.ta.sma(3)) == "stream", "a script sees a stream's metatable")

-- Saved bytes are not trusted.
local saved = face.save(face.modules.ta.sma(3))
check(face.restore(saved), "a saved stream did not come back")
for i = 1, #saved do
  check(not face.restore(saved:sub(1, i - 1)), "cut bytes were restored")
end
for i = 1, 32 do
  for _, byte in ipairs { 0, 1, 127, 128, 255 } do
    local stream = face.restore(saved:sub(1, i - 1) .. string.char(byte) .. saved:sub(i + 1))
    if stream then for _ = 1, 20 do stream:update(1) end end
  end
end

-- A stream of a run that has ended says so.
local old = face.modules.ta.sma(3)
end_run()
local ok, text = pcall(function()
  local r = old:update(1)
  return r
end)
check(not ok and text:match("this stream is no longer there"), "a dead stream went on: ", tostring(text))

-- A hot loop, which is compiled, gives the same as the interpreter and still refuses what it must.
local s = face.modules.ta.sma(3)
local sum = 0
for i = 1, 1000 do
  local y = s:update(i)
  if y == y then sum = sum + y end
end
check(sum == 499499, "a compiled loop gave ", tostring(sum))
local inputs = {}
for i = 1, 1000 do inputs[i] = i end
inputs[900] = "x"
local at
local refused = not pcall(function()
  for i = 1, 1000 do
    at = i
    s:update(inputs[i])
  end
end)
check(refused and at == 900, "a compiled loop took a text")
