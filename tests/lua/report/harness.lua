-- harness.lua: runs the report library's tests under a plain LuaJIT, in an environment that has no more than scripts have:
--   luajit tests/lua/report/harness.lua [--golden]
-- Prints one line a test; the exit status says whether all passed. --golden writes the golden drawings anew.
local here = arg[0]:match("^(.*)/[^/]*$") or "."
local lib = here .. "/../../../scripts/lib/"
local golden = arg[1] == "--golden"

local allowed = { "assert", "error", "getmetatable", "ipairs", "math", "next", "pairs", "pcall", "rawequal", "select", "setmetatable",
  "string", "table", "tonumber", "tostring", "type", "unpack" }
local env = {}
for _, name in ipairs(allowed) do env[name] = _G[name] end
-- Like the runtime: pairs goes in sorted order, numbers first.
env.pairs = function(t)
  local keys = {}
  for k in pairs(t) do keys[#keys + 1] = k end
  table.sort(keys, function(a, b)
    if type(a) ~= type(b) then return type(a) == "number" end
    return a < b
  end)
  local i = 0
  return function() i = i + 1; if keys[i] ~= nil then return keys[i], t[keys[i]] end end
end
setmetatable(env, { __index = function(_, name) error("global '" .. name .. "' is not there in scripts", 2) end,
  __newindex = function(_, name) error("global '" .. name .. "' is written", 2) end })

local loaded = {}
local function load_in(path)
  local chunk = assert(loadfile(path))
  return setfenv(chunk, env)()
end
rawset(env, "import", function(name)
  if loaded[name] == nil then
    local own = io.open(here .. "/" .. name .. ".lua")
    if own then own:close() end
    loaded[name] = load_in((own and here .. "/" or lib) .. name .. ".lua")
  end
  return loaded[name]
end)

local failed, ran = 0, 0
rawset(env, "test", function(name, fn)
  ran = ran + 1
  local ok, why = xpcall(fn, debug.traceback)
  print((ok and "ok - " or "not ok - ") .. name)
  if not ok then failed = failed + 1; print((tostring(why):gsub("[^\n]+", "#   %0"))) end
end)

-- equal(got, expected): the same text, number (both NaN too) or truth.
rawset(env, "equal", function(got, expected, what)
  if got ~= expected and not (got ~= got and expected ~= expected) then
    error((what or "value") .. ": expected " .. tostring(expected) .. ", got " .. tostring(got), 2)
  end
end)

rawset(env, "near", function(got, expected, within)
  if not (math.abs(got - expected) <= within) then error("expected " .. expected .. ", got " .. tostring(got), 2) end
end)

rawset(env, "contains", function(text, part)
  if not text:find(part, 1, true) then error("not there: " .. part, 2) end
end)

rawset(env, "lacks", function(text, part)
  if text:find(part, 1, true) then error("there: " .. part, 2) end
end)

-- A drawing against golden/NAME.svg.
rawset(env, "same_drawing", function(name, text)
  local path = here .. "/golden/" .. name .. ".svg"
  if golden then
    local f = assert(io.open(path, "w"))
    f:write(text, "\n")
    f:close()
    return
  end
  local f = assert(io.open(path))
  local expected = f:read("*a")
  f:close()
  if expected == text .. "\n" then return end
  local a, b = expected:gmatch("[^\n]*"), text:gmatch("[^\n]*")
  for line = 1, 100000 do
    local x, y = a(), b()
    if x ~= y then error(("golden/%s.svg:%d: expected\n%s\ngot\n%s"):format(name, line, tostring(x), tostring(y)), 2) end
  end
end)

for _, name in ipairs { "civil_test", "format_test", "json_test", "svg_test", "chart_test", "account_test", "page_test", "backtest_report_test", "study_page_test", "sweep_report_test" } do
  local f = io.open(here .. "/" .. name .. ".lua")
  if f then
    f:close()
    load_in(here .. "/" .. name .. ".lua")
  end
end
print(("%d tests, %d failed"):format(ran, failed))
os.exit(failed == 0 and ran > 0 and 0 or 1)
