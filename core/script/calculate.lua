--[[
calculate.lua: the functions of whole samples (ts.adf, risk.var, ...).

One way of calling serves them all: their descriptions (core/compute/describe/README.md) say what they take, and the C
structs are declared from them at the first call. sample.lua turns what scripts give into arrays.
]]
local host = ...
local ffi = host.ffi
local errors = host.use "errors"
local sandbox = host.use "sandbox"
local series = host.use "series"
local sample = host.use "sample"
local fail, pairs = errors.fail, sandbox.pairs -- in sorted order
local format, floor, huge, type = string.format, math.floor, math.huge, type
local calculate = {}

local texts = assert(loadstring(host.embedded "calculations", "=[calculations]"))()

-- The description of "ts.adf"; an alias gives that of the function it stands for.
local described = {}
function calculate.describe(full)
  local text = texts[full]
  if not text then return nil end
  if text:sub(1, 1) == "=" then return calculate.describe(text:sub(2)) end
  if not described[full] then described[full] = assert(loadstring(text, "=[calculations]"))() end
  return described[full]
end

-- All names, in order.
function calculate.names()
  local names = {}
  for name in next, texts do names[#names + 1] = name end
  table.sort(names)
  return names
end

local function struct(name, members)
  local out = { "struct ", name, " {" }
  for _, m in ipairs(members) do out[#out + 1] = format("%s %s;", m[1], m[2]) end
  out[#out + 1] = "};"
  return table.concat(out)
end

ffi.cdef "struct fs_problem { int status; char text[252]; };"
local problem = ffi.new "struct fs_problem"

-- Declares the C types of a description and finds its function.
local function bind(d)
  local options, result = "fs_" .. d.c .. "_options", "fs_" .. d.c .. "_result"
  if #d.options > 0 then
    ffi.cdef(struct(options, d.members.options))
    d.new_options = ffi.typeof("struct " .. options)
  end
  ffi.cdef(struct(result, d.members.results))
  d.new_result = ffi.typeof("struct " .. result)
  d.call = ffi.cast(format("int (*)(%s)", table.concat(d.arguments, ", ")), host.calculations[d.full])
  d.known = { "missing" }
  d.option = {}
  for _, q in ipairs(d.options) do
    d.option[q.name] = q
    if q.name ~= "pairwise" then d.known[#d.known + 1] = q.name end
  end
  if d.value and not d.option.window then d.known[#d.known + 1] = "window" end
  d.input = {}
  for i, s in ipairs(d.inputs) do
    d.input[s.name] = i
    if s.optional or d.named then d.known[#d.known + 1] = s.name end
  end
end

local function shown(v)
  if v == nil then return "missing" end
  if type(v) == "string" then return "'" .. v:sub(1, 32) .. "'" end
  if type(v) == "number" then return format("%.14g", v) end
  return "a " .. sample.kind(v)
end

local function range(q)
  local whole = q.type == "int" and "a whole number" or "a number"
  if q.min == -huge and q.max == huge then return whole end
  if q.max == huge then return format("%s %s %.14g", whole, q.open and "above" or "from", q.min) end
  if q.min == -huge then return format("%s %s %.14g", whole, q.open and "below" or "up to", q.max) end
  return format(q.open and "%s between %.14g and %.14g" or "%s from %.14g to %.14g", whole, q.min, q.max)
end

-- A scalar option as C takes it.
local function scalar(d, q, v)
  if v == nil then
    if q.required then fail("'%s': the option '%s' is missing; expected %s", d.full, q.name, range(q)) end
    return q.default_number
  end
  if q.type == "choice" then
    for i, choice in ipairs(q.choices) do
      if v == choice then return i - 1 end
    end
    fail("'%s': %s is %s; expected one of '%s'", d.full, q.name, shown(v), table.concat(q.choices, "', '"))
  elseif q.type == "flag" then
    if type(v) ~= "boolean" then fail("'%s': %s is %s; expected true or false", d.full, q.name, shown(v)) end
    return v and 1 or 0
  elseif q.type == "seed" then
    if type(v) ~= "number" or v < 0 or v > 2 ^ 53 or v ~= floor(v) then
      fail("'%s': %s is %s; expected a whole number from 0 to 2^53", d.full, q.name, shown(v))
    end
    return v
  end
  local inside = type(v) == "number" and v == v
    and (q.open and (v > q.min or q.min == -huge) and (v < q.max or q.max == huge) and v ~= huge and v ~= -huge
      or not q.open and v >= q.min and v <= q.max)
    and (q.type ~= "int" or v == floor(v))
  if not inside then fail("'%s': %s is %s; expected %s", d.full, q.name, shown(v), range(q)) end
  return v
end

-- The value of a length expression over dimensions and options.
local compiled = {}
local function length_of(expression, env)
  local f = compiled[expression]
  if not f then
    f = assert(loadstring("return " .. expression, "=[length]"))
    compiled[expression] = f
  end
  return tonumber(setfenv(f, env)())
end

-- Fills the options; returns the struct, what convention tells, and what length expressions see.
local function fill_options(d, given, s)
  local env, convention = { math = math, floor = floor, max = math.max, min = math.min }, {}
  for name, value in next, s.dims do env[name] = value end
  if d.convention then convention.text = d.convention end
  if not d.new_options then return nil, convention, env end
  local options = d.new_options()
  for _, q in ipairs(d.options) do
    local v = given[q.name]
    if q.type == "vector" or q.type == "matrix" then
      if v ~= nil then
        local pointer, count = s:extra(d, q, v)
        options[q.name] = pointer
        if q.own then options[q.name .. "_length"] = count end
        if q.own then env[q.name .. "_length"] = count end
      elseif q.own then
        env[q.name .. "_length"] = 0
      end
    elseif q.name == "pairwise" then
      options.pairwise = given.missing == "pairwise" and 1 or 0
    else
      local x = scalar(d, q, v)
      options[q.name] = x
      env[q.name] = x
      if q.type == "choice" then
        convention[q.name] = q.choices[x + 1]
      elseif q.type == "flag" then
        convention[q.name] = x ~= 0
      elseif x == x then
        convention[q.name] = x
      end
    end
  end
  return options, convention, env
end

local ARRAY = { vector = true, series = true, matrix = true }

-- Memory for the arrays of a result.
local function allocate(d, result, env)
  local memory = {}
  for _, r in ipairs(d.results) do
    if ARRAY[r.type] then
      local count
      if r.type == "matrix" then
        local rows, columns = length_of(r.rows, env), length_of(r.columns, env)
        memory[r.name .. ".rows"], memory[r.name .. ".columns"] = rows, columns
        count = rows * columns
      else
        count = length_of(r.length, env)
      end
      -- An expression below 0 belongs to options that C refuses in words.
      count = count >= 0 and count or 0
      if count > 2 ^ 32 then fail("'%s': the result '%s' would have %.0f values", d.full, r.name, count) end
      local values, pointer = series.new(count)
      memory[r.name] = values
      memory[r.name .. ".pointer"] = pointer
      result[r.name] = pointer
    end
  end
  return memory
end

local function labelled(names, pointer, count)
  local out = {}
  for i = 1, count do out[names[i]] = pointer[i - 1] end
  return out
end

local function matrix_result(s, r, memory)
  host.use "frame" -- gives frames their methods
  local rows, columns, pointer = memory[r.name .. ".rows"], memory[r.name .. ".columns"], memory[r.name .. ".pointer"]
  local names, values = {}, {}
  local known = s.names[r.columns] or s.names[r.labels]
  for j = 1, columns do
    names[j] = known and #known == columns and known[j] or "c" .. j
    local column, out = series.new(rows)
    ffi.copy(out, pointer + (j - 1) * rows, rows * 8)
    values[j] = s:expand(r.rows, column)
  end
  return host.frame_make(names, values)
end

-- The table that scripts get.
local function collect(d, s, result, memory, convention)
  local out = {}
  for _, r in ipairs(d.results) do
    if not ARRAY[r.type] then
      out[r.name] = tonumber(result[r.name])
    elseif r.type == "matrix" then
      out[r.name] = matrix_result(s, r, memory)
    else
      local values, count = memory[r.name], #memory[r.name]
      if r.count then
        count = tonumber(result[r.count])
        values = values:head(count)
      end
      local names = r.labels and s.names[r.labels]
      if names and #names == count then
        out[r.name] = labelled(names, memory[r.name .. ".pointer"], count)
      elseif r.type == "series" and not r.count then
        out[r.name] = s:expand(r.length, values)
      else
        out[r.name] = values
      end
    end
  end
  if s.observations then out.observations = s.observations end
  out.convention = convention
  if s.single then
    for name, v in next, out do
      if series.is(v) and #v == 1 then out[name] = v[1] end
    end
  end
  return out
end

-- One call on prepared inputs; `shift` and `count` choose rows of the observations (for windows).
local function call_once(d, s, options, env, shift, count)
  local result = d.new_result()
  local memory = allocate(d, result, env)
  local arguments = s:arguments(d, shift, count)
  if options ~= nil then arguments[#arguments + 1] = options end
  arguments[#arguments + 1] = result
  arguments[#arguments + 1] = problem
  problem.status = 0
  local status = d.call(unpack(arguments))
  return status, result, memory
end

-- Raises what went wrong; columns that C knows by number are told by their names.
local function failed(d, s, status)
  local text = problem.status ~= 0 and ffi.string(problem.text) or "status " .. status
  for _, input in ipairs(d.inputs) do
    local names = input.columns and s.names[input.columns]
    if names then
      text = text:gsub("column (%d+) of " .. input.name, function(i) return names[tonumber(i)] and ("%s.%s"):format(input.name, names[tonumber(i)]) end)
      text = text:gsub("column (%d+)", function(i) return names[tonumber(i)] and ("column '%s'"):format(names[tonumber(i)]) end)
      text = text:gsub("asset (%d+)", function(i) return names[tonumber(i)] and ("asset '%s'"):format(names[tonumber(i)]) end)
    end
  end
  fail("'%s': %s", d.full, text)
end

local SOFT = { [-6] = true, [-7] = true, [-8] = true, [-5] = true } -- short, domain, singular, missing: NaN in a window

-- The value over the last `window` observations, at each.
local function rolled(d, s, given, window)
  local n = s.observations
  if not n then fail("'%s': window needs a series", d.full) end
  local expanding = window == "expanding"
  if not expanding and (type(window) ~= "number" or window < 1 or window ~= floor(window)) then
    fail("'%s': window is %s; expected a whole number of observations or 'expanding'", d.full, shown(window))
  end
  local out, values = series.new(n)
  local options, convention, env = fill_options(d, given, s)
  local least = d.inputs[1].min or 1
  for i = 1, n do
    local count = expanding and i or window
    values[i - 1] = 0 / 0
    if count <= i and count >= least then
      for _, name in ipairs(s.observed) do env[name] = count end
      local status, result = call_once(d, s, options, env, i - count, count)
      if status == 0 then
        values[i - 1] = tonumber(result[d.value])
      elseif not SOFT[status] then
        failed(d, s, status)
      end
    end
  end
  convention.window = window
  local result = s:expand(s.observed[1], out)
  return result, { [d.value] = result, observations = n, convention = convention }
end

-- The options among a call's arguments: a plain table in the last place with a key that is an option, or one of plain values
-- only (whose wrong names are told) where no vector by names could stand.
local function is_options(d, v, input)
  if type(v) ~= "table" or getmetatable(v) ~= nil or host.is_frame(v) then return false end
  local plain = true
  for key, value in next, v do
    if type(key) ~= "string" then return false end
    if d.option[key] or d.input[key] or key == "missing" or key == "window" then return true end
    plain = plain and type(value) ~= "table" and not series.is(value)
  end
  return plain and not (input and input.type == "vector" and next(v) ~= nil)
end

local function arguments_of(d, ...)
  local count = select("#", ...)
  local list, given = { ... }, {}
  if d.named then
    if count ~= 1 or type(list[1]) ~= "table" then
      fail("'%s' expects one table, as in %s{%s = ...}", d.full, d.full, d.inputs[1] and d.inputs[1].name or d.known[1])
    end
    given = errors.options("'" .. d.full .. "'", list[1], d.known)
    local inputs = {}
    for i, s in ipairs(d.inputs) do inputs[i] = given[s.name] end
    return inputs, given
  end
  local last = count
  local needed = 0
  for i, s in ipairs(d.inputs) do
    if not s.optional then needed = i end
  end
  if count > needed and (count > #d.inputs or is_options(d, list[count], d.inputs[count])) then
    if list[count] ~= nil then given = errors.options("'" .. d.full .. "'", list[count], d.known) end
    last = count - 1
  end
  if last > #d.inputs then fail("'%s' takes at most %d argument%s and a table of options", d.full, #d.inputs, #d.inputs == 1 and "" or "s") end
  local inputs = {}
  for i, s in ipairs(d.inputs) do
    inputs[i] = i <= last and list[i] or nil
    if inputs[i] == nil and given[s.name] ~= nil then inputs[i] = given[s.name] end
  end
  return inputs, given
end

local function compute(d, inputs, given)
  if given.missing ~= nil and not sample.MISSING[given.missing] then
    fail("'%s': missing is %s; expected 'error', 'complete' or 'pairwise'", d.full, shown(given.missing))
  end
  if given.missing == "pairwise" and d.missing ~= "pairwise" then
    fail("'%s' has no pairwise form; expected missing = 'error' or 'complete'", d.full)
  end
  local s = sample.prepare(d, inputs, given.missing)
  if given.window ~= nil and not d.option.window then return rolled(d, s, given, given.window) end
  local options, convention, env = fill_options(d, given, s)
  if given.missing then convention.missing = given.missing end
  local status, result, memory = call_once(d, s, options, env)
  if status ~= 0 then failed(d, s, status) end
  local out = collect(d, s, result, memory, convention)
  if d.value then return out[d.value], out end
  return out
end

-- Each column of a frame by itself.
local function over_columns(d, columns, names, inputs, given)
  host.use "frame"
  local values, records = {}, {}
  for i, name in ipairs(names) do
    local each = { columns[i] }
    for j = 2, #d.inputs do each[j] = inputs[j] end
    local value, record = compute(d, each, given)
    values[name], records[name] = value, record
  end
  if d.value then
    if given.window ~= nil and not d.option.window then
      local list = {}
      for i, name in ipairs(names) do list[i] = values[name] end
      return host.frame_make(names, list), records
    end
    return values, records
  end
  return values
end

-- The Lua function of a name.
function calculate.make(full)
  return function(...)
    local d = calculate.describe(full)
    if not d.call then bind(d) end
    local inputs, given = arguments_of(d, ...)
    local first = d.inputs[1]
    if first and first.type == "series" and host.is_frame(inputs[1]) then
      return over_columns(d, sample.columns(d, first, inputs[1]), sample.frame_names(inputs[1]), inputs, given)
    end
    return compute(d, inputs, given)
  end
end

return calculate
