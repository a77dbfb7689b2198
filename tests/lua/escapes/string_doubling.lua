-- expect: needs more memory than its limit of 128 MB
return study { name = "string_doubling", api = 1, run = function()
  local s = "x"
  while true do s = s .. s end
end }
