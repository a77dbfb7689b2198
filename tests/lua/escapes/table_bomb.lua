-- expect: needs more memory than its limit of 128 MB
return study { name = "table_bomb", api = 1, run = function()
  local t = {}
  while true do t[#t + 1] = { #t, #t } end
end }
