-- config.lua: what a configuration file means, found by reading its tree and never by running it.
--
-- A file is data: local names, 'if', and one returned table. It has no loops and no functions, so that it cannot hang, and every
-- value knows its line and whether it came from the environment or a file. C hands over the text and what may be asked of the
-- world: host.env(name), host.file(path), host.nearest(wrong, names).
--
-- A value is { kind = "nil"|"boolean"|"number"|"text"|"table"|"bad", value =, line =, source =, items = }; `source` ("env NAME")
-- makes it a secret. An item is { key = text or nil, value = value, line = }.
local parser = require "check.parser"
local host = ...
local format = string.format

local MAX_TEXT = 1048576  -- bytes of one text
local MAX_VALUES = 100000 -- in the returned table
local MAX_LEVELS = 20     -- of tables in tables
local MAX_BYTES = 16777216 -- of all texts in the returned table
local MAX_KEY = 200
local MAX_SOURCE = 200    -- bytes that say where a secret comes from
local MAX_DEPTH = 1000    -- of expressions in expressions

local problems = {}
local bad = { kind = "bad", line = 0 }
local evaluate

local function problem(node, text, hint)
  problems[#problems + 1] = { line = node.line, text = text, hint = hint }
  return bad
end

local function value_of(kind, value, node, source)
  return { kind = kind, value = value, line = node.line, source = source }
end

local names = { ["nil"] = "nothing (nil)", boolean = "true or false", number = "a number", text = "a text", table = "a table" }

local function truth(v)
  if v.kind == "nil" then return false end
  return v.kind ~= "boolean" or v.value
end

-- What joins two sources: enough to know that it is a secret.
local function source_of(a, b)
  if not a.source or not b.source or a.source == b.source then return a.source or b.source end
  return #a.source + #b.source > MAX_SOURCE and "several sources" or a.source .. " and " .. b.source
end

-- Names ------------------------------------------------------------------------------------------------------------

local function lookup(scope, name)
  while scope do
    local v = scope.values[name]
    if v then return v end
    scope = scope.outer
  end
end

local function known(scope)
  local list = { "env", "file" }
  while scope do
    for name in pairs(scope.values) do list[#list + 1] = name end
    scope = scope.outer
  end
  table.sort(list)
  return list
end

-- Expressions ------------------------------------------------------------------------------------------------------

local expressions = {}

function expressions.Nil(node) return value_of("nil", nil, node) end
function expressions.True(node) return value_of("boolean", true, node) end
function expressions.False(node) return value_of("boolean", false, node) end
function expressions.String(node) return value_of("text", node.value, node) end
function expressions.Paren(node, scope) return evaluate(node.inner, scope) end

function expressions.Number(node)
  if type(node.value) ~= "number" then
    return problem(node, "a number with a suffix of C stands here", "write it without")
  end
  return value_of("number", node.value, node)
end

function expressions.Name(node, scope)
  local v = lookup(scope, node.name)
  if v then return v end
  if node.name == "env" or node.name == "file" then
    return problem(node, format("'%s' stands here without its argument", node.name), format("write %s(\"...\")", node.name))
  end
  local near = host.nearest(node.name, known(scope))
  return problem(node, format("there is no name '%s' here", node.name), near and format("did you mean '%s'?", near)
    or "a configuration knows env(\"NAME\"), file(\"path\") and its own locals; text stands in quotes")
end

function expressions.Function(node)
  return problem(node, "a function stands here", "a configuration is data: local names, 'if', and one returned table")
end

function expressions.Vararg(node) return problem(node, "'...' stands here", "a configuration has no arguments") end

function expressions.Method(node)
  return problem(node, format("':%s' is called here", node.name), "a configuration calls env(\"NAME\") and file(\"path\") only")
end

function expressions.Index(node, scope)
  local object, key = evaluate(node.object, scope), evaluate(node.key, scope)
  if object.kind == "bad" or key.kind == "bad" then return bad end
  if object.kind ~= "table" then return problem(node, format("%s has no fields", names[object.kind])) end
  local place = 0
  for _, item in ipairs(object.items) do
    if not item.key then place = place + 1 end
    if item.key and key.kind == "text" and item.key == key.value or not item.key and key.kind == "number" and place == key.value then
      return item.value
    end
  end
  return value_of("nil", nil, node)
end

local asked = {
  env = function(name) return host.env(name) end,
  file = function(path) return host.file(path) end,
}

function expressions.Call(node, scope)
  local name = node.callee.tag == "Name" and node.callee.name
  if not asked[name] or lookup(scope, name) then
    local near = name and host.nearest(name, { "env", "file" })
    return problem(node, name and format("'%s' is called here", name) or "a call stands here",
      near and format("did you mean '%s'?", near) or "a configuration calls env(\"NAME\") and file(\"path\") only")
  end
  local argument, fallback = node.args[1] and evaluate(node.args[1], scope), node.args[2] and evaluate(node.args[2], scope)
  if #node.args == 0 or #node.args > 2 or name == "file" and #node.args > 1 then
    return problem(node, format("%s has %d arguments; expected %s", name, #node.args,
      name == "env" and "a name and perhaps a default" or "a path"))
  end
  if argument.kind == "bad" or fallback and fallback.kind == "bad" then return bad end
  if argument.kind ~= "text" then
    return problem(node, format("%s is asked for %s; expected a text", name, names[argument.kind]))
  end
  local shown = argument.source and "(secret)" or argument.value
  local value, reason, hint = asked[name](argument.value)
  if value then return value_of("text", value, node, name .. " " .. shown) end
  if fallback and not hint then return fallback end
  if argument.source then return problem(node, format("%s finds nothing for what it is asked, which comes from %s", name, argument.source)) end
  return problem(node, reason, hint or format("set it, or give a default: env(%q, \"...\")", argument.value))
end

function expressions.Table(node, scope)
  local t = value_of("table", nil, node)
  t.items = {}
  for _, item in ipairs(node.items) do
    local key = item.key and evaluate(item.key, scope)
    local value = evaluate(item.value, scope)
    if key and key.kind == "text" and (key.source or #key.value > MAX_KEY or key.value:find("[^ -~]")) then
      problem(item, key.source and "the key comes from " .. key.source or #key.value > MAX_KEY and "the key is longer than any name"
        or "the key has characters that names do not have", "write names as they are")
    elseif key and key.kind ~= "text" then
      if key.kind ~= "bad" then
        problem(item, format("the key is %s; expected a name", names[key.kind]), "the values of a list stand in order, without keys")
      end
    elseif value.kind ~= "nil" then
      t.items[#t.items + 1] = { key = key and key.value, value = value, line = item.line }
    elseif not key then
      problem(item, "nothing (nil) stands in a list")
    end
  end
  return t
end

-- Operators --------------------------------------------------------------------------------------------------------

local arithmetic = {
  ["+"] = function(a, b) return a + b end, ["-"] = function(a, b) return a - b end, ["*"] = function(a, b) return a * b end,
  ["/"] = function(a, b) return a / b end, ["%"] = function(a, b) return a % b end, ["^"] = function(a, b) return a ^ b end,
}
local order = {
  ["<"] = function(a, b) return a < b end, ["<="] = function(a, b) return a <= b end,
  [">"] = function(a, b) return a > b end, [">="] = function(a, b) return a >= b end,
}

local function text_of(v)
  return v.kind == "text" and v.value or v.kind == "number" and format("%.14g", v.value)
end

local function join(node, a, b)
  local left, right = text_of(a), text_of(b)
  if not left or not right then
    return problem(node, format("'..' joins %s and %s; expected texts", names[a.kind], names[b.kind]))
  end
  if #left + #right > MAX_TEXT then return problem(node, "this text grows beyond 1 MB") end
  return value_of("text", left .. right, node, source_of(a, b))
end

-- A text of the environment counts as a number where one is needed, as in Lua.
local function number_of(v)
  return v.kind == "number" and v.value or v.kind == "text" and v.source and tonumber(v.value)
end

function expressions.Binary(node, scope)
  local a = evaluate(node.left, scope)
  if a.kind == "bad" then return bad end
  if node.op == "and" then return truth(a) and evaluate(node.right, scope) or a end
  if node.op == "or" then return truth(a) and a or evaluate(node.right, scope) end
  local b = evaluate(node.right, scope)
  if b.kind == "bad" then return bad end
  if node.op == ".." then return join(node, a, b) end
  if node.op == "==" or node.op == "~=" then
    local same = a == b or a.kind ~= "table" and a.kind == b.kind and a.value == b.value
    return value_of("boolean", same == (node.op == "=="), node)
  end
  local compare = order[node.op]
  if compare and a.kind == "text" and b.kind == "text" then return value_of("boolean", compare(a.value, b.value), node) end
  local left, right = number_of(a), number_of(b)
  if not left or not right then
    return problem(node, format("'%s' stands between %s and %s; expected numbers", node.op, names[a.kind], names[b.kind]))
  end
  if compare then return value_of("boolean", compare(left, right), node) end
  local source = source_of(a, b)
  local result = arithmetic[node.op](left, right)
  return source and value_of("text", format("%.17g", result), node, source) or value_of("number", result, node)
end

function expressions.Unary(node, scope)
  local v = evaluate(node.operand, scope)
  if v.kind == "bad" then return bad end
  if node.op == "not" then return value_of("boolean", not truth(v), node) end
  if node.op == "-" and v.kind == "number" then return value_of("number", -v.value, node) end
  if node.op == "#" and v.kind == "text" then return value_of("number", #v.value, node) end
  return problem(node, format("'%s' stands before %s", node.op, names[v.kind]))
end

local depth = 0

function evaluate(node, scope)
  if depth == MAX_DEPTH then return problem(node, format("an expression has more than %d parts in a row", MAX_DEPTH)) end
  depth = depth + 1
  local v = expressions[node.tag](node, scope)
  depth = depth - 1
  return v
end

-- Statements -------------------------------------------------------------------------------------------------------

local what = { CallStat = "a call", While = "a loop", Repeat = "a loop", NumericFor = "a loop",
  GenericFor = "a loop", LocalFunction = "a function", Goto = "a goto", Label = "a label", Break = "a break" }
local run

local statements = {}

function statements.Local(node, scope)
  local values = {}
  for i, expression in ipairs(node.values) do values[i] = evaluate(expression, scope) end
  for i, name in ipairs(node.names) do scope.values[name.name] = values[i] or value_of("nil", nil, node) end
end

-- Only names can be given another value, never a part of a table: a value stays what it was where it was written.
function statements.Assign(node, scope)
  local values = {}
  for i, expression in ipairs(node.values) do values[i] = evaluate(expression, scope) end
  for i, target in ipairs(node.targets) do
    local at = scope
    while at and target.tag == "Name" and not at.values[target.name] do at = at.outer end
    if not at or target.tag ~= "Name" then
      problem(target, target.tag == "Name" and format("'%s' is assigned, and there is no local of that name", target.name)
        or "a part of a table is assigned", "the configuration is one table: return { key = value, ... }; names of your own are 'local'")
    else
      at.values[target.name] = values[i] or value_of("nil", nil, node)
    end
  end
end

function statements.If(node, scope)
  for _, clause in ipairs(node.clauses) do
    local test = evaluate(clause.test, scope)
    if test.kind == "bad" then return bad end -- which way to go on is not known
    if truth(test) then return run(clause.body, scope) end
  end
  return node.otherwise and run(node.otherwise, scope)
end

function statements.Do(node, scope) return run(node.body, scope) end

function statements.Return(node, scope)
  if #node.values ~= 1 then
    return problem(node, format("%d values are returned; expected one table", #node.values))
  end
  return evaluate(node.values[1], scope)
end

-- What the body returns, nil where it goes on.
function run(body, outer)
  local scope = { values = {}, outer = outer }
  for _, statement in ipairs(body) do
    local step = statements[statement.tag]
    if not step then
      problem(statement, what[statement.tag] .. " stands here", "a configuration is data: local names, 'if', and one returned table")
    else
      local result = step(statement, scope)
      if result then return result end
    end
  end
end

-- The result -------------------------------------------------------------------------------------------------------

local count, bytes = 0, 0

-- The same table may stand in many places, so that a short file can mean a huge tree.
local function measure(v, level)
  count = count + 1
  bytes = bytes + (v.kind == "text" and #v.value or 0)
  if bytes > MAX_BYTES then return "has more than 16 MB of text" end
  if count > MAX_VALUES then return "has more than 100000 values" end
  if level > MAX_LEVELS then return "has more than 20 levels of tables" end
  for _, item in ipairs(v.items or {}) do
    local wrong = measure(item.value, level + 1)
    if wrong then return wrong end
  end
end

-- Returns the value and the list of problems.
return function(text)
  local tree, fault = parser.parse(text)
  if not tree then
    problem(fault, fault.message, fault.hint)
    return bad, problems
  end
  local result = run(tree.body, nil)
  if not result then
    result = problem({ line = tree.last or 1 }, "nothing is returned", "the configuration is one table: return { key = value, ... }")
  end
  local wrong = measure(result, 1)
  if wrong then result = problem(result, "the configuration " .. wrong) end
  return result, problems
end
