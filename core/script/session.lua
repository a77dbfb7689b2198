-- session.lua: the chunks of a shell, in one environment.
local host = ...
local errors = host.use "errors"
local loader = host.use "loader"
local sandbox = host.use "sandbox"
local show = host.use "show"
local frame = host.use "frame"
local series = host.use "series"
local session = {}
local env

local function environment()
  if not env then
    env = loader.script("shell.lua", "", "study", nil, true).env
    ---help([value or name]): says what a function, a library or a value can do; without an argument what there is.
    env.help = function(...)
      host.print(host.use("help").text(select("#", ...), (...)) .. "\n")
    end
    env.plot = function(v, options) host.print(host.use("plot").text(v, options) .. "\n") end
  end
  return env
end

-- Is the message that of a chunk which only lacks its end?
local function unfinished(message)
  return message:find("near '<eof>'", 1, true) ~= nil
end

-- "done", text of the values; "more"; raises.
function session.eval(text)
  local name = errors.script "shell"
  local fn, as_expression = load("return " .. text, name, "t", environment())
  if not fn then
    local problem
    fn, problem = load(text, name, "t", environment())
    if not fn then
      if unfinished(problem) or unfinished(as_expression) then return "more" end
      errors.raise("script", errors.text(problem))
    end
  end
  host.enter("shell", "shell")
  local function collect(...)
    local shown = {}
    for i = 1, select("#", ...) do shown[i] = show.value((select(i, ...))) end
    return #shown > 0 and table.concat(shown, "\n") or nil
  end
  local shown = collect(fn())
  host.leave()
  local name_made = not shown and text:match "^%s*local%s+([%a_][%w_]*)%s*=[^\n]*\n?$"
  if name_made then shown = ("(a local ends with its line; write %s = ... to keep it)"):format(name_made) end
  return "done", shown
end

local function members(value)
  local list = {}
  local real = type(value) == "table" and (sandbox.contents(value) or value)
  if real then
    for key in next, real do
      if type(key) == "string" then list[#list + 1] = key end
    end
  elseif host.is_frame(value) then
    for _, name in ipairs((host.frame_columns(value))) do list[#list + 1] = name end
    for name in next, frame.methods do list[#list + 1] = name end
  elseif series.is(value) then
    for name in next, series.methods do list[#list + 1] = name end
  end
  return list
end

-- The names that begin with the last part of a word such as "ta.s" or "f:he".
function session.complete(word)
  local path, separator, start = word:match "^(.-)([%.:]?)([%w_]*)$"
  local list = {}
  if separator == "" then
    for key in next, environment() do list[#list + 1] = key end
    for _, name in ipairs(sandbox.names "study") do list[#list + 1] = name end
  else
    local value = environment()
    for part in path:gmatch "[%w_]+" do
      local ok, inner = pcall(function() return value[part] end)
      if not ok or inner == nil then return {} end
      value = inner
    end
    list = members(value)
  end
  local found, seen = {}, {}
  for _, name in ipairs(list) do
    if type(name) == "string" and name:sub(1, #start) == start and not seen[name] then
      seen[name] = true
      found[#found + 1] = path .. separator .. name
    end
  end
  table.sort(found)
  return found
end

return session
