-- Makes tests/lua/determinism/math.json: the same calculations in the system's LuaJIT, interpreted, on the C library's
-- plain kernels. Run by hand:
--   GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX luajit tests/oracles/script_math.lua > tests/lua/determinism/math.json
-- Made with LuaJIT 2.1.0-beta3 and glibc 2.36 (Debian 12). x ^ 2 is x * x, which is what compiled code does; random
-- numbers are the program's own and are left out.
jit.off()
local file = assert(io.open("tests/lua/determinism/math.lua"))
local text = file:read("*a"):gsub("x %^ 2 end", "x * x end")
file:close()
study = function(fields) return fields end
local results, names = assert(loadstring(text))().run(), {}
results.random = nil
for name in pairs(results) do names[#names + 1] = name end
table.sort(names)
for i, name in ipairs(names) do names[i] = ('  "%s": %d'):format(name, results[name]) end
print("{\n" .. table.concat(names, ",\n") .. "\n}")
