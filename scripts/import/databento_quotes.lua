-- The best bid and ask in Databento `mbp-1`, `tbbo` and `mbp-10` CSV. Times in nanoseconds, prices in units of 1e-9.
local UNDEFINED = 9223372036854775807 -- instead of a price that there is not

return mapping {
  name = "databento_quotes", version = "1.0.0", api = 1, kind = "quotes",
  description = "Best bid and ask of Databento mbp-1, tbbo and mbp-10.",
  params = {
    time = { "ts_event", choices = { "ts_event", "ts_recv" }, doc = "which of the two times is the quote's" },
    scale = { 1e-9, min = 1e-12, max = 1, type = "number", doc = "unit of prices; 1 for files with decimal prices" },
  },
  file = { missing = { "UNDEF_PRICE" } },
  columns = function(p)
    return {
      time = { p.time, unit = "ns" }, recv_time = { "ts_recv", unit = "ns" }, symbol = "symbol", seq = "sequence",
      bid = { "bid_px_00", scale = p.scale, none = UNDEFINED }, bid_size = "bid_sz_00", ask = { "ask_px_00", scale = p.scale, none = UNDEFINED }, ask_size = "ask_sz_00",
    }
  end,
}
