-- study_page.lua: a page from what a study or a report returned.
--
-- build(o) returns HTML. o: name, description, version, kind, path, hash, params (a list of { name, value, doc }), result
-- (what run() returned) and inspect(value), which tells about the runtime's own objects: "series", kind, or "frame",
-- columns (a list of { name =, values =, kind = "time" | "text" | "number" }), or nothing. Without it arrays of numbers
-- are the only series.
--
-- A page object becomes its HTML. Else: numbers and truths become cards, texts paragraphs, series charts (over a series
-- called time or date beside them, if there is one of the same length), frames and lists of records tables with charts of
-- their numbers, matrices heat maps, drawings of the chart library figures, and nested tables sections.
local chart, page, format, civil = import "chart", import "page", import "format", import "civil"
local words = import "backtest_words"
local study = {}

-- How many rows of a table are shown at either end, and how many columns are drawn as lines of one chart.
local ROWS, LINES = 40, 6
local TAGS = { svg = true, desc = true, text = true, path = true, rect = true, circle = true, g = true, title = true }

-- "rolling_sharpe" becomes "Rolling sharpe"; a name with capitals stays as it is.
local function say(name)
  name = tostring(name)
  if name:find("^[%l%d_]+$") then name = name:gsub("_", " "):gsub("^%l", string.upper) end
  return name
end

-- Whether a text is a drawing of the chart library, with nothing in it that the library does not write.
local function is_drawing(text)
  if text:sub(1, 19) ~= '<svg class="chart" ' or text:sub(-6) ~= "</svg>" then return false end
  for name in text:gmatch("<[/%s]*([^%s/>]*)") do
    if not TAGS[name] then return false end
  end
  for attribute in text:gmatch("%s([%a:]+)%s*=") do
    if attribute:lower():find("^on") or attribute:lower():find("href") then return false end
  end
  return true
end

local function is_numbers(list)
  if type(list) ~= "table" or #list == 0 then return false end
  for i = 1, #list do if type(list[i]) ~= "number" then return false end end
  for key in pairs(list) do if type(key) ~= "number" then return false end end
  return true
end

local function classify(value, inspect)
  local kind, more = inspect(value)
  if kind then return kind, more end
  if type(value) ~= "table" then return type(value) end
  if value.raw and type(value.raw) == "string" then return "raw" end
  if is_numbers(value) then return "series", "number" end
  if #value > 0 and type(value[1]) == "table" then
    local same = true
    for i = 1, #value do same = same and is_numbers(value[i]) and #value[i] == #value[1] end
    if same then return "matrix" end
    local columns, seen = {}, {}
    for i = 1, #value do
      if type(value[i]) ~= "table" or #value[i] > 0 then return "table" end
      for name in pairs(value[i]) do
        if type(name) == "string" and not seen[name] then seen[name] = true; columns[#columns + 1] = name end
      end
    end
    if #columns > 0 then return "records", columns end
  end
  return "table"
end

local function cell(value, kind)
  if kind == "time" and type(value) == "number" then return value == value and civil.iso(value) or format.dash end
  if type(value) == "number" then return format.number(value) end
  if value == nil then return "" end
  return tostring(value)
end

-- Rows of a table with `n` rows, the middle left out where it is long; at(i) gives row i.
local function shown_rows(n, at)
  local rows = {}
  for i = 1, math.min(n, 2 * ROWS) do
    if n > 2 * ROWS and i == ROWS + 1 then
      rows[#rows + 1] = { page.raw("<small>" .. format.number(n - 2 * ROWS) .. " rows not shown</small>") }
    end
    rows[#rows + 1] = at(n > 2 * ROWS and i > ROWS and n - 2 * ROWS + i or i)
  end
  return rows
end

local function draw(p, title, series, x, kind)
  local o = { title = title, series = series, x_values = x, x = kind == "time" and "time" or nil, hover = true }
  local figure = {}
  for name, width in pairs { wide = 880, narrow = 400 } do
    o.width, o.height = width, 280
    o.hover = width == 880 and 100 or 50
    figure[name] = chart.line(o)
  end
  figure.title = title
  p:figure(figure)
end

-- Whether times go forward: over others there is nothing to draw.
local function rises(times)
  for i = 2, #times do if not (times[i] >= times[i - 1]) then return false end end
  return true
end

local function frame(p, name, columns)
  local x, kind
  local series = {}
  for _, c in ipairs(columns) do
    if c.kind == "time" and not x then
      x, kind = c.values, "time"
    elseif (c.kind or "number") == "number" then
      series[#series + 1] = { name = c.name, y = c.values }
    end
  end
  local n = columns[1] and #columns[1].values or 0
  if x and n > 2 and rises(x) and #series > 0 and #series <= LINES then draw(p, say(name), series, x, kind) end
  local head = {}
  for i, c in ipairs(columns) do head[i] = { name = say(c.name), align = c.kind == "text" and "left" or nil } end
  p:table { caption = say(name) .. string.format(" (%s)", words.count(n, "row", "rows")), columns = head, rows = shown_rows(n, function(i)
    local row = {}
    for k, c in ipairs(columns) do row[k] = cell(c.values[i], c.kind) end
    return row
  end) }
end

local function records(p, name, list, columns)
  local head = {}
  for k, column in ipairs(columns) do head[k] = { name = say(column), align = type(list[1][column]) == "string" and "left" or nil } end
  p:table { caption = say(name), columns = head, rows = shown_rows(#list, function(i)
    local row = {}
    for k, column in ipairs(columns) do row[k] = cell(list[i][column]) end
    return row
  end) }
end

local function matrix(p, name, rows)
  local names = {}
  for i = 1, math.max(#rows, #rows[1]) do names[i] = tostring(i) end
  local n, m = #rows, #rows[1]
  if n > 60 or m > 30 then
    records(p, name, rows, {})
    return
  end
  local row_names, column_names = {}, {}
  for i = 1, n do row_names[i] = rows.names and rows.names[i] or names[i] end
  for i = 1, m do column_names[i] = rows.names and rows.names[i] or names[i] end
  p:figure { title = say(name), wide = chart.heatmap { title = say(name), rows = row_names, columns = column_names, values = rows,
    text = function(v) return format.number(v, math.abs(v) < 10 and 2 or 0) end }, narrow = chart.heatmap { title = say(name), rows = row_names, columns = column_names, values = rows, width = 400,
    text = function(v, room) return room < 26 and "" or format.number(v, math.abs(v) < 10 and 2 or 0) end } }
end

-- Adds the entries of a table to the page; depth 0 is the result itself.
local function entries(p, result, inspect, depth)
  local cards, facts, rest, time = {}, {}, {}, nil
  for key, value in pairs(result) do
    local kind, more = classify(value, inspect)
    if kind == "number" then
      cards[#cards + 1] = { name = say(key), value = format.number(value) }
    elseif kind == "boolean" then
      cards[#cards + 1] = { name = say(key), value = value and "yes" or "no" }
    elseif kind == "string" and not is_drawing(value) then
      facts[#facts + 1] = { say(key), value }
    else
      if kind == "series" and (key == "time" or key == "date" or more == "time") then
        time = time or value
      else
        rest[#rest + 1] = { key = key, value = value, kind = kind, more = more }
      end
    end
  end
  if #cards > 0 then p:cards(cards) end
  if #facts > 0 then p:facts(facts) end
  for _, e in ipairs(rest) do
    local title = say(e.key)
    if e.kind == "series" then
      local over = time and #time == #e.value and time or nil
      if #e.value > 1 then
        draw(p, title, { { name = title, y = e.value } }, over, over and "time" or nil)
      else
        p:facts { { title, #e.value == 1 and format.number(e.value[1]) or "empty" } }
      end
    elseif e.kind == "frame" then
      frame(p, e.key, e.more)
    elseif e.kind == "records" then
      records(p, e.key, e.value, e.more)
    elseif e.kind == "matrix" then
      matrix(p, e.key, e.value)
    elseif e.kind == "raw" then
      p:figure { title = title, wide = e.value.raw }
    elseif e.kind == "string" then
      p:figure { title = title, wide = e.value }
    elseif e.kind == "table" and depth < 8 then
      if depth == 0 then p:section(title) else p:heading(title) end
      entries(p, e.value, inspect, depth + 1)
    else
      p:facts { { title, "a " .. e.kind } }
    end
  end
  if #cards + #facts + #rest == 0 then p:text(time and "Only times, no values." or "Nothing.") end
end

local function about(p, o)
  local facts = {}
  local function fact(name, value) if value and value ~= "" then facts[#facts + 1] = { name, value } end end
  if #(o.params or {}) == 0 and not o.path and not o.hash then return end
  p:section("About this run")
  if o.params and #o.params > 0 then
    local rows = {}
    for i, q in ipairs(o.params) do rows[i] = { q.name, type(q.value) == "number" and words.plain(q.value) or tostring(q.value), q.doc or "" } end
    p:table { caption = "Parameters", class = "prose", columns = { "Name", "Value", { name = "Meaning", align = "left" } }, rows = rows }
  end
  fact("Script", o.name .. (o.version and o.version ~= "" and " " .. o.version or ""))
  fact("Written in", o.path and page.code(o.path))
  fact("Hash of the script", o.hash and page.code(o.hash))
  fact("FinanceSmart", o.program_version)
  p:facts(facts)
end

function study.build(o)
  local result = o.result
  if type(result) == "table" and type(result.html) == "function" and type(result.out) == "table" then return result:html() end
  if type(result) == "string" and result:sub(1, 15) == "<!DOCTYPE html>" then return result end
  local inspect = o.inspect or function() end
  local name = o.name or "Study"
  local p = page.new { title = name, kind = say(o.kind or "study"), lead = o.description ~= "" and o.description or nil }
  local kind = classify(result, inspect)
  if kind ~= "table" then result = { result = result } end
  entries(p, result, inspect, 0)
  o.name = name
  about(p, o)
  return p:html()
end

return study
