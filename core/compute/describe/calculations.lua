-- What the emitters need to know of a calculation: the checks of its description, its C types.
local calculations = {}

local SCALAR = { int = "int32_t", choice = "int32_t", flag = "int32_t", number = "double", seed = "uint64_t" }
local ARRAY = { vector = true, matrix = true, series = true }
local INPUT = { series = true, vector = true, matrix = true, value = true, time = true }

local function fail(d, message)
  error(("describe: %s.%s: %s"):format(d.module or "?", d.name or d.c or "?", message), 0)
end

-- A dimension is a name; "3" is a constant.
local function is_name(s)
  return type(s) == "string" and s:match "^%a[%w_]*$" ~= nil
end

local function complete_option(d, q)
  if not (SCALAR[q.type] or q.type == "vector" or q.type == "matrix") then fail(d, q.name .. " has no known type") end
  if not q.doc then fail(d, q.name .. " needs a doc") end
  if q.type == "choice" then
    for i, choice in ipairs(q.choices) do
      if choice == q.default then q.default_number = i - 1 end
    end
    if not q.default_number then fail(d, q.name .. ": the default is none of the choices") end
  elseif q.type == "flag" then
    q.default_number = q.default and 1 or 0
  elseif q.type == "number" or q.type == "int" then
    if not (q.min and q.max) then fail(d, q.name .. " needs min and max") end
    q.required = q.default == nil
    if q.default == "none" then q.default_number = 0 / 0 else q.default_number = q.default end
  elseif q.type == "seed" then
    q.default_number = q.default or 1
  end
end

-- Checks a description; adds `dims`, the names of its dimensions in order, and `full`.
function calculations.complete(d)
  for _, field in ipairs { "c", "module", "name", "title", "doc", "formula", "source", "example" } do
    if type(d[field]) ~= "string" then fail(d, "field '" .. field .. "' is missing") end
  end
  d.header, d.full, d.also, d.folder = d.header or d.c, d.module .. "." .. d.name, d.also or {}, d.folder or d.module
  d.inputs, d.options, d.results = d.inputs or {}, d.options or {}, d.results or {}
  d.dims, d.missing = {}, d.missing or "drop"
  local known = {}
  local function dimension(name)
    if is_name(name) and not known[name] then
      known[name] = true
      d.dims[#d.dims + 1] = name
    end
  end
  for _, s in ipairs(d.inputs) do
    if not INPUT[s.type] or not s.doc then fail(d, "input " .. tostring(s.name) .. " needs a type and a doc") end
    if s.type == "matrix" then
      dimension(s.rows)
      dimension(s.columns)
    else
      if s.type == "value" then s.length = "n" end
      dimension(s.length)
    end
  end
  for _, q in ipairs(d.options) do
    if q.name == "window" or q.name == "missing" then fail(d, "an option may not be called " .. q.name .. ": scripts have it for all") end
    complete_option(d, q)
  end
  if #d.results == 0 then fail(d, "needs results") end
  for _, r in ipairs(d.results) do
    if not (r.type == "number" or r.type == "int" or ARRAY[r.type]) then fail(d, "result " .. r.name .. " has no known type") end
  end
  if d.value then
    local found = false
    for _, r in ipairs(d.results) do found = found or (r.name == d.value) end
    if not found then fail(d, "value names no result") end
  end
end

-- The members of the two structs: { ctype, name } each.
function calculations.options(d)
  local out = {}
  for _, q in ipairs(d.options) do
    out[#out + 1] = SCALAR[q.type] and { SCALAR[q.type], q.name } or { "const double *", q.name }
    if q.own then out[#out + 1] = { "size_t", q.name .. "_length" } end
  end
  return out
end

function calculations.results(d)
  local out = {}
  for _, r in ipairs(d.results) do out[#out + 1] = { ARRAY[r.type] and "double *" or SCALAR[r.type], r.name } end
  return out
end

-- The types of the C function's arguments.
function calculations.arguments(d)
  local out = {}
  for _, s in ipairs(d.inputs) do
    out[#out + 1] = s.type == "time" and "const int64_t *" or "const double *"
    if s.type == "value" then out[#out + 1] = "size_t" end
  end
  for _ in ipairs(d.dims) do out[#out + 1] = "size_t" end
  if #d.options > 0 then out[#out + 1] = ("const struct fs_%s_options *"):format(d.c) end
  out[#out + 1] = ("struct fs_%s_result *"):format(d.c)
  out[#out + 1] = "struct fs_problem *"
  return out
end

return calculations
