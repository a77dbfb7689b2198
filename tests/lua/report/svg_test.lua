local svg = import "svg"

test("escapes_markup_and_quotes", function()
  equal(svg.escape([[<script>alert("x" & 'y')</script>]]), "&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;")
end)

test("bytes_that_are_no_utf8_become_the_replacement_character", function()
  local bad = "\239\191\189"
  equal(svg.escape("a\255b"), "a" .. bad .. "b")
  equal(svg.escape("a\1b\0c"), "a" .. bad .. "b" .. bad .. "c")
  equal(svg.escape("\237\160\128"), bad .. bad .. bad, "surrogate")
  equal(svg.escape("\192\175"), bad .. bad, "overlong")
  equal(svg.escape("Z\195\188rich \226\130\172 \240\159\152\128"), "Z\195\188rich \226\130\172 \240\159\152\128")
end)

test("coordinates_have_one_decimal_at_most", function()
  equal(svg.coordinate(12), "12")
  equal(svg.coordinate(12.04), "12")
  equal(svg.coordinate(-3.25), "-3.2")
  equal(svg.coordinate(-0.01), "0")
end)

test("a_nan_breaks_the_line", function()
  equal(svg.path({ 0, 1, 2, 3, 4 }, { 5, 6, 0 / 0, 8, 9 }), "M0 5L1 6M3 8L4 9")
end)

test("thinning_keeps_every_extreme_and_both_ends", function()
  local x, y = {}, {}
  for i = 1, 100000 do x[i], y[i] = i, math.sin(i / 700) end
  y[54321], y[54322] = 9, -9
  local tx, ty = svg.thin(x, y, 500)
  assert(#tx <= 1003, #tx)
  equal(#tx, #ty)
  local hi, lo = -1, 1
  for i = 1, #ty do
    hi, lo = math.max(hi, ty[i]), math.min(lo, ty[i])
    assert(i == 1 or tx[i] >= tx[i - 1], "x ascends")
    equal(ty[i], y[tx[i]], "a point of the series")
  end
  equal(hi, 9); equal(lo, -9)
  equal(tx[1], 1); equal(ty[1], y[1])
  equal(tx[#tx], 100000); equal(ty[#ty], y[100000])
end)

test("thinning_leaves_a_gap_where_only_nan_is", function()
  local y = {}
  for i = 1, 10000 do y[i] = (i > 4000 and i < 6000) and 0 / 0 or i end
  local tx, ty = svg.thin(nil, y, 100)
  local gaps = 0
  for i = 1, #ty do if ty[i] ~= ty[i] then gaps = gaps + 1; assert(tx[i] > 3990 and tx[i] < 6010) end end
  assert(gaps >= 15, gaps)
end)

test("a_short_series_is_copied_whole", function()
  local tx, ty = svg.thin(nil, { 3, 1, 2 }, 100)
  equal(#tx, 3); equal(ty[2], 1); equal(tx[3], 3)
end)

test("thinning_survives_equal_times_and_empty_series", function()
  local x, y = {}, {}
  for i = 1, 1000 do x[i], y[i] = 7, i end
  local tx, ty = svg.thin(x, y, 10)
  assert(#tx <= 5 and ty[1] == 1 and ty[#ty] == 1000)
  equal(#svg.thin({}, {}, 10), 0)
end)
