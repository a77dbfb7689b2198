-- expect: a series of
return study { name = "series_too_large", api = 1, run = function()
  return frame.range(1, 1e12)
end }
