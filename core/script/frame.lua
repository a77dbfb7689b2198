--[[
frame.lua: tables with named columns, and the module `frame`.

@object frame
A frame is a table of named columns of one length; it cannot be changed, every method gives a new one. f.close is the
column `close` as a series (texts come as a list of strings, times as seconds since 1970 UTC); #f is the number of rows.
f:column(name) gives a column whose name is that of a method.
]]
local host = ...
local errors = host.use "errors"
local series = host.use "series"
local pairs = host.use("sandbox").pairs -- in sorted order: messages and columns are the same in every run
local ops = host.use "frame_ops"
local fail, must, near_column, kind = errors.fail, ops.must, ops.near_column, ops.kind
local methods, frame = ops.methods, {}
local meta = { __metatable = "frame" }

---frame:column(name) -> series, or a list of strings: a column by its name.
function methods.column(f, name)
  must(f, "column")
  if type(name) ~= "string" then fail("expected the name of a column, got %s", kind(name)) end
  local c = host.frame_column(f, name)
  if not c then fail("the frame has no column '%s'%s", name, near_column(f, name)) end
  return c
end

---frame:columns() -> table, table: the names of the columns and their types.
function methods.columns(f)
  return host.frame_columns(must(f, "columns"))
end

---frame:rows() -> number: how many rows there are; the same as #f.
function methods.rows(f)
  return host.frame_rows(must(f, "rows"))
end

---frame:select(name, ...) -> frame: only these columns, in this order.
function methods.select(f, ...)
  local names = { ... }
  for i = 1, select("#", ...) do
    if type(names[i]) ~= "string" then fail("select expects names of columns; argument %d is %s", i, kind(names[i])) end
  end
  return host.frame_select(must(f, "select"), names)
end

---frame:drop(name, ...) -> frame: all columns but these.
function methods.drop(f, ...)
  local gone = {}
  for _, name in ipairs { ... } do
    methods.column(f, name)
    gone[name] = true
  end
  local kept = {}
  for _, name in ipairs((host.frame_columns(f))) do
    if not gone[name] then kept[#kept + 1] = name end
  end
  return host.frame_select(f, kept)
end

---frame:rename{new = "old", ...} -> frame: with columns renamed.
function methods.rename(f, names)
  must(f, "rename")
  if type(names) ~= "table" then fail "rename expects a table such as { price = \"close\" }" end
  local from, to = {}, {}
  for new, old in pairs(names) do
    methods.column(f, old)
    if type(new) ~= "string" then fail("rename: the new name of '%s' is %s; expected a text", old, kind(new)) end
    from[#from + 1], to[#to + 1] = old, new
  end
  return host.frame_rename(f, from, to)
end

---frame:filter(mask) -> frame: the rows where mask is not 0 and not missing; mask is a series such as f.close:gt(100), or fn(row) -> boolean.
function methods.filter(f, mask)
  local n = host.frame_rows(must(f, "filter"))
  if type(mask) == "function" then
    local keep, out = series.new(n, 2)
    for i = 1, n do out[i - 1] = mask(methods.row(f, i)) and 1 or 0 end
    return host.frame_filter(f, keep)
  end
  local p, count = series.pointer(mask)
  if p == nil then fail("filter expects a series or a function, got %s", kind(mask)) end
  if count ~= n then fail("filter: the series has %d values, the frame %d rows", count, n) end
  return host.frame_filter(f, type(mask) == "cdata" and mask:slice(1) or mask)
end

---frame:slice(first [, last]) -> frame: the rows from first to last, both included; negative ones count from the end.
function methods.slice(f, first, last)
  local n = host.frame_rows(must(f, "slice"))
  last = last or n
  for _, i in ipairs { first or false, last } do
    if type(i) ~= "number" or i ~= math.floor(i) then fail("slice expects whole row numbers, got %s", type(i) == "number" and tostring(i) or kind(i or nil)) end
  end
  if first < 0 then first = n + 1 + first end
  if last < 0 then last = n + 1 + last end
  first, last = math.max(first, 1), math.min(last, n)
  return host.frame_slice(f, math.min(first - 1, n), math.max(last - first + 1, 0))
end

local function how_many(name, n)
  if n == nil then return 5 end
  if type(n) ~= "number" or n ~= math.floor(n) or n < 0 then
    fail("%s expects a number of rows of at least 0, got %s", name, type(n) == "number" and tostring(n) or kind(n))
  end
  return n
end

---frame:head([n]) -> frame: the first n rows (5); tail likewise the last.
function methods.head(f, n)
  return host.frame_slice(must(f, "head"), 0, math.min(how_many("head", n), host.frame_rows(f)))
end
function methods.tail(f, n)
  local rows = host.frame_rows(must(f, "tail"))
  n = math.min(how_many("tail", n), rows)
  return host.frame_slice(f, rows - n, n)
end

---frame:row(i) -> table: row i (from 1) as a table by column name; a missing text is false.
function methods.row(f, i)
  local n = host.frame_rows(must(f, "row"))
  if type(i) ~= "number" or i < 1 or i > n or i ~= math.floor(i) then fail("row %s is outside the frame of %d rows", tostring(i), n) end
  local row = {}
  for _, name in ipairs((host.frame_columns(f))) do row[name] = meta.__index(f, name, true)[i] end
  return row
end

---frame:with{name = values, ...} -> frame: with more columns, or others in their place; values are a series or a list of strings or numbers.
function methods.with(f, columns)
  return host.frame_beside(must(f, "with"), frame.new(columns))
end

---frame:distinct(name) -> table: the values of a column without repetition, in order of first appearance.
function methods.distinct(f, name)
  local values, seen, out = methods.column(f, name), {}, {}
  for i = 1, host.frame_rows(f) do
    local v = values[i]
    if v == v and v ~= false and not seen[v] then
      seen[v] = true
      out[#out + 1] = v
    end
  end
  return out
end

-- Columns of one frame are made once.
local cache = setmetatable({}, { __mode = "k" })

function meta.__index(f, key, column_first)
  local method = methods[key]
  if method and not column_first then return method end
  local own = cache[f]
  if not own then
    own = {}
    cache[f] = own
  end
  local c = own[key]
  if c == nil then
    c = type(key) == "string" and host.frame_column(f, key)
    if not c then fail("the frame has no column '%s'%s", tostring(key), near_column(f, key, methods)) end
    own[key] = c
  end
  return c
end

function meta.__newindex(_, key)
  fail("frames cannot be changed: f = f:with{ %s = values }", tostring(key))
end

meta.__len = host.frame_rows

local function cell(values, i, kind)
  local v = values[i]
  if type(v) == "number" then return series.value_text(v, kind) end
  return v == false and "" or tostring(v)
end

-- The frame as text: all columns, the first and last rows.
function meta.__tostring(f)
  local names, types = host.frame_columns(f)
  local n = host.frame_rows(f)
  local shown, widths, right = {}, {}, {}
  for i = 1, n do
    if n <= 12 or i <= 5 or i > n - 5 then shown[#shown + 1] = i elseif i == 6 then shown[#shown + 1] = false end
  end
  local lines = {}
  for c, name in ipairs(names) do
    local values = meta.__index(f, name, true)
    local kind = series.is(values) and series.kind(values) or 0
    right[c] = types[c] ~= "string" and types[c] ~= "timestamp"
    widths[c] = #name
    for r, i in ipairs(shown) do
      lines[r] = lines[r] or {}
      lines[r][c] = i and cell(values, i, kind) or "..."
      widths[c] = math.max(widths[c], #lines[r][c])
    end
  end
  local out = {}
  local function line(cells)
    for c, text in ipairs(cells) do
      local pad = (" "):rep(widths[c] - #text)
      cells[c] = right[c] and pad .. text or text .. pad
    end
    out[#out + 1] = (table.concat(cells, "  "):gsub("%s+$", ""))
  end
  local head = {}
  for c, name in ipairs(names) do head[c] = name end
  line(head)
  for _, cells in ipairs(lines) do line(cells) end
  out[#out + 1] = ("(%d row%s, %d column%s)"):format(n, n == 1 and "" or "s", #names, #names == 1 and "" or "s")
  return table.concat(out, "\n")
end

host.frame_methods(meta)
frame.methods = methods

-- A column from what a script gives: a series, or a list of numbers, booleans or strings.
local function column_values(name, values)
  if series.is(values) then
    if type(values) == "cdata" then return values:slice(1) end
    return values
  end
  if type(values) ~= "table" then fail("column '%s' is a %s; expected a series or a list", name, type(values)) end
  local first = values[1]
  if type(first) == "string" then return values end
  if type(first) == "boolean" then
    local list = {}
    for i, v in ipairs(values) do list[i] = v and 1 or 0 end
    local result, out = series.new(#list, 2)
    for i = 1, #list do out[i - 1] = list[i] end
    return result
  end
  return series.from(values)
end

---@module frame
---frame.new{name = values, ...} -> frame: from series or lists; the columns are in the order of their names, `time` first. A list of times in seconds is given as frame.times{...}.
function frame.new(columns)
  if type(columns) ~= "table" then fail("frame.new expects a table of columns, got a %s", type(columns)) end
  local names, values = {}, {}
  for name in pairs(columns) do
    if type(name) ~= "string" then fail("frame.new: a column needs a name, got the key %s", tostring(name)) end
    if name == "time" then table.insert(names, 1, name) else names[#names + 1] = name end
  end
  for i, name in ipairs(names) do values[i] = column_values(name, columns[name]) end
  return host.frame_make(names, values)
end

---frame.series{1, 2, 3} -> series: from a list of numbers.
function frame.series(list)
  if type(list) ~= "table" then fail("frame.series expects a list of numbers, got a %s", type(list)) end
  return series.from(list)
end

---frame.times{...} -> series: times from texts ("2020-01-02") or seconds since 1970.
function frame.times(list)
  if series.is(list) then list = list:table() end
  if type(list) ~= "table" then fail("frame.times expects a list, got a %s", type(list)) end
  local result, out = series.new(#list, 1)
  for i = 1, #list do
    local v = list[i]
    out[i - 1] = type(v) == "string" and host.time_parse(v) or type(v) == "number" and v
      or fail("frame.times: value %d is a %s; expected a text or a number", i, type(v))
  end
  return result
end

---frame.range(first, last [, step]) -> series: first, first + step, ... up to last; the step is 1.
function frame.range(first, last, step)
  step = step or 1
  if type(first) ~= "number" or type(last) ~= "number" or type(step) ~= "number" or step == 0 then
    fail "frame.range expects numbers, and a step other than 0"
  end
  local n = math.max(0, math.floor((last - first) / step + 1e-9) + 1)
  local result, out = series.new(n)
  for i = 0, n - 1 do out[i] = first + i * step end
  return result
end

---frame.is(v) -> boolean: is it a frame?
frame.is = host.is_frame

frame.module = { new = frame.new, series = frame.series, times = frame.times, range = frame.range, is = frame.is,
  join = ops.join, asof = ops.asof, concat = ops.concat }
return frame
