-- figure_tables.lua: the tables of docs/reports.md that define the figures of a tear sheet, from the words that pages use
-- (scripts/lib/tearsheet_words.lua):
--   luajit tests/lua/report/figure_tables.lua          prints them
--   luajit tests/lua/report/figure_tables.lua FILE     says whether the file has them, word for word
local here = arg[0]:match("^(.*)/[^/]*$") or "."
local words = assert(loadfile(here .. "/../../../scripts/lib/tearsheet_words.lua"))()

local out = {}
for _, part in ipairs(words.parts) do
  for _, group in ipairs(part) do
    out[#out + 1] = string.format("\n**%s** (`%s`)\n\n| Figure | Definition | Source |\n|---|---|---|", group[1], part.member)
    for i = 2, #group do
      local w = group[i]
      out[#out + 1] = string.format("| `%s` | %s | %s |", w.key, (w.definition:gsub("|", "\\|")), w.source)
    end
  end
end
local text = table.concat(out, "\n") .. "\n"

if not arg[1] then return io.write(text) end
local file = assert(io.open(arg[1]))
local page = file:read("*a")
file:close()
local ok = page:find(text, 1, true) ~= nil
print((ok and "ok - " or "not ok - ") .. arg[1] .. " defines the figures as the pages do")
os.exit(ok and 0 or 1)
