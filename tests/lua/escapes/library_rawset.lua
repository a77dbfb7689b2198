-- expect: rawset cannot change this object
return study { name = "library_rawset", api = 1, run = function()
  rawset(string, "format", print)
end }
