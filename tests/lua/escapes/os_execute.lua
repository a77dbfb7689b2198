-- expect: unknown name 'os.execute'
return study { name = "os_execute", api = 1, run = function()
  return os.execute("true")
end }
