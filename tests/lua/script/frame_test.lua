local f = frame.new {
  time = frame.times { "2020-01-03", "2020-01-01", "2020-01-02" }, close = { 3, 1, 2 }, name = { "c", "a", "b" }, up = { true, false, true },
}

test("columns come as series, texts as a list", function(t)
  t.equal({ f:columns() }, { { "time", "close", "name", "up" }, { "timestamp", "f64", "string", "bool" } })
  t.equal(#f, 3)
  t.equal(f.close, { 3, 1, 2 })
  t.equal(f.name, { "c", "a", "b" })
  t.equal(f.time[2], time.parse("2020-01-01"))
  t.equal(f:column("up"), { 1, 0, 1 })
  t.raises(function() return f.clsoe end, "the frame has no column 'clsoe'; did you mean 'close'?")
end)

test("rows are sorted, filtered and cut", function(t)
  t.equal(f:sort("time").name, { "a", "b", "c" })
  t.equal(f:sort("name", "descending").close, { 3, 2, 1 })
  t.equal(f:filter(f.close:gt(1)).name, { "c", "b" })
  t.equal(f:filter(function(row) return row.name == "a" end).close, { 1 })
  t.equal(f:head(2).close, { 3, 1 })
  t.equal(f:tail(1).close, { 2 })
  t.equal(f:slice(2, 2).name, { "a" })
  t.equal(f:row(2), { time = time.parse("2020-01-01"), close = 1, name = "a", up = 0 })
end)

test("columns are chosen, renamed, added and replaced", function(t)
  t.equal((f:select("name", "close"):columns()), { "name", "close" })
  t.equal((f:drop("up"):columns()), { "time", "close", "name" })
  t.equal(f:rename({ price = "close" }).price, { 3, 1, 2 })
  t.equal(f:with({ twice = f.close * 2 }).twice, { 6, 2, 4 })
  t.equal(f:with({ close = { 7, 8, 9 } }).close, { 7, 8, 9 })
  t.equal(f:distinct("name"), { "c", "a", "b" })
  t.raises(function() return f:with { x = { 1 } } end, "")
end)

test("a frame is shown as a table", function(t)
  t.equal(tostring(f:select("name", "close")), "name  close\nc         3\na         1\nb         2\n(3 rows, 2 columns)")
end)
