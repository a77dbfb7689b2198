local making, golden = import "market_making", import "market_making_golden"

test("glft_quotes_are_those_of_the_matrix_exponential", function(t)
  for _, o in ipairs(golden) do
    local solution = making.glft(o)
    for _, row in ipairs(o) do
      for q = -o.most, o.most do
        local bid, ask = solution:quotes(q, row.left)
        if q < o.most then t.near(bid, row.bid[q + o.most + 1], 1e-11 / o.k) else t.equal(bid, nil) end
        if q > -o.most then t.near(ask, row.bid[-q + o.most + 1], 1e-11 / o.k) else t.equal(ask, nil) end
      end
    end
  end
end)

test("glft_quotes_do_not_depend_on_the_order_of_questions", function(t)
  local o = golden[2]
  local asked = making.glft(o)
  asked:quotes(0, 1e6)
  for _, left in ipairs { 7.25, 0.001, 600, 40, 0, 3 } do
    local bid, ask = asked:quotes(5, left)
    t.equal({ bid, ask }, { making.glft(o):quotes(5, left) })
  end
end)

test("glft_ends_with_the_premium_and_comes_to_the_far_horizon", function(t)
  local o = golden[1]
  local solution = making.glft(o)
  for q = -o.most + 1, o.most - 1 do
    local bid, ask = solution:quotes(q, 0)
    t.near({ bid, ask }, { math.log(1 + o.gamma / o.k) / o.gamma, math.log(1 + o.gamma / o.k) / o.gamma }, 1e-15)
    local far_bid, far_ask = solution:quotes(q)
    bid, ask = solution:quotes(q, 1e9)
    t.near({ bid, ask }, { far_bid, far_ask }, 1e-11)
  end
end)

-- The closed form is an expansion for wide limits and little risk: a hundredth of 1/k changes the rate of fills by a hundredth.
test("glft_approximation_is_near_the_exact_quotes_away_from_the_limit", function(t)
  local o = { gamma = 0.01, sigma = 0.3, A = 0.9, k = 0.3, most = 100 }
  local solution = making.glft(o)
  for q = -30, 30 do
    local bid, ask = solution:quotes(q)
    local near_bid, near_ask = making.glft_approximate(q, o)
    t.near(near_bid, bid, 0.01 / o.k)
    t.near(near_ask, ask, 0.01 / o.k)
  end
  local tight = making.glft { gamma = 0.01, sigma = 0.3, A = 0.9, k = 0.3, most = 2 }
  local bid = tight:quotes(1)
  t.ok(bid > making.glft_approximate(1, o) + 0.1 / o.k, "a limit that is near makes the exact bid shyer")
end)

test("glft_is_the_solution_of_its_equations", function(t)
  -- d/dt of k theta = ln v against the right side, by central differences.
  local o = { gamma = 0.3, sigma = 0.5, A = 2, k = 1.2, most = 6 }
  local solution = making.glft(o)
  local alpha = o.k * o.gamma * o.sigma ^ 2 / 2
  local eta = o.A * (1 + o.gamma / o.k) ^ -(1 + o.k / o.gamma)
  local function ratio(q, left) -- ln(v_q / v_0)
    local v = solution:values(left)
    return math.log(v[math.abs(q)] / v[0])
  end
  local h = 1e-4
  for _, left in ipairs { 0.5, 2, 9 } do
    local v = solution:values(left)
    local function rate(q) return -alpha * q * q + eta * ((v[math.abs(q - 1)] or 0) + (v[math.abs(q + 1)] or 0)) / v[math.abs(q)] end
    for q = -6, 6 do t.near((ratio(q, left + h) - ratio(q, left - h)) / (2 * h), rate(q) - rate(0), 1e-6) end
  end
end)

test("avellaneda_and_stoikov_quote_by_their_formulas", function(t)
  local o = { gamma = 0.1, sigma = 2, k = 1.5, most = 10 }
  t.near(making.reservation(100, 3, 0.5, o), 100 - 3 * 0.1 * 4 * 0.5)
  t.near(making.spread(1, o), 0.4 + 20 * math.log(1 + 0.1 / 1.5))
  local bid, ask = making.quotes(100, -2, 0.25, o)
  t.near((bid + ask) / 2, 100.2)
  t.near(ask - bid, 0.1 + 20 * math.log(1 + 0.1 / 1.5))
  -- Section 2.3 with omega = gamma^2 sigma^2 (most + 1)^2 / 2.
  local omega = 0.1 ^ 2 * 4 * 11 ^ 2 / 2
  local premium = 10 * math.log(1 + 0.1 / 1.5)
  for q = -9, 9 do
    bid, ask = making.stationary_quotes(100, q, o)
    t.near(ask, 100 + 10 * math.log(1 + (1 - 2 * q) * 0.04 / (2 * omega - 0.04 * q * q)) + premium)
    t.near(bid, 100 + 10 * math.log(1 + (-1 - 2 * q) * 0.04 / (2 * omega - 0.04 * q * q)) - premium)
  end
  bid, ask = making.stationary_quotes(100, 10, o)
  t.equal(bid, nil)
  t.ok(ask < 100 + premium)
  bid, ask = making.stationary_quotes(100, -10, o)
  t.equal(ask, nil)
  t.ok(bid > 100 - premium)
end)

test("says_what_is_wrong_with_parameters", function(t)
  local o = { gamma = 0.1, sigma = 2, A = 140, k = 1.5, most = 8 }
  local function with(name, value)
    local changed = {}
    for key, v in pairs(o) do changed[key] = v end
    changed[name] = value
    return changed
  end
  t.raises(function() making.glft(with("A", 0)) end, "glft: A is 0; expected a number above 0")
  t.raises(function() making.glft(with("sigma", 0 / 0)) end, "sigma is nan")
  t.raises(function() making.glft(with("most", 2.5)) end, "most is 2.5; expected a whole number of lots from 1 to 100")
  t.raises(function() making.glft(with("gamma", 1 / 0)) end, "gamma is inf")
  t.raises(function() making.glft { gamma = 100, sigma = 20, A = 0.01, k = 1.5, most = 60 } end, "the limit is too wide")
  t.raises(function() making.glft(3) end, "glft expects a table")
  t.raises(function() making.glft(o):quotes(9) end, "an inventory of 9 lots; expected a whole number from -8 to 8")
  t.raises(function() making.glft(o):quotes(0.5) end, "expected a whole number")
  t.raises(function() making.glft(o):quotes(0, -1) end, "-1 seconds are left")
  t.raises(function() making.spread(1, with("k", "x")) end, "spread: k is x")
  t.raises(function() making.stationary_quotes(100, 9, o) end, "an inventory of 9 lots; expected at most 8")
end)

-- The published table ---------------------------------------------------------------------------------------------------------

-- Avellaneda and Stoikov (2008), tables 1 to 3, of 1000 runs each: mean spread; profit, its standard deviation, and that of the final
-- inventory, of the strategy that follows its inventory and of one that quotes its mean spread around the mid.
local TABLES = {
  { gamma = 0.1, spread = 1.49, inventory = { 65.0, 6.6, 2.9 }, symmetric = { 68.4, 12.7, 8.4 } },
  { gamma = 0.01, spread = 1.35, inventory = { 68.6, 8.7, 5.1 }, symmetric = { 68.8, 12.8, 8.7 } },
  { gamma = 1, spread = 3.02, inventory = { 31.4, 5.0, 1.7 }, symmetric = { 44.0, 11.0, 5.1 } },
}
local RUNS, STEP = 2000, 0.005

-- Their section 3.3: s = 100, T = 1, sigma = 2, k = 1.5, A = 140; in a step a quote fills with probability lambda times the step, as it
-- is written there (it is 0.7 at the mid, so that 1 - exp(-lambda step) gives other profits).
local function simulate(gamma, fixed)
  local o = { gamma = gamma, sigma = 2, k = 1.5 }
  local random, exp, steps = math.random, math.exp, 200
  local profits, stocks, spreads = {}, {}, 0
  for run = 1, RUNS do
    local mid, cash, q = 100, 0, 0
    for i = 0, steps - 1 do
      local bid, ask
      if fixed then bid, ask = mid - fixed / 2, mid + fixed / 2 else bid, ask = making.quotes(mid, q, 1 - i * STEP, o) end
      spreads = spreads + (ask - bid)
      local sold, bought = random() < 140 * exp(-1.5 * (ask - mid)) * STEP, random() < 140 * exp(-1.5 * (mid - bid)) * STEP
      if sold then q, cash = q - 1, cash + ask end
      if bought then q, cash = q + 1, cash - bid end
      mid = mid + (random() < 0.5 and -1 or 1) * 2 * STEP ^ 0.5
    end
    profits[run], stocks[run] = cash + q * mid, q
  end
  local function moments(list)
    local mean, square = 0, 0
    for i = 1, RUNS do mean = mean + list[i] / RUNS end
    for i = 1, RUNS do square = square + (list[i] - mean) ^ 2 end
    return mean, (square / (RUNS - 1)) ^ 0.5
  end
  local profit, deviation = moments(profits)
  local _, stock = moments(stocks)
  return { profit, deviation, stock }, spreads / RUNS / steps
end

test("reproduces_the_published_table_within_its_statistical_error", function(t)
  math.randomseed(2008)
  for _, published in ipairs(TABLES) do
    local found, spread = simulate(published.gamma)
    t.near(making.spread(0.5, { gamma = published.gamma, sigma = 2, k = 1.5 }), published.spread, 0.005)
    t.near(spread, making.spread(0.5 + STEP / 2, { gamma = published.gamma, sigma = 2, k = 1.5 }), 1e-9)
    local plain = simulate(published.gamma, spread)
    for name, pair in pairs { inventory = { found, published.inventory }, symmetric = { plain, published.symmetric } } do
      local ours, theirs = pair[1], pair[2]
      local what = ("%s, gamma %g"):format(name, published.gamma)
      -- Four standard errors of the difference of two samples, and the rounding of the print.
      t.near(ours[1], theirs[1], 4 * theirs[2] * (1 / 1000 + 1 / RUNS) ^ 0.5 + 0.05, what .. ": profit")
      for i = 2, 3 do t.near(ours[i], theirs[i], 4 * theirs[i] * (1 / 2000 + 1 / (2 * RUNS)) ^ 0.5 + 0.05, what .. ": deviation") end
    end
    t.ok(found[3] < 0.62 * plain[3], "the inventory stays small")
  end
end)
