-- expect: the pattern takes too many steps on this text
return study { name = "pattern_bomb", api = 1, run = function()
  return (("a"):rep(5000)):find((".-"):rep(8) .. "b")
end }
