-- expect: string.rep would make a text of
return study { name = "rep_separator_bomb", api = 1, run = function()
  return (""):rep(1e9, "yy")
end }
