-- The face for rules, whose JIT is off: C functions of Lua. A stream is a full userdata that holds the state itself.
local text = require "text"
local fill, join = text.fill, text.join

local PRIMITIVE = [[
/* $(full): $(title) */
$(tables)static int $(c)_update(lua_State *L)
{
    struct fs_$(c) *state = lua_touserdata(L, 1);
    if (!state || !lua_getmetatable(L, 1) || !lua_rawequal(L, -1, lua_upvalueindex(1)))
        fs_bind_bad(L, 0, "$(full):update", "stream expected, got %s; write stream:update(...)", fs_bind_type(L, 1));
    lua_pop(L, 1);
$(update)    return $(outputs);
}

static int $(c)_call(lua_State *L)
{
    const struct fs_series_bridge *bridge = lua_touserdata(L, lua_upvalueindex(1));
    size_t length;
    const double *x1 = bridge->get(L, 1, &length);
    if (x1) {
        fs_bind_count(L, $(most), "$(full)");
$(series)        return $(outputs);
    }
    if (!($(stream_start)))
        fs_bind_bad(L, 1, "$(full)", "series$(or_first) expected, got %s", lua_gettop(L) ? luaL_typename(L, 1) : "nothing");
    fs_bind_count(L, $(params), "$(full)");
$(checks)    fs_$(c)_init(lua_newuserdata(L, fs_$(c)_size($(param_names)))$(more));
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_setmetatable(L, -2);
    return 1;
}

]]

local function check(p, q, position)
  local standard = "NULL"
  if q.default_index then standard = ("&standard%d"):format(q.default_index)
  elseif q.default_number then standard = ("&(const double){%s}"):format(text.number(q.default_number)) end
  if q.type == "choice" then
    return ("fs_bind_choice(L, %d, %q, %q, %s_%s_choices, %q, %s)"):format(position, p.full, q.name, p.c, q.name,
      text.expected(q), standard)
  end
  return ("fs_bind_%s(L, %d, %q, %q, %s, %s, %s)"):format(q.type, position, p.full, q.name, text.number(q.min),
    text.number(q.max), standard)
end

-- Declarations of p1, p2, ... checked from stack index `from`.
local function checks(p, from, indent)
  local used = {}
  for _, q in ipairs(p.params) do
    if q.default_index then used[q.default_index] = true end
  end
  return join(p.params, function(q, i)
    local line = ("%s%s p%d = %s;\n"):format(indent, q.ctype, i, check(p, q, from + i - 1))
    if used[i] then line = line .. ("%sconst double standard%d = (double)p%d;\n"):format(indent, i, i) end
    return line
  end, "")
end

local function update(p)
  local out, inputs = {}, join(p.inputs, function(_, i) return "x" .. i end)
  for i, s in ipairs(p.inputs) do
    out[#out + 1] = ("    double x%d = fs_bind_input(L, %d, \"%s:update\", %q);\n"):format(i, i, p.full, s.field)
  end
  if #p.outputs == 1 then
    out[#out + 1] = ("    lua_pushnumber(L, fs_%s_update(state, %s));\n"):format(p.c, inputs)
  else
    out[#out + 1] = ("    double %s;\n"):format(join(p.outputs, function(_, i) return "y" .. i end))
    out[#out + 1] = ("    fs_%s_update(state, %s, %s);\n"):format(p.c, inputs, join(p.outputs, function(_, i) return "&y" .. i end))
    for i in ipairs(p.outputs) do out[#out + 1] = ("    lua_pushnumber(L, y%d);\n"):format(i) end
  end
  return table.concat(out)
end

local function series(p)
  local out, inputs = {}, #p.inputs
  for i = 2, inputs do
    out[#out + 1] = ([[
        size_t length%d;
        const double *x%d = bridge->get(L, %d, &length%d);
        if (!x%d)
            fs_bind_bad(L, %d, %q, "series expected, got %%s", fs_bind_type(L, %d));
        if (length%d != length)
            fs_bind_bad(L, %d, %q, "a series of %%zu values; the first has %%zu", length%d, length);
]]):format(i, i, i, i, i, i, p.full, i, i, i, p.full, i)
  end
  out[#out + 1] = checks(p, inputs + 1, "        ")
  for i in ipairs(p.outputs) do out[#out + 1] = ("        double *y%d = bridge->push(L, length);\n"):format(i) end
  out[#out + 1] = ("        int status = fs_%s(%s, length%s, %s);\n"):format(p.c,
    join(p.inputs, function(_, i) return "x" .. i end), text.after(p.params, function(_, i) return "p" .. i end),
    join(p.outputs, function(_, i) return "y" .. i end))
  out[#out + 1] = ("        if (status != FS_COMPUTE_OK)\n            luaL_error(L, \"'%s' failed with status %%d\", status);\n"):format(p.full)
  return table.concat(out)
end

local function primitive(p)
  local first = p.params[1]
  local start = {}
  if p.all_optional then start[#start + 1] = "lua_gettop(L) == 0" end
  if first then
    start[#start + 1] = "lua_type(L, 1) == " .. (first.type == "choice" and "LUA_TSTRING" or "LUA_TNUMBER")
  end
  local tables = {}
  for _, q in ipairs(p.params) do
    if q.type == "choice" then
      tables[#tables + 1] = ("static const char *const %s_%s_choices[] = {%s, NULL};\n\n"):format(p.c, q.name,
        join(q.choices, function(c) return ("%q"):format(c) end))
    end
  end
  return fill(PRIMITIVE, {
    full = p.full, title = p.title, c = p.c, tables = table.concat(tables), update = update(p), outputs = #p.outputs,
    most = #p.inputs + #p.params, params = #p.params, series = series(p), stream_start = table.concat(start, " || "),
    or_first = first and (first.type == "choice" and " or string" or " or number") or "", checks = checks(p, 1, "    "),
    param_names = join(p.params, function(_, i) return "p" .. i end),
    more = text.after(p.params, function(_, i) return "p" .. i end),
  })
end

local REST = [[
static int describe_stream(lua_State *L)
{
    lua_pushvalue(L, lua_upvalueindex(1));
    return 1;
}

/* Sets modules[module][name] to the function on top of the stack; the table of modules is below it. */
static void place(lua_State *L, const char *module, const char *name)
{
    lua_getfield(L, -2, module);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_setfield(L, -4, module);
    }
    lua_pushvalue(L, -2);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

/* Pushes the function of a primitive, with the metatable of its streams. */
static void make(lua_State *L, const struct fs_series_bridge *bridge, lua_CFunction call, lua_CFunction update,
                 const char *shown)
{
    /* The same pointer comes back as const in the functions. */
    union {
        const struct fs_series_bridge *in;
        void *out;
    } pointer = {bridge};
    lua_pushlightuserdata(L, pointer.out);
    lua_newtable(L);
    lua_newtable(L);
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, update, 1);
    lua_setfield(L, -2, "update");
    lua_setfield(L, -2, "__index");
    lua_pushstring(L, shown);
    lua_pushcclosure(L, describe_stream, 1);
    lua_setfield(L, -2, "__tostring");
    lua_pushliteral(L, "stream");
    lua_setfield(L, -2, "__metatable");
    lua_pushcclosure(L, call, 2);
}

void fs_bind_compute(lua_State *L, const struct fs_series_bridge *bridge)
{
    lua_newtable(L);
]]

return function(list)
  local out = { '/* Generated from core/compute/describe/; do not edit. */\n#include "script/compute_bindings.h"\n\n'
    .. '#include "compute/forms.h"\n#include "script/bind_check.h"\n\n#include <lauxlib.h>\n\n' }
  local seen = {}
  for _, p in ipairs(list) do
    if not p.form and not seen[p.folder .. p.header] then out[#out + 1] = ('#include "compute/%s/%s.h"\n'):format(p.folder, p.header) end
    seen[p.folder .. p.header] = true
  end
  out[#out + 1] = "\n"
  for _, p in ipairs(list) do out[#out + 1] = primitive(p) end
  out[#out + 1] = REST
  for _, p in ipairs(list) do
    out[#out + 1] = ("    make(L, bridge, %s_call, %s_update, \"%s stream\");\n"):format(p.c, p.c, p.full)
    out[#out + 1] = ("    place(L, %q, %q);\n"):format(p.module, p.name)
    for _, alias in ipairs(p.also) do out[#out + 1] = ("    place(L, %q, %q);\n"):format(alias.module, alias.name) end
    out[#out + 1] = "    lua_pop(L, 1);\n"
  end
  out[#out + 1] = "}\n"
  return { ["generated/script/compute_bindings.c"] = table.concat(out) }
end
