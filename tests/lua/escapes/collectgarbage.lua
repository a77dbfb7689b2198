-- expect: 'collectgarbage' is not available to scripts
return study { name = "collectgarbage", api = 1, run = function()
  collectgarbage("stop")
end }
