local page = import "page"

test("a_page_forbids_scripts_and_the_network", function()
  local html = page.new { title = "T" }:html()
  contains(html, "default-src 'none'")
  lacks(html, "script-src")
  contains(html, '<html lang="en">')
end)

-- What sha256 gives for an empty text, and the same bytes in base64.
local HEX, BASE64 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

test("a_page_that_may_run_its_script_names_its_hash", function()
  local hashed
  local p = page.new { title = "T", sha256 = function(text) hashed = text; return HEX end }
  p:explore({ title = "V", series = { { name = "a</script>", class = "c1", time = { 86400, 90000 }, value = { 1, 0 / 0 } } } }, function(q) q:text("still") end)
  local html = p:html()
  contains(html, "script-src 'sha256-" .. BASE64 .. "';")
  contains(html, "<script>" .. hashed .. "</script>")
  contains(html, "<p>still</p>")
  contains(html, '"time":[24,1],"value":[1,null]')
  contains(html, '"unit":3600')
  lacks(html, "a</script>")
end)

test("a_page_without_a_hash_shows_the_still_chart_alone", function()
  local html = page.new { title = "T" }:explore({ title = "V", series = {} }, function(q) q:text("still") end):html()
  contains(html, "<p>still</p>")
  lacks(html, "<script")
end)

test("cells_say_by_what_they_are_sorted", function()
  contains(page.new { title = "T" }:table { class = "sortable", columns = { "a", "b" }, rows = { { "x", { text = "2 days", sort = 172800, hint = "long" } } } }:html(),
    '<td data-v="172800" title="long">2 days</td>')
end)

test("every_part_escapes_its_texts", function()
  local evil = "<i>&\"'"
  local p = page.new { title = evil, kind = evil, lead = { evil, evil }, footer = evil }
  p:section(evil, evil):heading(evil):text(evil):note(evil):note(evil, "warning")
  p:cards { { name = evil, value = evil, detail = evil } }
  p:figure { title = evil, wide = "<svg></svg>", caption = evil }
  p:choice({ { name = evil, wide = "" }, { name = evil, wide = "" } }, evil)
  p:table { caption = evil, columns = { evil, { name = evil, hint = evil } }, rows = { { evil, { text = evil, tone = "neg" } } } }
  p:table { label = evil, columns = { evil }, rows = {} }
  p:facts { { evil, evil }, { evil, page.code(evil) } }
  p:details(evil, function(q) q:pre(evil) end)
  local html = p:html()
  lacks(html, "<i>&"); lacks(html, "&\"")
end)

test("raw_markup_stays", function()
  contains(page.new { title = "T" }:text(page.raw "<i>x</i>"):html(), "<p><i>x</i></p>")
end)

test("a_row_shorter_than_its_columns_gets_empty_cells", function()
  contains(page.new { title = "T" }:table { columns = { "a", "b" }, rows = { { "1" } } }:html(), '<th scope="row" class="left">1</th><td></td>')
end)

test("lists_its_sections_when_there_are_several", function()
  local p = page.new { title = "T" }
  p:section "One"
  p:section "Two"
  lacks(p:html(), "<nav")
  p = page.new { title = "T" }
  p:section "One"; p:section "Two"; p:section "Three"
  contains(p:html(), '<a href="#s3">Three</a>')
end)
