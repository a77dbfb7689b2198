-- expect: 'getfenv' is not available to scripts
return study { name = "getfenv_of_library", api = 1, run = function()
  return getfenv(print)
end }
