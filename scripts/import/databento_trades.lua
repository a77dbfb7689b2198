-- Databento `trades` and `tbbo` CSV, and the trades among `mbp-1`, `mbp-10` and `mbo` records. Times in nanoseconds, prices in
-- units of 1e-9.
local UNDEFINED = 9223372036854775807 -- instead of a price that there is not

return mapping {
  name = "databento_trades", version = "1.0.0", api = 1, kind = "trades",
  description = "Databento trades, tbbo, and the trades among mbp and mbo records.",
  params = {
    time = { "ts_event", choices = { "ts_event", "ts_recv" }, doc = "which of the two times is the trade's" },
    scale = { 1e-9, min = 1e-12, max = 1, type = "number", doc = "unit of prices; 1 for files with decimal prices" },
  },
  file = { missing = { "UNDEF_PRICE" } },
  columns = function(p)
    return {
      time = { p.time, unit = "ns" }, recv_time = { "ts_recv", unit = "ns" }, symbol = "symbol",
      side = { "side", values = { B = "buy", A = "sell", N = "" } },
      price = { "price", scale = p.scale, none = UNDEFINED }, qty = "size", seq = "sequence",
    }
  end,
  uses = { action = "text" },
  row = function(r) return r.action == "T" end,
}
