local report, fixture, words = import "backtest_report", import "fixture", import "backtest_words"
local cases = fixture.cases()

test("the_headline_says_what_became_of_the_money", function()
  local doc = { script = "x", cash = 100000, data = { from = "2000-01-03T00:00:00Z", to = "2020-04-17T00:00:00Z" }, metrics = { total_return = 0.4321, cagr = 0.0179 },
    equity = { time = { "2000-01-03T00:00:00Z", "2020-04-17T00:00:00Z" }, value = { 100000, 143210 } } }
  contains(report.build(doc), "100,000 became 143,210 between 3 January 2000 and 17 April 2020: a gain of 43.2%, or 1.8% a year.")
end)

test("a_run_that_kept_no_account_values_still_says_its_result", function()
  local html = report.build { script = "x", cash = 1000, data = { from = 0, to = 86400 * 400 }, metrics = { total_return = 0.5, cagr = 0.45, max_drawdown = -0.2 }, equity = { time = {}, value = {} } }
  contains(html, "1,000 became 1,500 between 1 January 1970 and 5 February 1971")
  contains(html, "--equity none")
  contains(report.build { script = "x", cash = 1000, metrics = { total_return = 0.5 }, equity = { time = {}, at_end = false } }, "--equity none")
end)

test("says_the_worst_fall_with_its_dates", function()
  local day = 86400
  local html = report.build { cash = 100, equity = { at_end = false, time = { 0, day, 2 * day, 3 * day }, value = { 100, 200, 150, 210 } } }
  contains(html, "The worst fall was 25.0%, from 2 January 1970 to 3 January 1970; it was made good by 4 January 1970.")
end)

test("every_case_builds_without_nan_in_any_drawing", function()
  for name, document in pairs(cases) do
    local html = report.build(document)
    assert(#html < 1024 * 1024, name .. ": " .. #html)
    for path in html:gmatch ' [dxy]="([^"]*)"' do
      if path:find "nan" or path:find "inf" then error(name .. ": " .. path:sub(1, 80)) end
    end
    lacks(html, "<script")
    lacks(html, ">nan"); lacks(html, ">nil<")
  end
end)

test("the_same_result_gives_the_same_page", function()
  equal(report.build(cases.symbols), report.build(cases.symbols))
end)

test("building_leaves_the_document_as_it_was", function()
  local doc = cases.typical
  local trades, name = #doc.trades, doc.benchmark.name
  report.build(doc)
  equal(#doc.trades, trades); equal(doc.benchmark.name, name); equal(doc.name, nil)
end)

test("no_trades_are_said_so", function() contains(report.build(cases.no_trades), "The strategy made no trade in this time.") end)

test("a_value_below_zero_has_no_logarithmic_chart", function()
  local html = report.build(cases.negative)
  contains(html, "There is no logarithmic scale because the value fell to zero or below.")
  lacks(html, ">Logarithmic<")
end)

test("thousands_of_trades_are_summed_up_and_counted", function()
  local doc = cases.symbols
  assert(#doc.trades > 1000, #doc.trades)
  local html = report.build(doc)
  contains(html, "Largest gains")
  contains(html, "Price charts are shown for 6 of the 8 symbols traded")
  contains(html, "The first and last 100 of")
end)

test("refusals_are_grouped_by_reason", function()
  local html = report.build { rejected = 3, orders = 5, rejections = { { time = 0, symbol = "A", reason = "too large" }, { time = 0, symbol = "B", reason = "too large" }, { reason = "no cash", count = 1 } } }
  contains(html, "3 of 5 orders were refused")
  contains(html, '<th scope="row" class="left">too large</th><td>2</td><td class="left">A</td>')
end)

test("figures_that_are_not_known_keep_their_own_name", function()
  local html = report.build { metrics = { strange_figure = 1.5, sharpe = 0.5 } }
  contains(html, "strange figure")
  contains(html, "Sharpe ratio")
end)

test("the_command_to_run_again_is_quoted_for_a_shell", function()
  equal(words.command { command = { "finsmart", "backtest", "my script.lua", "--param", "a=it's" } }, "finsmart backtest 'my script.lua' --param 'a=it'\\''s'")
  equal(words.command { script = { path = "a.lua" }, data = { dataset = "d", symbols = { "S" } }, params = { { name = "n", value = 5 } }, cash = 5000 },
    "finsmart backtest a.lua --data d --symbol S --param n=5 --cash 5000")
end)

test("names_hashes_parameters_and_conventions", function()
  local html = report.build(cases.typical)
  for _, part in ipairs { string.rep("5f", 32), string.rep("a7", 32), string.rep("3c", 32), "fast window, bars", "Periods per year", "0.1.0", "scripts/strategies/sma_cross.lua" } do contains(html, part) end
end)
