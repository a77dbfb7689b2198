-- The functions of indicators that say `form`: all that follows from the description, around what their header has inline.
local text = require "text"
local fill, join = text.fill, text.join

-- The condition under which the parameters are in their ranges.
local function ranges(p)
  if #p.params == 0 then return "1" end
  return join(p.params, function(q)
    return ("%s >= %s && %s <= %s"):format(q.name, text.number(q.min), q.name, text.number(q.max))
  end, " && ")
end

local BOTH = [[
int32_t fs_$(c)_lookback($(params))
{
    return $(ranges) ? (int32_t)($(lookback)) : -1;
}

]]

local STEP = [[
size_t fs_$(c)_size($(params))
{
    return $(ranges) ? sizeof(struct fs_$(c))$(memory) : 0;
}

int fs_$(c)_init(struct fs_$(c) *state$(more))
{
    if (!($(ranges)))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    memset(state, 0, fs_$(c)_size($(names)));
    fs_$(c)_start(state$(pass));
    return FS_COMPUTE_OK;
}

$(result) fs_$(c)_update(struct fs_$(c) *state, $(scalars))
{
    $(give)fs_$(c)_push(state, $(values));
}

int fs_$(c)_valid(const struct fs_$(c) *state, size_t size)
{
    return size >= sizeof *state && size == sizeof *state + $(behind) && fs_$(c)_sane(state);
}

]]

-- How every series form begins.
local SERIES = [[
int fs_$(c)($(arrays), size_t length$(more), $(outs))
{
    if (!($(ranges)))
        return FS_COMPUTE_PARAMETER;
    int status = fs_compute_arrays((const double *const[]){$(all)}, $(count), $(outputs), length);
    if (status != FS_COMPUTE_OK)
        return status;
]]

local STEP_SERIES = SERIES .. [[
    struct fs_$(c) state;
    memset(&state, 0, sizeof state);
    fs_$(c)_start(&state$(pass));
    for (size_t i = 0; i < length; i++)
        $(push);
    return FS_COMPUTE_OK;
}

]]

-- The state has memory behind it, which the series form must find for itself.
local MEMORY_SERIES = SERIES .. [[
    struct fs_$(c) *state = malloc(fs_$(c)_size($(names)));
    if (!state)
        return FS_COMPUTE_MEMORY;
    fs_$(c)_init(state$(pass));
    for (size_t i = 0; i < length; i++)
        $(push_pointer);
    free(state);
    return FS_COMPUTE_OK;
}

]]

-- What a window says (core/compute/stats/window_kernel.h).
local KERNEL_SERIES = SERIES .. [[
    struct fs_window_job job = {$(job), .stride = 1, .period = period, .out = $(out)};
    return fs_window_series($(series), job, length);
}

]]

local WINDOW = [[
size_t fs_$(c)_size($(params))
{
    return $(ranges) ? fs_window_size(sizeof(struct fs_$(c))$(memory), $(inputs), (int32_t)($(window))) : 0;
}

int fs_$(c)_init(struct fs_$(c) *state$(more))
{
    if (!($(ranges)))
        return FS_COMPUTE_PARAMETER;
    if (!state)
        return FS_COMPUTE_NULL;
    memset(state, 0, fs_$(c)_size($(names)));
    fs_$(c)_start(state$(pass));
    fs_window_of(state, sizeof *state$(more_behind))->length = (int32_t)($(window));
    return FS_COMPUTE_OK;
}

$(result) fs_$(c)_update(struct fs_$(c) *state, $(scalars))
{
    struct fs_window *window = fs_window_of(state, sizeof *state$(more_behind));
    const double *newest = fs_window_put(window, $(inputs), (const double[]){$(input_names)});
    $(give)fs_$(c)_push(state, $(views), window->there$(out_names));
}

int fs_$(c)_valid(const struct fs_$(c) *state, size_t size)
{
    return $(whole)fs_window_valid(state, sizeof *state$(more_behind), $(inputs), size) &&
           fs_$(c)_sane(state, fs_window_of_const(state, sizeof *state$(more_behind))->length);
}

]]

local WINDOW_SERIES = SERIES .. [[
    struct fs_$(c) state;
    memset(&state, 0, sizeof state);
    fs_$(c)_start(&state$(pass));
    int32_t window = (int32_t)($(window));
    for (size_t i = 0; i < length; i++) {
        int32_t there = i < (size_t)window ? (int32_t)i + 1 : window;
        $(push);
    }
    return FS_COMPUTE_OK;
}

]]

local function functions(p)
  local several = #p.outputs > 1
  local outs = join(p.outputs, function(s) return "double *" .. s.name end)
  local out_names = several and ", " .. join(p.outputs, function(s) return s.name end) or ""
  local at = join(p.inputs, function(s) return s.name .. (p.form == "window" and " + i" or "[i]") end)
    .. (p.form == "window" and ", there" or "")
  local push = several
    and ("fs_%s_push(&state, %s, %s)"):format(p.c, at, join(p.outputs, function(s) return "&" .. s.name .. "[i]" end))
    or ("%s[i] = fs_%s_push(&state, %s)"):format(p.outputs[1].name, p.c, at)
  local all = {}
  for _, s in ipairs(p.inputs) do all[#all + 1] = s.name end
  for _, s in ipairs(p.outputs) do all[#all + 1] = s.name end
  local values = {
    c = p.c, params = text.params(p), ranges = ranges(p), lookback = p.lookback, window = p.window or "0",
    names = join(p.params, function(q) return q.name end), more = text.after(p.params, function(q) return q.ctype .. " " .. q.name end),
    pass = text.after(p.params, function(q) return q.name end), inputs = #p.inputs, outputs = #p.outputs, count = #all,
    arrays = join(p.inputs, function(s) return "const double *" .. s.name end), outs = outs, all = table.concat(all, ", "),
    scalars = join(p.inputs, function(s) return "double " .. s.name end) .. (several and ", " .. outs or ""),
    result = several and "void" or "double", give = several and "" or "return ",
    values = join(p.inputs, function(s) return s.name end) .. out_names, out_names = out_names, push = push, push_pointer = push:gsub("&state", "state"),
    memory = p.memory and (" + (size_t)(%s) * sizeof(double)"):format(p.memory) or "",
    more_behind = p.memory and (" + fs_%s_memory(state) * sizeof(double)"):format(p.c) or "",
    whole = p.memory and "size >= sizeof *state && " or "", out = p.outputs[1].name, series = p.series, job = p.job or "",
    behind = p.memory and ("fs_%s_memory(state) * sizeof(double)"):format(p.c) or "0",
    input_names = join(p.inputs, function(s) return s.name end),
    views = join(p.inputs, function(_, i) return i == 1 and "newest" or ("newest + %d * (size_t)window->length * 2"):format(i - 1) end),
  }
  local out = fill(BOTH, values) .. fill(p.form == "window" and WINDOW or STEP, values)
  if p.series and p.series ~= "own" then out = out .. fill(KERNEL_SERIES, values) end
  if not p.series then out = out .. fill(p.form == "window" and WINDOW_SERIES or p.memory and MEMORY_SERIES or STEP_SERIES, values) end
  return out
end

return function(list)
  local header = { [[
/* Generated from core/compute/describe/; do not edit. The indicators whose functions are generated around an inline step
 * (core/compute/form.h); docs/reference/compute.md tells each. */
#ifndef FINSMART_COMPUTE_FORMS_H
#define FINSMART_COMPUTE_FORMS_H

#include <stddef.h>
#include <stdint.h>

]] }
  local source = { "/* Generated from core/compute/describe/; do not edit. */\n#include \"compute/forms.h\"\n\n"
    .. "#include \"compute/form.h\"\n#include \"compute/stats/window_kernel.h\"\n#include \"compute/status.h\"\n\n" }
  local seen, bodies = {}, {}
  for _, p in ipairs(list) do
    if p.form then
      header[#header + 1] = ("/* %s */\nstruct fs_%s;\n"):format(p.title, p.c)
      for _, prototype in ipairs(text.prototypes(p)) do
        header[#header + 1] = ("%s fs_%s%s(%s);\n"):format(prototype[2], p.c, prototype[1], prototype[3])
      end
      header[#header + 1] = "\n"
      local name = p.folder .. "/" .. p.header
      if not seen[name] then source[#source + 1] = ('#include "compute/%s.h"\n'):format(name) end
      seen[name] = true
      bodies[#bodies + 1] = functions(p)
    end
  end
  header[#header + 1] = "#endif\n"
  return {
    ["generated/compute/forms.h"] = table.concat(header),
    ["generated/compute/forms.c"] = table.concat(source) .. "\n#include <stdlib.h>\n#include <string.h>\n\n" .. table.concat(bodies),
  }
end
