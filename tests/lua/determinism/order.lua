return study {
  name = "order", api = 1,
  run = function()
    local keys = {}
    local t = {}
    for i = 1, 60 do t["k" .. (i * 7919) % 1009] = i end
    for k, v in pairs(t) do keys[#keys + 1] = k .. "=" .. v end
    return { order = table.concat(keys, " "), columns = tostring(frame.new { z = { 1 }, a = { 2 }, m = { 3 } }), t = t }
  end,
}
