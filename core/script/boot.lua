-- boot.lua: the first trusted file. Gets the C side's table `host`, returns the entries that C calls.
--
-- A trusted file is a chunk that gets `host` and returns a table; host.use(name) gives that table. Whatever an entry
-- calls runs under errors.guard, which turns any error into one with the script's file and line.
local host = ...
local ffi = require "ffi"
host.ffi = ffi

local loaded = {}
function host.use(name)
  local module = loaded[name]
  if module == nil then
    local text = host.embedded(name)
    if not text then error("no trusted file '" .. name .. "'", 0) end
    module = assert(loadstring(text, "=[" .. name .. "]"))(host)
    loaded[name] = module or false
  end
  return module
end

if host.interpret then
  require("jit").off()
else
  -- Room for scripts with many handlers; the defaults flush everything when they are used up. No fusion: LuaJIT 2.1 on x86 folds a
  -- load of C memory into the arithmetic that uses it, also past a call of a C function in between that changes this memory, so that
  -- s.pending read before an order would be what it is after it.
  require("jit.opt").start("maxtrace=4000", "maxrecord=8000", "maxmcode=8192", "maxside=200", "-fuse")
end

-- Entries load on their first call: a start costs what it uses.
local errors = host.use "errors"
return setmetatable({}, {
  __index = function(_, name)
    local file, entry = string.match(name, "^([%w_]+)%.([%w_]+)$")
    return function(...)
      return errors.guard(function(...) return host.use(file)[entry](...) end, ...)
    end
  end,
})
