-- Tardis `trades` CSV: times in microseconds, of the exchange and of receipt.
return mapping {
  name = "tardis_trades", version = "1.0.0", api = 1, kind = "trades",
  description = "Tardis trades.",
  columns = function()
    return {
      time = { "timestamp", unit = "us" }, recv_time = { "local_timestamp", unit = "us" }, symbol = "symbol",
      side = "side", price = "price", qty = "amount",
    }
  end,
}
