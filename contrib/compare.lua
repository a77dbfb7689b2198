-- compare.lua A.json B.json: are orders, fills, trades, equity and journal_hash of two backtests equal to the bit?
-- Compares the texts of the documents: the same double always prints as the same shortest text.
local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

-- The raw text of a top-level key's value: brackets are balanced, strings skipped.
local function value_of(text, key)
  local _, at = text:find('"' .. key .. '"%s*:%s*')
  if not at then
    error("no '" .. key .. "' in the document")
  end
  local start, depth, i = at + 1, 0, at + 1
  while i <= #text do
    local c = text:sub(i, i)
    if c == '"' then
      i = text:find('[^\\]"', i)
      i = i + 1
    elseif c == "{" or c == "[" then
      depth = depth + 1
    elseif c == "}" or c == "]" then
      depth = depth - 1
    end
    if depth < 0 or (depth == 0 and (c == "," or c == "\n")) then
      return (text:sub(start, i - 1):gsub("%s+", ""))
    end
    i = i + 1
    if depth == 0 and (text:sub(i - 1, i - 1) == "]" or text:sub(i - 1, i - 1) == "}") then
      return (text:sub(start, i - 1):gsub("%s+", ""))
    end
  end
end

local a, b = read(arg[1]), read(arg[2])
local same = true
for _, key in ipairs { "orders", "fills", "rejected", "trades", "equity", "metrics", "journal_hash" } do
  local x, y = value_of(a, key), value_of(b, key)
  local shown = #x <= 70 and x or (#x .. " characters")
  if x == y then
    print(("%-13s equal  %s"):format(key, shown))
  else
    print(("%-13s DIFFER"):format(key))
    same = false
  end
end
os.exit(same and 0 or 1)
