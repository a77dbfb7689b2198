-- LOBSTER orderbook files: the best levels after each event, as changes of levels. Times stand in the message file of the
-- same name, which must lie beside it.
local columns = {}
for i = 1, 50 do
  for _, what in ipairs { "ask_", "ask_size_", "bid_", "bid_size_" } do columns[#columns + 1] = what .. i end
end

return mapping {
  name = "lobster_orderbook", version = "1.0.0", api = 1, kind = "book",
  description = "LOBSTER orderbook file as a book by price levels.",
  params = {
    date = { "", doc = "day of the file, 2012-06-21; else the one in its name" },
    symbol = { "", doc = "symbol; else the file's name up to the first _" },
    zone = { "America/New_York", doc = "zone of the midnight that times count from" },
    levels = { 0, min = 0, max = 50, doc = "levels of the file; 0: the number at the end of its name" },
  },
  file = { header = false, columns = columns,
    beside = { "_orderbook_", "_message_", columns = { "time", "type", "order_id", "size", "price", "direction" } } },
  columns = function(p, file)
    local name = file:match("[^/]*$")
    return {
      time = { "time", unit = "s", date = p.date ~= "" and p.date or name:match("%d%d%d%d%-%d%d%-%d%d") or "", zone = p.zone },
      symbol = { value = p.symbol ~= "" and p.symbol or name:match("^[^_]+") },
    }
  end,
  levels = function(p, file)
    return { count = p.levels > 0 and p.levels or tonumber(file:match("_(%d+)%.csv")) or 10, first = 1,
      bid = "bid_%d", bid_size = "bid_size_%d", ask = "ask_%d", ask_size = "ask_size_%d", scale = 1e-4, none = 9999999999 }
  end,
}
