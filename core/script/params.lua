-- params.lua: the declared parameters of a script, their defaults, and the values given for a run.
--
-- A parameter is a value, or { value, min =, max =, choices =, unit =, doc =, type = }. The type is that of the
-- default: "integer" for a whole number whose limits are whole too, else "number"; "boolean"; "text".
local host = ...
local errors = host.use "errors"
local pairs = host.use("sandbox").pairs -- in sorted order: messages and columns are the same in every run
local params = {}
-- Texts' own methods are a rule's, which have no patterns.
local match = string.match
local SPEC = { "min", "max", "choices", "unit", "doc", "type", "step" }
local TYPES = { integer = "number", number = "number", boolean = "boolean", text = "string" }

local function whole(x)
  return type(x) == "number" and x == math.floor(x) and x > -2 ^ 53 and x < 2 ^ 53
end

local function shown(v)
  if type(v) == "string" then return "'" .. v .. "'" end
  if type(v) == "number" then return ("%.14g"):format(v) end
  return tostring(v)
end

-- "an integer from 1 to 500"
local function expectation(spec)
  if spec.choices then
    local list = {}
    for i, choice in ipairs(spec.choices) do list[i] = shown(choice) end
    return "one of " .. table.concat(list, ", ")
  end
  local text = ({ integer = "an integer", number = "a number", boolean = "true or false", text = "a text" })[spec.type]
  if spec.min and spec.max then return ("%s from %s to %s"):format(text, shown(spec.min), shown(spec.max)) end
  if spec.min then return ("%s of at least %s"):format(text, shown(spec.min)) end
  if spec.max then return ("%s of at most %s"):format(text, shown(spec.max)) end
  return text
end

-- Is the value allowed? NaN and infinities never are.
local function allowed(spec, value)
  if type(value) ~= TYPES[spec.type] then return false end
  if spec.choices then
    for _, choice in ipairs(spec.choices) do
      if choice == value then return true end
    end
    return false
  end
  if type(value) == "number" then
    if value ~= value or value == math.huge or value == -math.huge then return false end
    if spec.type == "integer" and not whole(value) then return false end
    if spec.min and value < spec.min or spec.max and value > spec.max then return false end
  end
  return true
end

-- Checks a declaration's params; returns a list of specs in the order of the text. `at(name)` is the line in the
-- file where a name is set; `problem(line, text)` raises.
function params.check(declared, at, problem)
  local list = {}
  if declared == nil then return list end
  if type(declared) ~= "table" then problem(at "params", "params is a " .. type(declared) .. "; expected a table") end
  for name, given in pairs(declared) do
    if type(name) ~= "string" or not match(name, "^[%a_][%w_]*$") then
      problem(at "params", "params has the key " .. shown(name) .. "; expected names such as fast = { 10, min = 1, max = 500 }")
    end
    local line = at(name)
    local raw = type(given) == "table" and given or { given }
    local spec = { name = name, line = line, default = raw[1] }
    for key, value in pairs(raw) do
      if key ~= 1 then
        local known = false
        for _, k in ipairs(SPEC) do known = known or k == key end
        if not known then
          local near = type(key) == "string" and host.nearest(key, SPEC)
          problem(line, ("param '%s' has the unknown key '%s'%s"):format(name, tostring(key),
            near and "; did you mean '" .. near .. "'?" or "; known are " .. table.concat(SPEC, ", ")))
        end
        spec[key] = value
      end
    end
    for _, key in ipairs { "min", "max", "step" } do
      if spec[key] ~= nil and type(spec[key]) ~= "number" then
        problem(line, ("param '%s': %s is %s; expected a number"):format(name, key, shown(spec[key])))
      end
    end
    for _, key in ipairs { "doc", "unit" } do
      if spec[key] ~= nil and type(spec[key]) ~= "string" then
        problem(line, ("param '%s': %s is %s; expected a text"):format(name, key, shown(spec[key])))
      end
    end
    local kind = type(spec.default)
    if spec.type == nil then
      if kind == "number" then
        local limits = spec.min ~= nil or spec.max ~= nil
        local integer = limits and whole(spec.default) and (spec.min == nil or whole(spec.min)) and (spec.max == nil or whole(spec.max))
        spec.type, spec.guessed = integer and "integer" or "number", true
      else
        spec.type = kind == "boolean" and "boolean" or "text"
      end
    elseif not TYPES[spec.type] then
      problem(line, ("param '%s': type is %s; expected integer, number, boolean or text"):format(name, shown(spec.type)))
    end
    if spec.choices ~= nil and (type(spec.choices) ~= "table" or #spec.choices == 0) then
      problem(line, ("param '%s': choices is %s; expected a list such as { \"a\", \"b\" }"):format(name, shown(spec.choices)))
    end
    if spec.default == nil then
      problem(line, ("param '%s' has no default; write %s = { value, ... }"):format(name, name))
    end
    if not allowed(spec, spec.default) then
      problem(line, ("param '%s' has the default %s; expected %s"):format(name, shown(spec.default), expectation(spec)))
    end
    list[#list + 1] = spec
  end
  table.sort(list, function(a, b)
    if a.line ~= b.line then return a.line < b.line end
    return a.name < b.name
  end)
  return list
end

local WORDS = { ["true"] = true, yes = true, on = true, ["1"] = true, ["false"] = false, no = false, off = false, ["0"] = false }

local function parse(spec, text)
  if TYPES[spec.type] == "number" then
    -- tonumber would also take hexadecimal and "inf".
    if match(text, "^[+-]?%d+%.?%d*[eE]?[+-]?%d*$") or match(text, "^[+-]?%.%d+[eE]?[+-]?%d*$") then
      return tonumber((string.gsub(text, "^%+", "")))
    end
    return nil
  elseif spec.type == "boolean" then
    return WORDS[text]
  end
  return text
end

-- Values for a run: `given` is a list of "name=value" texts (or a table name -> value when called by a test).
function params.values(specs, given, path)
  local values, by_name, names = {}, {}, {}
  for i, spec in ipairs(specs) do
    values[spec.name], by_name[spec.name], names[i] = spec.default, spec, spec.name
  end
  local function set(name, value, text)
    local spec = by_name[name]
    if not spec then
      local near = host.nearest(name, names)
      errors.raise("usage", ("%s has no param '%s'%s"):format(path, name, near and "; did you mean '" .. near .. "'?" or ""),
        #names > 0 and "its params are " .. table.concat(names, ", ") or "it declares no params")
    end
    if text then value = parse(spec, text) end
    if value == nil or not allowed(spec, value) then
      local is = text == nil and shown(value) or text == "" and "empty" or text
      local fraction = spec.guessed and type(value) == "number" and not whole(value)
      errors.raise("usage", ("%s:%d: param '%s' is %s; expected %s"):format(path, spec.line, name, is, expectation(spec)),
        fraction and ("its default and limits are whole; add type = \"number\" to %s if fractions make sense"):format(name)
          or ("see finsmart check %s"):format(path))
    end
    values[name] = value
  end
  if given and #given > 0 then
    for _, item in ipairs(given) do
      local name, text = match(item, "^([^=]+)=(.*)$")
      if not name then
        errors.raise("usage", ("'%s' is no parameter; expected name=value, such as %s=%s"):format(item, names[1] or "fast",
          names[1] and tostring(by_name[names[1]].default) or "10"))
      end
      set(match(name, "^%s*(.-)%s*$"), nil, match(text, "^%s*(.-)%s*$"))
    end
  elseif given then
    for name, value in pairs(given) do set(tostring(name), value) end
  end
  return values
end

-- name, value, doc of each, in order, for the result of a run.
function params.list(specs, values)
  local list = {}
  for i, spec in ipairs(specs) do list[i] = { spec.name, values[spec.name], spec.doc } end
  return list
end

return params
