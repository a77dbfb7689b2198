local calibration = import "calibration"

test("volatility_is_the_root_of_squared_changes_by_time", function(t)
  local v = calibration.volatility()
  t.equal(v:sigma(), nil)
  v:see(10, 100)
  v:see(11, 100.5)
  v:see(13, 99.5)
  v:see(13, 98) -- no time has passed: not a change
  v:see(14, 99.5)
  t.near(v:sigma(), ((0.25 + 1) / 4) ^ 0.5, 1e-12)
  t.equal(v:sigma(4), nil)
end)

test("volatility_forgets_by_its_half_life_and_does_not_look_over_gaps", function(t)
  local v = calibration.volatility { half_life = 2, gap = 5 }
  v:see(0, 10)
  v:see(2, 11)
  v:see(4, 11)
  t.near(v:sigma(), (0.5 / 3) ^ 0.5, 1e-12) -- 1 * 1/2 by 2 * 1/2 + 2
  v:see(100, 50)
  t.near(v:sigma(), (0.5 / 3) ^ 0.5, 1e-12)
  v:see(102, 51)
  t.near(v:sigma(), (1.25 / 3.5) ^ 0.5, 1e-12)
end)

test("volatility_of_a_random_walk_is_its_own", function(t)
  math.randomseed(7)
  local v, mid = calibration.volatility(), 100
  for i = 0, 40000 do
    v:see(i * 0.25, mid)
    mid = mid + (math.random() < 0.5 and -0.01 or 0.01)
  end
  t.near(v:sigma(), 0.02, 1e-12) -- every step is as large
end)

test("intensity_counts_what_an_order_would_have_executed", function(t)
  local i = calibration.intensity { step = 0.01, bins = 5 }
  for _, distance in ipairs { 0.005, 0.005, 0.005, 0.015, 0.015, 0.02, 0.35 } do i:reach(distance) end
  i:reach(-0.01) -- inside the spread, beyond the mid: it executes no quote of that side
  i:watch(10)
  -- At half a tick 7 orders, at one and a half 4, at two and a half (the one far away and none else) 1, and so on.
  local A, k, n = i:fit(4)
  t.equal(n, 2)
  t.near(k, math.log(7 / 4) / 0.01, 1e-9)
  t.near(A, 7 / 20 * (7 / 4) ^ 0.5, 1e-9)
end)

test("intensity_of_poisson_orders_comes_back", function(t)
  math.randomseed(11)
  local step, A, k, seconds = 0.01, 3, 80, 20000
  local i = calibration.intensity { step = step }
  -- Orders of both sides whose reach is exponential: the rate beyond a distance d is A exp(-k d).
  for _ = 1, 2 * A * seconds do i:reach(-math.log(1 - math.random()) / k) end
  i:watch(seconds)
  local found_A, found_k, n = i:fit()
  t.ok(n >= 5, n)
  t.near(found_A, A, 0.03 * A)
  t.near(found_k, k, 0.03 * k)
  i:forget(0.25)
  local again_A, again_k = i:fit()
  t.near({ again_A, again_k }, { found_A, found_k }, 0.01 * found_k)
end)

test("intensity_says_why_there_is_no_fit", function(t)
  local i = calibration.intensity { step = 1, bins = 3 }
  i:watch(60)
  local A, why = i:fit()
  t.equal(A, nil)
  t.equal(why, "0 distances had 10 orders; at least two are needed")
  for _ = 1, 20 do i:reach(3) end
  A, why = i:fit()
  t.equal(A, nil)
  t.equal(why, "orders did not become fewer with the distance")
  t.raises(function() calibration.intensity { step = 0 } end, "step is 0; expected a number above 0")
end)
