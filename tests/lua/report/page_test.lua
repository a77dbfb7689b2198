local page = import "page"

test("a_page_forbids_scripts_and_the_network", function()
  local html = page.new { title = "T" }:html()
  contains(html, "default-src 'none'")
  lacks(html, "script-src")
  contains(html, '<html lang="en">')
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
