-- Writes docs/reference/plugin-api.md from the comments of api/finsmart/*.h, so that the page cannot say anything else than
-- the headers do:  luajit docs/plugin_api.lua api/finsmart > docs/reference/plugin-api.md
-- A struct, a member or a group of constants without a comment is an error.
local folder = assert(arg[1], "usage: luajit plugin_api.lua api/finsmart")
local files = { "plugin.h", "host.h", "frame.h", "source.h", "strategy.h", "store.h", "event.h", "order.h" }

local function fail(file, what) io.stderr:write(file, ": ", what, "\n") os.exit(1) end

-- The words of a comment in one line; a blank comment line parts paragraphs.
local function words(comment)
  local text = comment:gsub("^/%*+", ""):gsub("%*/$", "")
  text = text:gsub("\n[ \t]*%*?[ \t]*\n", "\1"):gsub("\n[ \t]*%*[ \t]?", "\n")
  text = text:gsub("[ \t]*\n[ \t]*", " "):gsub("\1[ %*]*", "\n\n")
  return (text:gsub("^%s+", ""):gsub("%s+$", ""):gsub("[ \t]+", " "))
end

local function cell(text) return (text:gsub("|", "\\|"):gsub("\n+", " "):gsub("<", "&lt;")) end
local function code(text)
  return "`" .. text:gsub("%s+", " "):gsub("^ ", ""):gsub(" $", ""):gsub("|", "\\|") .. "`"
end

-- Members of a struct's body: groups of { declarations, comment }. What follows a commented member without a blank line and
-- without a comment of its own belongs to it.
local function members(body, file, name)
  local groups, at, pending = {}, 1, nil
  while true do
    local _, stop, blank = body:find("^([ \t\n]*)", at)
    local gap = blank:find("\n[ \t]*\n")
    at = stop + 1
    if at > #body then break end
    if body:sub(at, at + 1) == "/*" then
      local _, close = body:find("*/", at, true)
      pending = words(body:sub(at, close))
      at = close + 1
      -- A heading ("A source's:") stands alone before a blank line.
      if body:find("^[ \t]*\n[ \t]*\n", at) then pending = nil end
    else
      local depth, from = 0, at
      while true do
        local c = body:sub(at, at)
        if c == "" then fail(file, "struct " .. name .. ": a declaration has no end") end
        if c == "(" or c == "{" then depth = depth + 1 elseif c == ")" or c == "}" then depth = depth - 1 end
        at = at + 1
        if c == ";" and depth == 0 then break end
      end
      local declaration = body:sub(from, at - 2):gsub("/%*.-%*/", ""):gsub("FS_HOST_PRINTF%b()", "")
      local trailing
      local _, here = body:find("^[ \t]*", at)
      if body:sub(here + 1, here + 2) == "/*" then
        local _, close = body:find("*/", here, true)
        trailing = words(body:sub(here + 1, close))
        at = close + 1
      end
      local comment = trailing or pending
      local last = groups[#groups]
      if comment then
        if pending and trailing then comment = pending .. " " .. trailing end
        groups[#groups + 1] = { declarations = { declaration }, comment = comment }
      elseif last and not gap then
        last.declarations[#last.declarations + 1] = declaration
      elseif declaration:find("reserved") then
        groups[#groups + 1] = { declarations = { declaration }, comment = "0." }
      else
        groups[#groups + 1] = { declarations = { declaration }, comment = "" }
      end
      pending = nil
    end
  end
  return groups
end

local function print_struct(name, comment, body, file)
  print(("\n### struct %s\n\n%s\n"):format(name, comment))
  print("| member | meaning |\n|---|---|")
  for _, group in ipairs(members(body, file, name)) do
    local parts = {}
    for i, d in ipairs(group.declarations) do parts[i] = code(d) end
    print(("| %s | %s |"):format(table.concat(parts, "<br>"), cell(group.comment)))
  end
end

-- Constants that follow each other: rows of { name, value, comment }.
local function print_constants(comment, rows)
  print(("\n**%s**\n"):format(comment))
  print("| constant | value | meaning |\n|---|---|---|")
  for _, row in ipairs(rows) do
    print(("| `%s` | %s | %s |"):format(row[1], row[2] ~= "" and code(row[2]) or "", cell(row[3])))
  end
end

local function document(file)
  local input = assert(io.open(folder .. "/" .. file))
  local text = input:read("*a")
  input:close()
  text = text:gsub("\r", "")
  local at = 1
  local intro = text:match("^/%*(.-)%*/")
  local title, rest = words("/*" .. intro .. "*/"):match("^(%S+): (.*)$")
  if title ~= file then fail(file, "the first comment does not begin with the file's name") end
  rest = rest:sub(1, 1):upper() .. rest:sub(2)
  -- Paragraphs and list items of the introduction keep their shape.
  rest = rest:gsub("\n\n%- ", "\n- "):gsub(" %- ", "\n- ")
  print(("\n## %s\n\n%s"):format(file, rest))
  at = select(2, text:find("*/", 1, true)) + 1
  local comment, rows, heading
  local function flush()
    if rows and #rows > 0 then print_constants(heading or "Constants", rows) end
    rows, heading = nil, nil
  end
  while at <= #text do
    local line_end = text:find("\n", at, true) or #text + 1
    local line = text:sub(at, line_end - 1)
    if line:find("^/%*") then
      flush()
      local _, close = text:find("*/", at, true)
      comment = words(text:sub(at, close))
      at = (text:find("\n", close, true) or #text) + 1
    elseif line:find("^struct [%w_]+ {") then
      flush()
      local name = line:match("^struct ([%w_]+) {")
      local _, open = text:find("{", at, true)
      local close = text:find("\n};", open, true)
      if not close then fail(file, "struct " .. name .. " has no end") end
      print_struct(name, comment or (name:gsub("^fs_", ""):gsub("_", " ")), text:sub(open + 1, close), file)
      comment = nil
      at = close + 3
    elseif line:find("^#define FS_") then
      -- Lines that a backslash continues.
      while text:sub(line_end - 1, line_end - 1) == "\\" do
        line_end = text:find("\n", line_end + 1, true) or #text + 1
      end
      local whole = text:sub(at, line_end - 1):gsub("\\\n", " ")
      local name, value = whole:match("^#define ([%w_]+%b())%s+(.*)$")
      if not name then name, value = whole:match("^#define ([%w_]+)%s*(.*)$") end
      local note = value:match("/%*(.*)$")
      if note then
        value = value:match("^(.-)%s*/%*")
        if not note:find("*/", 1, true) then -- the comment goes on in the next lines
          local _, close = text:find("*/", line_end, true)
          note = note .. text:sub(line_end, close)
          line_end = text:find("\n", close, true) or #text + 1
        end
        note = words("/*" .. note)
      end
      rows = rows or {}
      heading = heading or comment
      comment = nil
      local last = rows[#rows]
      if not last or last[1] ~= name then -- the second is that of another compiler
        rows[#rows + 1] = { name, (value:find("__") or #value > 60) and "" or value, note or "" }
      end
      at = line_end + 1
    elseif line == "" then
      flush()
      comment = nil
      at = line_end + 1
    else
      at = line_end + 1
    end
  end
  flush()
end

print("# The plugin interface\n")
print("Generated from the comments of `api/finsmart/*.h`; do not edit. [plugin-guide.md](../plugin-guide.md) shows how to")
print("write a plugin; [compute.md](compute.md) has the functions of `struct fs_compute_table`.")
for _, file in ipairs(files) do document(file) end
