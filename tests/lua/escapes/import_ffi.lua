-- expect: import "jit/util": there is no
return study { name = "import_ffi", api = 1, run = function()
  return import("jit/util")
end }
