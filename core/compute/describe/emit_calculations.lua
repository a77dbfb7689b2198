-- Of the calculations: the C that holds headers to their descriptions, the table of functions, the defaults as macros, and
-- the plain tables that scripts' functions are made from (core/script/calculate.lua).
local text = require "text"
local calculations = require "calculations"

-- A struct with the described members, and the assertions that the header's has the same.
local function twin(d, what, members)
  local shape = ("struct shape_%s_%s"):format(d.c, what)
  local real = ("struct fs_%s_%s"):format(d.c, what)
  local out = { shape, " {\n" }
  for _, m in ipairs(members) do out[#out + 1] = ("    %s %s;\n"):format(m[1], m[2]) end
  out[#out + 1] = "};\n"
  for _, m in ipairs(members) do
    out[#out + 1] = ("SAME(%s, %s, %s, %s);\n"):format(shape, real, m[2], m[1])
  end
  out[#out + 1] = ('_Static_assert(sizeof(%s) == sizeof(%s), "%s: size of the %s");\n'):format(shape, real, d.full, what)
  return table.concat(out)
end

local function implementation(list)
  local out = { [[
/* Generated from core/compute/describe/; do not edit. What does not compile here differs between a header and its
 * description. */
#include "compute/calculation.h"

]] }
  local seen = {}
  for _, d in ipairs(list) do
    local name = d.folder .. "/" .. d.header
    if not seen[name] then out[#out + 1] = ('#include "compute/%s.h"\n'):format(name) end
    seen[name] = true
  end
  out[#out + 1] = [[

#define SAME(shape, real, member, type)                                                                         \
    _Static_assert(offsetof(shape, member) == offsetof(real, member) &&                                         \
                       _Generic(((real *)0)->member, type: 1, default: 0),                                      \
                   #real " differs from its description at " #member)

]]
  for _, d in ipairs(list) do
    local twins = #d.options > 0 and twin(d, "options", calculations.options(d)) or ""
    out[#out + 1] = ("/* %s */\n%s%s"):format(d.full, twins, twin(d, "result", calculations.results(d)))
    out[#out + 1] = ("static int (*const typed_%s)(%s) = fs_%s;\n\n"):format(d.c, table.concat(calculations.arguments(d), ", "), d.c)
  end
  out[#out + 1] = "const struct fs_calculation *fs_calculations(size_t *count)\n{\n    static const struct fs_calculation list[] = {\n"
  for _, d in ipairs(list) do
    out[#out + 1] = ("        {%q, &typed_%s},\n"):format(d.full, d.c)
  end
  out[#out + 1] = "        {NULL, NULL},\n    };\n    *count = sizeof list / sizeof *list - 1;\n    return list;\n}\n"
  return table.concat(out)
end

local function number(x)
  if x ~= x then return "NAN" end
  if x == math.huge then return "INFINITY" end
  if x == -math.huge then return "-INFINITY" end
  return text.number(x)
end

local function defaults(list)
  local out = { [[
/* Generated from core/compute/describe/; do not edit. The options of calculations as scripts have them when nothing is said:
 *   struct fs_adf_options options = FS_ADF_DEFAULTS;
 * What has no default is 0 or NULL here. */
#ifndef FINSMART_COMPUTE_DEFAULTS_H
#define FINSMART_COMPUTE_DEFAULTS_H

]] }
  for _, d in ipairs(list) do
    if #d.options > 0 then
      local members = {}
      for _, q in ipairs(d.options) do
        if q.default_number then
          members[#members + 1] = (".%s = %s"):format(q.name, number(q.default_number))
        end
      end
      if #members == 0 then members[1] = "0" end
      out[#out + 1] = ("#define FS_%s_DEFAULTS {%s}\n"):format(d.c:upper(), table.concat(members, ", "))
    end
  end
  out[#out + 1] = "\n#endif\n"
  return table.concat(out)
end

-- A Lua value as source, keys in order.
local function serialise(v)
  if type(v) == "string" then return (("%q"):format(v):gsub("\\\n", "\\n")) end
  if type(v) == "number" then
    if v ~= v then return "0/0" end
    if v == math.huge or v == -math.huge then return (v < 0 and "-" or "") .. "math.huge" end
    return text.number(v)
  end
  if type(v) ~= "table" then return tostring(v) end
  local keys = {}
  for k in pairs(v) do keys[#keys + 1] = k end
  table.sort(keys, function(a, b)
    if type(a) ~= type(b) then return type(a) == "number" end
    return a < b
  end)
  local out = {}
  for _, k in ipairs(keys) do
    out[#out + 1] = (type(k) == "number" and "" or k .. "=") .. serialise(v[k])
  end
  return "{" .. table.concat(out, ",") .. "}"
end

local KEPT = { "full", "c", "module", "name", "also", "title", "doc", "formula", "source", "convention", "example", "inputs", "options",
  "results", "value", "missing", "named", "dims" }

-- One entry a line; each is compiled when it is used.
local function api(list)
  local out = { "-- Generated from core/compute/describe/; do not edit. The fields are told in its README.\nreturn {\n" }
  for _, d in ipairs(list) do
    local kept = { members = { options = calculations.options(d), results = calculations.results(d) },
      arguments = calculations.arguments(d) }
    for _, field in ipairs(KEPT) do kept[field] = d[field] end
    out[#out + 1] = ("[%q]=%q,\n"):format(d.full, "return " .. serialise(kept))
    for _, alias in ipairs(d.also) do out[#out + 1] = ("[%q]=%q,\n"):format(alias.module .. "." .. alias.name, "=" .. d.full) end
  end
  out[#out + 1] = "}\n"
  return table.concat(out)
end

return function(_, list)
  return {
    ["generated/compute/calculations.c"] = implementation(list),
    ["generated/compute/defaults.h"] = defaults(list),
    ["generated/script/calculations.lua"] = api(list),
  }
end
