--[[
lua_reference.lua: the reference of what scripts get, from the comments of the trusted files.

Usage: luajit lua_reference.lua write|check SOURCE     docs/reference/lua.md

A comment `@object name` or `@module name` begins a section, whose text follows it. A line `---call -> result: text` above
a function is an entry; it belongs to the section that its call begins with (series:slice, s:buy, frame.new).
]]
local mode, source = arg[1], arg[2]
if not source or mode ~= "write" and mode ~= "check" then
  io.stderr:write("usage: luajit lua_reference.lua write|check SOURCE\n")
  os.exit(2)
end
local files = { "strategy", "orders", "accounts", "ticks", "series", "frame", "frame_ops", "datalib", "columns", "timelib", "modules", "rule", "test" }
local titles, order, sections = {}, {}, {}

local function section(name, kind)
  if not sections[name] then
    sections[name] = { kind = kind, text = nil, entries = {} }
    order[#order + 1] = name
  end
  return sections[name]
end

local function read(path)
  local f = io.open(path, "rb")
  if not f then return nil end
  local text = f:read "*a"
  f:close()
  return text
end

for _, name in ipairs(files) do
  local text = assert(read(source .. "/core/script/" .. name .. ".lua"), "no file " .. name)
  for block in text:gmatch "%-%-%[%[(.-)%]%]" do
    for part in (block .. "\n@"):gmatch "@(%l.-)\n%f[@]" do
      local kind, title, words = part:match "^(%l+) ([%w_]+)\n(.*)$"
      if kind == "object" or kind == "module" then section(title, kind).text = (words:gsub("%s+$", "")) end
    end
  end
  for line in text:gmatch "\n%s*%-%-%-([^\n]+)" do
    local call, words = line:match "^(.-): (.*)$"
    local owner = call and call:match "^([%w_]+)[:.]"
    if call and line:sub(1, 1) ~= "@" then
      if name == "rule" or not owner or not sections[owner] then owner = name == "test" and "t" or name end
      local entries = section(owner, "object").entries
      entries[#entries + 1] = { call, words }
    end
  end
end

local out = { "# Lua reference\n\nMade from the comments in `core/script/*.lua` by `docs/lua_reference.lua`; do not edit. The functions of\n`ta`, `stats`, `risk` and the other compute modules are in [compute.md](compute.md), those of `chart` and `page` in [reports.md](../reports.md), the guide\nis [scripts.md](../scripts.md).\n" }
for _, name in ipairs(order) do
  local s = sections[name]
  out[#out + 1] = ("\n## %s\n"):format(name)
  if s.text then out[#out + 1] = "\n" .. s.text .. "\n" end
  for _, entry in ipairs(s.entries) do
    out[#out + 1] = ("\n- `%s`\n  %s\n"):format(entry[1], entry[2])
  end
end
local text = table.concat(out)
local path = source .. "/docs/reference/lua.md"
if mode == "write" then
  local f = assert(io.open(path, "wb"))
  f:write(text)
  f:close()
elseif read(path) ~= text then
  io.stderr:write("docs/reference/lua.md differs from the comments in core/script/; run: luajit docs/lua_reference.lua write .\n")
  os.exit(1)
end
