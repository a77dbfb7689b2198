-- expect: too many results to unpack
return study { name = "unpack_bomb", api = 1, run = function()
  return unpack({}, 1, 1e8)
end }
