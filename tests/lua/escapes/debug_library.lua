-- expect: 'debug' is not available to scripts
return study { name = "debug_library", api = 1, run = function()
  return debug.getregistry()
end }
