-- expect: string.format has no %p here
return study { name = "address_format", api = 1, run = function()
  return string.format("%p", {})
end }
