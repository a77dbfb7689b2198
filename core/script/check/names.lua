-- names.lua: which declaration every name means, and what is wrong with names as such.
--
-- names.resolve(tree, report) sets `decl` on every Name node: a table {name, node, what, fn, reads, writes, value, shown}
-- or nil for a global; `fn` is the function that declares it, `value` the expression it begins with. It returns
--   globals    Name nodes that are read and declared nowhere
--   mutations  {node, decl, fn, field}: a function changes a local of the whole file, or a field of its table
-- and sets `refs` (declarations read) and `inner` (functions) on every Function node.
local walk = require "check.walk"
local names = {}
names.__index = names

-- Names that are declared again and again without harm.
local throwaway = { _ = true, ok = true, err = true, reason = true }

function names:push()
  self.scope = setmetatable({}, { __index = self.scope, outer = self.scope })
end

function names:pop()
  self.scope = getmetatable(self.scope).outer
end

function names:declare(node, what, value, quiet)
  local old = self.scope[node.name]
  if old and not quiet and what ~= "parameter" and not throwaway[node.name] and old.what ~= "implicit" then
    self.report("shadow", node, ("'%s' hides the %s of the same name from line %d"):format(node.name, old.what, old.node.line),
      "the two are different values from here on; give one another name, or leave out 'local' to change the first")
  end
  local decl = { name = node.name, node = node, what = node.implicit and "implicit" or what, fn = self.fn, reads = 0,
    writes = 0, value = value }
  node.decl = decl
  self.scope[node.name] = decl
  self.decls[#self.decls + 1] = decl
  return decl
end

function names:read(node)
  local decl = self.scope[node.name]
  node.decl = decl
  if decl then
    decl.reads = decl.reads + 1
    self.fn.refs[decl] = true
  else
    self.globals[#self.globals + 1] = node
  end
end

-- The Name at the beginning of a.b[c].d
local function root(node)
  while node.tag == "Index" do
    node = node.object
  end
  return node.tag == "Name" and node or nil
end
names.root = root

function names:mutation(node, decl, field)
  if decl and decl.fn.main and self.fn ~= decl.fn then
    self.mutations[#self.mutations + 1] = { node = node, decl = decl, fn = self.fn, field = field }
  end
end

function names:assign(target, value, sugar)
  if target.tag ~= "Name" then
    self:visit(target)
    local base = root(target)
    self:mutation(target, base and base.decl, true)
    return
  end
  local decl = self.scope[target.name]
  target.decl = decl
  if decl then
    decl.writes = decl.writes + 1
    self:mutation(target, decl)
  else
    self.assigned[target.name] = true
    self.report("global-assignment", target, ("'%s' is not declared, so this would make it a global"):format(target.name),
      ("write: local %s%s"):format(sugar and "function " or "", target.name))
  end
end

function names:block(body)
  self:push()
  self:statements(body)
  self:pop()
end

local function is_true(node)
  return node.tag == "True" or node.tag == "Number" or node.tag == "String"
end

local function has_break(body)
  for _, s in ipairs(body) do
    if s.tag == "Break" or s.tag == "Goto" then
      return true
    elseif s.tag == "Do" and has_break(s.body) then
      return true
    elseif s.tag == "If" then
      for _, clause in ipairs(s.clauses) do
        if has_break(clause.body) then return true end
      end
      if s.otherwise and has_break(s.otherwise) then return true end
    elseif s.body and s.tag ~= "Do" then -- a loop: only a goto leaves both
      local found = false
      walk.all(s, function(n) found = found or n.tag == "Goto" end)
      if found then return true end
    end
  end
  return false
end

-- Does control never come out at the end of this statement?
local function leaves(s)
  if s.tag == "Return" or s.tag == "Break" or s.tag == "Goto" then
    return true
  elseif s.tag == "Do" then
    return #s.body > 0 and leaves(s.body[#s.body])
  elseif s.tag == "While" then
    return is_true(s.test) and not has_break(s.body)
  elseif s.tag == "If" and s.otherwise then
    for _, clause in ipairs(s.clauses) do
      if #clause.body == 0 or not leaves(clause.body[#clause.body]) then
        return false
      end
    end
    return #s.otherwise > 0 and leaves(s.otherwise[#s.otherwise])
  elseif s.tag == "CallStat" and s.call.tag == "Call" and s.call.callee.tag == "Name" then
    return s.call.callee.name == "error" and not s.call.callee.decl
  end
  return false
end

function names:statements(body)
  local dead
  for i, s in ipairs(body) do
    if dead and s.tag ~= "Label" then
      self.report("unreachable", s, ("this is never reached: line %d leaves before it"):format(dead.line),
        "remove it, or put the part before it inside an 'if'")
      dead = nil
    elseif s.tag == "Label" then
      dead = nil
    end
    self:visit(s)
    if leaves(s) and body[i + 1] then
      dead = s
    end
  end
end

local function visit_all(self, nodes)
  for _, node in ipairs(nodes) do
    self:visit(node)
  end
end

local visitors = {}

function visitors.Name(self, n)
  self:read(n)
end

function visitors.Function(self, n)
  n.outer, n.refs, n.inner = self.fn, {}, {}
  if self.fn then
    table.insert(self.fn.inner, n)
  end
  local outer = self.fn
  self.fn = n
  self:push()
  for _, param in ipairs(n.params) do
    self:declare(param, "parameter")
  end
  self:statements(n.body)
  self:pop()
  self.fn = outer
end

function visitors.Local(self, s)
  visit_all(self, s.values)
  for i, name in ipairs(s.names) do
    local value = s.values[i]
    local copy = value and value.tag == "Name" and value.name == name.name -- local x = x is customary
    self:declare(name, "local", value, copy)
  end
end

function visitors.LocalFunction(self, s)
  self:declare(s.name, "local function", s.value)
  self:visit(s.value)
end

function visitors.Assign(self, s)
  visit_all(self, s.values)
  for i, target in ipairs(s.targets) do
    self:assign(target, s.values[i], s.sugar)
  end
end

function visitors.Call(self, n)
  self:visit(n.callee)
  visit_all(self, n.args)
  local callee, first = n.callee, n.args[1]
  if callee.tag == "Index" and callee.object.tag == "Name" and callee.object.name == "table" and not callee.object.decl
    and first and ({ insert = true, remove = true, sort = true })[callee.key.value] then
    local base = root(first)
    self:mutation(n, base and base.decl, true)
  end
end

function visitors.Do(self, s)
  self:block(s.body)
end

function visitors.While(self, s)
  self:visit(s.test)
  self:block(s.body)
end

function visitors.Repeat(self, s)
  self:push()
  self:statements(s.body)
  self:visit(s.test)
  self:pop()
end

function visitors.If(self, s)
  for _, clause in ipairs(s.clauses) do
    self:visit(clause.test)
    self:block(clause.body)
  end
  if s.otherwise then
    self:block(s.otherwise)
  end
end

function visitors.NumericFor(self, s)
  self:visit(s.from)
  self:visit(s.to)
  if s.step then
    self:visit(s.step)
  end
  self:push()
  self:declare(s.name, "loop variable")
  self:statements(s.body)
  self:pop()
end

function visitors.GenericFor(self, s)
  visit_all(self, s.values)
  self:push()
  for _, name in ipairs(s.names) do
    self:declare(name, "loop variable")
  end
  self:statements(s.body)
  self:pop()
end

function names:visit(node)
  local visit = visitors[node.tag]
  if visit then
    visit(self, node)
  else
    walk.children(node, function(child) self:visit(child) end)
  end
end

function names:unused()
  for _, decl in ipairs(self.decls) do
    local value = decl.what == "local" or decl.what == "local function"
    if value and decl.reads == 0 and decl.name:sub(1, 1) ~= "_" and not throwaway[decl.name] then
      local text = decl.writes > 0 and "'%s' gets values but is never read" or "'%s' is never used"
      self.report("unused", decl.node, text:format(decl.name),
        "remove it, or begin its name with _ to say that this is meant")
    end
  end
end

function names.resolve(tree, report)
  local self = setmetatable({ report = report, scope = {}, decls = {}, globals = {}, mutations = {}, assigned = {} }, names)
  setmetatable(self.scope, {})
  self:visit(tree)
  self:unused()
  return self
end

return names
