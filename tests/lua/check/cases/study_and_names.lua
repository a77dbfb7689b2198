local function outer(a)
  local a2 = a -- expect: unused
  for i = 1, 3 do
    local b = i
    for i = 1, 2 do print(i, b) end -- expect: shadow
  end
  local a2 = 3 -- expect: shadow
  return a2
end
local function unused_function() end -- expect: unused
local _meant = 1

local total = 0
return study {
  name = "s", api = 1, description = "Changes a local of the file, which a study may.",
  params = { level = { 0.99, min = 0.5, max = 0.9999, doc = "level" }, used_whole = { 1, doc = "d" } },
  run = function(p)
    total = total + outer(p.levl) -- expect: unknown-param
    for name, value in pairs(p) do print(name, value) end
    repeat
      local done = total > 3
      if done then return total end
    until done
    while true do
      total = total + 1
    end
    return total -- expect: unreachable
  end,
}
