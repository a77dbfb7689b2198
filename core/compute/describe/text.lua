-- Pieces of text that the emitters share.
local text = {}

-- Replaces $(name) by values[name]; a missing value is an error.
function text.fill(template, values)
  return (template:gsub("%$%(([%w_]+)%)", function(name)
    local value = values[name]
    if value == nil then error("no value for $(" .. name .. ")", 3) end
    return tostring(value)
  end))
end

-- "a, b, c" of f(item, index) for every item.
function text.join(items, f, separator)
  local out = {}
  for i, item in ipairs(items) do out[i] = f(item, i) end
  return table.concat(out, separator or ", ")
end

-- Arguments that go after others: ", a, b" or "".
function text.after(items, f)
  return #items == 0 and "" or ", " .. text.join(items, f)
end

-- "int32_t period, double nbdev" or "void".
function text.params(p)
  return #p.params == 0 and "void" or text.join(p.params, function(q) return q.ctype .. " " .. q.name end)
end

-- A number as C and Lua read it.
function text.number(x)
  if x == math.floor(x) and math.abs(x) < 2 ^ 53 then return ("%d"):format(x) end
  for digits = 15, 16 do
    local short = ("%." .. digits .. "g"):format(x)
    if tonumber(short) == x then return short end
  end
  return ("%.17g"):format(x)
end

-- What a parameter must be, as errors say it.
function text.expected(q)
  if q.type == "choice" then
    return "one of " .. text.join(q.choices, function(c) return "'" .. c .. "'" end)
  end
  return ("%s from %s to %s"):format(q.type == "int" and "an integer" or "a number", text.number(q.min), text.number(q.max))
end

-- Breaks prose at 100 columns, every line with a prefix.
function text.wrap(prose, prefix, width)
  local lines, line = {}, ""
  for word in prose:gmatch("%S+") do
    if #line > 0 and #prefix + #line + 1 + #word > (width or 100) then
      lines[#lines + 1] = prefix .. line
      line = ""
    end
    line = #line > 0 and line .. " " .. word or word
  end
  lines[#lines + 1] = prefix .. line
  return table.concat(lines, "\n")
end

-- The C prototypes of a primitive: name -> { result, arguments }.
function text.prototypes(p)
  local params = text.after(p.params, function(q) return q.ctype .. " " .. q.name end)
  local arrays = text.join(p.inputs, function(s) return "const double *" .. s.name end)
  local outs = text.join(p.outputs, function(s) return "double *" .. s.name end)
  local scalars = text.join(p.inputs, function(s) return "double " .. s.name end)
  local several = #p.outputs > 1
  return {
    { "", "int", arrays .. ", size_t length" .. params .. ", " .. outs },
    { "_lookback", "int32_t", text.params(p) },
    { "_size", "size_t", text.params(p) },
    { "_init", "int", ("struct fs_%s *state%s"):format(p.c, params) },
    { "_update", several and "void" or "double",
      ("struct fs_%s *state, %s%s"):format(p.c, scalars, several and ", " .. outs or "") },
    { "_valid", "int", ("const struct fs_%s *state, size_t size"):format(p.c) },
  }
end

return text
