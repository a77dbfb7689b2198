-- expect: 'newproxy' is not available to scripts
return study { name = "newproxy", api = 1, run = function()
  return newproxy(true)
end }
