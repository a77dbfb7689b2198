-- nearest.lua: "did you mean": the known name that is closest to a wrong one, by the rule of core/base/nearest.h.

-- Edit distance with insert, delete, replace and swap of neighbours.
local function distance(a, b)
  local older, old, new = nil, {}, {}
  for j = 0, #b do
    old[j] = j
  end
  for i = 1, #a do
    new = { [0] = i }
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      new[j] = math.min(old[j] + 1, new[j - 1] + 1, old[j - 1] + cost)
      if older and i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then
        new[j] = math.min(new[j], older[j - 2] + 1)
      end
    end
    older, old = old, new
  end
  return old[#b]
end

-- `names` is a set (name -> anything). nil where even the nearest differs in more than a third of its letters.
return function(wrong, names)
  local best, best_distance
  wrong = wrong:lower()
  for name in pairs(names) do
    local d = distance(wrong, name:lower())
    if not best or d < best_distance or (d == best_distance and name < best) then
      best, best_distance = name, d
    end
  end
  if best and best_distance <= math.max(1, math.floor(math.max(#wrong, #best) / 3)) then
    return best
  end
end
