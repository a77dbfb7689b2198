-- Tardis `book_snapshot_5` and `book_snapshot_25` CSV: the best levels, as changes from one row to the next.
return mapping {
  name = "tardis_snapshots", version = "1.0.0", api = 1, kind = "book",
  description = "Tardis book_snapshot files as a book by price levels.",
  params = { levels = { 0, min = 0, max = 1000, doc = "levels of the file; 0: the number behind book_snapshot_ in its name, else 25" } },
  columns = function()
    return { time = { "timestamp", unit = "us" }, recv_time = { "local_timestamp", unit = "us" }, symbol = "symbol" }
  end,
  levels = function(p, file)
    return { count = p.levels > 0 and p.levels or tonumber(file:match("book_snapshot_(%d+)")) or 25,
      bid = "bids[%d].price", bid_size = "bids[%d].amount", ask = "asks[%d].price", ask_size = "asks[%d].amount" }
  end,
}
