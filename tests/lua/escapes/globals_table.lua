-- expect: '_G' is not available to scripts
return study { name = "globals_table", api = 1, run = function()
  return _G
end }
