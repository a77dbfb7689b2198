-- Databento `mbo` CSV, with times in nanoseconds and prices in units of 1e-9 (their defaults): order by order.
--
-- A trade (T) and a fill (F) change nothing in their book: the cancel or modify that follows does. They are left out;
-- databento_trades.lua has the trades. ts_event need not rise; --map-param time=ts_recv orders by receipt instead.
local UNDEFINED = 9223372036854775807 -- instead of a price that there is not

return mapping {
  name = "databento_mbo", version = "1.0.0", api = 1, kind = "book",
  description = "Databento mbo as a book order by order.",
  params = {
    time = { "ts_event", choices = { "ts_event", "ts_recv" }, doc = "which of the two times is the event's" },
    scale = { 1e-9, min = 1e-12, max = 1, type = "number", doc = "unit of prices; 1 for files with decimal prices" },
  },
  file = { missing = { "UNDEF_PRICE" } },
  columns = function(p)
    return {
      time = { p.time, unit = "ns" }, recv_time = { "ts_recv", unit = "ns" }, symbol = "symbol", order_id = "order_id",
      side = { "side", values = { B = "buy", A = "sell", N = "" } },
      action = { "action", values = { A = "add", M = "modify", C = "cancel", R = "clear", T = false, F = false, N = false } },
      price = { "price", scale = p.scale, none = UNDEFINED }, qty = "size", seq = "sequence",
    }
  end,
}
