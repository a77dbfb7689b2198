-- book.lua: a portfolio's history from its transactions: holdings, cash, values in one currency, returns, attribution.
--
--   local book = import "book"
--   local b = book.build { transactions = data.load "book_transactions", prices = data.load "book_prices",
--     fx = data.load "book_fx", base = "USD" }
--   print(b.value[#b.time], perf.total_return(b.returns))
--
-- Transactions: time, kind, symbol, qty, price, amount, currency, fees. Kinds:
--   buy, sell            qty of symbol at price in currency, fees in currency
--   dividend             amount in currency, of symbol
--   fee                  amount in currency, taken from cash
--   interest             amount in currency, added to cash
--   deposit, withdrawal  amount in currency, from and to outside: these are the external flows
--   fx                   amount of currency bought with the base currency at price (units of base for one)
-- Prices: time, symbol, close, in the currency in which the symbol is traded. fx: time, symbol (a currency), close (units of
-- base for one). A price or rate holds until the next one.
--
-- Conventions: a day is a date of `prices`; what happens between two dates belongs to the later one. External flows work from
-- the start of their day: r = V / (V before + flow) - 1. Purchases count at cost, fees are the cash's.
local book = {}
local KINDS = { buy = true, sell = true, dividend = true, fee = true, interest = true, deposit = true, withdrawal = true, fx = true }
local NAMES = "buy, sell, dividend, fee, interest, deposit, withdrawal, fx"

local function fail(...) error(string.format(...), 0) end

local function needed(frame_, what, columns)
  if frame_ == nil then fail("book: the frame '%s' is missing", what) end
  local there = {}
  for _, name in ipairs((frame_:columns())) do there[name] = true end
  for _, name in ipairs(columns) do
    if not there[name] then fail("book: %s has no column '%s'; expected %s", what, name, table.concat(columns, ", ")) end
  end
  return there
end

local function time_text(t) return time.date(t) end
local function there(x) return type(x) == "number" and x == x end

-- symbol -> { times, values } in order of time, and all times once.
local function by_symbol(f, what)
  needed(f, what, { "time", "symbol", "close" })
  local time, symbol, close = f.time, f.symbol, f.close
  local out, seen, dates = {}, {}, {}
  for i = 1, #f do
    if not there(close[i]) or close[i] <= 0 then fail("book: %s row %d: close is %s; expected a number above 0", what, i, tostring(close[i])) end
    local s = out[symbol[i]] or { times = {}, values = {} }
    out[symbol[i]] = s
    local n = #s.times
    if n > 0 and time[i] < s.times[n] then fail("book: %s row %d is before the one above it", what, i) end
    s.times[n + 1], s.values[n + 1] = time[i], close[i]
    if not seen[time[i]] then
      seen[time[i]] = true
      dates[#dates + 1] = time[i]
    end
  end
  table.sort(dates)
  return out, dates
end

-- A function of ascending times that gives the latest value at or before each; nil where there is none.
local function walker(list)
  local at = 0
  return function(t)
    while list and list.times[at + 1] and list.times[at + 1] <= t do at = at + 1 end
    return list and list.values[at]
  end
end

local function transactions(f)
  local columns = needed(f, "transactions", { "time", "kind", "currency" })
  local function column(name) return columns[name] and f:column(name) or {} end
  local time, kind, symbol, currency = f.time, f.kind, column "symbol", f.currency
  local qty, price, amount, fees = column "qty", column "price", column "amount", column "fees"
  local out = {}
  for i = 1, #f do
    local t = { row = i, time = time[i], kind = kind[i], symbol = symbol[i], currency = currency[i], qty = qty[i], price = price[i],
      amount = amount[i], fees = there(fees[i]) and fees[i] or 0 }
    local function bad(field, expected)
      fail("book: transactions row %d (%s): %s is %s; expected %s", i, tostring(t.kind), field, tostring(t[field]), expected)
    end
    if not KINDS[t.kind] then bad("kind", "one of " .. NAMES) end
    if not t.currency or t.currency == "" then bad("currency", "a currency such as USD") end
    if t.fees < 0 then bad("fees", "a number of at least 0") end
    if t.kind == "buy" or t.kind == "sell" then
      if not t.symbol or t.symbol == "" then bad("symbol", "a symbol") end
      if not there(t.qty) or t.qty <= 0 then bad("qty", "a number above 0") end
      if not there(t.price) or t.price <= 0 then bad("price", "a number above 0") end
    else
      if not there(t.amount) or t.amount <= 0 and t.kind ~= "fx" then bad("amount", "a number above 0") end
      if t.kind == "fx" and (not there(t.price) or t.price <= 0) then bad("price", "a number above 0") end
      if t.kind == "dividend" and (not t.symbol or t.symbol == "") then bad("symbol", "a symbol") end
    end
    out[i] = t
  end
  table.sort(out, function(a, b) return a.time < b.time or a.time == b.time and a.row < b.row end)
  return out
end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

-- The history of a book; what it has is told at the end.
function book.build(o)
  local base = o.base or "USD"
  local prices, dates = by_symbol(o.prices, "prices")
  local rates = o.fx and by_symbol(o.fx, "fx") or {}
  local moves = transactions(o.transactions)
  if #moves == 0 then fail "book: there are no transactions" end
  local first = moves[1].time
  local days = {}
  for _, t in ipairs(dates) do
    if t >= first and (not o.to or t <= o.to) then days[#days + 1] = t end
  end
  if #days == 0 then fail "book: there is no price on or after the first transaction" end
  local price_at, rate_at = {}, {}
  local function price(symbol, t, row)
    price_at[symbol] = price_at[symbol] or walker(prices[symbol])
    return price_at[symbol](t) or fail("book: %s has no price on or before %s%s", symbol, time_text(t), row and (" (transactions row %d)"):format(row) or "")
  end
  local function rate(currency, t)
    if currency == base then return 1 end
    rate_at[currency] = rate_at[currency] or walker(rates[currency])
    return rate_at[currency](t) or fail("book: there is no rate of %s in %s on or before %s: give fx", currency, base, time_text(t))
  end
  local qty, currency_of, cash, day_value = {}, {}, {}, {}
  local b = { time = {}, value = {}, flows = {}, returns = {}, cash = {}, begins = { Cash = {} }, ends = { Cash = {} }, base = base,
    deposits = {}, qty = qty, currency_of = currency_of, cash_by_currency = cash }
  local at, before, cash_before = 1, 0, 0
  for d, t in ipairs(days) do
    local flow, bought, received = 0, {}, {} -- in base, of this day
    while moves[at] and moves[at].time <= t do
      local m = moves[at]
      local k = rate(m.currency, t)
      local function add(currency, amount) cash[currency] = (cash[currency] or 0) + amount end
      if m.kind == "buy" or m.kind == "sell" then
        if currency_of[m.symbol] and currency_of[m.symbol] ~= m.currency then
          fail("book: transactions row %d: %s was traded in %s before, now in %s", m.row, m.symbol, currency_of[m.symbol], m.currency)
        end
        currency_of[m.symbol] = m.currency
        local sign, cost = m.kind == "buy" and 1 or -1, m.qty * m.price
        qty[m.symbol] = (qty[m.symbol] or 0) + sign * m.qty
        if math.abs(qty[m.symbol]) < 1e-9 then qty[m.symbol] = 0 end
        add(m.currency, -sign * cost - m.fees)
        local side = sign > 0 and bought or received
        side[m.symbol] = (side[m.symbol] or 0) + cost * k
      elseif m.kind == "dividend" then
        add(m.currency, m.amount)
        received[m.symbol] = (received[m.symbol] or 0) + m.amount * k
      elseif m.kind == "fx" then
        add(m.currency, m.amount)
        add(base, -m.amount * m.price - m.fees)
      elseif m.kind == "fee" then
        add(m.currency, -m.amount)
      elseif m.kind == "interest" then
        add(m.currency, m.amount)
      else
        local sign = m.kind == "deposit" and 1 or -1
        add(m.currency, sign * m.amount)
        flow = flow + sign * m.amount * k
        b.deposits[#b.deposits + 1] = { time = m.time, amount = sign * m.amount * k }
      end
      at = at + 1
    end
    local value, cash_value, spent, got = 0, 0, 0, 0
    for _, currency in ipairs(sorted_keys(cash)) do cash_value = cash_value + cash[currency] * rate(currency, t) end
    for _, symbol in ipairs(sorted_keys(currency_of)) do
      if not b.begins[symbol] then
        b.begins[symbol], b.ends[symbol] = {}, {}
        for j = 1, d - 1 do b.begins[symbol][j], b.ends[symbol][j] = 0, 0 end
      end
      local now = qty[symbol] ~= 0 and qty[symbol] * price(symbol, t) * rate(currency_of[symbol], t) or 0
      b.begins[symbol][d] = (day_value[symbol] or 0) + (bought[symbol] or 0)
      b.ends[symbol][d] = now + (received[symbol] or 0)
      spent, got = spent + (bought[symbol] or 0), got + (received[symbol] or 0)
      day_value[symbol] = now
      value = value + now
    end
    b.begins.Cash[d], b.ends.Cash[d] = cash_before + flow - spent, cash_value - got
    local start = before + flow
    value = value + cash_value
    b.time[d], b.value[d], b.flows[d], b.cash[d] = t, value, flow, cash_value
    if not (start > 0) then fail("book: the value before %s is %.2f; expected one above 0 (is a deposit missing?)", time_text(t), start) end
    b.returns[d] = value / start - 1
    before, cash_before = value, cash_value
  end
  b.holdings = {}
  local last = days[#days]
  for _, symbol in ipairs(sorted_keys(qty)) do
    if qty[symbol] ~= 0 then
      local p = price(symbol, last)
      b.holdings[#b.holdings + 1] = { symbol = symbol, qty = qty[symbol], price = p, currency = currency_of[symbol], value = day_value[symbol],
        weight = day_value[symbol] / before }
    end
  end
  table.sort(b.holdings, function(x, y) return x.value > y.value or x.value == y.value and x.symbol < y.symbol end)
  return b
end

-- The money-weighted return of a year (XIRR) of all external flows and the final value.
function book.mwr(b)
  local amounts, times = {}, {}
  for i, f in ipairs(b.deposits) do amounts[i], times[i] = -f.amount, f.time end
  amounts[#amounts + 1], times[#times + 1] = b.value[#b.value], b.time[#b.time]
  return perf.xirr(amounts, frame.times(times))
end

-- Weights at the start of each day and returns of groups of positions: group_of(symbol) -> name; `Cash` stays by itself.
function book.groups(b, group_of)
  local begins, ends = {}, {}
  for symbol, list in pairs(b.begins) do
    local g = symbol == "Cash" and "Cash" or group_of(symbol)
    if not g then fail("book: %s has no group", symbol) end
    begins[g], ends[g] = begins[g] or {}, ends[g] or {}
    for d = 1, #b.time do
      begins[g][d] = (begins[g][d] or 0) + (list[d] or 0)
      ends[g][d] = (ends[g][d] or 0) + (b.ends[symbol][d] or 0)
    end
  end
  local weights, returns = {}, {}
  for g, list in pairs(begins) do
    weights[g], returns[g] = {}, {}
    for d = 1, #b.time do
      local total = (d > 1 and b.value[d - 1] or 0) + b.flows[d]
      weights[g][d] = list[d] / total
      -- A group that is empty at the start can still end with a rounding or a late dividend: its return is then of the whole.
      returns[g][d] = math.abs(list[d]) > 1e-9 * total and ends[g][d] / list[d] - 1 or 0
    end
  end
  return weights, returns
end

-- A lookup from a classification: symbol -> the text in `column`.
function book.classifier(classification, column)
  needed(classification, "classification", { "symbol", column })
  local symbols, values, out = classification.symbol, classification:column(column), {}
  for i = 1, #classification do out[symbols[i]] = values[i] end
  return function(symbol)
    return out[symbol] or fail("book: the classification has no row for %s", symbol)
  end
end

-- The value of one unit of each symbol in base at each time: symbol -> list; for historical scenarios.
function book.base_prices(prices, fx, base, currency_of, symbols)
  local list, dates = by_symbol(prices, "prices")
  local rates = fx and by_symbol(fx, "fx") or {}
  local out, days = {}, {}
  local walk, walk_rate = {}, {}
  for _, s in ipairs(symbols) do
    if not list[s] then fail("book: prices have no symbol %s", s) end
    out[s], walk[s] = {}, walker(list[s])
    local currency = currency_of(s)
    if currency ~= base and not rates[currency] then fail("book: there is no rate of %s in %s: give fx", currency, base) end
    walk_rate[s] = currency ~= base and walker(rates[currency]) or function() return 1 end
  end
  for _, t in ipairs(dates) do
    local row, whole = {}, true
    for _, s in ipairs(symbols) do
      local p, k = walk[s](t), walk_rate[s](t)
      row[s] = p and k and p * k
      whole = whole and row[s]
    end
    if whole then
      days[#days + 1] = t
      for _, s in ipairs(symbols) do out[s][#days] = row[s] end
    end
  end
  return out, days
end

return book
