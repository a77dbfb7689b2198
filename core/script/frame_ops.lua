-- frame_ops.lua: what is done with whole frames: order, groups, joins, bars, moving windows (frame_ops.c does it).
--
-- frame.lua makes methods and functions of the module of them.
local host = ...
local errors = host.use "errors"
local series = host.use "series"
local pairs = host.use("sandbox").pairs -- in sorted order: messages are the same in every run
local fail, options = errors.fail, errors.options
local floor = math.floor
local methods, ops = {}, {}
ops.methods = methods

local ROLLING = { "count", "sum", "mean", "min", "max", "std" } -- in the order of enum fs_rolling_kind
local NUMBERS = { f64 = true, i64 = true, i32 = true }
-- A week begins on Monday: the first one after 1970 does.
local MONDAY, WEEK = 4 * 86400, 7 * 86400

-- How messages name what a script gave.
local function kind(v)
  if v == nil then return "nothing" end
  return "a " .. (host.is_frame(v) and "frame" or series.is(v) and "series" or type(v))
end
ops.kind = kind

local function shown(v)
  if type(v) == "string" then return '"' .. v .. '"' end
  if type(v) == "number" or type(v) == "boolean" then return tostring(v) end
  return v == nil and "missing" or kind(v)
end

local function must(f, name)
  if not host.is_frame(f) then fail("%s needs a frame, got %s (call it with a colon: f:%s())", name, kind(f), name) end
  return f
end
ops.must = must

-- What to say after the name of a column that is not there; `others` (name -> anything) may have been meant too.
local function near_column(f, name, others)
  local names, known = host.frame_columns(f), (host.frame_columns(f))
  for other in pairs(others or {}) do known[#known + 1] = other end
  local near = type(name) == "string" and host.nearest(name, known)
  return near and "; did you mean '" .. near .. "'?" or "; it has " .. table.concat(names, ", ")
end
ops.near_column = near_column

-- Column name -> type.
local function types_of(f)
  local names, types = host.frame_columns(f)
  local out = {}
  for i, name in ipairs(names) do out[name] = types[i] end
  return out
end

-- "symbol" or { "symbol", "side" } as a list of columns of f; nil is none.
local function columns_of(what, f, given)
  if given == nil then return {} end
  if type(given) == "string" then given = { given } end
  if type(given) ~= "table" then fail("%s: expected the name of a column or a list of names, got %s", what, kind(given)) end
  local types, list, count = types_of(f), {}, #given
  for key, name in pairs(given) do
    if type(key) ~= "number" or key < 1 or key > count or key ~= floor(key) then
      fail("%s: expected a list of names, got a table with the key %s", what, shown(key))
    end
    if type(name) ~= "string" then fail("%s: name %d is %s; expected the name of a column", what, key, kind(name)) end
    if not types[name] then fail("%s: the frame has no column '%s'%s", what, name, near_column(f, name)) end
    list[key] = name
  end
  return list
end

-- One of a few words; returns its place.
local function choice(what, given, known)
  for i, word in ipairs(known) do
    if word == given then return i end
  end
  local near = type(given) == "string" and host.nearest(given, known)
  fail("%s is %s; expected %s%s", what, shown(given), table.concat(known, ", "), near and " (did you mean \"" .. near .. "\"?)" or "")
end

local function whole(what, given, least, most)
  if type(given) ~= "number" or given ~= floor(given) or given < least or given > most then
    fail("%s is %s; expected a whole number from %d to %.14g", what, shown(given), least, most)
  end
  return given
end

-- { volume = "sum", close = { "min", "max" } } as three lists, in the order of the frame's columns: columns, aggregates,
-- names of the result.
local function aggregations(what, f, given)
  if type(given) ~= "table" then
    fail("%s: expected aggregates by column, such as { volume = \"sum\" }, got %s", what, kind(given))
  end
  local types = types_of(f)
  for name in pairs(given) do
    if not types[name] then fail("%s: the frame has no column '%s'%s", what, type(name) == "string" and name or shown(name), near_column(f, name)) end
  end
  local columns, aggregates, names = {}, {}, {}
  local function add(column, aggregate, name)
    if type(aggregate) ~= "string" then
      fail("%s: the aggregate of '%s' is %s; expected a name such as \"sum\", or a list of names", what, column, kind(aggregate))
    end
    local at = #columns + 1
    columns[at], aggregates[at], names[at] = column, aggregate, name or column .. "_" .. aggregate
  end
  for _, column in ipairs((host.frame_columns(f))) do
    local wanted = given[column]
    if type(wanted) == "table" then
      if #wanted == 0 then fail("%s: the list of aggregates of '%s' is empty", what, column) end
      for i = 1, #wanted do add(column, wanted[i]) end
    elseif wanted ~= nil then
      add(column, wanted, column)
    end
  end
  return columns, aggregates, names
end

local function ddof_of(what, o)
  return whole(what .. ": ddof", o.ddof == nil and 1 or o.ddof, 0, 1e6)
end

---frame:sort(name [, "descending"]) -> frame: rows in the order of a column, or of a list of columns (the first counts most); equal ones in the order they had, missing ones last, texts by their bytes.
function methods.sort(f, name, direction)
  local keys = columns_of("sort", must(f, "sort"), name)
  if #keys == 0 then fail "sort expects the name of a column or a list of names" end
  local down = direction ~= nil and choice("sort: the direction", direction, { "ascending", "descending" }) == 2
  return host.frame_sort(f, keys, down)
end

---frame:group(keys, { column = aggregate, ... } [, { ddof = }]) -> frame: one row for each value of the key column (or list of key columns; {} for the whole frame as one), in order of first appearance: the keys, then the aggregates in the order of the frame's columns. f:group("symbol", { volume = "sum", close = "last" }); a list gives several, { close = { "min", "max" } } the columns close_min and close_max. Aggregates: count sum mean min max first last var std median nunique; they skip missing values, which as keys are a group of their own. ddof is what var and std take off n (1).
function methods.group(f, keys, columns, o)
  must(f, "group")
  if keys == nil then fail "group expects the key column or a list of them; {} groups the whole frame" end
  keys = columns_of("group", f, keys)
  o = options("group", o, { "ddof" })
  local from, aggregates, names = aggregations("group", f, columns)
  return host.frame_group(f, keys, from, aggregates, names, ddof_of("group", o))
end

---frame:describe() -> frame: one row for each column: column, type, count, missing, unique, and for numbers mean, std (ddof 1), min, q25, median, q75 (linear between neighbours) and max.
function methods.describe(f)
  return host.frame_describe(must(f, "describe"))
end

---frame:resample(interval [, { columns =, by =, time =, origin = }]) -> frame: rows gathered into bars of an interval ("5m", "1d", "1w") under the time at which it begins; intervals without rows make none. Without columns: open first, high max, low min, volume sum, all others last; with it aggregates as in frame:group. by: columns whose values have bars of their own (`symbol` where there is one; {} for none). time: the column of times ("time"), ascending. origin: an instant at which an interval begins, as a text or in seconds (UTC midnight; of weeks, Monday).
function methods.resample(f, interval, o)
  must(f, "resample")
  if type(interval) ~= "string" then fail("resample expects an interval such as \"5m\" or \"1w\", got %s", kind(interval)) end
  o = options("resample", o, { "columns", "by", "time", "origin" })
  local seconds, types = host.duration(interval), types_of(f)
  local time, by, origin = o.time == nil and "time" or o.time, o.by, o.origin
  if type(time) ~= "string" then fail("resample: time is %s; expected the name of a column", kind(time)) end
  if by == nil and types.symbol then by = "symbol" end
  if origin == nil then
    origin = seconds > 0 and seconds % WEEK == 0 and MONDAY or 0
  elseif type(origin) == "string" then
    origin = host.time_parse(origin)
  elseif type(origin) ~= "number" then
    fail("resample: origin is %s; expected a time as a text or in seconds", kind(origin))
  end
  local from, aggregates, names
  if o.columns ~= nil then from, aggregates, names = aggregations("resample", f, o.columns) end
  return host.frame_resample(f, time, seconds * 1e9, origin, columns_of("resample: by", f, by), from, aggregates, names)
end

---frame:rolling(window, what [, { columns =, min_periods =, ddof = }]) -> frame: with new columns of what (count, sum, mean, min, max or std) over a window of so many rows that ends at each row: f:rolling(20, "mean") adds close_mean_20 and so on. columns: a name or a list of names (all columns of numbers). NaN until min_periods values are there (the window); ddof is what std takes off n (1). Missing values are skipped.
function methods.rolling(f, window, what, o)
  must(f, "rolling")
  whole("rolling: the window", window, 1, 2 ^ 53)
  local kind = choice("rolling: the second argument", what, ROLLING)
  o = options("rolling", o, { "columns", "min_periods", "ddof" })
  local least = o.min_periods == nil and window or whole("rolling: min_periods", o.min_periods, 1, window)
  local columns = columns_of("rolling", f, o.columns)
  if o.columns == nil then
    local all, types = host.frame_columns(f)
    for i, name in ipairs(all) do
      if NUMBERS[types[i]] then columns[#columns + 1] = name end
    end
  end
  if #columns == 0 then fail "rolling: there is no column of numbers to work on" end
  local names = {}
  for i, name in ipairs(columns) do names[i] = ("%s_%s_%.0f"):format(name, what, window) end
  return host.frame_rolling(f, window, kind - 1, least, ddof_of("rolling", o), columns, names)
end

local function two_frames(what, a, b, o, known)
  for i = 1, 2 do
    local f = a
    if i == 2 then f = b end
    if not host.is_frame(f) then
      fail("%s expects two frames and a table of options; argument %d is %s", what, i, f == nil and "missing" or kind(f))
    end
  end
  return options(what, o, known)
end

---frame.join(a, b, { on =, how = "inner" }) -> frame: rows of both whose `on` (a column or a list of columns) is equal: all columns of a, then those of b but the keys; a name that a has too ends in _right. In the order of a, several matches in that of b. how = "left" keeps rows of a without a match, b's values missing. A missing key matches nothing.
function ops.join(a, b, o)
  o = two_frames("frame.join", a, b, o, { "on", "how" })
  local keys = columns_of("frame.join: on, first frame", a, o.on)
  columns_of("frame.join: on, second frame", b, o.on)
  if #keys == 0 then fail "frame.join: the option on is missing: the column, or list of columns, that must be equal in both" end
  local how = choice("frame.join: how", o.how == nil and "inner" or o.how, { "inner", "left" })
  return host.frame_join(a, b, keys, how - 1)
end

-- The greatest distance in the unit of the column; nil is any.
local function tolerance_of(kind, on, given)
  if given == nil then return nil end
  if type(given) == "string" then
    if kind ~= "timestamp" then
      fail("frame.asof: tolerance \"%s\" is a duration, but '%s' is of type %s; give a number", given, on, kind)
    end
    return floor(host.duration(given) * 1e9 + 0.5)
  end
  if type(given) ~= "number" or not (given >= 0) then
    fail("frame.asof: tolerance is %s; expected a duration such as \"5m\", or a number of at least 0", shown(given))
  end
  return floor(kind == "timestamp" and given * 1e9 + 0.5 or given)
end

---frame.asof(a, b, { on = "time", by =, direction = "backward", tolerance =, exact = true }) -> frame: each row of a with the last row of b at or before it ("forward": the first at or after it, "nearest": the nearer one, the earlier of two), its values missing where there is none. on: a column of times or whole numbers, ascending in both; b's is there as time_right. by: a column, or a list, that must be equal. tolerance: the farthest that a match may be ("5m", or in seconds; in units of a column of whole numbers). exact = false: an equal time is no match.
function ops.asof(a, b, o)
  o = two_frames("frame.asof", a, b, o, { "on", "by", "direction", "tolerance", "exact" })
  local on = o.on == nil and "time" or o.on
  if type(on) ~= "string" then fail("frame.asof: on is %s; expected the name of one column", kind(on)) end
  columns_of("frame.asof: on, first frame", a, on)
  columns_of("frame.asof: on, second frame", b, on)
  local by = columns_of("frame.asof: by, first frame", a, o.by)
  columns_of("frame.asof: by, second frame", b, o.by)
  local direction = choice("frame.asof: direction", o.direction == nil and "backward" or o.direction, { "backward", "forward", "nearest" })
  if o.exact ~= nil and type(o.exact) ~= "boolean" then fail("frame.asof: exact is %s; expected true or false", shown(o.exact)) end
  return host.frame_asof(a, b, on, by, direction - 1, tolerance_of(types_of(a)[on], on, o.tolerance), o.exact == false)
end

---frame.concat{a, b, ...} -> frame: the rows of frames one below another; columns and types must be the same, the order of columns is that of the first.
function ops.concat(frames)
  if type(frames) ~= "table" then fail("frame.concat expects a list of frames, frame.concat{a, b}; got %s", kind(frames)) end
  if #frames == 0 then fail "frame.concat: the list is empty; expected at least one frame" end
  for i = 1, #frames do
    if not host.is_frame(frames[i]) then fail("frame.concat: item %d is %s; expected a frame", i, kind(frames[i])) end
  end
  return host.frame_concat(frames)
end

return ops
