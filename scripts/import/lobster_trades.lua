-- Trades of LOBSTER message files: executions of visible (4) and hidden (5) orders. A message tells the side of the order
-- that stood in the book; a trade's side is that of who came.
return mapping {
  name = "lobster_trades", version = "1.0.0", api = 1, kind = "trades",
  description = "Executions of a LOBSTER message file as trades.",
  params = {
    date = { "", doc = "day of the file, 2012-06-21; else the one in its name" },
    symbol = { "", doc = "symbol; else the file's name up to the first _" },
    zone = { "America/New_York", doc = "zone of the midnight that times count from" },
  },
  file = { header = false, columns = { "time", "type", "order_id", "size", "price", "direction" } },
  columns = function(p, file)
    local name = file:match("[^/]*$")
    return {
      time = { "time", unit = "s", date = p.date ~= "" and p.date or name:match("%d%d%d%d%-%d%d%-%d%d") or "", zone = p.zone },
      symbol = { value = p.symbol ~= "" and p.symbol or name:match("^[^_]+") },
      side = { "direction", values = { ["1"] = "sell", ["-1"] = "buy" } },
      price = { "price", scale = 1e-4 },
      qty = "size",
    }
  end,
  uses = { type = "number" },
  row = function(r) return r.type == 4 or r.type == 5 end,
}
