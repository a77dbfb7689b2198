-- show.lua: values as text for a person, in the shell and at the end of a study.
local host = ...
local sandbox = host.use "sandbox"
local series = host.use "series"
local show = {}

local function scalar(v)
  if type(v) == "number" then return series.value_text(v, 0) end
  return sandbox.tostring(v)
end

-- Lines of a table, indented; nested tables below their name.
local function lines(value, indent, out, seen)
  local keys, n = sandbox.sorted_keys(value)
  local width = 0
  for i = 1, n do width = math.max(width, math.min(#tostring(keys[i]), 24)) end
  for i = 1, n do
    if i > 200 then
      out[#out + 1] = indent .. ("... %d more"):format(n - 200)
      break
    end
    local key, v = tostring(keys[i]), value[keys[i]]
    local label = indent .. key .. (" "):rep(width - #key) .. "  "
    if host.is_frame(v) then
      out[#out + 1] = indent .. key
      out[#out + 1] = indent .. "  " .. (tostring(v):gsub("\n", "\n" .. indent .. "  "))
    elseif type(v) == "table" and getmetatable(v) == nil then
      if seen[v] or #indent > 40 then
        out[#out + 1] = label .. "..."
      elseif next(v) == nil then
        out[#out + 1] = label .. "{}"
      else
        seen[v] = true
        out[#out + 1] = indent .. key
        lines(v, indent .. "  ", out, seen)
        seen[v] = nil
      end
    else
      out[#out + 1] = label .. scalar(v)
    end
  end
end

-- What a study returned.
function show.result(v)
  if type(v) ~= "table" or getmetatable(v) ~= nil then return scalar(v) end
  local out = {}
  lines(v, "", out, { [v] = true })
  return #out > 0 and table.concat(out, "\n") or "{}"
end

-- What a line of the shell gave: texts in quotes, so that "1" and 1 differ.
function show.value(v)
  if type(v) == "string" then return ("%q"):format(v) end
  return show.result(v)
end

return show
