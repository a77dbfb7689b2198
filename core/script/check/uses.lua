-- uses.lua: are library functions, objects and names used as they can be?
local api = require "check.api"
local nearest = require "check.nearest"
local values = require "check.values"
local walk = require "check.walk"
local uses = {}
uses.__index = uses

local format = string.format

local function did_you_mean(wrong, names, prefix)
  local near = nearest(wrong, names)
  return near and format("did you mean %s%s?", prefix or "", near) or nil
end
uses.did_you_mean = did_you_mean

local function listing(names, prefix)
  local list = {}
  for name in pairs(names) do
    list[#list + 1] = name
  end
  table.sort(list)
  return #list > 0 and #list <= 16 and prefix .. table.concat(list, ", ") or nil
end

-- Globals --------------------------------------------------------------------------------------------------------

function uses:check_globals(resolved, kind)
  local known = api.globals(kind)
  for _, node in ipairs(resolved.globals) do
    local name = node.name
    if api.blocked[name] and not known[name] then
      self.report("blocked-name", node, format("scripts can't use '%s'", name), api.blocked[name])
    elseif name == "os" and not known.os then
      self.report("blocked-name", node, "scripts of this kind can't use 'os'", api.blocked_os)
    elseif not known[name] and not resolved.assigned[name] then
      local candidates = {}
      for other in pairs(known) do candidates[other] = true end
      for _, decl in ipairs(resolved.decls) do candidates[decl.name] = true end
      local hint = did_you_mean(name, candidates)
      if api.kinds[name] then
        hint = format("this file is a %s", kind)
      elseif api.globals("study")[name] or api.globals("rule")[name] then
        hint = format("a %s doesn't have '%s'", kind, name)
      end
      self.report("unknown-global", node, format("nothing here is called '%s'", name), hint
        or "declare it with 'local' before this line, or quote it if it is text")
    end
  end
end

-- Fields ---------------------------------------------------------------------------------------------------------

function uses:index(n)
  local object = self.values:type(n.object)
  local key = n.key.tag == "String" and n.key.value
  if object.kind == "module" and key and not api.modules[object.name][key] then
    local name = object.name .. "." .. key
    if object.name == "os" then
      self.report("blocked-name", n.key, format("scripts can't use '%s'", name), api.blocked_os)
    else
      local members = api.modules[object.name]
      self.report("unknown-field", n.key, format("there is no %s", name), did_you_mean(key, members, object.name .. ".")
        or listing(members, object.name .. " has "))
    end
  elseif object.kind == "object" and key then
    self:object_field(n, object.class, key)
  elseif object.kind == "params" and key then
    self:param(n, key)
  elseif object.kind == "stream" and key then
    if key ~= "update" then
      self.report("unknown-field", n.key, format("an indicator of %s has no '%s'", object.entry.full, key),
        "feed it with :update(value), which returns the indicator's new value")
    elseif n.called then
      self.report("dot-call", n.key, "'update' is called with a colon", "write :update(...)")
    end
  elseif object.kind == "imported" and key and not object.fields[key] then
    self.report("unknown-field", n.key, format("the module \"%s\" has no '%s'", object.name, key),
      did_you_mean(key, object.fields) or listing(object.fields, "it has "))
  end
end

function uses:object_field(n, class, key)
  local method = class.methods[key]
  if method then
    if n.called then
      self.report("dot-call", n.key, format("%s.%s is called with a colon", class.what, key),
        format("write %s:%s(...)", class.what, key))
    end
  elseif not class.fields[key] and not (class.own and self.values.own[key]) then
    local candidates = {}
    for _, from in ipairs { class.fields, class.methods, class.own and self.values.own or {} } do
      for name in pairs(from) do candidates[name] = true end
    end
    local near = nearest(key, candidates)
    local hint = near and format("did you mean %s%s%s?", class.what, class.methods[near] and ":" or ".", near)
    if class.open then
      if hint then
        self.report("unknown-field", n.key, format("%s has no '%s' unless the data has such a column", class.what, key), hint,
          "warning")
      end
    elseif class.own then
      self.report("unknown-field", n.key, format("nothing puts '%s' into %s", key, class.what),
        hint or format("give it its first value in init: %s.%s = ...", class.what, key))
    else
      self.report("unknown-field", n.key, format("%s has no '%s'", class.what, key), hint
        or (class.fields.state and format("keep values of your own in %s.state", class.what)) or nil)
    end
  end
end

function uses:param(n, key)
  self.params.used[key] = true
  if not self.params.declared[key] and self.params.known then
    self.report("unknown-param", n.key, format("there is no param '%s'", key), did_you_mean(key, self.params.declared)
      or format("declare it: params = { %s = { 10, min = 1, max = 100, doc = \"...\" } }", key))
  end
end

-- Calls ----------------------------------------------------------------------------------------------------------

-- How many arguments there are at least, and whether the last may bring more.
local function count(args)
  local last = args[#args]
  local open = last and (last.tag == "Call" or last.tag == "Method" or last.tag == "Vararg") or false
  return #args, open
end

local function expected(param)
  if param.type == "choice" then
    return "one of '" .. table.concat(param.choices, "', '") .. "'"
  end
  return format("%s from %.14g to %.14g", param.type == "int" and "a whole number" or "a number", param.min, param.max)
end

function uses:compute_param(n, full, param)
  local t = self.values:type(n)
  local bad
  if t.kind == "any" then
    return
  elseif param.type == "choice" then
    bad = t.kind ~= "string"
    if t.value and not bad then
      bad = true
      for _, choice in ipairs(param.choices) do
        bad = bad and choice ~= t.value
      end
    end
  elseif t.kind ~= "number" then
    bad = t.kind ~= "nil" or param.required
  elseif t.value then
    bad = t.value < param.min or t.value > param.max or (param.type == "int" and t.value % 1 ~= 0) or t.value ~= t.value
  end
  if bad then
    self.report("bad-argument", n, format("%s: %s is %s", full, param.name, values.show(t)), "expected " .. expected(param))
  end
end

local function signature(entry)
  local inputs, params = {}, {}
  for i, input in ipairs(entry.inputs) do inputs[i] = input.name end
  for i, param in ipairs(entry.params) do
    params[i] = param.required and param.name or param.name .. (param.default and " = " .. tostring(param.default) or "")
  end
  local list = table.concat(params, ", ")
  return format("write %s(%s%s) for a series, or %s(%s) for an indicator to update", entry.full, table.concat(inputs, ", "),
    list == "" and "" or ", " .. list, entry.full, list)
end

function uses:compute_call(n, entry)
  local args, open = count(n.args)
  local inputs, params, required = #entry.inputs, #entry.params, 0
  for _, param in ipairs(entry.params) do
    required = required + (param.required and 1 or 0)
  end
  local first = n.args[1] and self.values:type(n.args[1])
  local stream = not first or first.kind == "number"
  local series = first and (first.kind == "table" or first.kind == "series") or args - (open and 1 or 0) > params
  if first and (first.kind == "string" or first.kind == "boolean" or first.kind == "nil") and params > 0
    and not (entry.params[1].type == "choice") then
    self.report("bad-argument", n.args[1], format("%s: %s is neither a series nor a number", entry.full, values.show(first)),
      signature(entry))
    return
  end
  local least = stream and required or series and inputs + required or math.min(required, inputs + required)
  local most = stream and params or inputs + params
  if args - (open and 1 or 0) > most or (not open and args < least) then
    self.report("argument-count", n, format("%s gets %d argument%s", entry.full, args, args == 1 and "" or "s"), signature(entry))
    return
  end
  local from = stream and 0 or inputs
  if stream or series then
    for i = from + 1, args - (open and 1 or 0) do
      self:compute_param(n.args[i], entry.full, entry.params[i - from])
    end
  end
end

local kind_of_method_argument = { qty = "number", number = "number", order = "table", string = "string", table = "table" }
local wanted_words = { number = "it expects a number", string = "it expects a text in quotes",
  table = "it expects a table: { ... }" }

function uses:method_arguments(n, what, spec)
  local args, open = count(n.args)
  if args - (open and 1 or 0) > spec[2] or (not open and args < spec[1]) then
    local wanted = spec[1] == spec[2] and tostring(spec[1]) or format("%d to %d", spec[1], spec[2])
    self.report("argument-count", n, format("%s:%s gets %d argument%s; it takes %s", what, n.name, args,
      args == 1 and "" or "s", wanted))
    return
  end
  local first = n.args[1]
  local t = first and self.values:type(first)
  local wanted = kind_of_method_argument[spec[3]]
  if not t or not wanted or t.kind == "any" then
    return
  elseif t.kind ~= wanted then
    self.report("bad-argument", first, format("%s:%s gets %s", what, n.name, values.show(t)),
      spec[3] == "order" and "it expects a table: { side = \"buy\", qty = 100, type = \"limit\", limit = 9.5 }"
      or wanted_words[wanted])
  elseif spec[3] == "qty" and t.value and t.value <= 0 then
    self.report("bad-argument", first, format("%s:%s of %.14g", what, n.name, t.value),
      "a quantity is above zero; the side says the direction")
  elseif spec[3] == "order" and t.node then
    self:order_fields(t.node)
  elseif spec[3] == "qty" and n.args[2] and n.args[2].tag == "Table" then
    self:order_fields(n.args[2])
  end
end

function uses:order_fields(node)
  for _, item in ipairs(node.items) do
    local key = item.key and item.key.tag == "String" and item.key.value
    local value = self.values:type(item.value)
    if key and not api.order_fields[key] then
      self.report("unknown-field", item.key, format("an order has no '%s'", key), did_you_mean(key, api.order_fields)
        or listing(api.order_fields, "an order has "))
    elseif key and api.order_choices[key] and value.kind == "string" and value.value and not api.order_choices[key][value.value] then
      self.report("bad-argument", item.value, format("an order's %s can't be %s", key, values.show(value)),
        did_you_mean(value.value, api.order_choices[key]) or listing(api.order_choices[key], "it is one of "))
    end
  end
end

function uses:call(n)
  if n.callee.tag == "Index" then
    n.callee.called = true
  end
  local callee = self.values:type(n.callee)
  if callee.kind == "compute" then
    self:compute_call(n, callee.entry)
  elseif callee.kind == "module" then
    self.report("bad-call", n, format("'%s' is a library, not a function", callee.name), format("call one of its functions: %s.name(...)",
      callee.name))
  elseif callee.kind == "number" or callee.kind == "string" or callee.kind == "boolean" then
    self.report("bad-call", n, format("%s can't be called", values.show(callee)), "a comma or an operator may be missing")
  end
end

function uses:method(n)
  local object = self.values:type(n.object)
  if object.kind == "module" then
    self.report("colon-call", n, format("functions of %s are called with a dot", object.name), format("write %s.%s(...)", object.name, n.name))
    if not api.modules[object.name][n.name] then
      self:index { object = n.object, key = { tag = "String", value = n.name, line = n.line, column = n.column } }
    end
  elseif object.kind == "stream" then
    local inputs = #object.entry.inputs
    if n.name ~= "update" then
      self:index { object = n.object, key = { tag = "String", value = n.name, line = n.line, column = n.column } }
    else
      local args, open = count(n.args)
      if not open and args ~= 1 and args ~= inputs or open and args - 1 > inputs then
        self.report("argument-count", n, format("update of %s gets %d argument%s", object.entry.full, args, args == 1 and "" or "s"),
          inputs == 1 and "give it one value, or a bar" or format("give it %d values, or a bar", inputs))
      end
    end
  elseif object.kind == "object" then
    local class = object.class
    local spec = class.methods[n.name]
    if spec then
      self:method_arguments(n, class.what, spec)
    else
      self:object_field({ key = { line = n.line, column = n.column } }, class, n.name)
    end
  end
end

-- Comparisons ----------------------------------------------------------------------------------------------------

local is_nan
function is_nan(n)
  return n.tag == "Paren" and is_nan(n.inner) or n.tag == "Unary" and is_nan(n.operand)
    or n.tag == "Binary" and n.op == "/" and n.left.tag == "Number" and n.left.value == 0 and n.right.tag == "Number"
    and n.right.value == 0
end

function uses:binary(n)
  local compares = n.op == "==" or n.op == "~="
  if compares and (is_nan(n.left) or is_nan(n.right)) then
    self.report("nan-compare", n, format("a comparison with NaN by %s is always %s", n.op, n.op == "==" and "false" or "true"),
      "a missing value is the only one that differs from itself: write x ~= x")
  end
end

local visitors = { Index = uses.index, Call = uses.call, Method = uses.method, Binary = uses.binary }

-- Gives the arguments of the functions that go to ctx:every and ctx:bars their types.
function uses:callbacks(tree)
  walk.all(tree, function(n)
    local arguments = n.tag == "Method" and api.callbacks[n.name]
    local last = arguments and n.args[#n.args]
    local object = last and self.values:type(n.object)
    local fn = object and object.class == api.classes.ctx and self.values:type(last).node
    if fn and fn.tag == "Function" then
      for i, param in ipairs(fn.params) do
        if arguments[i] and param.decl.writes == 0 and not param.decl.type then
          param.decl.type = values.argument(arguments[i])
        end
      end
    end
  end)
end

local OF_TICKS = api.classes.symbol.of_ticks

-- Names in `s` that are the engine's can't be set: those of ticks only where the script reads ticks, since over bars they are free.
function uses:taken(tree, targets)
  local ticks = false
  walk.all(tree, function(n)
    local key = n.tag == "Method" and n.name or n.tag == "Index" and n.key.tag == "String" and n.key.value
    if not key or not OF_TICKS[key] or targets[n] or targets[key] then return end
    local object = self.values:type(n.object)
    ticks = ticks or object.kind ~= "object" or object.class == api.classes.symbol -- s as a function's argument is of no known type
  end)
  for _, target in ipairs(targets) do
    local key, class = target.key.value, self.values:type(target.object).class
    if ticks or not OF_TICKS[key] then
      target.assigned = true
      self.report("unknown-field", target.key, format("%s.%s can't be assigned to: it is the engine's", class.what, key),
        "take another name")
    end
  end
end

-- Collects what the script keeps in `s`.
function uses:collect(tree)
  local targets = {}
  walk.all(tree, function(n)
    if n.tag ~= "Assign" then return end
    for i, target in ipairs(n.targets) do
      local key = target.tag == "Index" and target.key.tag == "String" and target.key.value
      local object = target.tag == "Index" and self.values:type(target.object)
      if key and object.kind == "object" then
        if object.class.own and (object.class.fields[key] or object.class.methods[key]) then
          targets[#targets + 1], targets[target], targets[key] = target, true, true
        elseif object.class.own then
          self.values.own[key] = self.values.own[key] and {} or { node = n.values[i] }
        elseif not object.class.own and not object.class.open then
          target.assigned = true
          self.report("unknown-field", target.key, format("%s.%s can't be assigned to", object.class.what, key),
            "keep values of your own in ctx.state")
        end
      end
    end
  end)
  self:taken(tree, targets)
end

-- params: { declared, used, known }
function uses.check(tree, report, resolved, kind, types, params)
  local self = setmetatable({ report = report, values = types, params = params }, uses)
  self:check_globals(resolved, kind)
  self:callbacks(tree)
  self:collect(tree)
  walk.all(tree, function(n)
    local visit = not n.assigned and visitors[n.tag]
    if visit then
      visit(self, n)
    end
  end)
end

return uses
