-- compare.lua A.json B.json: are orders, fills, trades, equity, metrics and journal_hash of two backtests equal to the bit?
-- Compares the texts of the documents: the same double always prints as the same shortest text.
local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

-- The document's own members as texts without spaces: { orders = "178", trades = "[...]", ... }.
local function members(text)
  local found, depth, key, start, i = {}, 0, nil, nil, 1
  while i <= #text do
    local c = text:sub(i, i)
    if c == '"' then
      local stop = i
      repeat stop = text:find('"', stop + 1, true) until text:sub(stop - 1, stop - 1) ~= "\\"
      if depth == 1 and not key then
        key = text:sub(i + 1, stop - 1)
        start = text:find(":", stop, true) + 1
      end
      i = stop
    elseif c == "{" or c == "[" then
      depth = depth + 1
    elseif (c == "," and depth == 1) or ((c == "}" or c == "]") and depth == 1) then
      if key then found[key] = text:sub(start, i - 1):gsub("%s+", "") end
      key = nil
      if c ~= "," then depth = 0 end
    elseif c == "}" or c == "]" then
      depth = depth - 1
    end
    i = i + 1
  end
  return found
end

local a, b = members(read(arg[1])), members(read(arg[2]))
local same = true
for _, key in ipairs { "orders", "fills", "rejected", "trades", "equity", "metrics", "journal_hash" } do
  local x, y = a[key], b[key]
  if x and x == y then
    print(("%-13s equal  %s"):format(key, #x <= 70 and x or #x .. " characters"))
  else
    print(("%-13s %s"):format(key, x and "DIFFER" or "is missing"))
    same = false
  end
end
os.exit(same and 0 or 1)
