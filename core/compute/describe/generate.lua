--[[
generate.lua: everything that is said about a compute primitive more than once is written from one description.

Usage: luajit generate.lua build DIR      writes what the build compiles, under DIR/compute and DIR/script
       luajit generate.lua write SOURCE   writes what is committed: SOURCE/api/finsmart/compute.h,
                                          SOURCE/contrib/editor/finsmart.lua, SOURCE/docs/reference/compute.md and a page
                                          for each module beside it
       luajit generate.lua check SOURCE   fails when a committed file is not what would be written

A description (in averages.lua and its neighbours, listed in `groups` below) is a table of
  ordinal   order in the plugins' function table; append only: a new primitive takes a higher number
  c         the C functions are fs_<c>, fs_<c>_lookback, fs_<c>_size, fs_<c>_init, fs_<c>_update, fs_<c>_valid,
            the state is struct fs_<c>, the header is compute/<folder or module>/<header or c>.h
  module, name, also   where scripts find it: ta.sma, and again as stats.rolling_mean
  title, doc, formula, source, example, talib
  inputs    series: { name, doc, field = the bar's field that a stream takes when it is given a bar }
  params    { name, doc, type = "int"|"number"|"choice", min, max, choices, default, default_from, unit }; without
            default or default_from (the parameter whose value it takes) it must be given
  outputs   { name, doc }, in TA-Lib's order
  lookback  C and Lua expression over the parameters
  missing   "window", "skip" or "pair" (what core/compute/status.h says; pair: NaN where a value or its predecessor
            is missing)
  form      "step" or "window": the functions below are generated around inline functions of the header, as
            core/compute/form.h tells; window, memory, series, job belong to it
  state     version of the stream's layout: raise it when struct fs_<c> changes, saved streams are refused then

The C prototypes that follow from it, and that the generated C holds the headers to:
  int fs_<c>(const double *<input>..., size_t length, <params>, double *<output>...)
  int32_t fs_<c>_lookback(<params>)        size_t fs_<c>_size(<params>)
  int fs_<c>_init(struct fs_<c> *state, <params>)
  double fs_<c>_update(struct fs_<c> *state, double <input>...)                       with one output
  void fs_<c>_update(struct fs_<c> *state, double <input>..., double *<output>...)    with several
  int fs_<c>_valid(const struct fs_<c> *state, size_t size)
with int32_t for int and choice (index from 0), double for number.

THE FACE, what scripts call. There are two with the same behaviour and the same bits.

script/compute_face.lua, for scripts with the JIT on, is a chunk that returns install(runtime, face):
  face      lightuserdata of fs_face_table() (core/script/handles.h)
  runtime   .series_ptr(v) -> const double *pointer, length     nil where v is no series; raises nothing
            .series_new(length) -> series, double *pointer      a new series of `length` values
install returns { modules = { ta = {sma = f, ...}, stats = {...} }, kind(v), save(v), restore(text) }:
  kind(v)        "ta.sma" for a stream, nil for anything else
  save(v)        the stream as a string of bytes, for a strategy's saved state; restore(text) makes the stream again,
                 or returns nil, reason for bytes that are no valid state (damaged, another version)
It calls ffi.cdef: once per Lua state. It keeps no pointer in anything that scripts reach: a stream is a struct with
one constant integer, checked in C at every call.

script/compute_bindings.c, for rules (JIT off), is fs_bind_compute(lua_State *, const struct fs_series_bridge *),
declared in core/script/compute_bindings.h: pushes the same table of modules, made of C functions.

Both: f(series..., params...) -> series...;  f(params...) -> a stream, when the first argument is no series (or there
is none and every parameter has a default);  stream:update(values...) or stream:update(bar) -> number...
Errors: "bad argument #1 to 'ta.sma' (period is 0; expected an integer from 1 to 100000)" at the script's line.

script/compute_api.lua returns the same facts as plain tables, for finsmart check, the editor and the shell:
  { ["ta.sma"] = { inputs = {{name=}}, params = {{name=, type=, min=, max=, choices=, required=, default=}},
                   outputs = {{name=}}, methods = { update = { inputs = {"x"}, fields = {"close"} } }, title=, doc= } }
]]
local folder = arg[0]:match("^(.*)/[^/]*$") or "."
package.path = folder .. "/?.lua;" .. package.path

-- Files of indicators, and of calculations (README.md).
local groups = {
  "averages",
  "oscillators",
  "windows",
  "volume",
  "momentum",
  "performance",
  "ratios",
  "relative",
  "risk",
  "regression",
  "unit_roots",
  "portfolio",
  "forecasting",
  "options",
  "bonds",
  "directional",
  "cycles",
  "channels",
  "math",
  "regression_lines",
  "microstructure",
  "microstructure_samples",
  "attribution",
  "rolling",
  "statistics",
  "distributions",
}

local calculations = require "calculations"

local C_TYPE = { int = "int32_t", choice = "int32_t", number = "double" }

local function fail(primitive, message)
  error(("describe: %s: %s"):format(primitive and primitive.c or "?", message), 0)
end

-- Checks one description and adds what all emitters need.
local function complete(p)
  for _, field in ipairs { "c", "module", "name", "title", "doc", "formula", "source", "example", "lookback" } do
    if type(p[field]) ~= "string" then fail(p, "field '" .. field .. "' is missing") end
  end
  if not ({ window = true, skip = true, pair = true })[p.missing] then fail(p, "missing must be window, skip or pair") end
  if type(p.state) ~= "number" then fail(p, "field 'state' is missing") end
  p.header = p.header or p.c
  p.folder = p.folder or p.module
  p.full = p.module .. "." .. p.name
  p.also = p.also or {}
  local optional = false
  for index, param in ipairs(p.params) do
    if param.type == "choice" then
      param.min, param.max = 0, #param.choices - 1
    elseif not C_TYPE[param.type] then
      fail(p, "parameter " .. index .. " has no known type")
    end
    if not (param.min and param.max and param.doc) then fail(p, param.name .. " needs min, max and doc") end
    param.required = param.default == nil and param.default_from == nil
    if param.required and optional then fail(p, param.name .. " is required after an optional one") end
    optional = optional or not param.required
    param.ctype = C_TYPE[param.type]
    for earlier = 1, index - 1 do
      if p.params[earlier].name == param.default_from then param.default_index = earlier end
    end
    if param.default_from and not param.default_index then fail(p, "default_from names no earlier parameter") end
    if param.type == "choice" and param.default then
      for i, choice in ipairs(param.choices) do
        if choice == param.default then param.default_number = i - 1 end
      end
    else
      param.default_number = param.default
    end
  end
  p.all_optional = #p.params == 0 or not p.params[1].required
  if p.form and p.form ~= "step" and p.form ~= "window" then fail(p, "form must be step or window") end
  if (p.form == "window") ~= (p.window ~= nil) then fail(p, "window goes with form = \"window\"") end
  if p.memory and not p.form then fail(p, "memory goes with form") end
  if #p.inputs < 1 or #p.outputs < 1 then fail(p, "needs inputs and outputs") end
end

local function load_descriptions()
  local list, taken, others = {}, {}, {}
  for _, group in ipairs(groups) do
    local described = dofile(folder .. "/" .. group .. ".lua")
    for _, p in ipairs(described) do
      p.group = group
      if described.calculations then
        calculations.complete(p)
        if taken[p.full] then error("describe: " .. p.full .. " is there twice", 0) end
        taken[p.full] = true
        others[#others + 1] = p
      else
        complete(p)
        if taken[p.ordinal] then fail(p, "ordinal " .. p.ordinal .. " is taken by " .. taken[p.ordinal]) end
        taken[p.ordinal] = p.c
        list[#list + 1] = p
      end
    end
  end
  table.sort(list, function(a, b) return a.ordinal < b.ordinal end)
  return list, others
end

local function read(path)
  local f = io.open(path, "rb")
  if not f then return nil end
  local text = f:read("*a")
  f:close()
  return text
end

local function write(path, text)
  local f = assert(io.open(path, "wb"))
  assert(f:write(text))
  assert(f:close())
end

local mode, target = arg[1], arg[2]
if not target or not ({ build = true, write = true, check = true })[mode] then
  io.stderr:write("usage: luajit generate.lua build|write|check DIR\n")
  os.exit(2)
end
local list, others = load_descriptions()
local emit = {}
for _, name in ipairs { "emit_forms", "emit_c", "emit_face", "emit_bindings", "emit_calculations", "emit_docs" } do
  for path, text in pairs(require(name)(list, others)) do emit[path] = text end
end

local status = 0
for path, text in pairs(emit) do
  local committed = not path:match("^generated/")
  if mode == "build" and not committed then
    write(target .. path:gsub("^generated", ""), text)
  elseif mode == "write" and committed then
    write(target .. "/" .. path, text)
  elseif mode == "check" and committed and read(target .. "/" .. path) ~= text then
    io.stderr:write(path, " differs from what core/compute/describe/ says; run: cmake --build BUILD --target describe\n")
    status = 1
  end
end
os.exit(status)
