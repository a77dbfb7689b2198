--[[
datalib.lua: the module `data`.

@module data
Datasets that `finsmart import` made, as frames. In a strategy they end at ctx.now: a bar that has not ended is not there.
]]
local host = ...
local errors = host.use "errors"
local pairs = host.use("sandbox").pairs
host.use "frame" -- what data.load returns has its methods from there
local fail = errors.fail
local data = {}
local OPTIONS = { "symbol", "from", "to" }

local function name_argument(name, what)
  if type(name) ~= "string" then fail("%s expects the name of a dataset, got %s", what, name == nil and "nothing" or type(name)) end
  local _, handler = host.running()
  if handler == "loading" then fail("%s: a script is declared first; load data in run, start or init", what) end
  return name
end

---data.load(dataset [, { symbol =, from =, to = }]) -> frame: the rows of a dataset in order of time; from and to are inclusive ("2007-01-01", or seconds). A dataset of several symbols comes with a column `symbol`, unless one is asked for.
function data.load(name, options)
  name_argument(name, "data.load")
  options = errors.options("data.load", options, OPTIONS)
  for key, value in pairs(options) do
    if type(value) ~= "string" and (key == "symbol" or type(value) ~= "number") then
      fail("data.load: %s is a %s; expected a text", key, type(value))
    end
  end
  return host.data_load(name, options.symbol, options.from, options.to, host.now and host.now() or nil)
end

---data.list() -> table: the names of the datasets there are.
function data.list()
  return host.data_list()
end

---data.symbols(dataset) -> table: the names of the symbols of a dataset.
function data.symbols(name)
  return host.data_symbols(name_argument(name, "data.symbols"))
end

return data
