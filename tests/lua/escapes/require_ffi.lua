-- expect: 'require' is not available to scripts: use import
return study { name = "require_ffi", api = 1, run = function()
  return require("ffi")
end }
