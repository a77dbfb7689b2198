-- expect: a series cannot be changed
return study { name = "series_write", api = 1, run = function()
  local s = frame.series { 1, 2, 3 }
  s[1] = 9
end }
