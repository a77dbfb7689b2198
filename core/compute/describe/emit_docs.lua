-- What people and editors read: the reference page, the LuaCATS stub, and the plain tables for tools.
local text = require "text"
local join = text.join

local function signature(p, module, name)
  local params = join(p.params, function(q) return q.required and q.name or "[" .. q.name .. "]" end)
  local inputs = join(p.inputs, function(s) return s.name end)
  local both = params == "" and inputs or inputs .. ", " .. params
  return ("%s.%s(%s)"):format(module or p.module, name or p.name, both),
    ("%s.%s(%s)"):format(module or p.module, name or p.name, params)
end

local MISSING = {
  window = "a window that holds a missing value gives NaN",
  skip = "a missing value gives NaN and is otherwise skipped: the next value goes on from the last one present",
  pair = "NaN where the value or the one before it is missing",
}

local function default(q)
  if q.default_from then return "as " .. q.default_from end
  if q.default == nil then return "required" end
  return type(q.default) == "string" and '"' .. q.default .. '"' or text.number(q.default)
end

local function range(q)
  if q.type == "choice" then return join(q.choices, function(c) return '`"' .. c .. '"`' end) end
  return text.number(q.min) .. " to " .. text.number(q.max)
end

local INDEX = [[
# Compute functions

<!-- Generated from core/compute/describe/; do not edit. -->

Two kinds of functions. **Indicators** take series and give series of the same length:

- **on a whole series**: NaN where there is not enough data yet (the look-back);
- **as a stream**: without a series as first argument an indicator makes an object whose `update` takes the next value, or a bar,
  and returns the newest result, NaN until it is warm. Both ways give the same values, bit for bit, on every x86-64 processor.

Several outputs come as several values, in TA-Lib's order. Missing values are NaN, infinities and magnitudes from 2^480.
Where a series begins with missing values, such as the look-back of another indicator, counting starts at its first value.

**Calculations** take whole samples, options as a table in the last place, and give a table, or a number first and the table
second. The table has `convention`, every option as it was used, and `observations`, how many rows were. A series may be given
as a list of numbers, a matrix as a frame, a table of series by name, or a list of rows; results that belong to columns have
their names. Leading and trailing rows in which every series is missing are left out; other missing values are an error that says
where, or with `missing = "complete"` their rows are left out too (`"pairwise"` where a function says so). One that takes a single series takes a
frame as well, and gives its result for each column; one that gives a number takes `window = N` or `window = "expanding"` and
gives the series of the numbers over the last N observations, or over all so far.

In C the same functions are `fs_<name>` in the library `finsmart-compute` (docs/compute-library.md); plugins have the
indicators in `finsmart/compute.h`. In the shell `help(ta.sma)` shows what stands here.

]]

local function anchor(full)
  return (full:gsub("%.", ""))
end

-- One indicator.
local function of_indicator(p)
  local out = {}
  local series, stream = signature(p)
  out[#out + 1] = ("\n## %s\n\n%s. %s\n\n```\n%s -> %s\n%s -> stream;  stream:update(%s | bar) -> %s\n```\n\n"):format(p.full,
    p.title, p.doc, series, join(p.outputs, function(s) return s.name end), stream,
    join(p.inputs, function(s) return s.name end), join(p.outputs, function(s) return s.name end))
  if #p.also > 0 then
    out[#out + 1] = ("Also known as %s.\n\n"):format(join(p.also, function(a) return "`" .. a.module .. "." .. a.name .. "`" end))
  end
  out[#out + 1] = "| | | |\n|---|---|---|\n"
  for _, s in ipairs(p.inputs) do
    out[#out + 1] = ("| `%s` | series; of a bar its `%s` | %s |\n"):format(s.name, s.field, s.doc)
  end
  for _, q in ipairs(p.params) do
    out[#out + 1] = ("| `%s` | %s, %s, %s | %s%s |\n"):format(q.name, q.type == "int" and "integer" or q.type, range(q), default(q),
      q.doc, q.unit and " (" .. q.unit .. ")" or "")
  end
  for _, s in ipairs(p.outputs) do out[#out + 1] = ("| -> `%s` | result | %s |\n"):format(s.name, s.doc) end
  out[#out + 1] = ("\n- Formula: `%s`\n- Look-back: `%s`\n- Missing values: %s.\n- Source: %s\n\n```lua\n%s\n```\n"):format(
    p.formula, p.lookback, MISSING[p.missing], p.source, p.example)
  return table.concat(out)
end

local function limits(q)
  if q.type == "choice" then return join(q.choices, function(c) return '`"' .. c .. '"`' end) end
  if q.type == "flag" then return "true or false" end
  if q.type == "seed" then return "whole number" end
  if q.type == "vector" then return "list of numbers, or one for all" end
  if q.type == "matrix" then return "matrix" end
  local whole = q.type == "int" and "whole number" or "number"
  if q.min == -math.huge and q.max == math.huge then return whole end
  if q.max == math.huge then return ("%s %s %s"):format(whole, q.open and "above" or "from", text.number(q.min)) end
  if q.min == -math.huge then return ("%s %s %s"):format(whole, q.open and "below" or "up to", text.number(q.max)) end
  return (q.open and "%s between %s and %s" or "%s from %s to %s"):format(whole, text.number(q.min), text.number(q.max))
end

local function default_of(q)
  if q.type == "vector" or q.type == "matrix" or q.default == "none" then return "none" end
  if q.type == "flag" then return tostring(q.default or false) end
  if q.type == "seed" then return tostring(q.default_number) end
  if q.default == nil then return "required" end
  return type(q.default) == "string" and '"' .. q.default .. '"' or text.number(q.default)
end

local SHAPE = {
  series = function(s) return ("series of `%s`"):format(s.length) end,
  vector = function(s) return ("vector of `%s`"):format(s.length) end,
  time = function(s) return ("times, `%s`"):format(s.length) end,
  value = function() return "number or series" end,
  matrix = function(s) return ("matrix, `%s` by `%s`"):format(s.rows, s.columns) end,
  number = function() return "number" end,
  int = function() return "whole number" end,
}

local OWN_MISSING = {
  drop = "prepared as the option `missing` says", own = "taken as they are, as told above",
  pairwise = "prepared as the option `missing` says, which may be `\"pairwise\"`",
}

local function call_of(d, module, name)
  local inputs = join(d.inputs, function(s) return s.optional and not d.named and "[" .. s.name .. "]" or s.name end)
  if d.named then return ("%s.%s{%s, ...}"):format(module, name, join(d.inputs, function(s) return s.name .. " =" end)) end
  local options = #d.options > 0 and "[options]" or ""
  return ("%s.%s(%s)"):format(module, name, inputs == "" and options or options == "" and inputs or inputs .. ", " .. options)
end
text.call_of = call_of

-- One calculation.
local function of_calculation(d)
  local out = {}
  out[#out + 1] = ("\n## %s\n\n%s. %s\n\n```\n%s -> %s\n```\n\n"):format(d.full, d.title, d.doc, call_of(d, d.module, d.name),
    d.value and d.value .. ", result" or "result")
  if #d.also > 0 then
    out[#out + 1] = ("Also known as %s.\n\n"):format(join(d.also, function(a) return "`" .. a.module .. "." .. a.name .. "`" end))
  end
  out[#out + 1] = "| | | |\n|---|---|---|\n"
  for _, s in ipairs(d.inputs) do
    out[#out + 1] = ("| `%s` | %s%s | %s |\n"):format(s.name, SHAPE[s.type](s), s.optional and ", may be left out" or "", s.doc)
  end
  for _, q in ipairs(d.options) do
    if q.name ~= "pairwise" then
      out[#out + 1] = ("| `%s =` | %s; %s | %s%s |\n"):format(q.name, limits(q), default_of(q), q.doc,
        q.unit and " (" .. q.unit .. ")" or "")
    end
  end
  for _, r in ipairs(d.results) do
    out[#out + 1] = ("| -> `%s` | %s | %s%s |\n"):format(r.name, SHAPE[r.type](r), r.doc or "", r.unit and " (" .. r.unit .. ")" or "")
  end
  out[#out + 1] = ("\n- Formula: `%s`\n"):format(d.formula)
  if d.convention then out[#out + 1] = ("- Convention: %s\n"):format(d.convention) end
  out[#out + 1] = ("- Missing values: %s.\n- Source: %s\n\n```lua\n%s\n```\n"):format(OWN_MISSING[d.missing] or d.missing, d.source,
    d.example)
  return table.concat(out)
end

local MODULES = {
  { "ta", "Technical indicators, under TA-Lib's names." },
  { "stats", "Statistics: of whole samples, of moving windows, distributions, resampling." },
  { "micro", "Microstructure: quotes, trades, order flow." },
  { "perf", "Performance: returns, flows, ratios, drawdowns, comparison with a benchmark." },
  { "risk", "Value at risk and expected shortfall, their parts and backtests, stress." },
  { "portfolio", "Portfolio construction." },
  { "ts", "Time series and econometrics." },
  { "options", "Prices and Greeks of options." },
  { "bonds", "Bonds and yield curves." },
  { "attribution", "Attribution of returns to decisions." },
}

-- Path -> text of the index and of a page for each module.
local function reference(list, others)
  local pages, index = {}, { INDEX }
  for _, module in ipairs(MODULES) do
    local name, about = module[1], module[2]
    local rows, bodies = {}, {}
    for _, p in ipairs(list) do
      if p.module == name then
        rows[#rows + 1] = ("| [`%s`](#%s) | %s | look-back `%s` |\n"):format(p.full, anchor(p.full), p.title, p.lookback)
        bodies[#bodies + 1] = of_indicator(p)
      end
      for _, alias in ipairs(p.also) do
        if alias.module == name and alias.module ~= p.module then
          rows[#rows + 1] = ("| [`%s.%s`](%s.md#%s) | %s | look-back `%s` |\n"):format(alias.module, alias.name, p.module, anchor(p.full),
            p.title, p.lookback)
        end
      end
    end
    for _, d in ipairs(others) do
      if d.module == name then
        rows[#rows + 1] = ("| [`%s`](#%s) | %s | calculation |\n"):format(d.full, anchor(d.full), d.title)
        bodies[#bodies + 1] = of_calculation(d)
      end
    end
    if #rows > 0 then
      index[#index + 1] = ("- [`%s`](%s.md): %s (%d functions)\n"):format(name, name, about:gsub("%.$", ""), #rows)
      pages["docs/reference/" .. name .. ".md"] = ("# %s\n\n<!-- Generated from core/compute/describe/; do not edit. -->\n\n%s What holds for all: "
        .. "[compute functions](compute.md).\n\n| Function | What it is | |\n|---|---|---|\n%s%s"):format(name, about, table.concat(rows),
        table.concat(bodies))
    end
  end
  pages["docs/reference/compute.md"] = table.concat(index)
  return pages
end

local function lua_type(q)
  if q.type == "choice" then return join(q.choices, function(c) return '"' .. c .. '"' end, "|") end
  return q.type == "int" and "integer" or "number"
end

-- One function of the stub with its overload for streams.
local function stub_function(p, module, name)
  local out = { text.wrap(p.title .. ". " .. p.doc, "---"), "\n" }
  local class = p.module .. "." .. p.name .. ".stream"
  for _, s in ipairs(p.inputs) do out[#out + 1] = ("---@param %s series %s\n"):format(s.name, s.doc) end
  for _, q in ipairs(p.params) do
    out[#out + 1] = ("---@param %s%s %s %s (%s, default: %s)\n"):format(q.name, q.required and "" or "?", lua_type(q), q.doc,
      range(q), default(q))
  end
  for _, s in ipairs(p.outputs) do out[#out + 1] = ("---@return series %s %s\n"):format(s.name, s.doc) end
  out[#out + 1] = ("---@overload fun(%s): %s\n"):format(join(p.params, function(q)
    return q.name .. (q.required and "" or "?") .. ": " .. lua_type(q)
  end), class)
  local arguments = {}
  for _, s in ipairs(p.inputs) do arguments[#arguments + 1] = s.name end
  for _, q in ipairs(p.params) do arguments[#arguments + 1] = q.name end
  out[#out + 1] = ("function %s.%s(%s) end\n\n"):format(module, name, table.concat(arguments, ", "))
  return table.concat(out)
end

-- The stub of a calculation: a class of its options, one of its result.
local STUB_TYPE = { number = "number", int = "integer", seed = "integer", flag = "boolean", vector = "number[]|series|number",
  matrix = "frame|table" }
local function stub_calculation(d, module, name)
  local class = d.module .. "." .. d.name
  local out = {}
  if module == d.module and name == d.name then
    out[#out + 1] = ("---@class %s.options\n"):format(class)
    if d.named then
      for _, s in ipairs(d.inputs) do out[#out + 1] = ("---@field %s%s any %s\n"):format(s.name, s.optional and "?" or "", s.doc) end
    end
    for _, q in ipairs(d.options) do
      local kind = q.type == "choice" and join(q.choices, function(c) return '"' .. c .. '"' end, "|") or STUB_TYPE[q.type]
      out[#out + 1] = ("---@field %s? %s %s\n"):format(q.name, kind, q.doc)
    end
    out[#out + 1] = ('---@field missing? "error"|"complete"|"pairwise"\n\n---@class %s.result\n'):format(class)
    for _, r in ipairs(d.results) do
      local kind = (r.type == "number" or r.type == "int") and (d.inputs[1] and d.inputs[1].type == "value" and "number|series" or "number")
        or r.type == "matrix" and "frame" or r.labels and "series|table<string, number>" or "series"
      out[#out + 1] = ("---@field %s %s %s\n"):format(r.name, kind, r.doc or "")
    end
    out[#out + 1] = "---@field observations? integer rows used\n---@field convention table options as they were used\n\n"
  end
  out[#out + 1] = text.wrap(d.title .. ". " .. d.doc, "---") .. "\n"
  local arguments = {}
  if d.named then
    arguments[1] = "options"
    out[#out + 1] = ("---@param options %s.options\n"):format(class)
  else
    for _, s in ipairs(d.inputs) do
      arguments[#arguments + 1] = s.name
      local kind = s.type == "matrix" and "frame|table" or s.type == "value" and "number|series" or s.type == "time" and "series|table|string|number"
        or "series|number[]"
      out[#out + 1] = ("---@param %s%s %s %s\n"):format(s.name, s.optional and "?" or "", kind, s.doc)
    end
    arguments[#arguments + 1] = "options"
    out[#out + 1] = ("---@param options? %s.options\n"):format(class)
  end
  if d.value then out[#out + 1] = "---@return number\n" end
  out[#out + 1] = ("---@return %s.result\nfunction %s.%s(%s) end\n\n"):format(class, module, name, table.concat(arguments, ", "))
  return table.concat(out)
end

local function stub(list, others)
  local out = { "---@meta\n-- Generated from core/compute/describe/; do not edit. For editors that speak LuaCATS.\n\n"
    .. "---@class series A column of numbers, 1-based, oldest first; read-only.\n---@operator len: integer\n"
    .. "---@field [integer] number\n\n---@class bar\n---@field open number\n---@field high number\n---@field low number\n"
    .. "---@field close number\n---@field volume number\n\n" }
  local modules = {}
  local all = {}
  for _, p in ipairs(list) do all[#all + 1] = p end
  for _, d in ipairs(others) do all[#all + 1] = d end
  for _, p in ipairs(all) do
    for _, place in ipairs { p, unpack(p.also) } do
      if not modules[place.module] then
        modules[#modules + 1] = place.module
        modules[place.module] = true
        out[#out + 1] = ("---@class %slib\n%s = {}\n\n"):format(place.module, place.module)
      end
    end
  end
  for _, p in ipairs(list) do
    local class = p.module .. "." .. p.name .. ".stream"
    out[#out + 1] = ("---@class %s\nlocal %s_stream = {}\n"):format(class, p.c)
    for i, s in ipairs(p.inputs) do
      out[#out + 1] = ("---@param %s%s number%s\n"):format(s.name, i > 1 and "?" or "", i == 1 and "|bar" or "")
    end
    for _, s in ipairs(p.outputs) do out[#out + 1] = ("---@return number %s %s\n"):format(s.name, s.doc) end
    out[#out + 1] = ("function %s_stream:update(%s) end\n\n"):format(p.c, join(p.inputs, function(s) return s.name end))
    out[#out + 1] = stub_function(p, p.module, p.name)
    for _, alias in ipairs(p.also) do out[#out + 1] = stub_function(p, alias.module, alias.name) end
  end
  for _, d in ipairs(others) do
    out[#out + 1] = stub_calculation(d, d.module, d.name)
    for _, alias in ipairs(d.also) do out[#out + 1] = stub_calculation(d, alias.module, alias.name) end
  end
  return (table.concat(out):gsub("\n\n$", "\n"))
end

-- A Lua value as source, keys in order.
local function serialise(v, indent)
  if type(v) ~= "table" then return type(v) == "string" and ("%q"):format(v):gsub("\\\n", "\\n") or tostring(v) end
  local keys = {}
  for k in pairs(v) do keys[#keys + 1] = k end
  table.sort(keys, function(a, b)
    if type(a) ~= type(b) then return type(a) == "number" end
    return a < b
  end)
  local out = {}
  for _, k in ipairs(keys) do
    local key = type(k) == "number" and "" or ("[%q] = "):format(k)
    out[#out + 1] = indent .. "  " .. key .. serialise(v[k], indent .. "  ")
  end
  return #out == 0 and "{}" or "{\n" .. table.concat(out, ",\n") .. "\n" .. indent .. "}"
end

local function api(list)
  local all = {}
  for _, p in ipairs(list) do
    local fields, names = {}, {}
    for i, s in ipairs(p.inputs) do
      fields[i], names[i] = s.field, s.name
    end
    local entry = {
      title = p.title, doc = p.doc, lookback = p.lookback, example = p.example,
      inputs = {}, params = {}, outputs = {}, methods = { update = { inputs = names, fields = fields } },
    }
    for i, s in ipairs(p.inputs) do entry.inputs[i] = { name = s.name, doc = s.doc } end
    for i, s in ipairs(p.outputs) do entry.outputs[i] = { name = s.name, doc = s.doc } end
    for i, q in ipairs(p.params) do
      entry.params[i] = {
        name = q.name, type = q.type, doc = q.doc, unit = q.unit, required = q.required, default = q.default,
        default_from = q.default_from, choices = q.choices,
        min = q.type ~= "choice" and q.min or nil, max = q.type ~= "choice" and q.max or nil,
      }
    end
    all[p.full] = entry
    for _, alias in ipairs(p.also) do
      local copy = {}
      for k, v in pairs(entry) do copy[k] = v end
      copy.alias_of = p.full
      all[alias.module .. "." .. alias.name] = copy
    end
  end
  return "-- Generated from core/compute/describe/; do not edit. The shape is told at the top of generate.lua.\nreturn "
    .. serialise(all, "") .. "\n"
end

return function(list, others)
  local out = reference(list, others)
  out["contrib/editor/finsmart.lua"] = stub(list, others)
  out["generated/script/compute_api.lua"] = api(list)
  return out
end
