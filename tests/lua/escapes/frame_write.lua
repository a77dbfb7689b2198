-- expect: frames cannot be changed
return study { name = "frame_write", api = 1, run = function()
  local f = frame.new { x = { 1, 2 } }
  f.x = 3
end }
