-- modules.lua: which trusted file makes which module of the scripts' environment.
local host = ...
local errors = host.use "errors"
local sandbox = host.use "sandbox"
local series = host.use "series"

sandbox.offer("time", function() return sandbox.library("time", host.use "timelib") end)

sandbox.offer("data", function() return sandbox.library("data", host.use "datalib") end)
sandbox.offer("backtest", function() return sandbox.library("backtest", (host.use "columns").module) end)
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

-- An indicator on a frame: its inputs are the columns of their names where those are there (high, low, close); one with a single
-- input is computed of each column of numbers otherwise, and gives a frame.
local described
local function on_frame(full, f, frame_, ...)
  described = described or assert(loadstring(host.embedded "compute_api", "=[compute]"))()
  host.use "frame"
  local d, there, names = described[full], {}, {}
  local columns, types = host.frame_columns(frame_)
  for i, name in ipairs(columns) do
    if types[i] ~= "timestamp" and types[i] ~= "string" then
      there[name] = true
      names[#names + 1] = name
    end
  end
  local fields, inputs, missing = d.methods.update.fields, {}, nil
  for i, field in ipairs(fields) do
    if there[field] then inputs[i] = host.frame_column(frame_, field) else missing = missing or field end
  end
  if not missing and (#fields > 1 or #names == 1 or there.high) then
    local count = #inputs
    for i = 1, select("#", ...) do inputs[count + i] = (select(i, ...)) end
    return f(unpack(inputs, 1, count + select("#", ...)))
  end
  if #fields > 1 then errors.fail("bad argument #1 to '%s' (the frame has no column '%s')", full, missing) end
  if #names == 0 then errors.fail("bad argument #1 to '%s' (the frame has no columns of numbers)", full) end
  local results, outputs = {}, #d.outputs
  for i = 1, outputs do results[i] = {} end
  for j, name in ipairs(names) do
    local values = { f(host.frame_column(frame_, name), ...) }
    for i = 1, outputs do results[i][j] = values[i] end
  end
  for i = 1, outputs do results[i] = host.frame_make(names, results[i]) end
  return unpack(results, 1, outputs)
end

local function with_frames(full, f)
  return function(...)
    if host.is_frame((...)) then return on_frame(full, f, ...) end
    return f(...)
  end
end

-- The modules made of them: the indicators, and the functions of whole samples (not for rules, whose functions have a
-- bounded cost).
local function functions_of(module)
  local functions = {}
  for name, f in next, computed().modules[module] or {} do
    functions[name] = host.rules and f or with_frames(module .. "." .. name, f)
  end
  if host.calculations then
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
