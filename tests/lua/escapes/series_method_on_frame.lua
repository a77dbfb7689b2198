-- expect: needs a series, got userdata
return study { name = "series_method_on_frame", api = 1, run = function()
  local f = frame.new { x = { 1, 2 } }
  return f.x.sum(f)
end }
