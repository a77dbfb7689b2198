-- Tardis `incremental_book_L2` CSV: a level's new amount, 0 where it is gone; snapshots begin the book anew.
return mapping {
  name = "tardis_book", version = "1.0.0", api = 1, kind = "book",
  description = "Tardis incremental_book_L2.",
  columns = function()
    return {
      time = { "timestamp", unit = "us" }, recv_time = { "local_timestamp", unit = "us" }, symbol = "symbol",
      side = "side", price = "price", qty = "amount", snapshot = "is_snapshot",
    }
  end,
}
