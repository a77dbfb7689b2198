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

local function reference(list)
  local out = { [[
# Compute primitives

<!-- Generated from core/compute/describe/; do not edit. -->

Every primitive works in two ways that give the same values, bit for bit, on every x86-64 processor:

- **on a whole series**: the result has the same length, and NaN where there is not enough data yet (the look-back);
- **as a stream**: without a series as first argument it makes an object whose `update` takes the next value, or a bar, and
  returns the newest result, NaN until it is warm.

Several outputs come as several values, in TA-Lib's order. Missing values are NaN, infinities and magnitudes from 2^480.
Where a series begins with missing values, such as the look-back of another indicator, counting starts at its first value.
In C the same functions are `fs_<name>` in `core/compute` and in the plugins' table, `finsmart/compute.h`.

| Primitive | What it is | Look-back |
|---|---|---|
]] }
  for _, p in ipairs(list) do
    out[#out + 1] = ("| [`%s`](#%s) | %s | `%s` |\n"):format(p.full, (p.full:gsub("%.", "")), p.title, p.lookback)
  end
  for _, p in ipairs(list) do
    local series, stream = signature(p)
    out[#out + 1] = ("\n## %s\n\n%s. %s\n\n```lua\n%s -> %s\n%s -> stream;  stream:update(%s | bar) -> %s\n```\n\n"):format(p.full,
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
  end
  return table.concat(out)
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

local function stub(list)
  local out = { "---@meta\n-- Generated from core/compute/describe/; do not edit. For editors that speak LuaCATS.\n\n"
    .. "---@class series A column of numbers, 1-based, oldest first; read-only.\n---@operator len: integer\n"
    .. "---@field [integer] number\n\n---@class bar\n---@field open number\n---@field high number\n---@field low number\n"
    .. "---@field close number\n---@field volume number\n\n" }
  local modules = {}
  for _, p in ipairs(list) do
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

return function(list)
  return {
    ["docs/reference/compute.md"] = reference(list),
    ["contrib/editor/finsmart.lua"] = stub(list),
    ["generated/script/compute_api.lua"] = api(list),
  }
end
