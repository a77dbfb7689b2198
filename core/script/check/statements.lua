-- statements.lua: what a statement may be, for parser.lua, which has the nodes' shapes.
local lexer = require "check.lexer"
local fault, format = lexer.fault, string.format

-- Adds parser:statement().
return function(parser)
  local node, show, block_end = parser.node, parser.show, parser.block_end

  local statements = {}

  statements["if"] = function(self, token)
    local s = node("If", token)
    s.clauses = {}
    repeat
      local clause = node("Clause", self:advance())
      clause.test = self:expression(0)
      self:expect("then", self.token.kind == "=" and "'=' assigns a value; '==' compares" or "write: if condition then")
      clause.body = self:body()
      s.clauses[#s.clauses + 1] = clause
    until self.token.kind ~= "elseif"
    if self:accept("else") then
      s.nested_if = self.token.kind == "if"
      s.otherwise = self:body()
    end
    if s.nested_if and self.token.kind ~= "end" then
      self:expected("'end'", "'else if' begins a second 'if' that needs an 'end' of its own; write 'elseif'")
    end
    self:close("end", "if", token)
    return s
  end

  statements["while"] = function(self, token)
    self:advance()
    local s = node("While", token)
    s.test = self:expression(0)
    self:expect("do", self.token.kind == "=" and "'=' assigns a value; '==' compares" or "write: while condition do")
    s.body = self:body(true)
    self:close("end", "while", token)
    return s
  end

  statements["do"] = function(self, token)
    self:advance()
    local s = node("Do", token)
    s.body = self:body()
    self:close("end", "do", token)
    return s
  end

  statements["repeat"] = function(self, token)
    self:advance()
    local s = node("Repeat", token)
    self:open_block(true)
    self:open_block()
    s.body = self:statements()
    self:close("until", "repeat", token)
    s.test = self:expression(0)
    self:close_block()
    self:close_block()
    return s
  end

  statements["for"] = function(self, token)
    self:advance()
    local first = self:name("the loop's variable")
    local s
    if self:accept("=") then
      s = node("NumericFor", token)
      s.name, s.from = first, self:expression(0)
      self:expect(",", "write: for i = first, last do")
      s.to = self:expression(0)
      s.step = self:accept(",") and self:expression(0) or nil
    else
      s = node("GenericFor", token)
      s.names = { first }
      while self:accept(",") do
        s.names[#s.names + 1] = self:name("the loop's variable")
      end
      if not self:accept("in") then
        self:expected("'=' or 'in'", "write: for i = 1, 10 do  or  for key, value in pairs(t) do")
      end
      s.values = self:expressions()
    end
    self:expect("do", "the loop's head ends with 'do'")
    self:open_block(true)
    self:declare(3) -- the loop's own hidden variables
    s.body = self:body(false, s.names and #s.names or 1)
    self:close_block()
    self:close("end", "for", token)
    return s
  end

  statements["function"] = function(self, token)
    self:advance()
    local s = node("Assign", token)
    local target, method = self:name("the function's name"), false
    while self.token.kind == "." or self.token.kind == ":" do
      local at = self:advance()
      local key = self:name("a field's name")
      local index = node("Index", at)
      index.object, index.dot, index.key = target, true, node("String", key)
      index.key.value = key.name
      target, method = index, at.kind == ":"
      if method then
        break
      end
    end
    s.targets, s.sugar = { target }, true
    s.values = { self:function_body(token, method) }
    return s
  end

  statements["local"] = function(self, token)
    self:advance()
    local fn = self:accept("function")
    if fn then
      local s = node("LocalFunction", token)
      s.name = self:name("the function's name")
      self:declare(1)
      s.value = self:function_body(fn)
      return s
    end
    local s = node("Local", token)
    s.names = { self:name("a name") }
    while self:accept(",") do
      s.names[#s.names + 1] = self:name("a name")
    end
    s.values = self:accept("=") and self:expressions() or {}
    self:declare(#s.names)
    return s
  end

  statements["return"] = function(self, token)
    self:advance()
    local s = node("Return", token)
    s.values = (block_end[self.token.kind] or self.token.kind == ";") and {} or self:expressions()
    return s, "return"
  end

  statements["break"] = function(self, token)
    self:advance()
    local scope = self.block
    while scope and scope.fn == self.fn and not scope.loop do
      scope = scope.outer
    end
    if not scope or scope.fn ~= self.fn then
      fault(token.line, token.column, "'break' outside a loop", "to leave a function write 'return'")
    end
    return node("Break", token), "break"
  end

  statements["::"] = function(self, token)
    self:advance()
    local s = node("Label", token)
    s.label = self:name("a label's name").name
    local scope = self.block
    if scope.labels[s.label] then
      fault(token.line, token.column, format("label '%s' is there already", s.label), "choose another name")
    end
    self:expect("::")
    local label = { active = self.fn.active }
    scope.labels[s.label] = label
    if block_end[self.token.kind] and self.token.kind ~= "until" then
      label.active = scope.active -- a label at a block's end lies outside the scope of its locals
    end
    return s
  end

  statements["goto"] = function(self, token)
    if self:peek().kind ~= "name" then
      return nil
    end
    self:advance()
    local s = node("Goto", token)
    s.label = self:name("a label's name").name
    table.insert(self.block.gotos, { label = s.label, active = self.fn.active, line = token.line, column = token.column,
      backward = self.block.labels[s.label] ~= nil })
    return s
  end

  local compound = { ["+"] = true, ["-"] = true, ["*"] = true, ["/"] = true, ["%"] = true, ["^"] = true, [".."] = true }

  function parser:assignment_or_call(token)
    local first = self:suffixed()
    if self.token.kind ~= "=" and self.token.kind ~= "," then
      if first.tag == "Call" or first.tag == "Method" then
        local s = node("CallStat", token)
        s.call = first
        return s
      end
      local hint = "a statement is an assignment (name = value) or a call (name(...))"
      if compound[self.token.kind] and self:peek().kind == "=" then
        hint = format("Lua has no '%s='; write: x = x %s ...", self.token.kind, self.token.kind)
      elseif self.token.kind == "+" and self:peek().kind == "+" then
        hint = "Lua has no '++'; write: x = x + 1"
      elseif self.token.kind == "==" then
        hint = "'==' compares; '=' assigns a value"
      elseif self.token.kind == "name" and first.tag == "Name" then
        local words = { elif = "elseif", elsif = "elseif", const = "local", var = "local", let = "local", int = "local",
          def = "function", func = "function", double = "local", import = 'import "name"' }
        hint = words[first.name] and format("in Lua this is written '%s'", words[first.name]) or hint
      elseif first.name == "try" then
        hint = "Lua has no 'try'; write: local ok, err = pcall(function() ... end)"
      end
      self:fail(format("this is not a complete statement: '=' or '(' expected before %s", show(self.token)), hint)
    end
    local s = node("Assign", token)
    s.targets = { first }
    while self:accept(",") do
      s.targets[#s.targets + 1] = self:suffixed()
    end
    for _, target in ipairs(s.targets) do
      if target.tag ~= "Name" and target.tag ~= "Index" then
        fault(target.line, target.column, "only a name or a field can be assigned to", "write: name = value")
      end
    end
    self:expect("=")
    s.values = self:expressions()
    return s
  end

  function parser:statement()
    local token = self.token
    local parse = statements[token.kind]
    local statement, last
    if parse then
      statement, last = parse(self, token)
    end
    if not statement then
      statement = self:assignment_or_call(token)
    end
    return statement, last
  end
end
