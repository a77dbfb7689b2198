-- modules.lua: which trusted file makes which module of the scripts' environment.
local host = ...
local errors = host.use "errors"
local sandbox = host.use "sandbox"
local series = host.use "series"

sandbox.offer("time", function() return sandbox.library("time", host.use "timelib") end)

sandbox.offer("data", function() return sandbox.library("data", host.use "datalib") end)
sandbox.offer("frame", function() return sandbox.library("frame", (host.use "frame").module) end)

--[[
@module log
log.debug, log.info, log.warn and log.error write a line to the log: values are joined with spaces. Warnings and errors are
shown; info (ctx:log too) and debug with --log-level info or debug.
]]
sandbox.offer("log", function()
  local log = {}
  for _, level in ipairs { "debug", "info", "warn", "error" } do
    log[level] = function(...)
      local parts = {}
      for i = 1, select("#", ...) do parts[i] = sandbox.tostring((select(i, ...))) end
      host.log(level, table.concat(parts, " "), host.script_path())
    end
  end
  return sandbox.library("log", log)
end)

--[[
@module chart
Charts as SVG text; docs/reports.md shows each.
]]
sandbox.offer("chart", function() return sandbox.library("chart", host.use("report").library("chart")) end)

-- The values of a series or of a list of numbers. The series made of the latest lists are kept, because a pointer alone
-- doesn't.
local kept, turn = {}, 0
local function series_ptr(v)
  local p, n = series.pointer(v)
  if p ~= nil or type(v) ~= "table" or getmetatable(v) ~= nil then return p, n end
  for i = 1, #v do
    if type(v[i]) ~= "number" then return nil end
  end
  turn = turn % 16 + 1
  kept[turn] = series.from(v)
  return series.pointer(kept[turn])
end

-- The compute primitives: generated faces, one for the JIT and one without FFI, with the same behaviour.
local compute
local function computed()
  if not compute then
    if host.interpret then
      compute = { modules = host.bind_compute() }
    else
      local install = assert(loadstring(host.embedded "compute_face", "=[compute]"))()
      compute = install({ series_ptr = series_ptr, series_new = series.new }, host.compute_face)
    end
  end
  return compute
end
host.compute = computed

-- The modules made of them: the indicators, and the functions of whole samples (not for rules, whose functions have a
-- bounded cost).
local function functions_of(module)
  local functions = {}
  for name, f in next, computed().modules[module] or {} do functions[name] = f end
  if not host.interpret then
    local calculate = host.use "calculate"
    for _, full in ipairs(calculate.names()) do
      local name = full:match("^" .. module .. "%.(.+)$")
      if name then functions[name] = calculate.make(full) end
    end
  end
  if next(functions) == nil then errors.fail("the module '%s' is not part of this version", module) end
  return functions
end

for _, name in ipairs { "ta", "stats", "micro", "perf", "risk", "portfolio", "options", "bonds", "ts", "attribution" } do
  if host.compute_face or host.bind_compute then
    sandbox.offer(name, function() return sandbox.library(name, functions_of(name)) end)
  end
end

return true
