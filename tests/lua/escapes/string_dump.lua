-- expect: unknown name 'string.dump'
return study { name = "string_dump", api = 1, run = function()
  return string.dump(function() end)
end }
