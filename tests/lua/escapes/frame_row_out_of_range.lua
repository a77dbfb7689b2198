-- expect: row 3 is outside the frame of 2 rows
return study { name = "frame_row_out_of_range", api = 1, run = function()
  return frame.new({ x = { 1, 2 } }):row(3)
end }
