-- expect: 'setfenv' is not available to scripts
return study { name = "setfenv_of_library", api = 1, run = function()
  return setfenv(1, {})
end }
