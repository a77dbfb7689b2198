-- LOBSTER message files: every event of a limit order book of one day, order by order.
--
-- The file has no header; its name has symbol and day: AMZN_2012-06-21_34200000_57600000_message_10.csv. Times are seconds
-- after midnight in New York, prices 10,000ths of a dollar. Orders that stood before the file begins are unknown to it, so
-- their cancellations and executions are told as unknown by whoever replays the book. Executions of hidden orders (5), cross
-- trades (6) and halts (7) change no visible order and are left out; lobster_trades.lua has the trades.
return mapping {
  name = "lobster", version = "1.0.0", api = 1, kind = "book",
  description = "LOBSTER message file as a book order by order.",
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
      order_id = "order_id",
      side = { "direction", values = { ["1"] = "buy", ["-1"] = "sell" } },
      action = { "type", values = { ["1"] = "add", ["2"] = "cancel", ["3"] = "delete", ["4"] = "execute", ["5"] = false, ["6"] = false, ["7"] = false } },
      price = { "price", scale = 1e-4 },
      qty = "size",
    }
  end,
}
