-- What the checker believes about scripts is what the sandbox and the kinds say.
--   luajit api_agrees.lua SCRIPT_FOLDER
local folder = arg[1]
local failures = 0
local function same(what, ours, theirs)
  local differ = {}
  for name in pairs(ours) do
    if theirs[name] == nil then differ[#differ + 1] = name .. " (checker only)" end
  end
  for name in pairs(theirs) do
    if ours[name] == nil then differ[#differ + 1] = name .. " (sandbox only)" end
  end
  table.sort(differ)
  failures = failures + (#differ > 0 and 1 or 0)
  print((#differ == 0 and "ok - " or "not ok - ") .. what .. " agree " .. table.concat(differ, ", "))
end

package.preload["check.compute"] = function() return {} end
package.preload["check.calculations"] = function() return {} end
local api = assert(loadfile(folder .. "/check/api.lua"))()

-- Trusted files take what they need of the program from `host`; for their tables a stand-in will do.
local function nothing() return nothing end
local stand_in = setmetatable({ pairs = pairs }, { __index = function() return nothing end })
local host = setmetatable({ use = function() return stand_in end }, { __index = function() return nothing end })
local texts = debug.getmetatable("")
local sandbox = assert(loadfile(folder .. "/sandbox.lua"))(host)
debug.setmetatable("", texts) -- the sandbox replaces what ("x"):find() reaches, here by stand-ins
local function names_of(t)
  local out = {}
  for name in pairs(t) do out[name] = true end
  return out
end

same("blocked names", api.blocked, sandbox.blocked)
for name, words in pairs(api.blocked) do
  if sandbox.blocked[name] ~= words then
    failures = failures + 1
    print("not ok - the hint for " .. name .. " differs from the sandbox's")
  end
end
local base = names_of(sandbox.base)
for kind in pairs(api.kinds) do
  for name in pairs(base) do
    if not api.globals(kind)[name] then
      failures = failures + 1
      print("not ok - a " .. kind .. " has '" .. name .. "', which the checker doesn't know")
    end
  end
end
for _, name in ipairs { "math", "string", "table", "coroutine", "bit" } do
  same("members of " .. name, api.modules[name], names_of(sandbox.contents(sandbox.base[name])))
end


-- A host from which one trusted file gets another as it is.
local function host_with(name)
  local use = function(wanted) return wanted == name and assert(loadfile(folder .. "/" .. name .. ".lua"))(host) or stand_in end
  return setmetatable({ use = use }, getmetatable(host))
end
same("members of frame", api.modules.frame, names_of(assert(loadfile(folder .. "/frame.lua"))(host_with "frame_ops").module))
same("members of data", api.modules.data, names_of(assert(loadfile(folder .. "/datalib.lua"))(host)))

local function upvalue(fn, name)
  for i = 1, 60 do
    local key, value = debug.getupvalue(fn, i)
    if key == name then return value end
  end
  error("no upvalue " .. name)
end
local kinds = assert(loadfile(folder .. "/kinds.lua"))(host)
local rules, about = upvalue(kinds.constructor, "KINDS"), upvalue(kinds.constructor, "ABOUT")
same("fields of all kinds", api.about, about)
same("kinds", api.declarations, rules)
for kind, rule in pairs(rules) do
  local ours, theirs = {}, {}
  for name in pairs(api.declarations[kind].handlers) do ours[name] = "function" end
  for name, type_name in pairs(api.declarations[kind].fields) do ours[name] = type_name end
  for name, type_name in pairs(rule.keys) do theirs[name] = type_name end
  same("fields of a " .. kind, ours, theirs)
  same("required fields of a " .. kind, api.set(table.concat(api.declarations[kind].must, " ")), api.set(table.concat(rule.must, " ")))
  same("handlers of which a " .. kind .. " needs one", api.set(table.concat(api.declarations[kind].one or {}, " ")),
    api.set(table.concat(rule.one or {}, " ")))
end
local params = assert(loadfile(folder .. "/params.lua"))(host)
same("keys of a param", api.param_keys, api.set(table.concat(upvalue(params.check, "SPEC"), " ")))
same("types of a param", api.param_types, upvalue(params.check, "TYPES"))
os.exit(failures == 0 and 0 or 1)
