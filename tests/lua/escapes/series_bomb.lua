-- expect: needs more memory than its limit of 128 MB
return study { name = "series_bomb", api = 1, run = function()
  return frame.range(1, 1e8)
end }
