-- expect: 'io' is not available to scripts
return study { name = "io_open", api = 1, run = function()
  return io.open("/etc/passwd")
end }
