-- expect: string.rep would make a text of
return study { name = "rep_bomb", api = 1, run = function()
  return ("x"):rep(1e9)
end }
