local study, page, chart = import "study_page", import "page", import "chart"

local function build(result, inspect) return study.build { name = "s", result = result, inspect = inspect } end

test("numbers_become_cards_and_texts_facts", function()
  local html = build { value_at_risk = 0.0312, ok = true, remark = "a < b", hole = 0 / 0 }
  contains(html, "<dt>Value at risk</dt><dd><b>0.0312</b></dd>")
  contains(html, "<b>yes</b>")
  contains(html, "<dt>Remark</dt><dd>a &lt; b</dd>")
  contains(html, "<b>\226\128\147</b>")
end)

test("a_single_value_is_a_page_too", function()
  contains(build(42), "<b>42</b>")
  contains(build(nil), "Nothing.")
  contains(build { 1, 2, 3 }, '<svg class="chart"')
end)

test("a_series_is_drawn_over_the_times_beside_it", function()
  local html = build { time = { 0, 86400, 172800 }, price = { 1, 2, 3 } }
  contains(html, "Jan")
  contains(html, "1970")
end)

test("records_become_a_table_and_long_ones_leave_out_the_middle", function()
  local list = {}
  for i = 1, 200 do list[i] = { name = "n" .. i, weight = i } end
  local html = build { weights = list }
  contains(html, "n1<"); contains(html, "n200<"); lacks(html, "n100<")
  contains(html, "120 rows not shown")
end)

test("a_matrix_becomes_a_heat_map", function() contains(build { correlation = { { 1, 0.5 }, { 0.5, 1 } } }, '<rect class="pos"') end)

test("nested_tables_become_sections", function()
  local html = build { equity = { beta = 1.1, more = { deep = 2 } }, bonds = { beta = 0.2 } }
  contains(html, ">Equity</h2>"); contains(html, "<h3>More</h3>"); contains(html, ">Bonds</h2>")
end)

test("a_table_that_holds_itself_ends", function()
  local t = { a = 1 }
  t.again = t
  contains(build(t), "a table")
end)

test("the_runtime_names_its_series_and_frames", function()
  local series, frame = {}, {}
  local html = build({ f = frame, s = series }, function(v)
    if v == frame then
      return "frame", { { name = "time", values = { 0, 86400, 172800 }, kind = "time" }, { name = "close", values = { 1, 2, 3 } }, { name = "venue", values = { "X", "Y", "<Z>" }, kind = "text" } }
    end
    if v == series then return "series", "number" end
  end)
  contains(html, "F (3 rows)"); contains(html, "1970-01-02"); contains(html, "&lt;Z&gt;")
  contains(html, "<dt>S</dt><dd>empty</dd>")
end)

test("a_drawing_is_shown_and_a_forged_one_is_text", function()
  local good = chart.line { series = { { y = { 1, 2 } } } }
  contains(build { picture = good }, good)
  for _, bad in ipairs { '<svg class="chart" onload="x()"></svg>', '<svg class="chart" viewBox="0 0 1 1"><script>x</script></svg>', '<svg class="chart" viewBox="0 0 1 1"><g onclick = "x"></g></svg>',
    '<svg class="chart" viewBox="0 0 1 1"><image href="http://x"/></svg>' } do
    lacks(build { picture = bad }, bad)
  end
end)

test("a_page_object_becomes_its_own_html", function()
  local p = page.new { title = "Mine" }
  p:text "hello"
  equal(study.build { name = "s", result = p }, p:html())
end)

test("a_frame_is_drawn_only_over_times_that_go_forward", function()
  local function inspect(value) if type(value) == "table" and value.columns then return "frame", value.columns end end
  local function frame(times) return { columns = { { name = "time", kind = "time", values = times }, { name = "x", values = { 1, 2, 3 } } } } end
  contains(build({ f = frame { 0, 86400, 172800 } }, inspect), '<svg class="chart"')
  lacks(build({ f = frame { 86400, 0, 172800 } }, inspect), '<svg class="chart"')
end)
