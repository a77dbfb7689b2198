-- embed.lua IN OUT NAME: writes IN's bytes as a C array `fs_embedded_<name>` with its length, <name> with every
-- character outside [A-Za-z0-9] turned into '_'.
local input, output, name = arg[1], arg[2], arg[3]
local f = assert(io.open(input, "rb"))
local bytes = f:read("*a")
f:close()
local id = name:gsub("[^%w]", "_")
local out = { "/* Generated from ", name, "; do not edit. */\n#include <stddef.h>\n",
  "extern const unsigned char fs_embedded_", id, "[];\nextern const size_t fs_embedded_", id, "_len;\n",
  "const unsigned char fs_embedded_", id, "[] = {" }
for i = 1, #bytes do
  out[#out + 1] = (i % 24 == 1 and "\n" or "") .. bytes:byte(i) .. ","
end
out[#out + 1] = "0};\nconst size_t fs_embedded_" .. id .. "_len = " .. #bytes .. ";\n"
f = assert(io.open(output, "wb"))
f:write(table.concat(out))
f:close()
