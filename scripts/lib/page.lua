-- page.lua: a self-contained HTML page, built from parts. It loads nothing: no font, no picture, no script from elsewhere. It
-- runs nothing, unless it is given a way to hash: then it carries one script (page_script.lua), and its content security
-- policy names the hash of that and allows no other. Every text is escaped, except what comes as page.raw() or from the
-- chart library.
--
--   local p = page.new { title = "Tail risk", summary = "..." }
--   p:section("Loss", "What a bad day costs"):cards { { name = "VaR 99 %", value = "2.9%" } }
--   p:figure { wide = svg, narrow = svg, caption = "..." }
--   return p:html()
local svg, chart_style, style, script = import "svg", import "chart_style", import "page_style", import "page_script"
local json = import "json"
local page = {}
local escape = svg.escape
local Page = {}

-- Markup that is right as it is.
function page.raw(markup) return { raw = markup } end

local function inline(value)
  if value == nil then return "" end
  if type(value) == "table" then return value.raw end
  return escape(value)
end
page.inline = inline

-- A new page: { title =, kind = the small words above it, lead = the first paragraphs (a text or a list), footer =,
-- sha256 = a function of a text that gives hex, with which the page may run its script }.
function page.new(o)
  return setmetatable({ title = o.title or "Report", kind = o.kind, lead = type(o.lead) == "table" and not o.lead.raw and o.lead or { o.lead },
    footer = o.footer, sha256 = o.sha256, out = {}, contents = {}, serial = 0, open = false }, { __index = Page })
end

function Page:add(markup)
  self.out[#self.out + 1] = markup
  return self
end

-- A name that no other part of the page has.
function Page:id(stem)
  self.serial = self.serial + 1
  return stem .. self.serial
end

-- Begins a section, which the page lists at its top. `explain` is a sentence under the heading.
function Page:section(title, explain)
  local id = self:id("s")
  self:close()
  self.open = true
  self.contents[#self.contents + 1] = { id = id, title = title }
  self:add(string.format('<section aria-labelledby="%s"><h2 id="%s">%s</h2>', id, id, escape(title)))
  if explain then self:add('<p class="explain">' .. inline(explain) .. "</p>") end
  return self
end

function Page:close()
  if self.open then self:add("</section>") end
  self.open = false
end

function Page:heading(text) return self:add("<h3>" .. inline(text) .. "</h3>") end
function Page:text(text) return self:add("<p>" .. inline(text) .. "</p>") end

-- A remark that stands out: kind "note" (default) or "warning".
function Page:note(text, kind)
  return self:add(string.format('<p class="note %s" role="note">%s</p>', kind == "warning" and "warning" or "", inline(text)))
end

-- Key figures: a list of { name =, value =, detail =, tone = "pos" | "neg", chart = svg }.
function Page:cards(list)
  local out = { '<dl class="cards">' }
  for _, c in ipairs(list) do
    out[#out + 1] = string.format('<div class="card"><dt>%s</dt><dd><b%s>%s</b>%s%s</dd></div>', inline(c.name),
      c.tone and ' class="t-' .. c.tone .. '"' or "", inline(c.value), c.detail and "<small>" .. inline(c.detail) .. "</small>" or "", c.chart or "")
  end
  out[#out + 1] = "</dl>"
  return self:add(table.concat(out, "\n"))
end

local function figure_body(o)
  if o.narrow then
    return '<div class="wide">' .. o.wide .. '</div><div class="narrow">' .. o.narrow .. "</div>"
  end
  return o.wide
end

-- A chart with its words: { wide = svg, narrow = (the same chart drawn for a phone), caption =, title = }.
function Page:figure(o)
  return self:add("<figure>" .. (o.title and "<h3>" .. inline(o.title) .. "</h3>" or "") .. figure_body(o) ..
    (o.caption and "<figcaption>" .. inline(o.caption) .. "</figcaption>" or "") .. "</figure>")
end

-- A chart of values over time to look into, where the page may run its script; else what `still` adds to the page. `data`:
-- title, series = list of { name =, class =, time = seconds, value = }, format = "money" or "percent".
function Page:explore(data, still)
  if not self.sha256 then
    still(self)
    return self
  end
  local unit = 86400 -- of the times, which are written as differences: short
  for _, s in ipairs(data.series) do
    for i = 1, #s.time do while s.time[i] % unit ~= 0 and unit > 1 do unit = unit / 24 == 3600 and 3600 or unit / 60 end end
  end
  local list = json.list()
  for k, s in ipairs(data.series) do
    local times, values = json.list(), json.list()
    for i = 1, #s.time do times[i], values[i] = (s.time[i] - (i > 1 and s.time[i - 1] or 0)) / unit, s.value[i] end
    list[k] = { name = s.name, class = s.class, time = times, value = values }
  end
  local id = self:id("x")
  self:add('<figure><div class="explore" id="' .. id .. '">')
  still(self)
  self:add('</div><script type="application/json" data-host="' .. id .. '">' ..
    json.encode { title = data.title, format = data.format or "money", scale = data.scale, unit = unit, series = list } .. "</script>")
  return self:add((data.caption and "<figcaption>" .. inline(data.caption) .. "</figcaption>" or "") .. "</figure>")
end

-- Charts of which one is seen at a time, chosen by its name: a list of { name =, wide =, narrow = }.
function Page:choice(list, caption)
  if #list == 1 then return self:figure { wide = list[1].wide, narrow = list[1].narrow, caption = caption } end
  local group = self:id("c")
  local inputs, bodies = {}, {}
  for k, c in ipairs(list) do
    inputs[k] = string.format('<input type="radio" name="%s" id="%s-%d" class="pick%d"%s><label for="%s-%d">%s</label>', group, group, k, k,
      k == 1 and " checked" or "", group, k, inline(c.name))
    bodies[k] = string.format('<div class="picked%d">%s</div>', k, figure_body(c))
  end
  return self:add('<figure class="choice">' .. table.concat(inputs) .. table.concat(bodies) ..
    (caption and "<figcaption>" .. inline(caption) .. "</figcaption>" or "") .. "</figure>")
end

-- Parts side by side where there is room: a list of functions that add to the page.
function Page:columns(list)
  self:add('<div class="columns">')
  for _, part in ipairs(list) do self:add("<div>"); part(self); self:add("</div>") end
  return self:add("</div>")
end

-- A table: { columns = { { name =, align = "left" | "right" (default), hint = } or a text }, rows = lists of texts, raw
-- markup or { text =, tone =, sort = a number to sort by, hint = }, caption =, class = "sortable" lets readers sort it, "sortable filtered" look for rows too }. A
-- row's first cell is its heading.
function Page:table(o)
  local out = { '<div class="scroll" tabindex="0" role="region" aria-label="' .. escape(o.caption or o.label or "Table") .. '"><table' ..
    (o.class and ' class="' .. escape(o.class) .. '"' or "") .. ">" }
  if o.caption then out[#out + 1] = "<caption>" .. inline(o.caption) .. "</caption>" end
  local sides = {}
  out[#out + 1] = "<thead><tr>"
  for k, c in ipairs(o.columns) do
    if type(c) ~= "table" then c = { name = c } end
    sides[k] = (c.align or (k == 1 and "left")) == "left" and ' class="left"' or ""
    out[#out + 1] = string.format('<th scope="col"%s%s>%s</th>', sides[k], c.hint and ' title="' .. escape(c.hint) .. '"' or "", inline(c.name))
  end
  out[#out + 1] = "</tr></thead><tbody>"
  for _, row in ipairs(o.rows) do
    local cells = {}
    for k = 1, #o.columns do
      local cell = row[k]
      local more = ""
      if type(cell) == "table" and not cell.raw then
        if cell.sort then more = ' data-v="' .. json.number(cell.sort):gsub("null", "") .. '"' end
        if cell.hint then more = more .. ' title="' .. escape(cell.hint) .. '"' end
        cell = cell.tone and page.raw('<span class="t-' .. cell.tone .. '">' .. inline(cell.text) .. "</span>") or cell.text
      end
      local name = k == 1 and "th" or "td"
      cells[k] = "<" .. name .. (k == 1 and ' scope="row"' or "") .. sides[k] .. more .. ">" .. inline(cell) .. "</" .. name .. ">"
    end
    out[#out + 1] = "<tr>" .. table.concat(cells) .. "</tr>"
  end
  out[#out + 1] = "</tbody></table></div>"
  return self:add(table.concat(out, "\n"))
end

-- Names and their values, below each other: a list of { name, value }.
function Page:facts(list)
  local out = { '<dl class="facts">' }
  for _, f in ipairs(list) do out[#out + 1] = "<dt>" .. inline(f[1]) .. "</dt><dd>" .. inline(f[2]) .. "</dd>" end
  out[#out + 1] = "</dl>"
  return self:add(table.concat(out, "\n"))
end

-- A part that is folded away until asked for: body is a function that adds to the page.
function Page:details(summary, body)
  self:add("<details><summary>" .. inline(summary) .. "</summary>")
  body(self)
  return self:add("</details>")
end

-- Text that a machine reads, as it is: a command, a hash.
function page.code(text) return page.raw("<code>" .. escape(text) .. "</code>") end
function Page:pre(text) return self:add("<pre>" .. escape(text) .. "</pre>") end

local BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

-- The bytes that hexadecimal text stands for, as base64.
local function base64(hex)
  local out = {}
  for i = 1, #hex, 6 do
    local part = hex:sub(i, i + 5)
    local v, n = tonumber(part .. ("0"):rep(6 - #part), 16), #part / 2 + 1
    for k = 1, 4 do
      local six = math.floor(v / 64 ^ (4 - k)) % 64
      out[#out + 1] = k <= n and BASE64:sub(six + 1, six + 1) or "="
    end
  end
  return table.concat(out)
end

-- The whole document.
function Page:html()
  self:close()
  local runs = self.sha256 and " script-src 'sha256-" .. base64(self.sha256(script)) .. "';" or ""
  local out = { "<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
    [[<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;]] .. runs .. [[ base-uri 'none'; form-action 'none'">]],
    '<meta name="viewport" content="width=device-width, initial-scale=1">', '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">', '<link rel="icon" href="data:,">',
    "<title>" .. escape(self.title) .. "</title>", "<style>" .. chart_style .. style .. "</style>", "</head>", "<body>", "<header>" }
  if self.kind then out[#out + 1] = '<p class="kind">' .. inline(self.kind) .. "</p>" end
  out[#out + 1] = "<h1>" .. escape(self.title) .. "</h1>"
  for k, text in ipairs(self.lead) do
    out[#out + 1] = string.format('<p class="%s">%s</p>', k == 1 and "lead" or "second", inline(text))
  end
  out[#out + 1] = "</header>"
  if #self.contents > 2 then
    local links = {}
    for k, c in ipairs(self.contents) do links[k] = string.format('<li><a href="#%s">%s</a></li>', c.id, escape(c.title)) end
    out[#out + 1] = '<nav aria-label="Contents"><ol>' .. table.concat(links) .. "</ol></nav>"
  end
  out[#out + 1] = "<main>"
  for _, part in ipairs(self.out) do out[#out + 1] = part end
  out[#out + 1] = "</main>"
  if self.footer then out[#out + 1] = "<footer><p>" .. inline(self.footer) .. "</p></footer>" end
  if self.sha256 then out[#out + 1] = "<script>" .. script .. "</script>" end
  out[#out + 1] = "</body>"
  out[#out + 1] = "</html>\n"
  return table.concat(out, "\n")
end

return page
