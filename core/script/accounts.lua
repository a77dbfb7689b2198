--[[
accounts.lua: what a strategy may ask of its account beyond cash and equity: margins, currencies and their exchange.
]]
local host = ...
local ffi = host.ffi
local errors = host.use "errors"
local C = host.use "face"
local fail = errors.fail
local type = type

local FIELDS = { settled_cash = "settled", initial_margin = "initial", maintenance_margin = "maintenance", buying_power = "buying_power" }

local function currency(name, what)
  if type(name) ~= "string" then fail("%s expects a currency such as \"EUR\", got %s", what, name == nil and "nothing" or type(name)) end
  return name
end

-- Puts the methods of an engine's account into `methods` and their names and the fields' into `names`. Returns what reads a
-- field: its value, or nil for a key that is none.
return function(methods, names, engine, number)
  local account = ffi.new "struct fs_account_view"

  ---ctx:balance(currency) -> number, or nil and the reason: the cash of one currency of the account, in that currency.
  function methods.balance(_, name)
    local value = C.engine_balance(engine, currency(name, "ctx:balance"))
    if value ~= value then return nil, ("the account has no currency '%s'"):format(name) end
    return value
  end

  ---ctx:convert(amount, from, to) -> number, or nil and the reason: exchanges that much cash of one currency for another at the present rate less --fx-bps; what was received. Balances of other currencies stay with --fx-keep only.
  function methods.convert(_, amount, from, to)
    currency(from, "ctx:convert")
    local received = C.engine_exchange(engine, from, currency(to, "ctx:convert"), number(amount, "ctx:convert"))
    if received ~= received then return nil, host.error() end
    return received
  end

  for _, name in ipairs { "balance", "convert", "settled_cash", "initial_margin", "maintenance_margin", "buying_power" } do
    names[#names + 1] = name
  end

  return function(key)
    local field = FIELDS[key]
    if not field then return nil end
    C.engine_account(engine, account)
    return account[field]
  end
end
