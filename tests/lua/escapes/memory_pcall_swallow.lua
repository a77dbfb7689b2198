-- expect: needs more memory than its limit of 128 MB
return study { name = "memory_pcall_swallow", api = 1, run = function()
  while true do
    pcall(function()
      local t = {}
      while true do t[#t + 1] = { #t } end
    end)
  end
end }
