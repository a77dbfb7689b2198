-- check.lua: reads scripts and what they import, and collects what the other files of this folder find.
local parser = require "check.parser"

local check = {}

local function read(path)
  local file, reason = io.open(path, "rb")
  local text = file and file:read("*a")
  if file then
    file:close()
  end
  if not text then
    error(("can't read %s"):format(reason or path .. ": is a folder"), 0)
  end
  return text
end

-- Checks the files; returns the findings and how many files were read.
function check.run(paths, library)
  local findings, files = {}, 0
  local function visit(path)
    files = files + 1
    local tree, fault = parser.parse(read(path))
    if not tree then
      findings[#findings + 1] = { file = path, line = fault.line, column = fault.column, is_error = 1,
        code = "syntax", text = fault.message, hint = fault.hint }
    end
  end
  for _, path in ipairs(paths) do
    visit(path)
  end
  return findings, files
end

return check
