-- make_pages.lua DIR: writes one page for each case of fixture.lua, for the browser's test.
local here = arg[0]:match("^(.*)/[^/]*$") or "."
local loaded = {}
function import(name)
  if loaded[name] == nil then
    local own = loadfile(here .. "/" .. name .. ".lua")
    loaded[name] = (own or assert(loadfile(here .. "/../../../scripts/lib/" .. name .. ".lua")))()
  end
  return loaded[name]
end
for name, document in pairs(import("fixture").cases()) do
  local f = assert(io.open(arg[1] .. "/" .. name .. ".html", "w"))
  f:write(import("backtest_report").build(document))
  f:close()
end
