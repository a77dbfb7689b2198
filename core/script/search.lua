--[[
search.lua: one strategy run with one set of parameters after another, and how each run is judged.

A run must not know of the ones before it. So the script is loaded anew for each (from the text that was read once), behind a
trusted file strategy.lua of its own, whose closures and figures belong to one run; compiled code of the run before, which
is bound to them, is dropped.
]]
local host = ...
local errors = host.use "errors"
local loader = host.use "loader"
local params = host.use "params"
local sandbox = host.use "sandbox"
local jit = require "jit"
local search = {}

-- strategy.lua compiled once: a chunk of its own for each run costs no parsing.
local driver = string.dump(assert(loadstring(host.embedded "strategy", "=[strategy]")))

-- What loads a script runs once for each set, and is not worth compiling anew for each: that takes longer than it runs.
local compiles = jit.status()

local path, source, hash, specs -- of a strategy in Lua
local strategy                  -- strategy.lua of the present run
local judge, conditions = nil, {}
local p                         -- the parameters of the present run, as judges see them

local function reader(what, values)
  return setmetatable({}, {
    __index = function(_, key)
      local value = values[key]
      if value ~= nil then return value end
      local near = type(key) == "string" and host.nearest(key, (sandbox.sorted_keys(values)))
      errors.fail("%s has no '%s'%s", what, tostring(key), near and "; did you mean '" .. near .. "'?" or "")
    end,
    __newindex = function(_, key) errors.fail("%s.%s cannot be changed", what, tostring(key)) end,
    __metatable = what,
  })
end

-- Loads a strategy in Lua. Returns name, version, description, hash and the list of its parameters with their defaults.
function search.open(at)
  path = at
  local text, problem = host.read(path)
  if not text then errors.raise("not_found", ("cannot read the script '%s': %s"):format(path, problem)) end
  source = text
  local declaration = loader.load(path, { "strategy" }, source)
  hash, specs = declaration.script.hash, declaration.params
  return declaration.name, declaration.version, declaration.description, hash, params.list(specs, params.values(specs, {}, path))
end

-- Raises what is wrong with values ("name=value" texts).
function search.check(given)
  params.values(specs, given, path)
end

local function compiled(text, what)
  local script = loader.script(what, text, "strategy")
  local ok, fn = pcall(loader.compile, text, what, script.env)
  if not ok then
    errors.raise("usage", type(fn) == "table" and fn.message or tostring(fn), "m has the figures of a run, p its parameters: m.sharpe, p.fast")
  end
  return fn()
end

local function expression(text, what)
  return compiled("return function(m, p) return " .. text .. "\nend", what)
end

-- How runs are judged: an objective (the name of a figure, an expression of m and p, or the file of a function of them) and
-- conditions (expressions). `figures` are the names that m has.
function search.judges(objective, texts, figures)
  local known = {}
  for _, name in ipairs(figures) do known[name] = true end
  if known[objective] then
    judge = function(m) return m[objective] end
  elseif objective:match "^[%a_][%w_]*$" then
    local near = host.nearest(objective, figures)
    errors.raise("usage", ("there is no objective '%s'%s"):format(objective, near and "; did you mean '" .. near .. "'?" or ""),
      "an objective is a figure (" .. table.concat(figures, ", ") .. "), an expression such as 'm.sharpe - 0.1 * m.turnover', or a file.lua")
  elseif objective:match "%.lua$" then
    local text, problem = host.read(objective)
    if not text then errors.raise("not_found", ("cannot read the objective '%s': %s"):format(objective, problem)) end
    judge = compiled(text, objective)
    if type(judge) ~= "function" then
      errors.raise("usage", ("%s returns %s; expected: return function(m, p) ... end"):format(objective, judge == nil and "nothing" or "a " .. type(judge)))
    end
  else
    judge = expression(objective, "objective")
  end
  for i, text in ipairs(texts) do conditions[i] = { text = text, holds = expression(text, "constraint") } end
end

-- What a condition that needs the figures raises before there are any.
local LATER = {}
local no_figures = setmetatable({}, { __index = function() error(LATER, 0) end })

local function holds(condition, m)
  local ok, value = pcall(condition.holds, m, p)
  if not ok and value == LATER then return true end
  if not ok then
    errors.raise("usage", ("constraint '%s': %s"):format(condition.text, errors.text(value)))
  end
  if type(value) ~= "boolean" then
    errors.raise("usage", ("constraint '%s' gives %s; expected true or false"):format(condition.text, value == nil and "nil" or "a " .. type(value)))
  end
  return value
end

-- The number of the first condition that does not hold, or 0.
local function refusal(m)
  for i, condition in ipairs(conditions) do
    if not holds(condition, m) then return i end
  end
  return 0
end

-- Begins a run with these parameters, name -> value. Returns what refusal() says without figures.
local function begin(values)
  p = reader("p", values)
  return refusal(no_figures)
end

-- Of a strategy in C: a list of { name, value }.
function search.values(list)
  local values = {}
  for _, item in ipairs(list) do values[item[1]] = item[2] end
  return begin(values)
end

-- Of a strategy in Lua, with `given` as its parameters ("name=value" texts): loads it, unless there is nothing to run.
function search.begin(given)
  local refused = begin(params.values(specs, given, path))
  if refused > 0 then return refused end
  jit.flush()
  if compiles then jit.off() end
  strategy = assert(loadstring(driver, "=[strategy]"))(host)
  local _, _, _, now = strategy.load(path, given, source)
  if now ~= hash then
    errors.raise("conflict", ("%s: a file that it imports changed while the sweep ran"):format(path))
  end
  return 0
end

-- Drives the engine (lightuserdata) to its end. True when it was stopped from outside.
function search.run(engine)
  if compiles then jit.on() end
  return strategy.run(engine)
end

-- Judges the run: figures is name -> number. Returns the objective, and refusal() with the figures.
function search.score(figures)
  local m = reader("m", figures)
  local ok, value = pcall(judge, m, p)
  if not ok then errors.raise("usage", ("objective: %s"):format(errors.text(value))) end
  if type(value) ~= "number" then
    errors.raise("usage", ("the objective gives %s; expected a number"):format(value == nil and "nil" or "a " .. type(value)))
  end
  return value, refusal(m)
end

return search
