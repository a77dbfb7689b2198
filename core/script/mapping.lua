-- mapping.lua: scripts that say how another program's file becomes ticks: which column is what, in which unit.
--
-- What a mapping declares is checked here and handed to mapping.c as flat lists; columns are converted there. Only `row`
-- runs here: in one loop over the whole file that is made for its columns, so that it compiles to one trace.
local host = ...
local ffi = host.ffi
local errors = host.use "errors"
local loader = host.use "loader"
local params = host.use "params"
local pairs = host.use("sandbox").pairs
local mapping = {}
local declaration, values
local fail = errors.fail

local TYPES = { time = "timestamp", recv_time = "timestamp", seq = "i64", order_id = "i64", trade_id = "i64", level = "i64",
  price = "f64", qty = "f64", bid = "f64", ask = "f64", bid_size = "f64", ask_size = "f64", side = "string", action = "string",
  symbol = "string", snapshot = "bool" }
-- The order of the columns in a dataset.
local ORDER = { "time", "recv_time", "symbol", "seq", "trade_id", "order_id", "action", "side", "price", "qty", "bid", "bid_size",
  "ask", "ask_size", "level", "snapshot" }
local SPEC = { "unit", "date", "zone", "scale", "none", "values", "value" }
local UNITS = { s = 1e9, ms = 1e6, us = 1e3, ns = 1 }
local LEVELS = { "count", "first", "bid", "bid_size", "ask", "ask_size", "scale", "none" }
local FILE = { "header", "columns", "missing", "beside" }

local function problem(text, ...)
  errors.raise("script", declaration.script.path .. ": " .. text:format(...))
end

local function check_keys(what, t, known)
  for key in pairs(t) do
    local found = false
    for _, name in ipairs(known) do found = found or name == key end
    if not found and key ~= 1 then
      local near = type(key) == "string" and host.nearest(key, known)
      problem("%s has the unknown key '%s'%s", what, tostring(key),
        near and "; did you mean '" .. near .. "'?" or "; known are " .. table.concat(known, ", "))
    end
  end
end

local function typed(what, value, expected, optional)
  if value == nil and optional then return value end
  if type(value) ~= expected then
    problem("%s is %s; expected a %s", what, value == nil and "missing" or "a " .. type(value), expected == "string" and "text" or expected)
  end
  return value
end

local function texts(what, list)
  for i, text in ipairs(typed(what, list, "table")) do typed(what .. ", item " .. i, text, "string") end
  return list
end

-- A scale such as 1e-4 as what to divide by: 10000, which is exact.
local function divisor(what, scale)
  if scale == nil then return 1 end
  if typed(what .. ": scale", scale, "number") <= 0 or scale ~= scale or scale == math.huge then
    problem("%s: scale is %.14g; expected a number above 0", what, scale)
  end
  local whole = math.floor(1 / scale + 0.5)
  return math.abs(1 / scale - whole) < 1e-9 * whole and whole >= 1 and whole or 1 / scale
end

function mapping.load(path, given)
  declaration = loader.load(path, { "mapping" })
  values = params.values(declaration.params, given, path)
  local file = declaration.fields.file or {}
  check_keys("file", file, FILE)
  typed("file.header", file.header, "boolean", true)
  if file.columns then texts("file.columns", file.columns) end
  if file.missing then texts("file.missing", file.missing) end
  if file.header == false and not file.columns then problem "file.header is false; name the columns: file.columns = { ... }" end
  if file.beside then
    if #texts("file.beside", file.beside) ~= 2 then problem "file.beside expects what to replace in the file's name, and by what" end
    if not file.beside.columns then problem "file.beside has no columns = { ... }" end
    texts("file.beside.columns", file.beside.columns)
  end
  for name, kind in pairs(declaration.fields.uses or {}) do
    if kind ~= "number" and kind ~= "text" then problem("uses: '%s' is %s; expected \"number\" or \"text\"", name, tostring(kind)) end
  end
  if declaration.fields.uses and not declaration.fields.row then problem "uses names columns for row, and there is no row" end
  if declaration.fields.row and declaration.fields.levels then problem "row and levels do not go together" end
end

local function known_column(ours)
  if TYPES[ours] then return end
  local near = type(ours) == "string" and host.nearest(ours, ORDER)
  problem("column '%s' is none of ticks%s", tostring(ours), near and "; did you mean '" .. near .. "'?" or "; they are " .. table.concat(ORDER, ", "))
end

-- One column as { ours, type, theirs, unit, date, zone, divisor, value, none, from1, to1, from2, to2, ... }; "" for what is not there.
local function output(ours, spec)
  local what, kind = "column '" .. ours .. "'", TYPES[ours]
  if type(spec) == "string" then spec = { spec } end
  typed(what, spec, "table")
  check_keys(what, spec, SPEC)
  local value = typed(what .. ": value", spec.value, "string", true)
  if (spec[1] == nil) == (value == nil) then problem("%s needs either the name of a column of the file or value = \"text\"", what) end
  local theirs = typed(what, spec[1], "string", true)
  local out = { ours, kind, theirs or "", spec.unit or "", spec.date or "", spec.zone or "", divisor(what, spec.scale), value or "",
    typed(what .. ": none", spec.none, "number", true) or 0 }
  if kind ~= "timestamp" and (spec.unit or spec.date or spec.zone) then problem("%s holds no times: unit, date and zone are for those", what) end
  if kind ~= "f64" and (spec.scale or spec.none) then problem("%s: scale and none are for prices and quantities", what) end
  if spec.unit and spec.unit ~= "iso" and not UNITS[spec.unit] then problem("%s: unit is '%s'; expected s, ms, us, ns or iso", what, tostring(spec.unit)) end
  if spec.date and not (UNITS[spec.unit] and type(spec.date) == "string" and spec.date ~= "") then
    problem("%s: a date goes with a unit: the time since its midnight in s, ms, us or ns%s", what,
      spec.date == "" and "; give the date, as in --map-param date=2012-06-21" or "")
  end
  if value and kind ~= "string" then problem("%s: value is for texts", what) end
  if spec.values and kind ~= "string" and kind ~= "bool" then problem("%s: values is for texts", what) end
  for from, to in pairs(typed(what .. ": values", spec.values or {}, "table")) do
    if to ~= false and type(to) ~= "string" then problem("%s: values['%s'] is a %s; expected a text, or false to leave the row out", what, tostring(from), type(to)) end
    out[#out + 1] = type(from) == "number" and ("%.14g"):format(from) or tostring(from)
    out[#out + 1] = to
  end
  return out
end

local function levels_plan(file_name)
  if not declaration.fields.levels then return nil end
  local l = typed("levels", declaration.fields.levels(values, file_name), "table")
  check_keys("levels", l, LEVELS)
  local count, first = typed("levels.count", l.count, "number"), l.first or 0
  if count ~= math.floor(count) or count < 1 or count > 1000 then problem("levels.count is %.14g; expected a whole number from 1 to 1000", count) end
  local names = {}
  for i = 0, count - 1 do
    for _, key in ipairs { "bid", "bid_size", "ask", "ask_size" } do
      names[#names + 1] = typed("levels." .. key, l[key], "string"):format(first + i)
    end
  end
  return { count = count, names = names, divisor = divisor("levels", l.scale), none = typed("levels.none", l.none, "number", true) or 0 }
end

-- What to read of a file and what becomes of it.
function mapping.plan(file_name)
  host.enter("columns", declaration.script.path)
  local file, beside = declaration.fields.file or {}, nil
  local outputs = {}
  local specs = typed("what columns returns", declaration.fields.columns(values, file_name), "table")
  for ours in pairs(specs) do known_column(ours) end
  for _, ours in ipairs(ORDER) do
    if specs[ours] then outputs[#outputs + 1] = output(ours, specs[ours]) end
  end
  if file.beside then
    local from, to = file_name:find(file.beside[1], 1, true)
    if not from then problem("%s has no '%s' in its name; the file that belongs to it is named so with '%s' there", file_name, file.beside[1], file.beside[2]) end
    beside = file_name:sub(1, from - 1) .. file.beside[2] .. file_name:sub(to + 1)
  end
  local uses = {}
  for name, kind in pairs(declaration.fields.uses or {}) do uses[#uses + 1] = { name, kind == "text" and "string" or "f64" } end
  local levels = levels_plan(file_name)
  host.leave()
  return { kind = declaration.fields.kind, header = file.header ~= false, columns = file.columns or {}, missing = file.missing or {},
    beside = beside, beside_columns = file.beside and file.beside.columns or {}, outputs = outputs, uses = uses, levels = levels,
    row = declaration.fields.row ~= nil }
end

-- The texts of a column: missing ones are false.
local function text_of(codes, list, i)
  local code = codes[i]
  return code >= 0 and list[code + 1] or false
end

-- The loop, with one line for each field: a table's constant keys compile to loads and stores.
local function make_loop(fields)
  local code = { "local row, p, n, keep, at, data, lists, code_of, wrong, text_of = ...\n" }
  local function add(...) code[#code + 1] = (...):format(select(2, ...)) end
  for k in ipairs(fields) do add("local d%d, l%d = data[%d], lists[%d]\n", k, k, k, k) end
  add "local r = {}\nfor i = 0, n - 1 do\nat[1] = i\n"
  for k, field in ipairs(fields) do
    add(field.text and "r[%q] = text_of(d%d, l%d, i)\n" or "r[%q] = d%d[i]\n", field.name, k, k)
  end
  add "if row(r, p) == false then keep[i] = 0 else\nlocal v\n"
  for k, field in ipairs(fields) do
    if field.output and field.text then
      add("v = r[%q]\nif v ~= text_of(d%d, l%d, i) then d%d[i] = code_of(%d, v) end\n", field.name, k, k, k, k)
    elseif field.output then
      add("v = r[%q]\nif type(v) ~= 'number' then wrong(%d, v) end\nd%d[i] = v\n", field.name, k, k)
    end
  end
  add "end\nend\n"
  return assert(loadstring(table.concat(code), "=[mapping]"))
end

local at = { 0 }

-- Calls row for each of n rows. `fields` is a list of { name =, text =, output =, data = pointer, list = texts }; keep is a
-- byte a row. Returns the lists of texts, which may have grown.
function mapping.rows(n, keep, fields)
  local data, lists, codes = {}, {}, {}
  for k, field in ipairs(fields) do
    data[k] = ffi.cast(field.text and "int32_t *" or "double *", field.data)
    lists[k] = field.list or false
    codes[k] = {}
    for i, text in ipairs(field.list or {}) do codes[k][text] = i - 1 end
  end
  local function wrong(k, value)
    fail("row set %s to %s; expected a %s", fields[k].name, value == nil and "nothing" or "a " .. type(value), fields[k].text and "text" or "number")
  end
  local function code_of(k, value)
    if value == false or value == nil then return -1 end
    if type(value) ~= "string" then wrong(k, value) end
    local code = codes[k][value]
    if not code then
      code = #lists[k]
      lists[k][code + 1], codes[k][value] = value, code
    end
    return code
  end
  host.enter("row", declaration.script.path)
  make_loop(fields)(declaration.fields.row, values, n, ffi.cast("uint8_t *", keep), at, data, lists, code_of, wrong, text_of)
  host.leave()
  return lists
end

-- The row that was being read, for messages.
function mapping.at()
  return at[1]
end

return mapping
