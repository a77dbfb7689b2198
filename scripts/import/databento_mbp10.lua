-- Databento `mbp-10` CSV: ten levels after each event, as changes of levels. Times in nanoseconds, prices in units of 1e-9.
return mapping {
  name = "databento_mbp10", version = "1.0.0", api = 1, kind = "book",
  description = "Databento mbp-10 as a book by price levels.",
  params = {
    time = { "ts_event", choices = { "ts_event", "ts_recv" }, doc = "which of the two times is the event's" },
    scale = { 1e-9, min = 1e-12, max = 1, type = "number", doc = "unit of prices; 1 for files with decimal prices" },
  },
  file = { missing = { "UNDEF_PRICE" } },
  columns = function(p)
    return { time = { p.time, unit = "ns" }, recv_time = { "ts_recv", unit = "ns" }, symbol = "symbol", seq = "sequence" }
  end,
  levels = function(p)
    return { count = 10, bid = "bid_px_%02d", bid_size = "bid_sz_%02d", ask = "ask_px_%02d", ask_size = "ask_sz_%02d", scale = p.scale,
      none = 9223372036854775807 }
  end,
}
