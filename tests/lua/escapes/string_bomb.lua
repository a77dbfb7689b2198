-- expect: needs more memory than its limit of 128 MB
return study { name = "string_bomb", api = 1, run = function()
  local s = ("x"):rep(1024 * 1024)
  local kept = {}
  while true do kept[#kept + 1] = s .. #kept end
end }
