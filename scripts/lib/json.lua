-- json.lua: values as JSON text, the same to the byte for the same value.
--
-- A table is an object whose keys go in the order of their bytes, or a list where json.list() made it one or its keys are
-- 1..n; an empty table is an object unless json.list() made it. A number that is not finite is null. Numbers have the
-- fewest digits that read back as the same double. "<" is written as \u003c, so that the text may stand in a page.
local utf8 = import "utf8"
local json = {}
local floor, huge = math.floor, math.huge

local lists = {}

-- Marks a table as a list, for when it is empty.
function json.list(t) return setmetatable(t or {}, lists) end

-- The shortest text that reads back as the same number.
local function number(x)
  if x ~= x or x == huge or x == -huge then return "null" end
  if x == floor(x) and x < 1e15 and x > -1e15 then return string.format("%d", x) end
  for digits = 15, 16 do
    local text = string.format("%." .. digits .. "g", x)
    if tonumber(text) == x then return text end
  end
  return string.format("%.17g", x)
end
json.number = number

local ESCAPES = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t", ["<"] = "\\u003c" }

local function text(s)
  return '"' .. utf8.clean(s):gsub('[%z\1-\31"\\<\127]', function(c) return ESCAPES[c] or string.format("\\u%04x", c:byte()) end) .. '"'
end

local put

local function put_list(out, t, n)
  out[#out + 1] = "["
  for i = 1, n do
    if i > 1 then out[#out + 1] = "," end
    put(out, t[i])
  end
  out[#out + 1] = "]"
end

local function put_object(out, t)
  local first = true
  out[#out + 1] = "{"
  for key, value in pairs(t) do
    if not first then out[#out + 1] = "," end
    first = false
    out[#out + 1] = text(tostring(key)) .. ":"
    put(out, value)
  end
  out[#out + 1] = "}"
end

function put(out, v)
  local kind = type(v)
  if kind == "number" then
    out[#out + 1] = number(v)
  elseif kind == "string" then
    out[#out + 1] = text(v)
  elseif kind == "boolean" then
    out[#out + 1] = v and "true" or "false"
  elseif kind == "table" then
    local n = #v
    if n > 0 or getmetatable(v) == lists then put_list(out, v, n) else put_object(out, v) end
  else
    out[#out + 1] = "null"
  end
end

-- The text of a value.
function json.encode(value)
  local out = {}
  put(out, value)
  return table.concat(out)
end

return json
