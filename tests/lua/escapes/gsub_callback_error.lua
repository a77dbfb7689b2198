-- expect: from the callback
return study { name = "gsub_callback_error", api = 1, run = function()
  return ("abc"):gsub("%w", function() error("from the callback") end)
end }
