-- The face for scripts with the JIT on: leaf C functions behind handles, and the Lua that calls them through FFI.
local text = require "text"
local fill, join = text.fill, text.join

-- A number that differs when what the two halves agree on differs.
local function fingerprint(list)
  local hash = 5381
  local function mix(s)
    for i = 1, #s do hash = (hash * 33 + s:byte(i)) % 4294967296 end
  end
  for _, p in ipairs(list) do
    mix(p.full .. p.state)
    for _, prototype in ipairs(text.prototypes(p)) do mix(table.concat(prototype, " ")) end
  end
  return ("%d"):format(hash)
end

-- Members of struct fs_face: the same text for the C compiler and for ffi.cdef.
local MEMBERS = [[
    uint32_t size;
    uint32_t fingerprint;
    double *outputs;
    int32_t (*fault)(void);
    size_t (*save)(uint32_t handle, void *bytes, size_t size);
    uint32_t (*restore)(const char *bytes, size_t size, int32_t *ordinal);
    void (*const *functions)(void);
]]

local C_HEADER = [[
/* Generated from core/compute/describe/; do not edit. */
#ifndef FINSMART_SCRIPT_COMPUTE_FACE_H
#define FINSMART_SCRIPT_COMPUTE_FACE_H

#include <stddef.h>
#include <stdint.h>

/* What compute_face.lua calls through FFI. A stream is a handle (script/handles.h); a function given a handle that is
 * none of its kind returns NaN and raises the fault flag. With several outputs the first is returned, all are in
 * `outputs`. `functions` has three for each indicator, in order: the series form, new, update. */
struct fs_face {
$(members)};

const struct fs_face *fs_face_table(void);

#endif
]]

local LEAF = [[
static uint32_t $(c)_new($(params))
{
    struct fs_$(c) *state;
    uint32_t handle = fs_handle_new($(ordinal), fs_$(c)_size($(names)), (void **)&state);
    if (handle != 0)
        fs_$(c)_init(state$(more));
    return handle;
}

static double $(c)_update(uint32_t handle, $(scalars))
{
    struct fs_$(c) *state = fs_handle_get(handle, $(ordinal));
    if (!state)
        return fs_handle_bad();
    $(update)
}

static int $(c)_valid(const void *state, size_t size)
{
    return fs_$(c)_valid(state, size);
}

]]

local function leaf(p)
  local names = join(p.inputs, function(s) return s.name end)
  local update
  if #p.outputs == 1 then
    update = ("return fs_%s_update(state, %s);"):format(p.c, names)
  else
    update = ("fs_%s_update(state, %s, %s);\n    return outputs[0];"):format(p.c, names,
      join(p.outputs, function(_, i) return ("&outputs[%d]"):format(i - 1) end))
  end
  return fill(LEAF, {
    c = p.c, ordinal = p.ordinal, update = update, params = text.params(p),
    names = join(p.params, function(q) return q.name end),
    more = text.after(p.params, function(q) return q.name end),
    scalars = join(p.inputs, function(s) return "double " .. s.name end),
  })
end

local function c_source(list)
  local out = { '/* Generated from core/compute/describe/; do not edit. */\n#include "script/compute_face.h"\n\n'
    .. '#include "compute/forms.h"\n#include "script/handles.h"\n\n' }
  local seen = {}
  for _, p in ipairs(list) do
    if not p.form and not seen[p.folder .. p.header] then out[#out + 1] = ('#include "compute/%s/%s.h"\n'):format(p.folder, p.header) end
    seen[p.folder .. p.header] = true
  end
  out[#out + 1] = "\n/* Of the one thread that runs scripts in this process. */\nstatic double outputs[8];\n\n"
  for _, p in ipairs(list) do out[#out + 1] = leaf(p) end
  out[#out + 1] = "/* By ordinal. */\nstatic const struct fs_handle_kind kinds[] = {\n"
  for _, p in ipairs(list) do
    out[#out + 1] = ("    [%d] = {%d, %s_valid},\n"):format(p.ordinal, p.state, p.c)
  end
  local functions = { "static void (*const functions[])(void) = {\n" }
  for _, p in ipairs(list) do
    functions[#functions + 1] = ("    (void (*)(void))fs_%s, (void (*)(void))%s_new, (void (*)(void))%s_update,\n"):format(p.c, p.c, p.c)
  end
  functions[#functions + 1] = "};\n"
  out[#out + 1] = ([[
};

static size_t save(uint32_t handle, void *bytes, size_t size)
{
    return fs_handle_save(handle, kinds, bytes, size);
}

static uint32_t restore(const char *bytes, size_t size, int32_t *ordinal)
{
    return fs_handle_restore(bytes, size, kinds, sizeof kinds / sizeof *kinds, ordinal);
}

%s
const struct fs_face *fs_face_table(void)
{
    static const struct fs_face face = {
        .size = sizeof face,
        .fingerprint = %su,
        .outputs = outputs,
        .fault = fs_handle_fault,
        .save = save,
        .restore = restore,
        .functions = functions,
]]):format(table.concat(functions), fingerprint(list))
  out[#out + 1] = "    };\n    return &face;\n}\n"
  return table.concat(out)
end

local LUA = [==[
-- Generated from core/compute/describe/; do not edit. The contract is at the top of generate.lua.
local ffi = require "ffi"
local select, type, error, tostring = select, type, error, tostring

ffi.cdef [[
struct fs_face {
$(members)};
]]

-- Level 3 is the script: it called the face, the face called the check.
local function bad(argument, name, what, level)
  error(("bad argument #%d to '%s' (%s)"):format(argument, name, what), (level or 3) + 1)
end

local function shown(v)
  if v == nil then return "missing" end
  if type(v) == "string" then return "'" .. v:sub(1, 32) .. "'" end
  if type(v) == "number" then return ("%.14g"):format(v) end
  return "a " .. type(v)
end

local function check_int(v, default, argument, name, param, min, max)
  if v == nil and default then return default end
  if type(v) == "number" and v >= min and v <= max and v % 1 == 0 then return v end
  bad(argument, name, ("%s is %s; expected an integer from %.14g to %.14g"):format(param, shown(v), min, max), 3)
end

local function check_number(v, default, argument, name, param, min, max)
  if v == nil and default then return default end
  if type(v) == "number" and v >= min and v <= max then return v end
  bad(argument, name, ("%s is %s; expected a number from %.14g to %.14g"):format(param, shown(v), min, max), 3)
end

local function check_choice(v, default, argument, name, param, choices, expected)
  if v == nil and default then return default end
  local index = choices[v]
  if index then return index end
  bad(argument, name, ("%s is %s; expected %s"):format(param, shown(v), expected), 3)
end

local function check_count(count, most, name)
  if count > most then bad(most + 1, name, ("it takes at most %d here"):format(most), 3) end
end

local function check_value(v, argument, name)
  if type(v) ~= "number" then bad(argument, name, "number expected, got " .. (v == nil and "nothing" or type(v)), 3) end
end

-- The value of a bar's field, where a stream was given a bar.
local function bar_value(bar, field, name)
  local kind = type(bar)
  local v
  if kind == "table" or kind == "cdata" or kind == "userdata" then v = bar[field] end
  if type(v) ~= "number" then
    bad(1, name, "number or bar expected, got " .. (bar == nil and "nothing" or kind), 3)
  end
  return v
end

-- What the text of every function begins with.
local HEAD = [[
local S = ...
local ffi, F, outputs, series_ptr, series_new, bad, bar_value = S.ffi, S.F, S.outputs, S.series_ptr, S.series_new, S.bad, S.bar_value
local check_int, check_number, check_choice, check_count, check_value = S.check_int, S.check_number, S.check_choice, S.check_count, S.check_value
local check_fault, check_new, check_status, check_length = S.check_fault, S.check_new, S.check_status, S.check_length
local wrap, ctypes, names = S.wrap, S.ctypes, S.names
local select, type = select, type
]]

local chunks = {
$(chunks)}
local by_ordinal = { $(ordinals) }

local function install(runtime, pointer)
  local F = ffi.cast("const struct fs_face *", pointer)
  if F.size ~= ffi.sizeof("struct fs_face") or F.fingerprint ~= $(fingerprint) then
    error("compute_face.lua and the program were built from different descriptions; build again", 0)
  end
  local outputs = F.outputs
  local series_ptr, series_new = runtime.series_ptr, runtime.series_new
  local take_fault, save, restore = F.fault, F.save, F.restore
  local modules, wrap, ctypes, names = $(modules), {}, {}, {}
  local made = {} -- functions by name, once they were called

  -- Called when an update gave NaN, which is also what a bad handle gives.
  local function check_fault(name)
    if take_fault() ~= 0 then
      error(("bad argument #0 to '%s' (this stream is no longer there: it belonged to a run that has ended)"):format(name), 3)
    end
  end

  local function check_new(handle, name)
    if handle == 0 then
      take_fault()
      error(("'%s': no memory for another stream"):format(name), 3)
    end
    return handle
  end

  local function check_status(status, name)
    if status ~= 0 then error(("'%s' failed with status %d"):format(name, status), 3) end
  end

  local function check_length(length, first, argument, name)
    if length ~= first then
      bad(argument, name, ("a series of %d values; the first has %d"):format(tonumber(length), tonumber(first)), 3)
    end
  end

  local shared = { ffi = ffi, F = F, outputs = outputs, series_ptr = series_ptr, series_new = series_new, bad = bad, bar_value = bar_value,
    check_int = check_int, check_number = check_number, check_choice = check_choice, check_count = check_count,
    check_value = check_value, check_fault = check_fault, check_new = check_new, check_status = check_status,
    check_length = check_length, wrap = wrap, ctypes = ctypes, names = names }
  local function resolve(full)
    local f = made[full]
    if not f then
      f = assert(loadstring(HEAD .. chunks[full], "=[compute]"))(shared)
      made[full] = f
    end
    return f
  end
  -- A function that is compiled when it is first called: most scripts use a few of them.
  local function later(full)
    local f
    return function(...)
      if not f then f = resolve(full) end
      return f(...)
    end
  end
$(places)
  local function kind(v)
    if type(v) == "cdata" then
      for i = 1, #ctypes do
        if ffi.istype(ctypes[i], v) then return names[i] end
      end
    end
    return nil
  end

  local function save_stream(v)
    if not kind(v) then bad(1, "save", "stream expected, got " .. type(v)) end
    local size = save(v.id, nil, 0)
    if size == 0 then
      take_fault()
      bad(1, "save", "this stream is no longer there")
    end
    local bytes = ffi.new("char[?]", size)
    save(v.id, bytes, size)
    return ffi.string(bytes, size)
  end

  local function restore_stream(bytes)
    local ordinal = ffi.new("int32_t[1]")
    local handle = restore(bytes, #bytes, ordinal)
    if handle == 0 then
      take_fault()
      return nil, "no saved stream of this version"
    end
    resolve(by_ordinal[ordinal[0]])
    return wrap[ordinal[0]](handle)
  end

  return { modules = modules, kind = kind, save = save_stream, restore = restore_stream }
end

return install
]==]

-- The call that checks argument `position` as parameter q.
local function check(p, q, position)
  local default = q.default_index and ("p%d"):format(q.default_index)
    or (q.default_number and text.number(q.default_number)) or "nil"
  if q.type == "choice" then
    return ("check_choice(a%d, %s, %d, %q, %q, %s_choices, %q)"):format(position, default, position, p.full, q.name,
      q.name, text.expected(q))
  end
  return ("check_%s(a%d, %s, %d, %q, %q, %s, %s)"):format(q.type, position, default, position, p.full, q.name,
    text.number(q.min), text.number(q.max))
end

local PRIMITIVE = [[
-- $(full): $(title)
    local series = ffi.cast("int (*)($(series_type))", F.functions[$(at)])
    local new = ffi.cast("uint32_t (*)($(new_type))", F.functions[$(at) + 1])
    local update = ffi.cast("double (*)(uint32_t, $(update_type))", F.functions[$(at) + 2])
    ffi.cdef "struct fs_stream_$(c) { const uint32_t id; };"
$(choices)    local stream = ffi.metatype("struct fs_stream_$(c)", {
      __index = {
        update = function(self, $(inputs))
$(update)        end,
      },
      __tostring = function() return "$(full) stream" end,
    })
    ctypes[#ctypes + 1], names[#ctypes + 1], wrap[$(ordinal)] = stream, "$(full)", stream
    local function f(...)
      local count = select("#", ...)
      local $(arguments) = ...
      local x1, length = series_ptr(a1)
      if x1 then
        check_count(count, $(most), "$(full)")
$(series)      end
      if not ($(stream_start)) then
        bad(1, "$(full)", "series$(or_first) expected, got " .. (count == 0 and "nothing" or type(a1)), 2)
      end
      check_count(count, $(params), "$(full)")
$(checks)      return stream(check_new(new($(param_names)), "$(full)"))
    end
    return f
]]

local function update_body(p)
  local out = {}
  local name = p.full .. ":update"
  local first = p.inputs[1]
  out[#out + 1] = ("          if type(%s) ~= \"number\" then\n"):format(first.name)
  if #p.inputs > 1 then out[#out + 1] = ("            local bar = %s\n"):format(first.name) end
  for _, s in ipairs(p.inputs) do
    out[#out + 1] = ("            %s = bar_value(%s, %q, %q)\n"):format(s.name, #p.inputs > 1 and "bar" or s.name, s.field, name)
  end
  if #p.inputs > 1 then
    out[#out + 1] = "          else\n"
    for i = 2, #p.inputs do
      out[#out + 1] = ("            check_value(%s, %d, %q)\n"):format(p.inputs[i].name, i, name)
    end
  end
  out[#out + 1] = "          end\n"
  out[#out + 1] = ("          local y = update(self.id, %s)\n          if y ~= y then check_fault(%q) end\n"):format(
    join(p.inputs, function(s) return s.name end), name)
  out[#out + 1] = "          return y" .. ((#p.outputs > 1) and ", " .. join({ unpack(p.outputs, 2) },
    function(_, i) return ("outputs[%d]"):format(i) end) or "") .. "\n"
  return table.concat(out)
end

local function series_body(p)
  local out, inputs = {}, #p.inputs
  for i = 2, inputs do
    out[#out + 1] = ("        local x%d, length%d = series_ptr(a%d)\n        if not x%d then\n"):format(i, i, i, i)
    out[#out + 1] = ("          bad(%d, %q, \"series expected, got \" .. (a%d == nil and \"nothing\" or type(a%d)), 2)\n        end\n"):format(
      i, p.full, i, i)
    out[#out + 1] = ("        check_length(length%d, length, %d, %q)\n"):format(i, i, p.full)
  end
  for i, q in ipairs(p.params) do
    out[#out + 1] = ("        local p%d = %s\n"):format(i, check(p, q, inputs + i))
  end
  for i in ipairs(p.outputs) do
    out[#out + 1] = ("        local o%d, y%d = series_new(length)\n"):format(i, i)
  end
  out[#out + 1] = ("        check_status(series(%s, length%s, %s), %q)\n"):format(
    join(p.inputs, function(_, i) return "x" .. i end), text.after(p.params, function(_, i) return "p" .. i end),
    join(p.outputs, function(_, i) return "y" .. i end), p.full)
  out[#out + 1] = "        return " .. join(p.outputs, function(_, i) return "o" .. i end) .. "\n"
  return table.concat(out)
end

local function primitive(p, position)
  local most = #p.inputs + #p.params
  local numbers = {}
  for i = 1, most do numbers[i] = "a" .. i end
  local first = p.params[1]
  local wanted = first and (first.type == "choice" and "string" or "number")
  local start = {}
  if p.all_optional then start[#start + 1] = "count == 0" end
  if wanted then start[#start + 1] = ("type(a1) == %q"):format(wanted) end
  local choices = {}
  for _, q in ipairs(p.params) do
    if q.type == "choice" then
      choices[#choices + 1] = ("    local %s_choices = { %s }\n"):format(q.name,
        join(q.choices, function(c, i) return ("[%q] = %d"):format(c, i - 1) end))
    end
  end
  return fill(PRIMITIVE, {
    full = p.full, title = p.title, c = p.c, ordinal = p.ordinal, most = most, params = #p.params,
    choices = table.concat(choices), inputs = join(p.inputs, function(s) return s.name end),
    update = update_body(p), arguments = table.concat(numbers, ", "), series = series_body(p),
    stream_start = table.concat(start, " or "), or_first = wanted and " or " .. wanted or "",
    checks = join(p.params, function(q, i) return ("      local p%d = %s\n"):format(i, check(p, q, i)) end, ""),
    param_names = join(p.params, function(_, i) return "p" .. i end), at = (position - 1) * 3,
    series_type = text.prototypes(p)[1][3], new_type = text.params(p),
    update_type = join(p.inputs, function() return "double" end),
  })
end

return function(list)
  local modules, seen, chunks, places, ordinals = {}, {}, {}, {}, {}
  for i, p in ipairs(list) do
    chunks[i] = ("[%q] = [=[\n%s]=],\n"):format(p.full, primitive(p, i))
    ordinals[i] = ("[%d] = %q"):format(p.ordinal, p.full)
    for j, place in ipairs { p, unpack(p.also) } do
      if not seen[place.module] then modules[#modules + 1] = place.module .. " = {}" end
      seen[place.module] = true
      places[#places + 1] = j == 1 and ("  modules.%s.%s = later %q\n"):format(place.module, place.name, p.full)
        or ("  modules.%s.%s = modules.%s.%s\n"):format(place.module, place.name, p.module, p.name)
    end
  end
  return {
    ["generated/script/compute_face.h"] = fill(C_HEADER, { members = MEMBERS }),
    ["generated/script/compute_face.c"] = c_source(list),
    ["generated/script/compute_face.lua"] = fill(LUA, {
      members = MEMBERS, fingerprint = fingerprint(list), modules = "{ " .. table.concat(modules, ", ") .. " }",
      chunks = table.concat(chunks), ordinals = table.concat(ordinals, ", "), places = table.concat(places),
    }),
  }
end
