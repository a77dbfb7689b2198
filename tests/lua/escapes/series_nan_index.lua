-- expect: is outside the series of 3 values
return study { name = "series_nan_index", api = 1, run = function()
  return frame.series({ 1, 2, 3 })[0 / 0]
end }
