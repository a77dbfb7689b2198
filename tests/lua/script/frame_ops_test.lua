-- Order, groups, joins, bars and moving windows of frames; the values are worked out by hand.
local nan = 0 / 0
local day, minute = 86400, 60
local monday = time.parse "2024-01-01"

local trades = frame.new {
  time = frame.times { monday, monday + 10, monday + 20, monday + 70, monday + 80 },
  symbol = { "B", "A", "B", "A", "A" }, price = { 10, 1, 14, 3, nan }, volume = { 1, 2, 3, 4, 5 },
}

test("a frame is sorted by one column or several, missing values last, equal rows in their order", function(t)
  t.equal(trades:sort("price").volume, { 2, 4, 1, 3, 5 })
  t.equal(trades:sort("price", "descending").volume, { 3, 1, 4, 2, 5 })
  t.equal(trades:sort({ "symbol", "volume" }, "descending").volume, { 3, 1, 5, 4, 2 })
  t.equal(trades:sort("symbol").volume, { 2, 4, 5, 1, 3 })
  t.raises(function() trades:sort("volum") end, "sort: the frame has no column 'volum'; did you mean 'volume'?")
  t.raises(function() trades:sort("price", "down") end, "sort: the direction is \"down\"; expected ascending, descending")
  t.raises(function() trades:sort() end, "sort expects the name of a column")
  t.raises(function() trades:sort { "price", 3 } end, "sort: name 2 is a number")
end)

test("rows are kept by a series, a comparison or a function; slices are cut to the frame", function(t)
  t.equal(trades:filter(trades.price:gt(2)).volume, { 1, 3, 4 })
  t.equal(trades:filter(frame.series { 1, nan, 0, -1, 2 }).volume, { 1, 4, 5 })
  t.equal(trades:filter(function(row) return row.symbol == "A" and row.price == row.price end).volume, { 2, 4 })
  t.equal(#trades:filter(trades.volume:gt(9)), 0)
  t.equal(trades:slice(2, -2).volume, { 2, 3, 4 })
  t.equal(trades:slice(-2).volume, { 4, 5 })
  t.equal(trades:slice(0, 99).volume, { 1, 2, 3, 4, 5 })
  t.equal(#trades:slice(4, 2), 0)
  t.equal(#trades:slice(7, 9), 0)
  t.equal(#trades:head(0), 0)
  t.equal(trades:head(99).volume, { 1, 2, 3, 4, 5 })
  t.equal(trades:tail(2).volume, { 4, 5 })
  t.equal(#trades:tail(0), 0)
  t.raises(function() trades:head(-1) end, "head expects a number of rows of at least 0, got -1")
  t.raises(function() trades:tail "2" end, "tail expects a number of rows of at least 0, got a string")
  t.raises(function() trades:select(nil, "price") end, "select expects names of columns; argument 1 is nothing")
  t.raises(function() trades:slice(trades) end, "slice expects whole row numbers, got a frame")
  t.raises(function() trades:column(trades.time) end, "expected the name of a column, got a series")
  t.raises(function() trades:slice(1.5) end, "slice expects whole row numbers, got 1.5")
  t.raises(function() trades:slice() end, "slice expects whole row numbers, got nothing")
  t.raises(function() trades:slice(nan) end, "slice expects whole row numbers")
  t.raises(function() trades:filter(frame.series { 1 }) end, "the series has 1 values, the frame 5 rows")
  t.raises(function() trades:filter "price > 2" end, "filter expects a series or a function, got a string")
  t.raises(function() trades:filter(function() error "inside" end) end, "inside")
end)

test("names can be exchanged, and a name can't be given twice", function(t)
  t.equal(trades:rename({ price = "volume", volume = "price" }).price, { 1, 2, 3, 4, 5 })
  t.raises(function() trades:rename { volume = "price" } end, "volume")
  t.raises(function() trades:rename { "price" } end, "rename: the new name of 'price' is a number")
end)

test("groups have a row each in order of appearance, with what is asked for", function(t)
  local g = trades:group("symbol", { volume = "sum", price = "last" })
  t.equal((g:columns()), { "symbol", "price", "volume" })
  t.equal(g.symbol, { "B", "A" })
  t.equal(g.volume, { 4, 11 })
  t.equal(g.price, { 14, 3 }) -- the last value that is there
  local many = trades:group("symbol", { price = { "count", "min", "max", "mean", "first", "median", "nunique" } })
  t.equal((many:columns()), { "symbol", "price_count", "price_min", "price_max", "price_mean", "price_first", "price_median", "price_nunique" })
  t.equal(many.price_count, { 2, 2 })
  t.equal(many.price_min, { 10, 1 })
  t.equal(many.price_max, { 14, 3 })
  t.equal(many.price_mean, { 12, 2 })
  t.equal(many.price_first, { 10, 1 })
  t.equal(many.price_median, { 12, 2 })
  t.equal(many.price_nunique, { 2, 2 })
end)

test("groups can be of the whole frame, of several keys, and of distinct rows alone", function(t)
  local all = trades:group({}, { volume = "sum", time = { "min", "max" } })
  t.equal(all.volume, { 15 })
  t.equal(all.time_max - all.time_min, { 80 })
  local both = trades:with({ side = { "b", "s", "b", "s", "b" } }):group({ "symbol", "side" }, { volume = "sum" })
  t.equal(both.symbol, { "B", "A", "A" })
  t.equal(both.side, { "b", "s", "b" })
  t.equal(both.volume, { 4, 6, 5 })
  t.equal(trades:group("symbol", {}).symbol, { "B", "A" })
end)

test("var and std are those of a sample unless ddof says otherwise", function(t)
  -- B: 10 and 14 about 12: squares 4 + 4
  t.equal(trades:group("symbol", { price = "var" }).price, { 8, 2 })
  t.equal(trades:group("symbol", { price = "var" }, { ddof = 0 }).price, { 4, 1 })
  t.equal(trades:group("symbol", { price = "std" }, { ddof = 0 }).price, { 2, 1 })
end)

test("what is wrong with a group is said", function(t)
  local function fails(text, ...)
    local arguments = { ... }
    t.raises(function() trades:group(unpack(arguments, 1, 3)) end, text)
  end
  fails("group expects the key column or a list of them")
  fails("group: the frame has no column 'sybol'; did you mean 'symbol'?", "sybol", {})
  fails("group: expected aggregates by column, such as { volume = \"sum\" }, got nothing", "symbol")
  fails("group: the frame has no column 'vol'", "symbol", { vol = "sum" })
  fails("group: the frame has no column '1'", "symbol", { "sum" })
  fails("did you mean 'sum'?", "symbol", { volume = "summ" })
  fails("group: the aggregate of 'volume' is a number", "symbol", { volume = 3 })
  fails("group: the list of aggregates of 'volume' is empty", "symbol", { volume = {} })
  fails("symbol", "symbol", { symbol = "sum" })
  fails("symbol", "symbol", { symbol = "count" }) -- the key has that name
  fails("group has no option 'dof'; did you mean 'ddof'?", "symbol", {}, { dof = 1 })
  fails("group: ddof is -1; expected a whole number from 0", "symbol", {}, { ddof = -1 })
  fails("group expects a table of options, got a number", "symbol", {}, 1)
  t.raises(function() trades.group("symbol", {}) end, "group needs a frame, got a string")
end)

test("a frame is described by column", function(t)
  local d = trades:describe()
  t.equal(d:column "column", { "time", "price", "symbol", "volume" })
  t.equal(d.type, { "timestamp", "f64", "string", "f64" })
  t.equal(d:column "count", { 5, 4, 5, 5 })
  t.equal(d.missing, { 0, 1, 0, 0 })
  t.equal(d.unique, { 5, 4, 2, 5 })
  t.equal(d.mean, { nan, 7, nan, 3 })
  t.equal(d.median, { nan, 6.5, nan, 3 })
  t.equal(d.q25, { nan, 2.5, nan, 2 }) -- 1 3 10 14: place 0.75 between 1 and 3
  t.equal(d.max, { nan, 14, nan, 5 })
  t.equal(d.std[4], math.sqrt(2.5))
end)

local sectors = frame.new { symbol = { "A", "C", "A" }, sector = { "tech", "oil", "chips" }, price = { 7, 8, 9 } }

test("an inner join has the rows of both, a left join all of the left", function(t)
  local j = frame.join(trades, sectors, { on = "symbol" })
  t.equal((j:columns()), { "time", "price", "symbol", "volume", "price_right", "sector" })
  t.equal(j.volume, { 2, 2, 4, 4, 5, 5 })
  t.equal(j.sector, { "tech", "chips", "tech", "chips", "tech", "chips" })
  t.equal(j.price_right, { 7, 9, 7, 9, 7, 9 })
  local left = frame.join(trades:head(2), sectors, { on = { "symbol" }, how = "left" })
  t.equal(left.volume, { 1, 2, 2 })
  t.equal(left.sector, { false, "tech", "chips" })
  t.equal(left.price_right, { nan, 7, 9 })
end)

test("what is wrong with a join is said", function(t)
  local function fails(text, ...)
    local arguments = { ... }
    t.raises(function() frame.join(unpack(arguments, 1, 3)) end, text)
  end
  fails("frame.join: the option on is missing", trades, sectors)
  fails("frame.join: on, second frame: the frame has no column 'volume'", trades, sectors, { on = "volume" })
  fails("frame.join: on, first frame: the frame has no column 'sector'", trades, sectors, { on = "sector" })
  fails("frame.join: how is \"outer\"; expected inner, left", trades, sectors, { on = "symbol", how = "outer" })
  fails("frame.join has no option 'hwo'; did you mean 'how'?", trades, sectors, { on = "symbol", hwo = "left" })
  fails("argument 2 is missing", trades)
  fails("argument 1 is a table", {}, sectors, { on = "symbol" })
  fails("key 'price' is of type f64 in the left frame and string in the right", trades, sectors:drop("price"):rename { price = "sector" },
    { on = "price" })
end)

local quotes = frame.new {
  time = frame.times { monday, monday + 15, monday + 20, monday + 60 }, symbol = { "A", "B", "A", "B" }, bid = { 1, 20, 3, 40 },
}

test("an as-of join takes the last row at or before, the first at or after, or the nearer", function(t)
  t.equal(frame.asof(trades, quotes, { on = "time" }).bid, { 1, 1, 3, 40, 40 })
  t.equal((frame.asof(trades, quotes):columns()), { "time", "price", "symbol", "volume", "time_right", "bid", "symbol_right" })
  local by = frame.asof(trades, quotes, { by = "symbol" })
  t.equal(by.bid, { nan, 1, 20, 3, 3 })
  t.equal(by.time_right - monday, { nan, 0, 15, 20, 20 })
  t.equal(frame.asof(trades, quotes, { by = "symbol", direction = "forward" }).bid, { 20, 3, 40, nan, nan })
  t.equal(frame.asof(trades, quotes, { direction = "nearest" }).bid, { 1, 20, 3, 40, 40 }) -- 10 is nearer to 15 than to 0
  t.equal(frame.asof(trades, quotes, { exact = false }).bid, { nan, 1, 20, 40, 40 })
end)

test("an as-of join looks no farther than its tolerance", function(t)
  t.equal(frame.asof(trades, quotes, { by = "symbol", tolerance = "10s" }).bid, { nan, 1, 20, nan, nan })
  t.equal(frame.asof(trades, quotes, { by = "symbol", tolerance = 9.999999 }).bid, { nan, nan, 20, nan, nan })
  t.equal(frame.asof(trades, quotes, { by = "symbol", tolerance = "1m" }).bid, { nan, 1, 20, 3, 3 })
  t.equal(frame.asof(trades, quotes, { tolerance = 0 }).bid, { 1, nan, 3, nan, nan })
end)

test("what is wrong with an as-of join is said", function(t)
  local function fails(text, options, a, b)
    t.raises(function() frame.asof(a or trades, b or quotes, options) end, text)
  end
  fails("frame.asof: tolerance is -1; expected a duration such as \"5m\", or a number of at least 0", { tolerance = -1 })
  fails("frame.asof: tolerance is nan", { tolerance = nan })
  fails("out of range", { tolerance = 1 / 0 })
  fails("frame.asof: tolerance is true", { tolerance = true })
  fails("5 minutes", { tolerance = "5 minutes" })
  fails("frame.asof: direction is \"backwards\"; expected backward, forward, nearest (did you mean \"backward\"?)", { direction = "backwards" })
  fails("frame.asof: on is a table; expected the name of one column", { on = { "time" } })
  fails("frame.asof: by, second frame: the frame has no column 'volume'", { by = "volume" })
  fails("frame.asof: exact is 1; expected true or false", { exact = 1 })
  fails("sort both frames by 'time' first", nil, trades:sort("time", "descending"))
  fails("argument 2 is a number", nil, nil, 5)
end)

test("bars are gathered into longer ones, symbols apart", function(t)
  local bars = frame.new {
    time = frame.times { monday, monday + minute, monday + 5 * minute, monday + 6 * minute, monday + 20 * minute },
    open = { 1, 2, 3, 4, 5 }, high = { 5, 9, 4, 8, 6 }, low = { 1, 2, 0, 3, 4 }, close = { 2, 3, 4, 5, 6 }, volume = { 10, 20, 30, 40, 50 },
    trades = { 1, 2, 3, 4, 5 },
  }
  local five = bars:resample("5m")
  t.equal(five.time - monday, { 0, 5 * minute, 20 * minute })
  t.equal(five.open, { 1, 3, 5 })
  t.equal(five.high, { 9, 8, 6 })
  t.equal(five.low, { 1, 0, 4 })
  t.equal(five.close, { 3, 5, 6 })
  t.equal(five.volume, { 30, 70, 50 })
  t.equal(five.trades, { 2, 4, 5 })
  local mean = bars:resample("5m", { columns = { close = { "mean", "count" } }, origin = monday + minute })
  t.equal(mean.time - monday, { -4 * minute, minute, 6 * minute, 16 * minute })
  t.equal(mean.close_mean, { 2, 3.5, 5, 6 })
  t.equal(mean.close_count, { 1, 2, 1, 1 })
  t.equal(bars:resample("5m", { columns = { close = "last" }, origin = "2024-01-01T00:01:00Z" }).close, { 2, 4, 5, 6 })
  local two = trades:resample("1m", { columns = { volume = "sum" } })
  t.equal((two:columns()), { "time", "symbol", "volume" })
  t.equal(two.symbol, { "B", "A", "A" })
  t.equal(two.volume, { 4, 2, 9 })
  t.equal(trades:resample("1m", { by = {}, columns = { volume = "sum" } }).volume, { 6, 9 })
end)

test("a week of bars begins on Monday, unless an origin says otherwise", function(t)
  local list = {}
  for i = 0, 13 do list[i + 1] = monday + (i - 2) * day end -- from Saturday 2023-12-30
  local f = frame.new { time = frame.times(list), close = frame.range(1, 14) }
  local weeks = f:resample "1w"
  t.equal(time.date(weeks.time[1]), "2023-12-25")
  t.equal(time.date(weeks.time[2]), "2024-01-01")
  t.equal(weeks.close, { 2, 9, 14 })
  t.equal(f:resample("1w", { origin = "2023-12-31" }).close, { 1, 8, 14 }) -- from Sunday
end)

test("what is wrong with resampling is said", function(t)
  local function fails(text, ...)
    local arguments = { ... }
    t.raises(function() trades:resample(unpack(arguments, 1, 2)) end, text)
  end
  fails("resample expects an interval such as \"5m\" or \"1w\", got nothing")
  fails("resample expects an interval such as \"5m\" or \"1w\", got a number", 60)
  fails("1 week", "1 week")
  fails("expected one above 0", "0s")
  fails("column 'price' is of type f64; expected timestamps", "1m", { time = "price" })
  fails("resample: time is a number", "1m", { time = 1 })
  fails("'tiem'", "1m", { time = "tiem" })
  fails("resample: by: the frame has no column 'side'", "1m", { by = "side" })
  fails("resample: origin is a boolean", "1m", { origin = true })
  fails("is no time between the years 1678 and 2262", "1m", { origin = nan })
  fails("resample: the frame has no column 'volum'; did you mean 'volume'?", "1m", { columns = { volum = "sum" } })
  fails("resample has no option 'agg'", "1m", { agg = {} })
  t.raises(function() trades:sort("volume", "descending"):resample("1m") end, "sort the frame by 'time' first")
end)

test("moving windows are new columns", function(t)
  local f = frame.new { x = { 1, 2, 6, nan, 4 }, y = { 2, 4, 8, 16, 32 }, name = { "a", "b", "c", "d", "e" } }
  local r = f:rolling(2, "mean")
  t.equal((r:columns()), { "name", "x", "y", "x_mean_2", "y_mean_2" })
  t.equal(r.x_mean_2, { nan, 1.5, 4, nan, nan })
  t.equal(r.y_mean_2, { nan, 3, 6, 12, 24 })
  t.equal(f:rolling(2, "mean", { columns = "x", min_periods = 1 }).x_mean_2, { 1, 1.5, 4, 6, 4 })
  t.equal(f:rolling(3, "sum", { columns = { "y" } }).y_sum_3, { nan, nan, 14, 28, 56 })
  t.equal(f:rolling(3, "max", { columns = "y" }):rolling(2, "min", { columns = "x" }).x_min_2, { nan, 1, 2, nan, nan })
  t.equal(f:rolling(3, "count", { columns = "x" }).x_count_3, { 1, 2, 3, 2, 2 })
  t.equal(f:rolling(2, "std", { columns = "y", ddof = 0 }).y_std_2, { nan, 1, 2, 4, 8 })
  t.equal(f:rolling(2, "std", { columns = "y" }).y_std_2[2], math.sqrt(2))
end)

test("what is wrong with a moving window is said", function(t)
  local function fails(text, ...)
    local arguments = { ... }
    t.raises(function() trades:rolling(unpack(arguments, 1, 3)) end, text)
  end
  fails("rolling: the window is missing; expected a whole number from 1")
  fails("rolling: the window is 0", 0, "mean")
  fails("rolling: the window is 2.5", 2.5, "mean")
  fails("rolling: the window is nan", nan, "mean")
  fails("rolling: the window is inf", 1 / 0, "mean")
  fails("rolling: the second argument is \"average\"; expected count, sum, mean, min, max, std", 3, "average")
  fails("rolling: the second argument is missing", 3)
  fails("rolling: min_periods is 4; expected a whole number from 1 to 3", 3, "mean", { min_periods = 4 })
  fails("column 'symbol' is of type string; a moving window needs numbers", 3, "mean", { columns = "symbol" })
  fails("rolling: there is no column of numbers", 3, "mean", { columns = {} })
  fails("rolling has no option 'window'", 3, "mean", { window = 3 })
  t.raises(function() trades:rolling(2, "mean"):rolling(2, "mean") end, "price_mean_2")
end)

test("frames are put one below another", function(t)
  local c = frame.concat { trades:tail(1), sectors:select("price", "symbol"):with { time = trades.time:slice(1, 3), volume = { 0, 0, 0 } } }
  t.equal((c:columns()), (trades:columns()))
  t.equal(c.symbol, { "A", "A", "C", "A" })
  t.equal(c.price, { nan, 7, 8, 9 })
  t.equal(#frame.concat { trades }, 5)
  t.raises(function() frame.concat { trades, sectors } end, "frame 2 has 3 columns; the first has 4")
  t.raises(function() frame.concat { sectors, sectors:rename { code = "symbol" } } end, "frame 2 differs from the first")
  t.raises(function() frame.concat { sectors, sectors:with { price = { "x", "y", "z" } } } end,
    "column 'price' is of type string in frame 2 and f64 in the first")
  t.raises(function() frame.concat {} end, "the list is empty")
  t.raises(function() frame.concat() end, "frame.concat expects a list of frames, frame.concat{a, b}; got nothing")
  t.raises(function() frame.concat(trades, trades) end, "got a frame")
  t.raises(function() frame.concat { trades, 1 } end, "frame.concat: item 2 is a number")
end)

test("an unknown method, or function of the module, is named", function(t)
  t.raises(function() trades:gruop("symbol", {}) end, "the frame has no column 'gruop'; did you mean 'group'?")
  t.raises(function() return frame["jion"] end, "unknown name 'frame.jion'; did you mean 'frame.join'?")
end)
