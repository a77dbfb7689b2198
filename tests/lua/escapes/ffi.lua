-- expect: 'ffi' is not available to scripts
return study { name = "ffi", api = 1, run = function()
  return ffi.C
end }
