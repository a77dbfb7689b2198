-- expect: is outside the series of 3 values
return study { name = "series_far_out_of_range", api = 1, run = function()
  return frame.series({ 1, 2, 3 })[1e15]
end }
