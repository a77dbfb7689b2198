-- expect: needs a frame
return study { name = "frame_method_on_series", api = 1, run = function()
  local f = frame.new { x = { 1, 2 } }
  return f.row(f.x, 1)
end }
