--[[
sandbox.lua: the environment that a script runs in.

An allow list: what is not put here does not exist for scripts. Names that people reach for in vain answer with what to
use instead. Libraries are empty proxies, so that nobody can change them for others; pairs() goes in sorted order.
]]
local host = ...
local errors = host.use "errors"
local series = host.use "series"
local fail = errors.fail
local sandbox = {}
local type, next, select, error = type, next, select, error
local raw_tostring, raw_pairs, raw_rawset, raw_rawget = tostring, pairs, rawset, rawget
local get_metatable = debug.getmetatable
local find, gsub, sub, rep = string.find, string.gsub, string.sub, string.rep
local sort = table.sort

-- Proxy -> the library behind it.
local libraries = setmetatable({}, { __mode = "k" })
-- Keys that pairs() never shows (the hidden fields of `s`).
sandbox.hidden = {}
local hidden = sandbox.hidden

-- A read-only face of `real`, whose unknown names are errors with the nearest name.
function sandbox.library(name, real)
  local function unknown(_, key)
    if type(key) ~= "string" then fail("%s has no field %s", name, raw_tostring(key)) end
    local names = {}
    for k in next, real do names[#names + 1] = k end
    sort(names)
    local near = host.nearest(key, names)
    fail("unknown name '%s.%s'%s", name, key, near and "; did you mean '" .. name .. "." .. near .. "'?" or "")
  end
  setmetatable(real, { __index = unknown })
  local proxy = setmetatable({}, {
    __index = real,
    __newindex = function(_, key) fail("'%s' cannot be changed (assignment to '%s.%s')", name, name, raw_tostring(key)) end,
    __metatable = "library",
    __tostring = function() return "library " .. name end,
  })
  libraries[proxy] = real
  return proxy
end

function sandbox.contents(proxy)
  return libraries[proxy]
end

-- Text of any value, without the addresses that differ from run to run.
local function safe_tostring(v)
  local kind = type(v)
  if kind == "number" or kind == "string" or kind == "boolean" or kind == "nil" then return raw_tostring(v) end
  local meta = get_metatable(v)
  if type(meta) == "table" and raw_rawget(meta, "__tostring") ~= nil then return raw_tostring(v) end
  if kind == "cdata" then return (gsub(raw_tostring(v), ": 0x%x+$", "")) end
  return kind
end
sandbox.tostring = safe_tostring

local function order(a, b)
  return a < b
end

-- The keys of a table: numbers in ascending order, then strings by their bytes, then false and true.
local function sorted_keys(t)
  local numbers, strings, n, m, no, yes = {}, {}, 0, 0, false, false
  for k in next, t do
    local kind = type(k)
    if kind == "number" then
      n = n + 1
      numbers[n] = k
    elseif kind == "string" then
      m = m + 1
      strings[m] = k
    elseif kind == "boolean" then
      if k then yes = true else no = true end
    elseif not hidden[k] then
      fail("pairs cannot order keys of type %s, and an order that changes from run to run is of no use: keep a list beside the table", kind)
    end
  end
  sort(numbers, order)
  sort(strings, order)
  for i = 1, m do numbers[n + i] = strings[i] end
  n = n + m
  if no then
    n = n + 1
    numbers[n] = false
  end
  if yes then
    n = n + 1
    numbers[n] = true
  end
  return numbers, n
end
sandbox.sorted_keys = sorted_keys

local function safe_pairs(t)
  if type(t) ~= "table" then
    fail("bad argument #1 to 'pairs' (table expected, got %s)", series.is(t) and "series; use for i = 1, #s" or type(t))
  end
  t = libraries[t] or t
  local keys, n = sorted_keys(t)
  local i = 0
  return function()
    while i < n do
      i = i + 1
      local k = keys[i]
      local v = t[k]
      if v ~= nil then return k, v end
    end
  end, t, nil
end

sandbox.pairs = safe_pairs

local function safe_next(t, key)
  if type(t) ~= "table" then fail("bad argument #1 to 'next' (table expected, got %s)", type(t)) end
  if key ~= nil then fail "next tells only whether a table is empty here; go through it with pairs, in sorted order" end
  for k in next, libraries[t] or t do
    if not hidden[k] then return true end
  end
  return nil
end

local function protected(t)
  local meta = get_metatable(t)
  return type(meta) == "table" and raw_rawget(meta, "__metatable") ~= nil
end

local function safe_rawset(t, k, v)
  if type(t) ~= "table" then fail("bad argument #1 to 'rawset' (table expected, got %s)", type(t)) end
  if protected(t) then fail "rawset cannot change this object" end
  return raw_rawset(t, k, v)
end

local function safe_print(...)
  local parts = {}
  for i = 1, select("#", ...) do parts[i] = safe_tostring((select(i, ...))) end
  host.print(table.concat(parts, "\t") .. "\n")
end

-- Texts that a script builds in one step.
local TEXT_MAX = 64 * 1024 * 1024

local function text_argument(s, name)
  if type(s) == "number" then return raw_tostring(s) end
  if type(s) ~= "string" then fail("bad argument #1 to '%s' (string expected, got %s)", name, s == nil and "nothing" or type(s)) end
  return s
end

local strings = {}
for _, name in ipairs { "byte", "char", "len", "lower", "reverse", "sub", "upper" } do strings[name] = string[name] end

function strings.rep(s, n, separator)
  s = text_argument(s, "rep")
  if type(n) ~= "number" then fail("bad argument #2 to 'rep' (number expected, got %s)", n == nil and "nothing" or type(n)) end
  local size = (#s + (separator and #separator or 0)) * n
  if size > TEXT_MAX then fail("string.rep would make a text of %.0f MB; at most 64 MB are allowed", size / 2 ^ 20) end
  return rep(s, n, separator)
end

local raw_format = string.format
function strings.format(pattern, ...)
  pattern = text_argument(pattern, "format")
  if find((gsub(pattern, "%%%%", "")), "%%[-+ #0-9.]*p") then fail "string.format has no %p here: addresses differ from run to run" end
  local n = select("#", ...)
  for i = 1, n do
    local kind = type((select(i, ...)))
    if kind ~= "number" and kind ~= "string" then
      local values = { ... }
      for j = 1, n do
        local v = values[j]
        if type(v) ~= "number" and type(v) ~= "string" then values[j] = safe_tostring(v) end
      end
      return raw_format(pattern, unpack(values, 1, n))
    end
  end
  return raw_format(pattern, ...)
end

-- Matching of patterns with a bound on its steps (pattern.c); a plain search needs none.
strings.match, strings.gmatch, strings.gsub = host.string_match, host.string_gmatch, host.string_gsub
local bounded_find = host.string_find
function strings.find(s, word, from, plain)
  if plain or type(word) == "string" and not find(word, "[%^%$%*%+%?%.%(%)%[%%%-]") then
    return find(text_argument(s, "find"), text_argument(word, "find"), from, true)
  end
  return bounded_find(s, word, from)
end

local maths = {}
for name, value in raw_pairs(math) do maths[name] = value end
maths.random, maths.randomseed = host.random, host.randomseed

local tables = { concat = table.concat, insert = table.insert, remove = table.remove, sort = table.sort, maxn = table.maxn,
  unpack = unpack }
function tables.pack(...)
  return { n = select("#", ...), ... }
end

local coroutines = {}
for name, value in raw_pairs(coroutine) do coroutines[name] = value end
local bits = {}
for name, value in raw_pairs(bit) do bits[name] = value end

if host.rules == true then
  -- A verdict takes a bounded number of steps, and one pattern can take any number of them.
  for _, name in ipairs { "match", "gmatch", "gsub" } do
    strings[name] = function() fail("string.%s is not available to a rule: patterns take unbounded time; use string.find(text, word, 1, true)", name) end
  end
  local plain_find = string.find
  function strings.find(s, word, from)
    return plain_find(text_argument(s, "find"), text_argument(word, "find"), from, true)
  end
  TEXT_MAX = 1024 * 1024
end

local string_library = sandbox.library("string", strings)
-- ("x"):rep(3) reaches the same functions, and the metatable of strings is out of reach.
debug.setmetatable("", { __index = strings, __metatable = "string" })

local base = {
  assert = assert, error = error, ipairs = ipairs, pcall = pcall, xpcall = xpcall, rawequal = rawequal,
  rawget = raw_rawget, rawset = safe_rawset, select = select, setmetatable = setmetatable, getmetatable = getmetatable,
  tonumber = tonumber, type = type, unpack = unpack, tostring = safe_tostring, pairs = safe_pairs, next = safe_next,
  print = safe_print,
  math = sandbox.library("math", maths), string = string_library, table = sandbox.library("table", tables),
  coroutine = sandbox.library("coroutine", coroutines), bit = sandbox.library("bit", bits),
}
sandbox.base = base

local NO_FILES = "scripts do not open files: load data with data.load(\"dataset\")"
local NO_CODE = "code comes from files only: put it in a file beside the script and use import \"name\""
local blocked = {
  io = NO_FILES, dofile = NO_CODE, loadfile = NO_CODE, load = NO_CODE, loadstring = NO_CODE,
  require = "use import \"name\": it looks beside the script and in the library",
  module = "return a table from the file and use import \"name\"",
  package = "use import \"name\"",
  ffi = "the functions of ta, stats and frame are there instead", jit = "the program sets it up",
  debug = "errors name file and line; print and log show values",
  collectgarbage = "memory is collected by itself; --memory-limit sets how much there is",
  gcinfo = "memory is collected by itself", newproxy = "use a table with a metatable",
  getfenv = "use locals and function arguments", setfenv = "use locals and function arguments",
  _G = "use locals; what a file offers to others is the table it returns",
  loadlib = "plugins in C are for that",
}
sandbox.blocked = blocked

-- Modules that come on first use: name -> function that returns them.
local offered = {}
local made = {}
function sandbox.offer(name, make)
  offered[name] = make
end

local function module_of(name)
  local m = made[name]
  if m == nil and offered[name] then
    m = offered[name]()
    made[name] = m
  end
  return m
end
sandbox.module = module_of

-- The modules that each kind of script has.
local ANALYSIS = { "backtest", "frame", "data", "ta", "stats", "micro", "perf", "risk", "portfolio", "options", "bonds", "ts", "attribution",
  "chart", "log", "time" }
local DECIDING = { unpack(ANALYSIS, 2) } -- what runs bar by bar has no backtests inside
local by_kind = { strategy = DECIDING, pipeline = DECIDING, rule = { "ta", "stats", "micro", "log", "time" }, mapping = { "time" } }

function sandbox.names(kind)
  local names = {}
  for _, name in ipairs(by_kind[kind] or ANALYSIS) do
    if offered[name] then names[#names + 1] = name end
  end
  return names
end

local KIND_WORDS = { strategy = true, rule = true, study = true, report = true, pipeline = true, mapping = true }

-- A new environment. `extra` holds what only this script has (its kind's constructor, import); `open` lets it make
-- globals (the shell).
function sandbox.new(kind, extra, open)
  local allowed = {}
  for _, name in ipairs(by_kind[kind] or ANALYSIS) do allowed[name] = true end
  local env = {}
  for name, value in next, base do env[name] = value end
  for name, value in next, extra do env[name] = value end
  if kind == "rule" then env.coroutine = nil end
  -- The clock would make decisions depend on the machine.
  if kind ~= "strategy" and kind ~= "rule" and kind ~= "mapping" then
    env.os = sandbox.library("os", { clock = os.clock })
  end
  local function unknown(_, name)
    if allowed[name] then
      local m = module_of(name)
      if m ~= nil then
        raw_rawset(env, name, m)
        return m
      end
    end
    if blocked[name] then fail("'%s' is not available to scripts: %s", name, blocked[name]) end
    if name == "coroutine" then fail "'coroutine' is not available to a rule" end
    if name == "os" then fail("'os' is not available to a %s: decisions know the engine's time only, ctx.now", kind) end
    if open and not offered[name] then return nil end
    if offered[name] then fail("'%s' is not available to a %s", name, kind) end
    if KIND_WORDS[name] then fail("'%s' is not what this file is expected to declare", name) end
    local names = sandbox.names(kind)
    for known in next, env do names[#names + 1] = known end
    sort(names)
    local near = type(name) == "string" and host.nearest(name, names)
    fail("unknown name '%s'%s", raw_tostring(name), near and "; did you mean '" .. near .. "'?" or "; declare it with local first")
  end
  return setmetatable(env, {
    __index = unknown,
    __newindex = function(_, name, value)
      if open and not offered[name] then return raw_rawset(env, name, value) end
      fail("assignment to the global '%s': write local %s%s", raw_tostring(name), type(value) == "function" and "function " or "",
        raw_tostring(name))
    end,
    __metatable = "environment",
  })
end

return sandbox
