-- expect: position 4 is outside the series of 3 values
return study { name = "series_out_of_range", api = 1, run = function()
  return frame.series({ 1, 2, 3 })[4]
end }
