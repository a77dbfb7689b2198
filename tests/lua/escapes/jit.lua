-- expect: 'jit' is not available to scripts
return study { name = "jit", api = 1, run = function()
  jit.off()
end }
