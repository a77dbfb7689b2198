-- Data of examples, as text of a script: a walk, and a series that follows it.
return [[
local x, y, seed = {}, {}, 7
local function noise()
  seed = (seed * 16807) % 2147483647
  return seed / 2147483647 - 0.5
end
for i = 1, 120 do
  x[i] = (x[i - 1] or 100) + noise()
  y[i] = 5 + 0.8 * x[i] + 0.3 * noise()
end
]]
