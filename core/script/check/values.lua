-- values.lua: what kind of value an expression is, where that can be told from the text.
--
-- A type is a table with `kind`: "number", "string", "boolean" (with `value` when constant), "nil", "table", "function"
-- (`node`), "module" (`name`), "compute" (`entry`), "stream" (`entry`), "object" (`class`), "params", "series", "any".
local api = require "check.api"
local values = {}
values.__index = values

local ANY = { kind = "any" }
local NUMBER, STRING, BOOLEAN = { kind = "number" }, { kind = "string" }, { kind = "boolean" }
values.any = ANY

local classes = {}
for name, class in pairs(api.classes) do
  classes[name] = { kind = "object", class = class }
end
classes.params, classes.number, classes.string = { kind = "params" }, NUMBER, STRING

-- The type of a handler's argument ("ctx", "params", ...).
function values.argument(class)
  return classes[class] or ANY
end

local constant = {
  Nil = function() return { kind = "nil" } end,
  True = function() return { kind = "boolean", value = true } end,
  False = function() return { kind = "boolean", value = false } end,
  Number = function(n) return { kind = type(n.value) == "number" and "number" or "any", value = n.value } end,
  String = function(n) return { kind = "string", value = n.value } end,
  Function = function(n) return { kind = "function", node = n } end,
  Table = function(n) return { kind = "table", node = n } end,
}

local arithmetic = { ["+"] = true, ["-"] = true, ["*"] = true, ["/"] = true, ["%"] = true, ["^"] = true }

local function unary(self, n)
  local operand = self:type(n.operand)
  if n.op == "-" and operand.kind == "number" then
    return { kind = "number", value = operand.value and -operand.value }
  elseif n.op == "not" then
    return BOOLEAN
  end
  return n.op == "#" and NUMBER or ANY
end

local function binary(self, n)
  local left, right = self:type(n.left), self:type(n.right)
  if arithmetic[n.op] and left.kind == "number" and right.kind == "number" then
    return NUMBER
  elseif n.op == ".." and (left.kind == "string" or left.kind == "number") and right.kind == left.kind then
    return STRING
  elseif n.op == "==" or n.op == "~=" or n.op == "<" or n.op == ">" or n.op == "<=" or n.op == ">=" then
    return BOOLEAN
  end
  return ANY
end

-- A local keeps its first type when nothing is assigned to it later.
local function of_name(self, n)
  local decl = n.decl
  if not decl then
    local module = api.modules[n.name]
    return module and self.globals[n.name] and { kind = "module", name = n.name } or ANY
  elseif decl.type then
    return decl.type
  elseif decl.writes == 0 and decl.value then
    return self:type(decl.value)
  end
  return ANY
end

local function of_index(self, n)
  local object, key = self:type(n.object), n.key.tag == "String" and n.key.value
  if not key then
    return ANY
  elseif object.kind == "params" then
    return self.params[key] or ANY
  elseif object.kind == "module" then
    local member = api.modules[object.name][key]
    return type(member) == "table" and { kind = "compute", entry = member } or ANY
  elseif object.kind == "object" then
    if key == "params" and object.class.fields.params then
      return classes.params
    end
    local own = object.class.own and self.own[key]
    return own and own.node and self:type(own.node) or ANY
  end
  return ANY
end

-- A number in front makes a stream, and so do no series at all.
local function of_call(self, n)
  local callee = self:type(n.callee)
  if callee.kind == "compute" then
    local first = n.args[1] and self:type(n.args[1])
    if not first or first.kind == "number" or first.kind == "string" then
      return { kind = "stream", entry = callee.entry }
    elseif first.kind == "table" then
      return { kind = "series" }
    end
  end
  return ANY
end

local function of_method(self, n)
  local object = self:type(n.object)
  if object.kind == "object" and object.class == api.classes.ctx and n.name == "symbol" then
    return classes.symbol
  end
  return ANY
end

local compound = { Unary = unary, Binary = binary, Name = of_name, Index = of_index, Call = of_call, Method = of_method,
  Paren = function(self, n) return self:type(n.inner) end }

function values:type(n)
  if n.type then
    return n.type
  end
  n.type = ANY -- what a value that depends on itself sees
  local make = constant[n.tag] or compound[n.tag]
  n.type = make and (constant[n.tag] and make(n) or make(self, n)) or ANY
  return n.type
end

-- `globals`: the names that the script has; `own`: the fields that it keeps in `s`, name -> { node } or {} where
-- several values go into one; `params`: the types of the declared parameters.
function values.new(globals, params)
  return setmetatable({ globals = globals, own = {}, params = params }, values)
end

-- Words for messages: "the text 'x'", "a table".
function values.show(t)
  if t.value ~= nil and t.kind == "string" then
    return "the text \"" .. t.value .. "\""
  elseif t.value ~= nil then
    return type(t.value) == "number" and ("%.14g"):format(t.value) or tostring(t.value)
  end
  return ({ ["nil"] = "nil", string = "a text", number = "a number", boolean = "true or false", table = "a table",
    ["function"] = "a function", stream = "an indicator", series = "a series", module = "a library" })[t.kind] or "this"
end

return values
