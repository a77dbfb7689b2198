-- expect: 'loadstring' is not available to scripts: code comes from files only
return study { name = "bytecode_load", api = 1, run = function()
  return loadstring("\27LJ")
end }
