-- tearsheet_positions.lua: what a tear sheet says of positions: exposure over time, how long they would take to sell, and at
-- which times of the day, the week and the year the account gained.
local civil, json, sample = import "civil", import "json", import "tearsheet_sample"
local positions = {}
local floor, max, min, abs = math.floor, math.max, math.min, math.abs
local figure = sample.figure
local NAN = 0 / 0

-- A symbol's state while its position is followed.
local function follow(doc, symbol, point)
  local price = doc.prices[symbol]
  return price and { symbol = symbol, point = point or 1, time = price.time, close = price.close, n = #price.close, at = 0, qty = 0, listed = false,
    weight = 0, most = 0, points = 0 } or nil
end

-- Exposure at every point of the equity series: positions at their closes, by equity. Means and extremes over all points;
-- `gross` and `net` at the samples; `by_symbol` the weights of each, long and short alike. nil where prices or points are
-- missing.
function positions.exposure(doc, s, ends)
  local time, value = doc.equity.time, doc.equity.value
  local n = #value
  if n == 0 then return nil end
  local sum = { gross = 0, net = 0, long = 0, short = 0, positions = 0 }
  local most = { gross = 0, long = 0, short = 0, positions = 0 }
  local out = { gross = {}, net = {} }
  local known, names, held, at, points, occupied, k = {}, {}, {}, 1, 0, 0, 1
  for i = 1, n do
    local now = time[i]
    while ends[at] and ends[at].time <= now do
      local e = ends[at]
      local symbol = e.trade.symbol
      local h = known[symbol]
      if h == nil then
        h = follow(doc, symbol, e.trade.point)
        if not h then return nil end
        known[symbol] = h
        names[#names + 1] = symbol
      end
      h.qty = h.qty + e.sign * floor(e.trade.qty * 1e8 + 0.5)
      if not h.listed then h.listed = true; held[#held + 1] = h end
      at = at + 1
    end
    local long, short, count = 0, 0, 0
    for j = #held, 1, -1 do
      local h = held[j]
      if h.qty == 0 then
        h.listed = false
        table.remove(held, j)
      else
        while h.at < h.n and h.time[h.at + 1] <= now do h.at = h.at + 1 end
        local worth = h.at > 0 and h.qty * 1e-8 * h.close[h.at] * h.point or 0
        if worth > 0 then long = long + worth else short = short - worth end
        count = count + 1
        if value[i] > 0 then
          local weight = abs(worth) / value[i]
          h.weight, h.most, h.points = h.weight + weight, max(h.most, weight), h.points + 1
        end
      end
    end
    local equity = value[i]
    if equity > 0 then
      long, short, points = long / equity, short / equity, points + 1
      sum.gross, sum.net, sum.long, sum.short, sum.positions = sum.gross + long + short, sum.net + long - short, sum.long + long, sum.short + short, sum.positions + count
      most.gross, most.long, most.short, most.positions = max(most.gross, long + short), max(most.long, long), max(most.short, short), max(most.positions, count)
      if count > 0 then occupied = occupied + 1 end
    else
      long, short = NAN, NAN
    end
    if s.times[k] == now then
      out.gross[k], out.net[k] = long + short, long - short
      k = k + 1
    end
  end
  for name, total in pairs(sum) do out["average_" .. name] = points > 0 and total / points or NAN end
  for name, top in pairs(most) do out["max_" .. name] = top end
  out.time_in_market = points > 0 and occupied / points or NAN
  out.by_symbol = json.list()
  table.sort(names)
  for i, name in ipairs(names) do
    local h = known[name]
    out.by_symbol[i] = { symbol = name, average = points > 0 and h.weight / points or NAN, largest = h.most, time = points > 0 and h.points / points or NAN }
  end
  return out
end

positions.SHARE, positions.DAYS = 0.2, 20

-- The volume of each day of a symbol, its mean over the last DAYS days that ended before, by the index of the day; and the
-- day of each bar. The first days take what there is.
local function volumes(price)
  local day, days, of = nil, {}, {}
  for i = 1, #price.volume do
    local d = floor(price.time[i] / 86400)
    if d ~= day then days[#days + 1] = 0; day = d end
    of[i] = #days
    days[#days] = days[#days] + price.volume[i]
  end
  local mean, sum = {}, 0
  for i = 1, #days do
    sum = sum + days[i] - (days[i - positions.DAYS] or 0)
    mean[i] = sum / min(i, positions.DAYS)
  end
  return days, mean, of
end

-- The bar in which something happened: the last that starts at or before the time.
local function bar_at(time, n, at)
  local a, b = 1, n
  while a < b do
    local m = math.ceil((a + b) / 2)
    if time[m] <= at then a = m else b = m - 1 end
  end
  return a
end

local function symbol_capacity(symbol, price, list)
  local days, mean, of = volumes(price)
  local row = { symbol = symbol, largest_position = 0, largest_value = 0, days_to_liquidate = 0, largest_fill_share = 0, average_daily_volume = figure(stats.mean, days) }
  local qty, at = 0, 1
  while at <= #list do
    local now, traded = list[at].time, 0
    while list[at] and list[at].time == now do
      qty = qty + list[at].sign * floor(list[at].trade.qty * 1e8 + 0.5)
      traded = traded + list[at].trade.qty
      at = at + 1
    end
    local i = bar_at(price.time, #price.close, now)
    local held = abs(qty) * 1e-8
    row.largest_position = max(row.largest_position, held)
    row.largest_value = max(row.largest_value, held * price.close[i] * (list[1].trade.point or 1))
    if held > 0 then row.days_to_liquidate = max(row.days_to_liquidate, held / (positions.SHARE * mean[of[i]])) end
    row.largest_fill_share = max(row.largest_fill_share, traded / price.volume[i])
  end
  return row
end

-- How long the positions would have taken to sell at SHARE of each day's usual volume, and how much of a bar's volume the
-- fills were. `capital` is the starting cash with which the slowest position takes a day. nil without volume.
function positions.capacity(doc, ends)
  local by, names = {}, {}
  for _, e in ipairs(ends) do
    local symbol = e.trade.symbol
    if not by[symbol] then by[symbol] = {}; names[#names + 1] = symbol end
    by[symbol][#by[symbol] + 1] = e
  end
  table.sort(names)
  local out = { share = positions.SHARE, days = positions.DAYS, days_to_liquidate = 0, largest_fill_share = 0, by_symbol = json.list() }
  for i, symbol in ipairs(names) do
    local price = doc.prices[symbol]
    if not (price and price.volume) then return nil end
    local row = symbol_capacity(symbol, price, by[symbol])
    out.by_symbol[i] = row
    out.days_to_liquidate = max(out.days_to_liquidate, row.days_to_liquidate)
    out.largest_fill_share = max(out.largest_fill_share, row.largest_fill_share)
  end
  if #names == 0 then return nil end
  out.capital = doc.cash and out.days_to_liquidate > 0 and doc.cash / out.days_to_liquidate or NAN
  return out
end

local WEEKDAYS = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" }

local function slot(list, key)
  if not list[key] then list[key] = { count = 0, pnl = 0, sum = 0, wins = 0, moved = 0 } end
  return list[key]
end

local function rows_of(list, first, last, name)
  local out = json.list()
  for key = first, last do
    local g = list[key]
    if g then
      out[#out + 1] = { [name] = name == "weekday" and WEEKDAYS[key] or key, count = g.count, pnl = g.pnl, mean_return = g.sum / g.count,
        win_rate = g.moved > 0 and g.wins / g.moved or NAN }
    end
  end
  return out
end

-- What the account gained by the hour of the day (bars shorter than a day), the weekday and the month, all UTC: changes of
-- the equity from point to point; the sums are the whole gain.
function positions.by_time(doc, s)
  local time, value = doc.equity.time, doc.equity.value
  local hours, weekdays, months = {}, {}, {}
  local function add(g, change, before)
    g.count, g.pnl = g.count + 1, g.pnl + change
    g.sum = g.sum + (before > 0 and change / before or NAN)
    if change > 0 then g.wins = g.wins + 1 end
    if change ~= 0 then g.moved = g.moved + 1 end
  end
  local day, month
  for i = 2, #value do
    local before, change = value[i - 1], value[i] - value[i - 1]
    local today = floor(time[i] / 86400)
    if today ~= day then
      day = today
      month = select(2, civil.from_days(today))
    end
    add(slot(weekdays, (today + 3) % 7 + 1), change, before)
    add(slot(months, month), change, before)
    if s.rhythm == "intraday" then add(slot(hours, floor(time[i] % 86400 / 3600)), change, before) end
  end
  return { hour = s.rhythm == "intraday" and rows_of(hours, 0, 23, "hour") or nil, weekday = rows_of(weekdays, 1, 7, "weekday"), month = rows_of(months, 1, 12, "month") }
end

return positions
