local account, civil = import "account", import "civil"
local DAY = 86400
local function at(y, m, d) return civil.seconds(y, m, d) end

test("measures_months_years_and_falls_of_a_hand_made_account", function()
  -- 100 -> 110 (January), 99 (February), 99 -> 120 (March next year)
  local time = { at(2020, 1, 15), at(2020, 1, 31), at(2020, 2, 28), at(2021, 3, 31) }
  local r = account.measure(time, { 100, 110, 99, 120 }, { start = 100 })
  equal(#r.months, 3); near(r.months[1].ret, 0.1, 1e-12); near(r.months[2].ret, -0.1, 1e-12); near(r.months[3].ret, 120 / 99 - 1, 1e-12)
  equal(#r.years, 2); near(r.years[1].ret, -0.01, 1e-12); near(r.years[2].ret, 120 / 99 - 1, 1e-12)
  near(r.max_drawdown, -0.1, 1e-12)
  equal(#r.worst, 1)
  equal(r.worst[1].peak_at, time[2]); equal(r.worst[1].low_at, time[3]); equal(r.worst[1].back_at, time[4])
end)

test("months_compound_to_the_total", function()
  local time, value = {}, {}
  for i = 1, 900 do time[i], value[i] = at(2018, 1, 1) + i * DAY, 1000 + 300 * math.sin(i / 50) + i end
  local r = account.measure(time, value, { start = 1000 })
  local months, years, days = 1, 1, 1
  for _, m in ipairs(r.months) do months = months * (1 + m.ret) end
  for _, y in ipairs(r.years) do years = years * (1 + y.ret) end
  for _, v in ipairs(r.returns) do days = days * (1 + v) end
  near(months, value[900] / 1000, 1e-9); near(years, value[900] / 1000, 1e-9); near(days, value[900] / 1000, 1e-9)
end)

test("a_midnight_at_the_end_of_a_bar_belongs_to_the_day_before", function()
  local time = { at(2020, 1, 31), at(2020, 2, 1), at(2020, 2, 2) }
  local value = { 100, 110, 121 }
  equal(account.measure(time, value, { start = 100 }).months[1].month, 1)
  near(account.measure(time, value, { start = 100 }).months[1].ret, 0, 1e-12)
  near(account.measure(time, value, { start = 100, at_end = true }).months[1].ret, 0.1, 1e-12)
end)

test("keeps_the_deepest_falls_deepest_first", function()
  local time, value = {}, {}
  local lows = { 90, 70, 95, 85, 60, 99, 80 }
  for i, low in ipairs(lows) do
    time[2 * i - 1], value[2 * i - 1] = i * 20 * DAY, 100
    time[2 * i], value[2 * i] = (i * 20 + 10) * DAY, low
  end
  local r = account.measure(time, value, { worst = 3 })
  equal(#r.worst, 3)
  near(r.worst[1].depth, -0.4, 1e-12); near(r.worst[2].depth, -0.3, 1e-12); near(r.worst[3].depth, -0.2, 1e-12)
  equal(r.worst[3].back_at, nil, "the last fall is open")
end)

test("samples_minutes_by_day", function()
  local time, value = {}, {}
  for day = 0, 9 do
    for minute = 0, 389 do
      local i = #time + 1
      time[i], value[i] = at(2020, 3, 2) + day * DAY + 52200 + minute * 60, 100 + day + minute / 1000
    end
  end
  local r = account.measure(time, value, { start = 100 })
  equal(r.rhythm, "intraday"); equal(r.sample, "day"); equal(#r.values, 10); equal(#r.returns, 10)
  near(r.values[1], 100.389, 1e-12)
end)

test("knows_the_rhythm_of_weeks_months_and_markets_without_weekends", function()
  local function rhythm(step)
    local time, value = {}, {}
    for i = 1, 40 do time[i], value[i] = at(2020, 1, 1) + i * step * DAY, i end
    local r = account.measure(time, value)
    return r.sample, r.per_year
  end
  equal(rhythm(1), "day"); equal(select(2, rhythm(1)), 365)
  equal(rhythm(7), "week"); equal(rhythm(30.4), "month"); equal(rhythm(91), "quarter"); equal(rhythm(365), "year")
end)

test("a_value_at_or_below_zero_has_no_return", function()
  local r = account.measure({ 0, DAY, 2 * DAY, 3 * DAY }, { 100, -50, 25, 50 })
  near(r.returns[1], -1.5, 1e-12)
  equal(r.returns[2], 0 / 0)
  near(r.returns[3], 1, 1e-12)
  near(r.max_drawdown, -1.5, 1e-12)
end)

test("skewness_and_excess_kurtosis_of_a_known_sample", function()
  local skew, kurtosis = account.shape { 1, 2, 3, 4, 10 }
  near(skew, 1.1384199576606167, 1e-12) -- population moments, in Python
  near(kurtosis, -0.2120000000000002, 1e-12)
end)

test("return_since_a_time_begins_at_the_sample_before_it", function()
  local r = account.measure({ 0, 10 * DAY, 20 * DAY }, { 100, 110, 121 })
  near(account.since(r, 10 * DAY), 0.1, 1e-12)
  near(account.since(r, 15 * DAY), 0.1, 1e-12)
  near(account.since(r, 5 * DAY), 0.21, 1e-12)
  equal(account.since(r, -1), 0 / 0)
end)

test("nothing_and_one_point_are_measured", function()
  equal(account.measure({}, {}, { start = 5 }).n, 0)
  local r = account.measure({ 0 }, { 100 }, { start = 100 })
  equal(r.n, 1); equal(r.max_drawdown, 0); equal(#r.worst, 0)
end)
