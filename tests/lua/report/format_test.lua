local format = import "format"
local MINUS, DASH = "\226\136\146", "\226\128\147"

test("groups_thousands_and_uses_a_real_minus", function()
  equal(format.number(1234567.891, 2), "1,234,567.89")
  equal(format.number(-1234), MINUS .. "1,234")
  equal(format.number(999), "999")
  equal(format.number(0.12345), "0.1235")
end)

test("rounding_to_zero_has_no_sign", function()
  equal(format.number(-0.001, 2), "0.00")
  equal(format.percent(-1e-9, 1), "0.0%")
  equal(format.percent(1e-9, 1, true), "0.0%")
end)

test("missing_numbers_are_a_dash", function()
  equal(format.number(0 / 0), DASH)
  equal(format.percent(0 / 0), DASH)
  equal(format.money(nil), DASH)
  equal(format.number(math.huge), "\226\136\158")
  equal(format.number(-math.huge), MINUS .. "\226\136\158")
end)

test("percent_signs_gains_on_request", function()
  equal(format.percent(0.1234, nil, true), "+12.3%")
  equal(format.percent(-0.1234, nil, true), MINUS .. "12.3%")
  equal(format.percent(0.00042), "0.04%")
  equal(format.percent(12.5), "1,250%")
end)

test("axis_texts_are_short_and_tell_neighbours_apart", function()
  equal(format.compact(250000, 50000, 250000), "250k")
  equal(format.compact(1500000, 500000, 2e6), "1.5M")
  equal(format.compact(0, 50000, 250000), "0")
  equal(format.compact(1200, 200, 2000), "1,200")
  equal(format.compact(0.25, 0.05, 0.5), "0.25")
end)
