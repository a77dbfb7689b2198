-- parser.lua: a script's text as a tree, by the grammar that LuaJIT accepts.
--
-- parser.parse(text) returns the tree or nil and {line, column, message, hint}. A node is a table with `tag`, `line`
-- and `column`:
--   expressions  Nil True False Vararg; Number String {value}; Name {name}; Function {params, vararg, body};
--                Index {object, key, dot}; Call {callee, args}; Method {object, name, args}; Paren {inner};
--                Table {items: {kind = "item"|"field"|"pair", key, value}}; Binary {op, left, right}; Unary {op, operand}
--   statements   Local {names, values}; LocalFunction {name, value}; Assign {targets, values, sugar}; CallStat {call};
--                Do {body}; While {test, body}; Repeat {body, test}; If {clauses: {test, body}, otherwise};
--                NumericFor {name, from, to, step, body}; GenericFor {names, values, body}; Return {values}; Break;
--                Goto {label}; Label {label}
-- A body is an array of statements. `names` and `params` hold Name nodes. `last` is a node's last line.
--
-- Tokens, blocks with their labels, and expressions are here; statements.lua has the statements.
local lexer = require "check.lexer"
local fault, format = lexer.fault, string.format

local parser = {}
parser.__index = parser

local MAX_DEPTH = 200 -- LuaJIT's own limit

local left_priority = { ["or"] = 1, ["and"] = 2, ["<"] = 3, [">"] = 3, ["<="] = 3, [">="] = 3, ["~="] = 3, ["=="] = 3,
  [".."] = 5, ["+"] = 6, ["-"] = 6, ["*"] = 7, ["/"] = 7, ["%"] = 7, ["^"] = 10 }
local right_priority = setmetatable({ [".."] = 4, ["^"] = 9 }, { __index = left_priority })
local UNARY_PRIORITY = 8

-- What ends a block.
local block_end = { ["end"] = true, ["else"] = true, ["elseif"] = true, ["until"] = true, eof = true }

parser.block_end = block_end

function parser:advance()
  local token = self.token
  self.last_line = token.line
  self.token = self.ahead or self.lex:next()
  self.ahead = nil
  return token
end

function parser:peek()
  self.ahead = self.ahead or self.lex:next()
  return self.ahead
end

-- A token in words.
function parser.show(token)
  if token.kind == "eof" then
    return "the end of the file"
  elseif token.kind == "string" then
    return "a text"
  elseif token.kind == "name" or token.kind == "number" then
    return "'" .. tostring(token.value) .. "'"
  end
  return "'" .. token.kind .. "'"
end

function parser:fail(message, hint)
  fault(self.token.line, self.token.column, message, hint)
end

function parser:expected(what, hint)
  self:fail(format("%s expected before %s", what, parser.show(self.token)), hint)
end

function parser:accept(kind)
  if self.token.kind == kind then
    return self:advance()
  end
end

function parser:expect(kind, hint)
  return self:accept(kind) or self:expected("'" .. kind .. "'", hint)
end

-- `close` ends what `open` began at `from`.
function parser:close(close, open, from)
  if self.token.kind == close then
    return self:advance()
  end
  local where = from.line == self.token.line and "" or format(" (to close '%s' at line %d)", open, from.line)
  local hint
  if self.token.kind == "eof" then
    hint = format("the '%s' at line %d is never closed with '%s'", open, from.line, close)
  elseif close == "end" and self.token.kind == "else" then
    hint = "an 'if' has one 'else', and it comes last"
  elseif close == ")" or close == "}" then
    hint = format("a '%s' or a comma may be missing before this", close)
  elseif close == "end" and self.token.kind == "=" then
    hint = "'=' assigns a value; '==' compares"
  end
  self:fail(format("'%s' expected%s before %s", close, where, parser.show(self.token)), hint)
end

-- A name; 'goto' serves as one too.
function parser:name(what)
  local token = self.token
  if token.kind ~= "name" and token.kind ~= "goto" then
    local hint = what and token.value == token.kind and format("'%s' is a word of the language; choose another name",
      token.kind) or nil
    self:expected(what or "a name", hint)
  end
  self:advance()
  return { tag = "Name", name = token.value, line = token.line, column = token.column }
end

function parser.node(tag, token)
  return { tag = tag, line = token.line, column = token.column }
end

local node = parser.node

function parser:deeper()
  self.depth = self.depth + 1
  if self.depth > MAX_DEPTH then
    self:fail("too many levels of nesting", "move inner parts into functions of their own")
  end
end

-- Blocks know their labels and the gotos that still look for one; functions know how many locals are active, because
-- a goto may not jump into the scope of a local.
function parser:open_block(loop)
  local scope = { outer = self.block, active = self.fn.active, labels = {}, gotos = {}, loop = loop, fn = self.fn }
  self.block = scope
  return scope
end

local function resolve(scope, jump, label)
  if jump.active < label.active then
    fault(jump.line, jump.column, format("goto '%s' jumps into the scope of a local variable", jump.label),
      "declare the local before the goto, or put it inside 'do ... end'")
  end
end

function parser:close_block()
  local scope = self.block
  self.block, self.fn.active = scope.outer, scope.active
  for _, jump in ipairs(scope.gotos) do
    local label = scope.labels[jump.label]
    if label then
      if not jump.backward then
        resolve(scope, jump, label)
      end
    elseif scope.outer and scope.outer.fn == scope.fn then
      jump.active = scope.active
      jump.backward = scope.outer.labels[jump.label] ~= nil
      table.insert(scope.outer.gotos, jump)
    else
      fault(jump.line, jump.column, format("goto to a label '%s' that isn't there", jump.label),
        format("write ::%s:: where it should continue", jump.label))
    end
  end
end

function parser:declare(count)
  self.fn.active = self.fn.active + count
end

function parser:statements()
  self:deeper()
  local body = {}
  while not block_end[self.token.kind] do
    local statement, last = self:statement()
    body[#body + 1] = statement
    self:accept(";")
    if last then
      if not block_end[self.token.kind] then
        self:fail(format("'%s' must be the last statement of its block", last),
          format("nothing after it would ever run; use 'do %s end' to stop here for a try", last))
      end
      break
    end
  end
  self.depth = self.depth - 1
  return body
end

function parser:body(loop, names)
  self:open_block(loop)
  if names then
    self:declare(names)
  end
  local body = self:statements()
  self:close_block()
  return body
end

function parser:expressions()
  local list = { self:expression(0) }
  while self:accept(",") do
    list[#list + 1] = self:expression(0)
  end
  return list
end

-- (params) body end
function parser:function_body(from, method)
  local fn = node("Function", from)
  fn.params = {}
  if method then
    fn.params[1] = { tag = "Name", name = "self", line = from.line, column = from.column, implicit = true }
  end
  self:expect("(")
  while self.token.kind ~= ")" do
    if self:accept("...") then
      fn.vararg = true
      break
    end
    fn.params[#fn.params + 1] = self:name("a parameter's name")
    if not self:accept(",") then
      break
    elseif self.token.kind == ")" then
      self:expected("a parameter's name", "remove the comma before ')'")
    end
  end
  self:expect(")")
  local outer = self.fn
  self.fn = { active = 0, vararg = fn.vararg }
  fn.body = self:body(false, #fn.params)
  self.fn = outer
  fn.last = self.token.line
  self:close("end", "function", from)
  return fn
end

function parser:constructor()
  local open = self.token
  local t = node("Table", open)
  t.items = {}
  self:expect("{")
  while self.token.kind ~= "}" do
    local token = self.token
    local item = { line = token.line, column = token.column }
    if self:accept("[") then
      item.kind, item.key = "pair", self:expression(0)
      self:close("]", "[", token)
      self:expect("=")
    elseif (token.kind == "name" or token.kind == "goto") and self:peek().kind == "=" then
      item.kind, item.key = "field", node("String", token)
      item.key.value = token.value
      self:advance()
      self:advance()
    else
      item.kind = "item"
    end
    item.value = self:expression(0)
    t.items[#t.items + 1] = item
    if not self:accept(",") and not self:accept(";") then
      break
    end
  end
  t.last = self.token.line
  self:close("}", "{", open)
  return t
end

function parser:arguments(from)
  local token = self.token
  if token.kind == "string" then
    self:advance()
    local text = node("String", token)
    text.value = token.value
    return { text }
  elseif token.kind == "{" then
    return { self:constructor() }
  elseif token.kind == "(" then
    if token.line ~= self.last_line then
      self:fail("'(' at the beginning of a line would call the value of the line before",
        "move it to the end of the line before, or put ';' in front of it")
    end
    self:advance()
    local args = self.token.kind == ")" and {} or self:expressions()
    self:close(")", "(", token)
    return args
  end
  self:expected("arguments in ( )", from and "':' calls a function of an object: x:name(...); a field is x.name")
end

function parser:suffixed()
  local token = self.token
  local expr
  if token.kind == "(" then
    self:advance()
    expr = node("Paren", token)
    expr.inner = self:expression(0)
    self:close(")", "(", token)
  elseif token.kind == "name" or token.kind == "goto" then
    expr = self:name()
  else
    local hint
    if token.value == token.kind then
      hint = format("'%s' is a word of the language and can't stand here", token.kind)
    elseif token.kind == "=" then
      hint = "'=' assigns a value; '==' compares"
    end
    self:expected(self.in_expression and "a value" or "a statement", hint)
  end
  while true do
    local at, kind = self.token, self.token.kind
    local outer = expr
    if kind == "." then
      self:advance()
      local key = self:name("a field's name")
      expr = node("Index", at)
      expr.object, expr.dot, expr.key = outer, true, node("String", key)
      expr.key.value = key.name
    elseif kind == "[" then
      self:advance()
      expr = node("Index", at)
      expr.object, expr.key = outer, self:expression(0)
      self:close("]", "[", at)
    elseif kind == ":" then
      self:advance()
      local name = self:name("a function's name")
      expr = node("Method", name)
      expr.object, expr.name, expr.args = outer, name.name, self:arguments(name)
    elseif kind == "(" or kind == "string" or kind == "{" then
      expr = node("Call", outer)
      expr.callee, expr.args = outer, self:arguments()
    else
      return expr
    end
    expr.from = outer.from or outer
  end
end

local constants = { ["nil"] = "Nil", ["true"] = "True", ["false"] = "False" }

function parser:simple()
  local token, kind = self.token, self.token.kind
  if kind == "number" or kind == "string" then
    self:advance()
    local value = node(kind == "number" and "Number" or "String", token)
    value.value = token.value
    return value
  elseif constants[kind] then
    self:advance()
    return node(constants[kind], token)
  elseif kind == "..." then
    if not self.fn.vararg then
      self:fail("'...' stands for extra arguments, and this function takes none", "add ... to its parameters")
    end
    self:advance()
    return node("Vararg", token)
  elseif kind == "{" then
    return self:constructor()
  elseif kind == "function" then
    self:advance()
    return self:function_body(token)
  end
  local was = self.in_expression
  self.in_expression = true
  local expr = self:suffixed()
  self.in_expression = was
  return expr
end

function parser:expression(limit)
  self:deeper()
  local token = self.token
  local left
  if token.kind == "not" or token.kind == "-" or token.kind == "#" then
    self:advance()
    left = node("Unary", token)
    left.op, left.operand = token.kind, self:expression(UNARY_PRIORITY)
  else
    left = self:simple()
  end
  while true do
    local op = self.token
    local priority = left_priority[op.kind]
    if not priority or priority <= limit then
      break
    end
    self:advance()
    local binary = node("Binary", op)
    binary.op, binary.left, binary.right = op.kind, left, self:expression(right_priority[op.kind])
    left = binary
  end
  self.depth = self.depth - 1
  return left
end

function parser.parse(text)
  local ok, result = pcall(function()
    local self = setmetatable({ lex = lexer.new(text), depth = 0, last_line = 1 }, parser)
    self.fn = { active = 0, vararg = true }
    self:advance_first()
    local body = self:body()
    if self.token.kind ~= "eof" then
      self:expected("the end of the file", self.token.kind == "end" and "there is one 'end' too many" or nil)
    end
    return { tag = "Function", line = 1, column = 1, params = {}, vararg = true, body = body, main = true }
  end)
  if ok then
    return result
  elseif type(result) == "table" then
    return nil, result
  end
  error(result, 0)
end

function parser:advance_first()
  self.token = self.lex:next()
end

require "check.statements"(parser)

return parser
