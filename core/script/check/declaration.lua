-- declaration.lua: what a script declares itself to be: kind, fields, handlers, params.
local api = require "check.api"
local nearest = require "check.nearest"
local values = require "check.values"
local walk = require "check.walk"
local declaration = {}

local format = string.format

local function quoted(list)
  return "'" .. table.concat(list, "', '") .. "'"
end

-- The call strategy{...}, rule{...}, ... that the file returns: its kind, its table, its node.
local function find(tree)
  local last = tree.body[#tree.body]
  local value = last and last.tag == "Return" and last.values[1]
  if value and value.tag == "Name" and value.decl and value.decl.value then
    value = value.decl.value
  end
  local callee = value and value.tag == "Call" and value.callee
  if callee and callee.tag == "Name" and not callee.decl and api.kinds[callee.name] then
    return callee.name, value.args[1], value
  end
  return nil, last, value
end

-- The kind of script, or nil; a test file names none.
function declaration.kind(tree)
  return (find(tree))
end

-- A file that returns a table or a function of its own is a module for import; anything else should have declared a
-- kind.
function declaration.missing(tree, report)
  local _, last, value = find(tree)
  local callee = value and value.tag == "Call" and value.callee.tag == "Name" and value.callee.name
  local near = callee and nearest(callee, api.kinds)
  local looks_declared = false
  for _, s in ipairs(tree.body) do
    local call = s.tag == "CallStat" and s.call.tag == "Call" and s.call.callee
    looks_declared = looks_declared or (call and call.tag == "Name" and api.kinds[call.name])
  end
  for _, item in ipairs(value and value.tag == "Table" and value.items or {}) do
    local key = item.key and item.key.value
    looks_declared = looks_declared or (type(key) == "string" and (key:match "^on_" or key == "api"))
  end
  if value and value.tag ~= "Nil" and not near and not looks_declared then
    return
  end
  report("no-declaration", value or last or tree, "the script doesn't say what it is",
    near and format("did you mean return %s { ... }?", near)
      or looks_declared and "write return and the kind in front of the table: return strategy { ... }"
      or "end it with return strategy { ... }, rule { ... }, study { ... }, report { ... }, pipeline { ... } or mapping { ... }")
end

local lua_type = { number = "number", string = "string", boolean = "boolean", table = "table", ["function"] = "function" }
local words = { string = "a text", number = "a number", table = "a table", ["function"] = "a function", boolean = "true or false" }

local function constant_type(node, types)
  return lua_type[types:type(node).kind]
end

-- Params ---------------------------------------------------------------------------------------------------------

local function show(value)
  return type(value) == "string" and '"' .. value .. '"' or type(value) == "number" and format("%.14g", value) or tostring(value)
end

local function param_spec(name, node, types, report)
  local spec = { name = name, node = node }
  for i, item in ipairs(node.items) do
    local key = item.key and item.key.value
    local t = types:type(item.value)
    if item.kind == "item" then
      if spec.default_node then
        report("bad-param", item.value, format("param '%s' has more than one default", name), "write limits as min = and max =")
      end
      spec.default_node, spec.default = item.value, t
    elseif item.kind == "pair" and key == 1 then
      spec.default_node, spec.default = item.value, t
    elseif not api.param_keys[key] then
      local near = key and nearest(tostring(key), api.param_keys)
      report("bad-param", item.key, format("param '%s' has an unknown field '%s'", name, tostring(key or "[...]")),
        near and format("did you mean %s?", near) or "known are min, max, choices, unit, doc, type, step")
    else
      spec[key], spec[key .. "_node"] = t, item.value
    end
  end
  return spec
end

local function check_limits(spec, report)
  local name, default = spec.name, spec.default
  local min, max = spec.min and spec.min.value, spec.max and spec.max.value
  for _, key in ipairs { "min", "max", "step" } do
    if spec[key] and spec[key].kind ~= "number" and spec[key].kind ~= "any" then
      report("bad-param", spec[key .. "_node"], format("param '%s': %s is %s", name, key, values.show(spec[key])), "expected a number")
      return
    end
  end
  if min and max and min > max then
    report("bad-param", spec.min_node, format("param '%s': min %s is above max %s", name, show(min), show(max)), "swap them")
  elseif default.kind == "number" and default.value then
    if min and default.value < min or max and default.value > max then
      report("bad-param", spec.default_node, format("param '%s': the default %s is outside %s to %s", name, show(default.value),
        min and show(min) or "any", max and show(max) or "any"), "change the default or the limits")
    end
  elseif (spec.min or spec.max) and default.kind ~= "any" and default.kind ~= "number" then
    report("bad-param", spec.default_node, format("param '%s' has limits, but its default is %s", name, values.show(default)),
      "limits are for numbers; for texts there is choices = { ... }")
  end
end

local function check_choices(spec, types, report)
  local list = spec.choices and spec.choices.node
  if not list then return end
  for _, item in ipairs(list.items) do
    local t = types:type(item.value)
    if t.value == nil or t.value == spec.default.value then
      return
    end
  end
  if spec.default.value ~= nil then
    report("bad-param", spec.default_node, format("param '%s': the default %s is not one of its choices", spec.name, show(spec.default.value)),
      "add it to choices or take one of them")
  end
end

-- name -> { name, node, default }, and whether that is all of them.
local function read_params(node, types, report)
  local declared, known = {}, true
  if not node then return declared, true end
  if node.tag ~= "Table" then return declared, false end
  for _, item in ipairs(node.items) do
    local name = item.key and item.key.value
    if type(name) ~= "string" then
      known = known and item.kind ~= "pair"
      if item.kind == "item" then
        report("bad-param", item.value, "a param needs a name", "write: params = { fast = { 10, min = 1, max = 500 } }")
      end
    elseif item.value.tag == "Table" then
      local spec = param_spec(name, item.value, types, report)
      spec.node = item.key
      if not spec.default then
        report("bad-param", item.key, format("param '%s' has no default", name), format("write: %s = { 10, min = 1, max = 100 }", name))
        spec.default = values.any
      else
        check_limits(spec, report)
        check_choices(spec, types, report)
      end
      if spec.type and spec.type.value and not api.param_types[spec.type.value] then
        report("bad-param", spec.type_node, format("param '%s': type is %s", name, values.show(spec.type)),
          "expected \"integer\", \"number\", \"boolean\" or \"text\"")
      end
      if not spec.doc then
        report("undocumented-param", item.key, format("param '%s' doesn't say what it means", name), "add doc = \"...\" to it")
      end
      declared[name] = spec
    else
      declared[name] = { name = name, node = item.key, default = types:type(item.value) }
      report("undocumented-param", item.key, format("param '%s' doesn't say what it means", name),
        format("write: %s = { value, min = ..., max = ..., doc = \"...\" }", name))
    end
  end
  return declared, known
end

-- A declared param that nothing reads. Where the params go somewhere as a whole nothing can be said.
local function unused_params(tree, types, params, report)
  local mentioned, escaped = {}, false
  walk.all(tree, function(parent)
    if parent.tag == "Index" and parent.key.tag == "String" then
      mentioned[parent.key.value] = true
    end
    walk.children(parent, function(child)
      if child.tag and types:type(child).kind == "params" and parent.tag ~= "Local" and parent.tag ~= "Assign"
        and not (parent.tag == "Index" and parent.object == child and parent.key.tag == "String") then
        escaped = true
      end
    end)
  end)
  if escaped then return end
  for name, spec in pairs(params.declared) do
    if not params.used[name] and not mentioned[name] then
      report("unused-param", spec.node, format("param '%s' is declared but never used", name), "use it or remove it")
    end
  end
end

-- Fields ---------------------------------------------------------------------------------------------------------

local function handler(item, name, classes, types, report)
  local t = types:type(item.value)
  local fn = t.kind == "function" and t.node
  if not fn then
    if t.kind ~= "any" then
      report("bad-field", item.value, format("'%s' is %s; expected a function", name, values.show(t)),
        format("write: %s = function(...) ... end", name))
    end
    return
  end
  for i, param in ipairs(fn.params) do
    if classes[i] then
      if param.decl.writes == 0 then
        param.decl.type = values.argument(classes[i])
      end
    else
      report("handler-arguments", param, format("'%s' is always nil: %s gets %d argument%s", param.name, name, #classes,
        #classes == 1 and "" or "s"), nil)
    end
  end
end

local function field(item, key, kind, about, types, report)
  local wanted = about.fields[key]
  local given = constant_type(item.value, types)
  if wanted then
    if given and given ~= wanted then
      report("bad-field", item.value, format("'%s' is %s", key, values.show(types:type(item.value))), format("expected %s", words[wanted]))
    elseif api.choices[key] and item.value.tag == "String" and not api.choices[key][item.value.value] then
      local list = {}
      for choice in pairs(api.choices[key]) do list[#list + 1] = choice end
      table.sort(list)
      report("bad-field", item.value, format("%s can't be \"%s\"", key, item.value.value), "it is one of " .. quoted(list))
    end
    return
  end
  local names = {}
  for name in pairs(about.fields) do names[name] = true end
  for name in pairs(api.about) do names[name] = true end
  for name in pairs(about.handlers) do names[name] = true end
  local near = nearest(key, names)
  local code = (given == "function" or key:match "^on_") and "unknown-handler" or "unknown-field"
  local list = {}
  for name in pairs(about.handlers) do list[#list + 1] = name end
  table.sort(list)
  report(code, item.key, format("a %s has no '%s'", kind, key), near and format("did you mean %s?", near)
    or code == "unknown-handler" and "it has " .. table.concat(list, ", ") or "values of your own are locals of the file")
end

local function check_level(fields, at, kind, report)
  local level = fields.api and fields.api.value
  if not level then
    report("missing-api", at, format("the %s doesn't say which script API it is written for", kind),
      format("add api = %d to it", api.level))
  elseif level.tag == "Number" and level.value ~= api.level then
    report("bad-field", level, format("api is %s", show(level.value)), format("this program offers api = %d", api.level))
  end
end

-- Checks the declaration and gives handlers' arguments their types. Returns { declared, used, known } of the params.
function declaration.check(tree, types, report)
  local kind, body, node = find(tree)
  local params = { declared = {}, used = {}, known = false }
  if not body or body.tag ~= "Table" then
    if #node.args == 0 or types:type(node.args[1]).kind ~= "any" then
      report("no-declaration", node, format("%s wants a table", kind), format("write: return %s { name = \"...\", api = %d, ... }", kind, api.level))
    end
    return params
  end
  local about, fields = api.declarations[kind], {}
  for _, item in ipairs(body.items) do
    local key = item.key and item.key.tag == "String" and item.key.value
    if key then
      if fields[key] then
        report("shadow", item.key, format("'%s' is there twice; this one replaces that of line %d", key, fields[key].line), "remove one")
      end
      fields[key] = item
      if about.handlers[key] then
        handler(item, key, about.handlers[key], types, report)
      else
        field(item, key, kind, about, types, report)
      end
    elseif item.kind == "item" then
      report("bad-field", item.value, format("a value without a name in %s { ... }", kind), "write: name = value")
    end
  end
  params.declared, params.known = read_params(fields.params and fields.params.value, types, report)
  for name, spec in pairs(params.declared) do
    types.params[name] = spec.default.kind == "number" and { kind = "number" } or spec.default.kind == "string" and { kind = "string" }
      or nil
  end
  check_level(fields, node.callee, kind, report)
  for _, key in ipairs(about.must) do
    if not fields[key] then
      report("missing-field", node.callee, format("the %s has no '%s'", kind, key), format("add %s = %s", key,
        about.handlers[key] and "function(...) ... end" or '"..."'))
    end
  end
  local found = not about.one
  for _, key in ipairs(about.one or {}) do
    found = found or fields[key] ~= nil
  end
  if not found then
    report("missing-field", node.callee, format("the %s never does anything: it has no handler", kind),
      format("add at least one of %s", table.concat(about.one, ", ")))
  end
  if not fields.description then
    report("undocumented", node.callee, format("the %s has no description", kind), 'add description = "one sentence"')
  end
  return params, body
end

declaration.unused_params = unused_params

-- The functions that run when the script is at work: those inside the declaration and what they call.
function declaration.at_work(body)
  local reached = {}
  local function reach(fn)
    if reached[fn] then return end
    reached[fn] = true
    for decl in pairs(fn.refs) do
      if decl.value and decl.value.tag == "Function" and decl.fn.main then
        reach(decl.value)
      end
    end
    for _, inner in ipairs(fn.inner) do
      reach(inner)
    end
  end
  walk.all(body, function(n)
    if n.tag == "Function" then
      reach(n)
    elseif n.tag == "Name" and n.decl and n.decl.value and n.decl.value.tag == "Function" then
      reach(n.decl.value)
    end
  end)
  return reached
end

return declaration
