-- expect: import expects the name of a file
return study { name = "import_path", api = 1, run = function()
  return import("../../../etc/passwd")
end }
