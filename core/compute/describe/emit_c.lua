-- The plugins' function table, its implementation, and the table of entries.
local text = require "text"
local fill, join = text.fill, text.join

local HEADER = [[
/*
 * compute.h: the compute primitives as plugins call them.
 *
 * Generated from core/compute/describe/; do not edit. Part of the stable plugin ABI: functions are only ever appended.
 * A function is there when its offset lies below struct_size.
 *
 * All functions are pure and may be called from any thread. The whole-series form takes arrays of `length` values,
 * oldest first, and fills outputs of the same length, NaN where there is no value yet; outputs must not overlap inputs
 * or each other; it returns FS_COMPUTE_OK or a negative status. The streaming form gives the same values bit for bit:
 * allocate <name>_size(parameters) bytes aligned to 8 (0 means a parameter out of range), call <name>_init(), then
 * <name>_update() for each value. A stream's state is plain data and may be copied. Missing values are NaN, infinities
 * and magnitudes from 2^480; the reference (docs/reference/compute.md) says what they do.
 */
#ifndef FINSMART_COMPUTE_API_H
#define FINSMART_COMPUTE_API_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define FS_COMPUTE_TABLE_OK        0
#define FS_COMPUTE_TABLE_NULL      (-1) /* a pointer is NULL */
#define FS_COMPUTE_TABLE_PARAMETER (-2) /* a parameter is out of its range */
#define FS_COMPUTE_TABLE_OVERLAP   (-3) /* an output overlaps another array */

/* States of streams. */
$(states)

struct fs_compute_table {
    uint32_t struct_size; /* bytes of this table in the host */
    uint32_t count;       /* primitives in it */
    const char *(*status_text)(int status);
$(members)};

#ifdef __cplusplus
}
#endif

#endif
]]

local function header(list)
  local members = {}
  for _, p in ipairs(list) do
    members[#members + 1] = text.wrap(("%s: %s. %s"):format(p.full, p.title, p.formula:gsub("\n", "; ")), "     * ")
      :gsub("^     %* ", "\n    /* ") .. " */\n"
    for _, prototype in ipairs(text.prototypes(p)) do
      members[#members + 1] = ("    %s%s(*%s%s)(%s);\n"):format(prototype[2], " ", p.c, prototype[1], prototype[3])
    end
  end
  return fill(HEADER, {
    states = join(list, function(p) return "struct fs_" .. p.c .. ";" end, "\n"),
    members = table.concat(members),
  })
end

local ENTRY = [[
static int $(c)_series(const double *const *in, size_t length, const double *p, double *const *out)
{
    (void)p;
    return fs_$(c)($(in_arrays), length$(args), $(out_arrays));
}

static int32_t $(c)_lookback(const double *p)
{
    (void)p;
    return fs_$(c)_lookback($(args0));
}

static int32_t $(c)_lookback_described(const double *p)
{
$(locals)    (void)p;
    return (int32_t)($(lookback));
}

static size_t $(c)_size(const double *p)
{
    (void)p;
    return fs_$(c)_size($(args0));
}

static int $(c)_init(void *state, const double *p)
{
    (void)p;
    return fs_$(c)_init(state$(args));
}

static void $(c)_update(void *state, const double *in, double *out)
{
    $(update);
}

static int $(c)_valid(const void *state, size_t size)
{
    return fs_$(c)_valid(state, size);
}

]]

local function entry(p)
  local function arg(q, i) return ("(%s)p[%d]"):format(q.ctype, i - 1) end
  local scalars = join(p.inputs, function(_, i) return ("in[%d]"):format(i - 1) end)
  local update = #p.outputs == 1 and ("out[0] = fs_%s_update(state, %s)"):format(p.c, scalars)
    or ("fs_%s_update(state, %s, %s)"):format(p.c, scalars, join(p.outputs, function(_, i) return ("&out[%d]"):format(i - 1) end))
  local params = #p.params == 0 and "" or ("static const struct fs_compute_param %s_params[] = {\n%s};\n\n"):format(p.c,
    join(p.params, function(q)
      return ("    {%q, %d, %s, %s, %s},\n"):format(q.name, q.type == "number" and 0 or 1, text.number(q.min),
        text.number(q.max), q.default_number and text.number(q.default_number) or "NAN")
    end, ""))
  return params .. fill(ENTRY, {
    c = p.c, args = text.after(p.params, arg), args0 = join(p.params, arg), lookback = p.lookback, update = update,
    in_arrays = scalars, out_arrays = join(p.outputs, function(_, i) return ("out[%d]"):format(i - 1) end),
    locals = join(p.params, function(q, i)
      return ("    %s %s = %s;\n    (void)%s;\n"):format(q.ctype, q.name, arg(q, i), q.name)
    end, ""),
  })
end

local function implementation(list)
  local out = { "/* Generated from core/compute/describe/; do not edit. An initialiser that the compiler refuses means that a\n"
    .. " * header and its description differ. */\n#include \"compute/entry.h\"\n#include \"compute/forms.h\"\n\n#include <finsmart/compute.h>\n\n" }
  local seen = {}
  for _, p in ipairs(list) do
    if not p.form and not seen[p.folder .. p.header] then out[#out + 1] = ('#include "compute/%s/%s.h"\n'):format(p.folder, p.header) end
    seen[p.folder .. p.header] = true
  end
  out[#out + 1] = "\nconst struct fs_compute_table *fs_compute_table(void)\n{\n"
    .. "    static const struct fs_compute_table table = {\n        .struct_size = sizeof table,\n"
    .. ("        .count = %d,\n        .status_text = fs_compute_strerror,\n"):format(#list)
  for _, p in ipairs(list) do
    for _, prototype in ipairs(text.prototypes(p)) do
      out[#out + 1] = ("        .%s%s = fs_%s%s,\n"):format(p.c, prototype[1], p.c, prototype[1])
    end
  end
  out[#out + 1] = "    };\n    return &table;\n}\n\n"
  for _, p in ipairs(list) do out[#out + 1] = entry(p) end
  out[#out + 1] = "const struct fs_compute_entry *fs_compute_entries(size_t *count)\n{\n"
    .. "    static const struct fs_compute_entry entries[] = {\n"
  for _, p in ipairs(list) do
    out[#out + 1] = ("        {%q, %q, %d, %d, %d, %d, %s, {%s}, %s},\n"):format(p.full, p.c, #p.inputs, #p.params, #p.outputs,
      p.missing == "skip" and 1 or 0, #p.params == 0 and "NULL" or p.c .. "_params",
      join(p.inputs, function(s) return ("%q"):format(s.field) end),
      join({ "series", "lookback", "lookback_described", "size", "init", "update", "valid" },
        function(f) return p.c .. "_" .. f end))
  end
  out[#out + 1] = "    };\n    *count = sizeof entries / sizeof *entries;\n    return entries;\n}\n"
  return table.concat(out)
end

return function(list)
  return { ["api/finsmart/compute.h"] = header(list), ["generated/compute/entries.c"] = implementation(list) }
end
