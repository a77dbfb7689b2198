-- Tardis `quotes` CSV: the best bid and ask. A side without a price is empty.
return mapping {
  name = "tardis_quotes", version = "1.0.0", api = 1, kind = "quotes",
  description = "Tardis quotes.",
  columns = function()
    return {
      time = { "timestamp", unit = "us" }, recv_time = { "local_timestamp", unit = "us" }, symbol = "symbol",
      bid = "bid_price", bid_size = "bid_amount", ask = "ask_price", ask_size = "ask_amount",
    }
  end,
}
