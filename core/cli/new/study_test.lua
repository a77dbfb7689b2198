-- Tests of @NAME@.lua. Run them:  finsmart test @FILE@
test("refuses a window of one bar", function(t)
  t.raises(function() t.study("@NAME@.lua", { window = 1 }) end, "window")
end)
