local chart, axis, civil = import "chart", import "axis", import "civil"

local DAY = 86400
local START = civil.seconds(2020, 1, 1)

-- Twelve weeks of a value that rises, falls and rises.
local function weeks()
  local x, y = {}, {}
  for i = 1, 12 do x[i], y[i] = START + (i - 1) * 7 * DAY, 100 + 10 * i - (i > 5 and i < 9 and 25 or 0) end
  return x, y
end

local function labels(ticks)
  local out = {}
  for i, t in ipairs(ticks) do out[i] = t.label .. (t.sub and "/" .. t.sub or "") end
  return table.concat(out, " ")
end

test("linear_ticks_are_round_numbers", function()
  equal(table.concat(axis.linear(0, 97, 5), " "), "0 20 40 60 80")
  equal(table.concat(axis.linear(-0.5, 0.5, 4), " "), "-0.5 -0.25 0 0.25 0.5")
  equal(table.concat(axis.linear(3, 3, 4), " "), "3")
end)

test("log_ticks_are_powers_with_2_and_5_between", function()
  equal(table.concat(axis.log(1, 1000, 10), " "), "1 2 5 10 20 50 100 200 500 1000")
  equal(table.concat(axis.log(1, 1e6, 4), " "), "1 10 100 1000 10000 100000 1000000")
  equal(table.concat(axis.log(100, 200, 4), " "), "100 125 150 175 200")
end)

test("time_ticks_follow_the_calendar", function()
  equal(labels(axis.time(civil.seconds(2000, 1, 3), civil.seconds(2020, 4, 17), 8)), "2002 2004 2006 2008 2010 2012 2014 2016 2018 2020")
  equal(labels(axis.time(civil.seconds(2019, 11, 5), civil.seconds(2020, 4, 17), 6)), "Dec/2019 Jan/2020 Feb Mar Apr")
  equal(labels(axis.time(START, START + 4 * DAY, 6)), "1 Jan/2020 2 Jan 3 Jan 4 Jan 5 Jan")
  equal(labels(axis.time(START + 23 * 3600, START + 26 * 3600, 4)), "23:00/1 Jan 2020 00:00/2 Jan 2020 01:00 02:00")
end)

test("time_ticks_stay_few_for_any_length", function()
  for _, days in ipairs { 0.001, 0.1, 1, 3, 20, 60, 200, 800, 4000, 40000, 200000 } do
    for count = 2, 12 do
      local n = #axis.time(START, START + days * DAY, count)
      assert(n <= 1.6 * count + 2, days .. " days: " .. n .. " ticks for " .. count)
    end
  end
end)

test("draws_lines_over_time", function()
  local x, y = weeks()
  local z = {}
  for i = 1, 12 do z[i] = 100 + 5 * i end
  same_drawing("line", chart.line { title = "Two lines", desc = "A and B over twelve weeks", x = "time", x_values = x, y_format = "money",
    series = { { name = "A & B", y = y, area = true }, { name = "B", y = z, dash = true } }, width = 400, height = 220, hover = 4, levels = { { at = 150, name = "limit" } } })
end)

test("draws_a_log_scale", function()
  local x, y = weeks()
  for i = 1, 12 do y[i] = 10 ^ (i / 4) end
  same_drawing("line_log", chart.line { title = "Log", x = "time", x_values = x, series = { { y = y } }, log = true, width = 400, height = 220 })
end)

test("draws_a_drawdown_from_zero_down", function()
  local x = weeks()
  same_drawing("drawdown", chart.drawdown { title = "Drawdown", x_values = x, y = { 0, 0, -0.05, -0.1, -0.02, 0, 0, -0.3, -0.2, 0, -0.01, 0 }, width = 400, height = 180 })
end)

test("draws_bars_coloured_by_sign", function()
  same_drawing("bars", chart.bars { title = "Years", labels = { "2018", "2019", "2020" }, signed = true, y_format = "percent", series = { { y = { -0.06, 0.29, 0 / 0 } } }, width = 300, height = 200 })
end)

test("draws_a_histogram_whose_edges_include_zero", function()
  same_drawing("histogram", chart.histogram { title = "Returns", y = { -0.03, -0.02, -0.01, -0.01, 0.01, 0.01, 0.01, 0.02, 0.02, 0.04, 0 / 0 }, bins = 8, normal = true, x_format = "percent", width = 400, height = 200, clip = 0 })
end)

test("draws_a_heat_map_with_empty_cells", function()
  same_drawing("heatmap", chart.heatmap { title = "Months", rows = { "2019", "2020" }, columns = { "Jan", "Feb", "Year" }, totals = true, values = { { 0.01, -0.02, -0.0102 }, { [2] = 0.05, [3] = 0.05 } },
    text = function(v) return string.format("%.1f", v * 100) end, width = 300 })
end)

test("draws_a_scatter_and_each_place_once", function()
  local text = chart.scatter { title = "Dots", series = { { name = "a", x = { 1, 1, 2 }, y = { 1, 1, 3 } }, { name = "b", x = { 0 / 0, 4 }, y = { 1, 4 } } }, width = 300, height = 200 }
  local _, dots = text:gsub("<circle", "")
  equal(dots, 3)
  same_drawing("scatter", text)
end)

local function trade_data()
  local p = { time = {}, open = {}, high = {}, low = {}, close = {} }
  for i = 1, 20 do
    p.time[i] = START + i * DAY
    p.open[i], p.close[i] = 100 + i, 101 + i + (i % 3 - 1) * 2
    p.high[i], p.low[i] = 104 + i, 98 + i
  end
  p.trades = { { symbol = "X", side = "long", qty = 10, entry_time = p.time[3], entry_price = 103, exit_time = p.time[8], exit_price = 108, pnl = 50 },
    { symbol = "X", side = "short", qty = 10, entry_time = p.time[10], entry_price = 110, exit_time = p.time[12], exit_price = 112, pnl = -20 },
    { symbol = "X", side = "long", qty = 10, entry_time = p.time[15], entry_price = 115, pnl = 55 } }
  p.title = "Trades"
  p.width, p.height = 400, 240
  return p
end

test("draws_candles_with_trades_where_there_is_room", function() same_drawing("trades_candles", chart.trades(trade_data())) end)

test("draws_a_close_line_with_trades_where_there_is_none", function()
  local p = trade_data()
  p.width = 90
  local text = chart.trades(p)
  lacks(text, 'class="up"')
  contains(text, 'class="l c6"')
end)

test("shows_only_the_trades_inside_the_window", function()
  local p = trade_data()
  p.from, p.to = p.time[9], p.time[13]
  local _, markers = chart.trades(p):gsub('<g class="m">', "")
  equal(markers, 1)
end)

test("draws_a_sparkline", function() same_drawing("sparkline", chart.sparkline { title = "Trend", y = { 1, 3, 2, 5, 4 } }) end)

test("no_data_is_said_in_the_chart", function()
  for _, text in ipairs { chart.line { series = {} }, chart.line { series = { { y = { 0 / 0 } } } }, chart.histogram { y = {} }, chart.heatmap { rows = {}, columns = {}, values = {} },
    chart.scatter { series = {} }, chart.bars { labels = {}, series = { { y = {} } } }, chart.trades { time = {}, close = {} }, chart.line { series = { { y = { -1, -2 } } }, log = true } } do
    contains(text, "No data to show")
  end
end)

test("one_point_flat_and_infinite_values_are_drawn_without_nan", function()
  for _, y in ipairs { { 5 }, { 5, 5, 5 }, { 0, 0 }, { -3 }, { 1e300, 2e300 }, { 1, math.huge, 2, -math.huge }, { 1e-12, 2e-12 } } do
    for _, log in ipairs { false, true } do
      local text = chart.line { x = "time", series = { { y = y, area = true } }, log = log, hover = true }
      lacks(text, "nan"); lacks(text, "inf")
    end
    lacks(chart.histogram { y = y, normal = true }, "nan")
    lacks(chart.sparkline { y = y }, "nan")
    lacks(chart.bars { labels = y, series = { { y = y } } }, "nan")
  end
end)

test("names_are_escaped_everywhere", function()
  local evil = "<script>&\"'"
  local x, y = weeks()
  local p = trade_data()
  p.trades[1].side, p.name, p.title, p.desc = evil, evil, evil, evil
  for _, text in ipairs { chart.line { title = evil, desc = evil, x_values = x, x = "time", series = { { name = evil, y = y }, { name = evil, y = y } }, hover = true, x_label = evil, levels = { { at = 150, name = evil } } },
    chart.bars { title = evil, labels = { evil }, series = { { name = evil, y = { 1 } }, { name = evil, y = { 1 } } } }, chart.trades(p), chart.histogram { title = evil, name = evil, y = y, normal = true, x_label = evil },
    chart.heatmap { title = evil, rows = { evil }, columns = { evil }, values = { { 1 } }, hint = function() return evil end, text = function() return evil end },
    chart.scatter { title = evil, series = { { name = evil, x = { 1 }, y = { 1 } }, { name = evil, x = { 1 }, y = { 1 } } }, hint = function() return evil end, x_label = evil } } do
    lacks(text, "<script"); lacks(text, "&\"")
  end
end)

test("wrong_arguments_say_what_was_expected", function()
  local ok, why = pcall(chart.line, { y = { 1 } })
  equal(ok, false)
  contains(why, "chart.line: expected a table with a list `series`")
end)

test("a_long_series_stays_small", function()
  local x, y = {}, {}
  for i = 1, 1000000 do x[i], y[i] = START + i * 60, 100 + math.sin(i / 9) + i / 1e5 end
  local text = chart.line { x = "time", x_values = x, series = { { y = y } } }
  assert(#text < 40000, #text)
end)

test("stands_alone_as_a_file", function()
  local text = chart.standalone(chart.sparkline { y = { 1, 2 } })
  contains(text, 'xmlns="http://www.w3.org/2000/svg"')
  contains(text, "<style>")
end)
