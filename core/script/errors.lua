-- errors.lua: what an analyst sees of an error: file, line, message, and what was being done.
--
-- Trusted files raise texts without a position through fail(); the handler adds that of the script's line.
local host = ...
local errors = {}
local getinfo, type, tostring, pcall, xpcall, select, error = debug.getinfo, type, tostring, pcall, xpcall, select, error
local getmetatable = debug.getmetatable
local format, match, find, sub = string.format, string.match, string.find, string.sub

-- Chunk name ("@path") -> path as it is shown, for chunks that are scripts.
local scripts = {}

function errors.script(path)
  scripts["@" .. path] = path
  return "@" .. path
end

-- Raises `message` at the script's line.
function errors.fail(message, ...)
  error(select("#", ...) > 0 and format(message, ...) or message, 0)
end

-- The table of options a script gave to `what`, an empty one for none; an unknown option is refused.
function errors.options(what, given, known)
  if given == nil then return {} end
  if type(given) ~= "table" then errors.fail("%s expects a table of options, got a %s", what, type(given)) end
  for key in host.use("sandbox").pairs(given) do
    local found = false
    for _, name in ipairs(known) do found = found or name == key end
    if not found then
      local near = type(key) == "string" and host.nearest(key, known)
      errors.fail("%s has no option '%s'%s", what, tostring(key),
        near and "; did you mean '" .. near .. "'?" or "; it has " .. table.concat(known, ", "))
    end
  end
  return given
end

-- Raises an error that keeps its code and hint; for what is found while loading.
function errors.raise(code, message, hint)
  error({ finsmart = code, message = message, hint = hint }, 0)
end

-- The script's frames from the innermost: "sma.lua:14", ...
local function frames(level)
  local out = {}
  while #out < 12 do
    local info = getinfo(level, "Sl")
    if not info then break end
    local path = scripts[info.source]
    if path and info.currentline > 0 then out[#out + 1] = path .. ":" .. info.currentline end
    level = level + 1
  end
  return out
end

-- "sma.lua:14: text" -> shown position, "text"; a trusted file's position is dropped.
local function split_position(text)
  for source, path in next, scripts do
    -- Lua shows long names cut: "...rest" of at most 60 bytes.
    local short = sub(source, 2)
    if #short >= 60 then short = "..." .. sub(short, -(60 - 4)) end
    if sub(text, 1, #short + 1) == short .. ":" then
      local line, rest = match(text, "^(%d+): (.*)$", #short + 2)
      if line then return path .. ":" .. line, rest end
    end
  end
  local rest = match(text, "^%[[%w_]+%]:%d+: (.*)$")
  return nil, rest or text
end

local function object_text(value)
  local meta = getmetatable(value)
  if type(meta) == "table" and type(meta.__tostring) == "function" then
    local ok, text = pcall(meta.__tostring, value)
    if ok and type(text) == "string" then return sub(text, 1, 2000) end
  end
  if type(value) == "table" and type(value.message) == "string" then return sub(value.message, 1, 2000) end
  return "an error value of type " .. type(value) .. " was raised"
end

-- Texts of Lua's own that a person who does not know the inside would misread.
local readable = {
  { "^attempt to write to constant location$", "bar is read only: keep your own values in s or ctx.state" },
  { "^attempt to index a cdata value.*$", "a read-only object has no such field" },
  { "^(bad argument #%d+ to ')%?(' .*)$", "%1this function%2" },
  { "^error in error handling$", "the stack is full: the script calls itself without end" },
  { "^stack overflow.*$", "stack overflow: the script calls itself without end" },
  { "^C stack overflow$", "stack overflow: the script calls itself without end" },
}

-- A function that ends with `return f(...)` leaves the stack before f runs: then the lines of the handler are the place.
function errors.tail_called(list)
  local path, name = host.running()
  if path == "" then return nil end
  for _, frame in ipairs(list) do
    if sub(frame, 1, #path + 1) == path .. ":" then return nil end
  end
  local declaration = errors.declared and errors.declared[path]
  local fn = declaration and declaration.fields[name]
  if not fn then return path end
  local info = getinfo(fn, "S")
  return info.linedefined == info.lastlinedefined and format("%s:%d", path, info.linedefined)
    or format("%s:%d-%d", path, info.linedefined, info.lastlinedefined)
end

local function handler(value)
  if type(value) == "table" and value.finsmart then return value end
  local list = frames(3)
  local position, text
  if type(value) == "string" then
    position, text = split_position(value)
    for _, pair in ipairs(readable) do
      local changed, count = string.gsub(text, pair[1], pair[2])
      if count > 0 then text = changed break end
    end
  else
    text = object_text(value)
  end
  position = position or errors.tail_called(list) or list[1]
  local where = host.where()
  local message = (position and position .. ": " or "") .. text .. (where ~= "" and " (in " .. where .. ")" or "")
  local hint
  if #list > 1 then
    local shown = {}
    for i, frame in ipairs(list) do
      if frame ~= position and frame ~= shown[#shown] then shown[#shown + 1] = frame end
    end
    if #shown > 0 then hint = "called from " .. table.concat(shown, ", from ") end
  end
  return { finsmart = "script", message = message, hint = hint }
end

-- The error of a guarded call in the form that C reads.
local function readable_error(value)
  if type(value) == "table" and value.finsmart then
    return { code = value.finsmart, message = value.message, hint = value.hint }
  end
  local where = host.where()
  local exhausted, limit = host.exhausted()
  if exhausted or (type(value) == "string" and find(value, "not enough memory", 1, true)) then
    return {
      code = "limit",
      message = format("%s: the script needs more memory than its limit of %d MB%s", host.script_path(), limit,
        where ~= "" and " (in " .. where .. ")" or ""),
      hint = "keep less in tables, or raise --memory-limit",
    }
  end
  return { code = "script", message = handler(value).message }
end

-- true and the results, or false and { code, message, hint }.
function errors.guard(fn, ...)
  local function finish(ok, ...)
    if ok then return true, ... end
    return false, readable_error((...))
  end
  return finish(xpcall(fn, handler, ...))
end

-- The same message for a test that looks at an error.
function errors.text(value)
  if type(value) == "table" and value.finsmart then return value.message end
  if type(value) == "string" then
    local position, text = split_position(value)
    return position and position .. ": " .. text or text
  end
  return object_text(value)
end

errors.handler = handler
return errors
