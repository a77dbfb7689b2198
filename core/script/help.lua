-- help.lua: what help() of the shell says about a name, a function, a library or a value.
--
-- The texts are those of the reference: the description of the compute functions, and the lines that begin with three
-- dashes in the trusted files.
local host = ...
local errors = host.use "errors"
local sandbox = host.use "sandbox"
local series = host.use "series"
local help = {}
local format, concat, sort = string.format, table.concat, table.sort

local FILES = { "timelib", "modules", "series", "frame", "frame_ops", "datalib", "session", "plot" }
local lines, heads, compute

-- "time.parse" -> { "time.parse(text) -> number", "what it does" }, "@module time" -> its paragraph.
local function read()
  if lines then return end
  lines, heads = {}, {}
  for _, file in ipairs(FILES) do
    local text = host.embedded(file) or ""
    for line in text:gmatch "[^\n]+" do
      local head, what = line:match "^%s*%-%-%-([%w_]+[.:]?[%w_]*.-): (.+)$"
      local name = head and head:match "^[%w_.:]+"
      if name then lines[name] = { head, what } end
    end
    for kind, name, about in text:gmatch "@(%w+) ([%w_]+)\n(.-)\n[@%]]" do
      heads[name] = heads[name] or (kind == "module" and "The library " .. name .. ". " or "") .. about:gsub("\n", " ")
    end
  end
  local api = host.embedded "compute_api"
  compute = api and assert(loadstring(api, "=[compute]"))() or {}
end

local function wrap(text, indent, width)
  local out, line = {}, ""
  for word in text:gmatch "%S+" do
    if #line > 0 and #indent + #line + 1 + #word > (width or 96) then
      out[#out + 1] = indent .. line
      line = ""
    end
    line = #line > 0 and line .. " " .. word or word
  end
  out[#out + 1] = indent .. line
  return concat(out, "\n")
end

local function names(list)
  local out = {}
  for i, item in ipairs(list) do out[i] = item.name end
  return concat(out, ", ")
end

local function expected(p)
  if p.type == "choice" then return "one of " .. concat(p.choices, ", ") end
  return format("%s from %.14g to %.14g", p.type == "int" and "a whole number" or "a number", p.min, p.max)
end

local function of_compute(full, entry)
  local inputs, params, outputs = names(entry.inputs), names(entry.params), names(entry.outputs)
  local both = inputs .. (params == "" and "" or ", " .. params)
  local out = {
    format("%s(%s) -> %s", full, both, outputs),
    format("%s(%s):update(%s) -> %s    one value at a time", full, params, inputs, outputs),
    wrap(entry.title .. ". " .. entry.doc, "  "),
  }
  for _, list in ipairs { entry.inputs, entry.params } do
    for _, p in ipairs(list) do
      local text = p.type and format("%s%s%s: %s", expected(p), p.unit and ", " .. p.unit or "",
        p.default ~= nil and format(" (%s when left out)", tostring(p.default)) or "", p.doc) or "a series: " .. p.doc
      out[#out + 1] = format("  %-10s %s", p.name, text)
    end
  end
  out[#out + 1] = "  Look-back: " .. entry.lookback .. " values without output"
  out[#out + 1] = "  Example:\n    " .. entry.example:gsub("\n", "\n    ")
  return concat(out, "\n")
end

-- A name and what is said of it, in two columns.
local function item(name, text)
  local lines = wrap(text, (" "):rep(19))
  return format("  %-16s ", name) .. lines:sub(20)
end

-- What a calculation takes and gives.
local function of_calculation(d)
  local inputs = {}
  for i, s in ipairs(d.inputs) do inputs[i] = s.optional and not d.named and "[" .. s.name .. "]" or s.name end
  if #d.options > 0 and not d.named then inputs[#inputs + 1] = "[options]" end
  local out = {
    format(d.named and "%s{%s, ...} -> %s" or "%s(%s) -> %s", d.full, concat(inputs, d.named and " =, " or ", ") .. (d.named and " =" or ""),
      d.value and d.value .. ", result" or "result"),
    wrap(d.title .. ". " .. d.doc, "  "),
  }
  for _, s in ipairs(d.inputs) do
    local shape = s.type == "matrix" and "a frame or a table of series" or s.type == "value" and "a number or a series"
      or s.type == "time" and "times" or s.type == "vector" and "a list of numbers" or "a series"
    out[#out + 1] = item(s.name, shape .. ": " .. s.doc)
  end
  for _, q in ipairs(d.options) do
    local kind = q.type == "choice" and "one of " .. concat(q.choices, ", ") or q.type == "flag" and "true or false"
      or q.type == "int" and "a whole number" or q.type == "seed" and "a whole number" or q.type == "number" and "a number" or "a list"
    local default = q.default ~= nil and q.default ~= "none" and format(" (%s when left out)", tostring(q.default)) or ""
    if q.name ~= "pairwise" then out[#out + 1] = item(q.name .. " =", format("%s%s: %s", kind, default, q.doc)) end
  end
  for _, r in ipairs(d.results) do out[#out + 1] = item("-> " .. r.name, r.doc or "") end
  out[#out + 1] = wrap("Formula: " .. d.formula, "  ")
  if d.convention then out[#out + 1] = wrap("Convention: " .. d.convention, "  ") end
  out[#out + 1] = wrap("Source: " .. d.source, "  ")
  out[#out + 1] = "  Example:\n    " .. d.example:gsub("\n", "\n    ")
  return concat(out, "\n")
end

local function of_name(name)
  read()
  local entry = compute[name]
  if entry then return of_compute(name, entry) end
  local d = host.calculations and host.use("calculate").describe(name)
  if d then return of_calculation(d) end
  local line = lines[name] or lines[name:gsub("%.", ":")]
  if line then return line[1] .. "\n" .. wrap(line[2], "  ") end
end

-- What begins with "series:" or "time.", as a list with one line each.
local function members(prefix)
  read()
  local list = {}
  for name, line in pairs(lines) do
    if name:sub(1, #prefix) == prefix then list[#list + 1] = format("  %-34s %s", line[1]:match "^[^>]-%)" or name, line[2]) end
  end
  for name, entry in pairs(compute) do
    if name:sub(1, #prefix) == prefix then list[#list + 1] = format("  %-34s %s", name, entry.title) end
  end
  if host.calculations then
    local calculate = host.use "calculate"
    for _, name in ipairs(calculate.names()) do
      if name:sub(1, #prefix) == prefix then list[#list + 1] = format("  %-34s %s", name, calculate.describe(name).title) end
    end
  end
  sort(list)
  for i, text in ipairs(list) do
    if #text > 100 then list[i] = text:sub(1, 97):gsub("%s*%S*$", "") .. " ..." end
  end
  return #list > 0 and concat(list, "\n") or nil
end

local function of_library(name)
  local list = members(name .. ".") or ""
  local value = sandbox.module(name) or sandbox.base[name]
  if list == "" and value then
    local found = {}
    for key in next, sandbox.contents(value) or {} do
      if type(key) == "string" then found[#found + 1] = name .. "." .. key end
    end
    sort(found)
    list = wrap(concat(found, ", "), "  ")
  end
  return (heads[name] and wrap(heads[name], "") or "The library " .. name .. ":") .. "\n" .. list
end

-- The name of a library, or of a function in one.
local function name_of(value)
  local libraries = sandbox.names "study"
  for _, name in ipairs { "math", "string", "table", "coroutine", "bit" } do libraries[#libraries + 1] = name end
  for _, library in ipairs(libraries) do
    local module = sandbox.base[library]
    if module == nil then
      local ok, made = pcall(sandbox.module, library)
      module = ok and made or nil
    end
    if module ~= nil and module == value then return library, true end
    for key, member in next, module and sandbox.contents(module) or {} do
      if member == value then return library .. "." .. tostring(key) end
    end
  end
  for key, member in next, sandbox.base do
    if member == value then return key end
  end
end

local function general()
  return concat({
    "Type an expression to see its value, or statements to run them. A name that you set stays: x = 1",
    "  data.load(\"NAME\")       a dataset as a frame; finsmart data list shows the names",
    "  f.close, f:tail(10)     a column of the frame f, its last rows",
    "  ta.sma(f.close, 20)     a function over a series",
    "  plot(f.close)           a small chart of a series, here in the terminal",
    "  help(ta), help(ta.sma), help(f), help \"series\"   what there is",
    "Libraries: " .. concat(sandbox.names "study", ", "),
  }, "\n")
end

-- The text about `value`; `count` is how many arguments help() got.
function help.text(count, value)
  if count == 0 then return general() end
  local text
  if type(value) == "string" then
    read()
    text = of_name(value)
    if not text and (sandbox.base[value] or heads[value] or members(value .. ".")) then text = of_library(value) end
    if text and members(value .. ":") then text = text .. "\n" .. members(value .. ":") end
    text = text or members(value .. ":")
    if not text then errors.fail("there is no help on \"%s\"; help() says what there is", value) end
    return text
  end
  for _, kind in ipairs { series.is(value) and "series", host.is_frame and host.is_frame(value) and "frame" } do
    if kind then
      read()
      return (heads[kind] and wrap(heads[kind], "") or "A " .. kind) .. "\n" .. (members(kind .. ":") or "")
    end
  end
  local name, whole = name_of(value)
  if name and whole then return of_library(name) end
  text = name and of_name(name)
  if text then return text end
  return name and format("%s is a function of Lua", name) or format("a value of type %s", type(value))
end

return help
