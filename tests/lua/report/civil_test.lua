local civil = import "civil"

test("days_count_from_1970_and_come_back", function()
  equal(civil.days(1970, 1, 1), 0)
  equal(civil.days(2000, 2, 29), 11016)
  equal(civil.days(1969, 12, 31), -1)
  for day = -200000, 200000, 379 do
    local y, m, d = civil.from_days(day)
    equal(civil.days(y, m, d), day)
  end
end)

test("reads_rfc3339_with_offset", function()
  equal(civil.parse("2020-04-17T00:00:00Z"), 1587081600)
  equal(civil.parse("2020-04-17T02:30:00+02:30"), 1587081600)
  equal(civil.parse("2020-04-16T22:30:00-01:30"), 1587081600)
  equal(civil.parse("2020-04-17"), 1587081600)
  equal(civil.parse(5), 5)
  equal(civil.parse("yesterday"), nil)
  equal(civil.parse(nil), nil)
end)

test("writes_dates_for_people", function()
  equal(civil.iso(1587081600), "2020-04-17")
  equal(civil.iso(1587081600 + 34200), "2020-04-17 09:30")
  equal(civil.iso(1587081600, true), "2020-04-17 00:00")
  equal(civil.long(1587081600), "17 April 2020")
  equal(civil.iso(-86400), "1969-12-31")
end)

test("says_a_length_of_time_in_the_unit_that_fits", function()
  equal(civil.span(86400), "1 day")
  equal(civil.span(14 * 86400), "14 days")
  equal(civil.span(150 * 86400), "5 months")
  equal(civil.span(3 * 365.25 * 86400), "3 years")
  equal(civil.span(2.5 * 365.25 * 86400), "2.5 years")
  equal(civil.span(1800), "30 minutes")
  equal(civil.span(7200), "2 hours")
end)
