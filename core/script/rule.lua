--[[
rule.lua: asks a rule for its verdict on an order.

@object rule
check = function(order, ctx, p) returns allow(), warn(reason, details) or reject(reason, details). order has id, symbol,
side, type, tif, qty, limit and stop; ctx has cash, equity and now; p holds the parameters.
]]
local host = ...
local errors = host.use "errors"
local loader = host.use "loader"
local params = host.use "params"
local fail = errors.fail
local rule = {}
local declaration, values

local ALLOW, WARN, REJECT = 0, 1, 2
local verdicts = setmetatable({}, { __mode = "k" })

local function verdict(kind, name)
  return function(reason, details)
    if kind ~= ALLOW then
      if type(reason) ~= "string" then fail("%s expects a reason as its first argument, got %s", name, reason == nil and "nothing" or type(reason)) end
      if details ~= nil and type(details) ~= "table" then fail("%s expects a table of details, got a %s", name, type(details)) end
    end
    local v = setmetatable({}, { __metatable = "verdict", __newindex = function() fail "a verdict cannot be changed" end })
    verdicts[v] = { kind, reason, details }
    return v
  end
end

-- What only rules have.
function rule.offer(extra)
  ---allow() -> verdict: the order may pass.
  extra.allow = verdict(ALLOW, "allow")
  ---warn(reason [, details]) -> verdict: it may pass, and the reason is recorded.
  extra.warn = verdict(WARN, "warn")
  ---reject(reason [, details]) -> verdict: it is refused.
  extra.reject = verdict(REJECT, "reject")
end

function rule.load(path, given)
  declaration = loader.load(path, { "rule" })
  values = params.values(declaration.params, given, path)
  local fields = declaration.fields
  return declaration.name, fields.severity or "reject"
end

local function symbol_argument(symbol, name)
  if type(symbol) ~= "string" then fail("ctx:%s expects a symbol, got %s", name, symbol == nil and "nothing" or type(symbol)) end
  return symbol
end

local methods = {}
---ctx:reference_price(symbol) -> number: the price by which orders of the symbol are valued; NaN before there is one.
function methods.reference_price(_, symbol) return host.rule_price(symbol_argument(symbol, "reference_price")) end
---ctx:position(symbol) -> number: the position, negative when short.
function methods.position(_, symbol) return host.rule_position(symbol_argument(symbol, "position")) end
---ctx:pending(symbol) -> number: the quantity in waiting orders, negative for sales.
function methods.pending(_, symbol) return host.rule_pending(symbol_argument(symbol, "pending")) end

local function frozen(name, t, more)
  return setmetatable({}, {
    __index = function(_, key)
      local v = t[key]
      if v == nil and more then v = more[key] end
      if v == nil and more then fail("%s has no '%s'", name, tostring(key)) end
      return v
    end,
    __newindex = function(_, key) fail("%s.%s cannot be set: %s is read only", name, tostring(key), name) end,
    __metatable = name,
  })
end

-- The number of the verdict, its reason and its details.
function rule.check(order, context)
  host.enter("check", declaration.script.path)
  local copy = {}
  for name, value in next, values do copy[name] = value end
  local v = declaration.fields.check(frozen("order", order), frozen("ctx", context, methods), copy)
  host.leave()
  local given = verdicts[v]
  if not given then
    errors.raise("script", ("%s: check of rule '%s' returned %s; expected allow(), warn(...) or reject(...)"):format(
      declaration.script.path, declaration.name, v == nil and "nothing" or "a " .. type(v)))
  end
  return given[1], given[2], given[3]
end

return rule
