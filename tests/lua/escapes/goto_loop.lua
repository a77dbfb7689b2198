-- expect: in run: ended: it ran longer than the time limit
return study { name = "goto_loop", api = 1, run = function()
  ::again::
  goto again
end }
