--[[
sample.lua: what scripts give to the functions of whole samples, as the arrays that C takes.

A sample knows the dimensions (n observations, k assets), the names of columns, and which rows of the observations are used
when values are missing.
]]
local host = ...
local ffi = host.ffi
local errors = host.use "errors"
local series = host.use "series"
local fail, pairs = errors.fail, host.use("sandbox").pairs -- in sorted order
local format, floor, type = string.format, math.floor, type
local sample = { MISSING = { error = true, complete = true, pairwise = true } }
local methods = {}
local meta = { __index = methods }
local nan = 0 / 0
local int64s = ffi.typeof "int64_t *"
local size_t = ffi.typeof "size_t"

local function kind(v)
  if v == nil then return "nothing" end
  if series.is(v) then return "series" end
  if host.is_frame(v) then return "frame" end
  return type(v)
end
sample.kind = kind

local function bad(d, input, text, ...)
  fail("'%s': %s %s", d.full, input.name, format(text, ...))
end

local function is_list(v)
  return type(v) == "table" and getmetatable(v) == nil and not host.is_frame(v)
end

-- { p =, n =, keep = } of a series or a list of numbers.
local function array(d, input, v, what)
  local p, n = series.pointer(v)
  if p == nil then
    if not is_list(v) then bad(d, input, "is a %s; expected %s", kind(v), what or "a series or a list of numbers") end
    for i = 1, #v do
      if type(v[i]) ~= "number" then bad(d, input, "has a %s at position %d; expected %s", kind(v[i]), i, what or "numbers") end
    end
    if #v == 0 and next(v) ~= nil then bad(d, input, "is a table with names; expected %s", what or "a series or a list of numbers") end
    v = series.from(v)
    p, n = series.pointer(v)
  end
  return { p = p, n = n, keep = v }
end

local NUMERIC = { f64 = true, i64 = true, i32 = true, bool = true }

-- The names of a frame's columns that hold numbers.
function sample.frame_names(f)
  local names, types = host.frame_columns(f)
  local out = {}
  for i, name in ipairs(names) do
    if NUMERIC[types[i]] then out[#out + 1] = name end
  end
  return out
end

function sample.columns(d, input, f)
  local names, out = sample.frame_names(f), {}
  if #names == 0 then bad(d, input, "is a frame without columns of numbers") end
  for i, name in ipairs(names) do out[i] = host.frame_column(f, name) end
  return out, names
end

-- Columns of a frame, of a table of series (by name or in a list), or of a list of rows.
local function matrix(d, input, v)
  local columns, names = {}, nil
  if host.is_frame(v) then
    local list
    list, names = sample.columns(d, input, v)
    for i, column in ipairs(list) do columns[i] = array(d, input, column) end
  elseif is_list(v) and #v > 0 and is_list(v[1]) then
    local wide = #v[1]
    for j = 1, wide do
      local column, out = series.new(#v)
      for i = 1, #v do
        local row = v[i]
        if type(row) ~= "table" or #row ~= wide then
          bad(d, input, "has %d values in row %d and %d in the first", type(row) == "table" and #row or 0, i, wide)
        end
        if type(row[j]) ~= "number" then bad(d, input, "has a %s in row %d, column %d; expected a number", kind(row[j]), i, j) end
        out[i - 1] = row[j]
      end
      columns[j] = array(d, input, column)
    end
  elseif is_list(v) and #v > 0 then
    for j = 1, #v do
      if type(v[j]) == "number" then -- one column
        columns[1] = array(d, input, v)
        break
      end
      columns[j] = array(d, input, v[j])
    end
  elseif is_list(v) and next(v) ~= nil then
    names = {}
    for name, column in pairs(v) do
      names[#names + 1] = name
      columns[#columns + 1] = array(d, input, column)
    end
  elseif series.is(v) then
    columns[1] = array(d, input, v)
  else
    bad(d, input, "is a %s; expected a frame, a table of series or a list of rows", kind(v))
  end
  for j = 2, #columns do
    if columns[j].n ~= columns[1].n then
      bad(d, input, "has %d values in %s and %d in %s; the lengths must be equal", columns[j].n,
        names and "'" .. names[j] .. "'" or "column " .. j, columns[1].n, names and "'" .. names[1] .. "'" or "column 1")
    end
  end
  return { columns = columns, names = names, n = columns[1] and columns[1].n or 0 }
end

local function time_of(d, input, v)
  if type(v) == "string" then return host.time_parse(v) end
  if type(v) == "number" then return v end
  bad(d, input, "is a %s; expected a time", kind(v))
end

-- Nanoseconds of times: a series, a list of numbers (seconds since 1970) or texts, or one of them.
local function times(d, input, v)
  local count, at = 1, nil
  local p, n = series.pointer(v)
  if p ~= nil then
    count, at = n, function(i) return p[i - 1] end
  elseif is_list(v) then
    count, at = #v, function(i) return time_of(d, input, v[i]) end
  else
    at = function() return time_of(d, input, v) end
  end
  local values, out = series.new(count)
  local ns = ffi.cast(int64s, out)
  for i = 1, count do
    local t = at(i)
    if t ~= t then
      bad(d, input, "has no time at position %d", i)
    elseif t < -9.2e9 or t > 9.2e9 then
      bad(d, input, "is %.14g at position %d; expected seconds since 1970, in the years 1678 to 2262", t, i)
    end
    local whole = floor(t)
    ns[i - 1] = ffi.cast("int64_t", whole) * 1000000000LL + ffi.cast("int64_t", floor((t - whole) * 1e9 + 0.5))
  end
  return { p = ffi.cast(int64s, out), n = count, keep = values, time = true }
end

local function set_dimension(s, d, name, value, input)
  local constant = tonumber(name)
  if constant then
    if value ~= constant then bad(d, input, "has %d values; expected %d", value, constant) end
    return
  end
  local before = s.dims[name]
  if before and before ~= value then
    bad(d, input, "has %d value%s; %s has %d", value, value == 1 and "" or "s", s.from[name], before)
  end
  s.dims[name], s.from[name] = value, s.from[name] or input.name
end

-- A vector, which may be told by the names of a dimension, or one number for all.
local function vector(s, d, input, v)
  local names = s.names[input.length]
  if type(v) == "number" then
    local count = tonumber(input.length) or s.dims[input.length]
    if not count then bad(d, input, "is a number; expected a list") end
    local values, out = series.new(count)
    for i = 0, count - 1 do out[i] = v end
    return array(d, input, values)
  end
  if is_list(v) and #v == 0 and next(v) ~= nil then
    if not names then bad(d, input, "is told by names, but nothing else names the columns; expected a list of numbers") end
    local list, known = {}, {}
    for i, name in ipairs(names) do
      known[name] = true
      if type(v[name]) ~= "number" then bad(d, input, "has no number for '%s'", name) end
      list[i] = v[name]
    end
    for name in pairs(v) do
      if not known[name] then
        local near = type(name) == "string" and host.nearest(name, names)
        bad(d, input, "names '%s', which is none of the columns%s", tostring(name), near and "; did you mean '" .. near .. "'?" or "")
      end
    end
    return array(d, input, list)
  end
  return array(d, input, v, "a list of numbers")
end

local function present(x)
  return x == x and x ~= math.huge and x ~= -math.huge
end

-- Which rows of a dimension of observations are used.
local function choose_rows(s, d, name, items, mode)
  local total = s.dims[name]
  local first, last = 0, total
  local function any_there(i)
    for _, item in ipairs(items) do
      local x = item.p[i]
      if x == x then return true end
    end
    return false
  end
  while first < last and not any_there(first) do first = first + 1 end
  while last > first and not any_there(last - 1) do last = last - 1 end
  local kept
  if mode ~= "pairwise" then
    local dropped = false
    local list = {}
    for i = first, last - 1 do
      local whole = true
      for _, item in ipairs(items) do
        if not present(item.p[i]) then
          whole = false
          if mode == "error" then
            fail("'%s': %s is %s at position %d%s", d.full, item.name, item.p[i] ~= item.p[i] and "missing" or "infinite", i + 1,
              "; missing = \"complete\" leaves out rows in which a value is missing")
          end
        end
      end
      if whole then list[#list + 1] = i else dropped = true end
    end
    if dropped then kept = list end
  end
  s.rows[name] = { total = total, first = first, kept = kept, n = kept and #kept or last - first }
  s.dims[name] = s.rows[name].n
end

-- The used rows of one array.
local function used(row, item)
  if not row.kept then return item.p + row.first, item.keep end
  local values, out = series.new(#row.kept)
  if item.time then out = ffi.cast(int64s, out) end
  for i, at in ipairs(row.kept) do out[i - 1] = item.p[at] end
  return out, values
end

-- The sample of a call: inputs by position, as described by d.
function sample.prepare(d, inputs, missing)
  local s = setmetatable({ dims = {}, from = {}, names = {}, rows = {}, parts = {}, keep = {}, observed = {}, single = false }, meta)
  local observed, items = {}, {}
  local all_numbers, has_values = true, false
  for i, input in ipairs(d.inputs) do
    local v = inputs[i]
    if v == nil then
      if not input.optional then bad(d, input, "is missing; expected %s", input.type == "matrix" and "a frame or a table of series" or input.type == "value" and "a number or a series" or input.type == "time" and "a time" or "a series or a list of numbers") end
    elseif input.type == "series" then
      local a = array(d, input, v)
      a.name = input.name
      set_dimension(s, d, input.length, a.n, input)
      if not observed[input.length] and not tonumber(input.length) then
        observed[input.length] = {}
        s.observed[#s.observed + 1] = input.length
      end
      s.parts[i] = a
    elseif input.type == "time" then
      s.parts[i] = times(d, input, v)
      set_dimension(s, d, input.length, s.parts[i].n, input)
    elseif input.type == "matrix" then
      local m = matrix(d, input, v)
      set_dimension(s, d, input.rows, m.n, input)
      set_dimension(s, d, input.columns, #m.columns, input)
      if m.names then s.names[input.columns] = s.names[input.columns] or m.names end
      if (input.rows == "n" or input.rows == "t") and not observed[input.rows] then
        observed[input.rows] = {}
        s.observed[#s.observed + 1] = input.rows
      end
      s.parts[i] = m
    elseif input.type == "value" then
      has_values = true
      if type(v) == "number" then
        local values = series.from { v }
        s.parts[i] = { p = series.pointer(values), n = 1, keep = values, step = 0 }
      else
        local a = array(d, input, v, "a number, a series or a list of numbers")
        set_dimension(s, d, "n", a.n, input)
        a.step = 1
        all_numbers = false
        s.parts[i] = a
      end
    end
  end
  if has_values and all_numbers and not s.dims.n then s.dims.n, s.single = 1, true end
  for i, input in ipairs(d.inputs) do
    if input.type == "vector" and inputs[i] ~= nil then
      s.parts[i] = vector(s, d, input, inputs[i])
      set_dimension(s, d, input.length, s.parts[i].n, input)
    end
    if input.min and s.parts[i] and s.parts[i].n < input.min then
      bad(d, input, "has %d value%s; expected at least %d", s.parts[i].n, s.parts[i].n == 1 and "" or "s", input.min)
    end
  end
  for _, name in ipairs(d.dims) do s.dims[name] = s.dims[name] or 0 end
  if d.missing ~= "own" then
    for i, input in ipairs(d.inputs) do
      local part = s.parts[i]
      local row = input.type == "matrix" and input.rows or input.type == "series" and input.length
      if part and row and observed[row] then
        for j, column in ipairs(part.columns or { part }) do
          column.name = input.name .. (part.names and "." .. part.names[j] or part.columns and #part.columns > 1 and "[" .. j .. "]" or "")
          table.insert(observed[row], column)
        end
      end
    end
    for _, name in ipairs(s.observed) do choose_rows(s, d, name, observed[name], missing or "error") end
  end
  s.observations = s.observed[1] and s.dims[s.observed[1]]
  return s
end

-- An option that is an array: its pointer and length.
function methods:extra(d, q, v)
  if q.type == "matrix" then
    local m = matrix(d, q, v)
    if not q.own then
      set_dimension(self, d, q.rows, m.n, q)
      set_dimension(self, d, q.columns, #m.columns, q)
    end
    local p, values = self:flat(m, nil)
    self.keep[#self.keep + 1] = values
    return p, m.n
  end
  local a
  if q.own then
    a = type(v) == "number" and array(d, q, { v }) or array(d, q, v, "a list of numbers")
  else
    a = vector(self, d, q, v)
    set_dimension(self, d, q.length, a.n, q)
  end
  self.keep[#self.keep + 1] = a.keep
  return a.p, a.n
end

-- A matrix by columns in one piece of memory.
function methods:flat(m, row, shift, count)
  local n = row and row.n or m.n
  local rows = count or n
  local values, out = series.new(rows * #m.columns)
  for j, column in ipairs(m.columns) do
    local p, keep = column.p, nil
    if row then p, keep = used(row, column) end
    ffi.copy(out + (j - 1) * rows, p + (shift or 0), rows * 8)
    self.last = keep
  end
  return out, values
end

-- The C arguments up to the dimensions; with shift and count only these rows of the observations.
function methods:arguments(d, shift, count)
  local out = {}
  for i, input in ipairs(d.inputs) do
    local part = self.parts[i]
    local row = self.rows[input.rows or input.length]
    if part == nil then
      out[#out + 1] = ffi.cast("const double *", nil)
      if input.type == "value" then out[#out + 1] = size_t(0) end
    elseif input.type == "matrix" then
      local p, values = self:flat(part, row, row and shift, row and count)
      self.keep[#self.keep % 64 + 1] = values
      out[#out + 1] = p
    elseif row then
      local p, keep = used(row, part)
      part.again = keep
      out[#out + 1] = p + (shift or 0)
    else
      out[#out + 1] = part.p
      if input.type == "value" then out[#out + 1] = size_t(part.step) end
    end
  end
  for _, name in ipairs(d.dims) do
    out[#out + 1] = size_t(count and self.rows[name] and count or self.dims[name])
  end
  return out
end

-- A result of as many values as rows were used, at the places of those rows.
function methods:expand(dimension, values)
  local row = self.rows[dimension]
  if not row or row.n == row.total or #values ~= row.n then return values end
  local result, out = series.new(row.total)
  local p = series.pointer(values)
  for i = 0, row.total - 1 do out[i] = nan end
  for i = 1, row.n do out[row.kept and row.kept[i] or row.first + i - 1] = p[i - 1] end
  return result
end

return sample
