-- kinds.lua: what a script may be, and the check of its declaration.
local host = ...
local errors = host.use "errors"
local params = host.use "params"
local pairs = host.use("sandbox").pairs -- in sorted order: messages and columns are the same in every run
local kinds = { API = 1 }

local ABOUT = { name = "string", version = "string", api = "number", description = "string", author = "string",
  licence = "string", params = "table" }
local F = "function"

-- Key -> Lua type, by kind; `must` lists what cannot be left out, `one` wants at least one of its keys.
local KINDS = {
  strategy = {
    keys = { start = F, init = F, on_bar = F, on_trade = F, on_quote = F, on_book = F, on_order = F, on_fill = F,
      on_timer = F, on_session = F, on_event = F, on_time = F, finish = F },
    must = { "name" },
    one = { "on_bar", "on_trade", "on_quote", "on_book", "on_timer", "on_session", "on_time", "start" },
  },
  rule = {
    keys = { id = "string", severity = "string", applies_to = "string", check = F, start = F },
    must = { "id", "check" },
    choices = { severity = { "reject", "warn" }, applies_to = { "order", "portfolio" } },
  },
  study = { keys = { run = F }, must = { "name", "run" } },
  report = { keys = { run = F }, must = { "name", "run" } },
  pipeline = {
    keys = { start = F, on_record = F, on_bar = F, on_trade = F, on_quote = F, on_timer = F, finish = F, reads = "table",
      writes = "table" },
    must = { "name" }, one = { "on_record", "on_bar", "on_trade", "on_quote", "on_timer" },
  },
  mapping = {
    keys = { kind = "string", file = "table", columns = F, levels = F, uses = "table", row = F },
    must = { "name", "kind", "columns" }, choices = { kind = { "trades", "quotes", "book" } },
  },
}
kinds.names = { "strategy", "rule", "study", "report", "pipeline", "mapping" }

-- declaration object -> { kind, fields, params, path, ... }; scripts get the empty object only.
local declared = setmetatable({}, { __mode = "k" })

function kinds.get(object)
  return type(object) == "table" and declared[object] or nil
end

-- Those of the handlers in `among` that a loaded script has, as "on_trade, on_quote".
function kinds.handlers(path, among)
  local found = {}
  for name in string.gmatch(among, "%S+") do
    if errors.declared[path].fields[name] then found[#found + 1] = name end
  end
  return table.concat(found, ", ")
end

-- A function line -> the first line of the source that sets `name` (for messages; line 1 where there is none). A source that
-- is loaded again and again is looked through once.
local last_source, last_lines
function kinds.lines(source)
  if source ~= last_source then last_source, last_lines = source, {} end
  local known = last_lines
  local function find(name)
    local line = 1
    local pattern = "%f[%w_]" .. name .. "%f[^%w_]%s*=[^=]"
    for text in string.gmatch(source .. "\n", "(.-)\n") do
      if string.find(string.gsub(text .. " ", "%-%-.*$", ""), pattern) then return line end
      line = line + 1
    end
    return 1
  end
  return function(name)
    known[name] = known[name] or find(name)
    return known[name]
  end
end

-- The function `strategy`, `rule`, ... of a script's environment.
function kinds.constructor(kind, script)
  local rules = KINDS[kind]
  local at = kinds.lines(script.source)
  local function problem(line, text, hint)
    errors.raise("script", ("%s:%d: %s"):format(script.path, line, text), hint)
  end
  local function article()
    return "a " .. kind
  end
  return function(fields)
    if type(fields) ~= "table" then
      problem(at "return", ("%s expects a table, as in %s { name = \"...\", api = 1, ... }"):format(kind, kind))
    end
    local names = {}
    for name in pairs(ABOUT) do names[#names + 1] = name end
    for name in pairs(rules.keys) do names[#names + 1] = name end
    table.sort(names)
    local here = at(kind == "rule" and "id" or "name")
    for key, value in pairs(fields) do
      local expected = type(key) == "string" and (rules.keys[key] or ABOUT[key]) or nil
      if not expected then
        local near = type(key) == "string" and host.nearest(key, names)
        problem(type(key) == "string" and at(key) or here, ("%s has no field '%s'%s"):format(article(), tostring(key),
          near and "; did you mean '" .. near .. "'?" or ""), not near and "its fields are " .. table.concat(names, ", ") or nil)
      end
      if type(value) ~= expected then
        problem(at(key), ("field '%s' is a %s; expected a %s"):format(key, type(value), expected == "string" and "text" or expected))
      end
      local choices = rules.choices and rules.choices[key]
      if choices then
        local known = false
        for _, choice in ipairs(choices) do known = known or choice == value end
        if not known then problem(at(key), ("%s is '%s'; expected %s"):format(key, value, table.concat(choices, " or "))) end
      end
    end
    if fields.api == nil then
      problem(here, ("%s does not say which script API it needs; add api = %d"):format(article(), kinds.API))
    elseif fields.api ~= math.floor(fields.api) or fields.api < 1 then
      problem(at "api", ("api is %.14g; expected a whole number, now %d"):format(fields.api, kinds.API))
    elseif fields.api > kinds.API then
      problem(at "api", ("needs script API %d, but this program offers %d"):format(fields.api, kinds.API), "update finsmart")
    end
    for _, key in ipairs(rules.must) do
      if fields[key] == nil then problem(here, ("%s needs the field '%s'"):format(article(), key)) end
    end
    if rules.one then
      local found = false
      for _, key in ipairs(rules.one) do found = found or fields[key] ~= nil end
      if not found then problem(here, ("%s needs at least one of %s"):format(article(), table.concat(rules.one, ", "))) end
    end
    local copy = {}
    for key, value in next, fields do copy[key] = value end
    local object = setmetatable({}, {
      __metatable = kind,
      __tostring = function() return kind .. " " .. tostring(copy.name or copy.id) end,
      __newindex = function() errors.fail("a %s cannot be changed after it was declared", kind) end,
    })
    declared[object] = {
      kind = kind, fields = copy, params = params.check(fields.params, at, problem), name = fields.name or fields.id,
      version = fields.version or "", description = fields.description or "",
    }
    return object
  end
end

return kinds
