-- api.lua: what scripts may use, by kind: globals, library modules, objects that handlers get, fields of declarations.
--
-- The compute functions (ta, stats, ...) come from the one description in core/compute/describe/. The rest says the
-- same as sandbox.lua, kinds.lua and params.lua of core/script; a test holds them equal.
local compute = require "check.compute"
local api = { level = 1 }

local function set(words)
  local t = {}
  for word in words:gmatch "%S+" do
    t[word] = true
  end
  return t
end
api.set = set

api.kinds = set "strategy rule study report pipeline mapping"

local BASE = [[assert error ipairs pcall xpcall rawequal rawget rawset select setmetatable getmetatable tonumber type unpack
  tostring pairs next print math string table coroutine bit import]]
local ANALYSIS = "frame data ta stats micro perf risk portfolio options bonds ts attribution chart log time"
local globals_by_kind = {
  strategy = BASE .. " strategy " .. ANALYSIS,
  rule = BASE .. " rule allow reject warn ta stats micro log time",
  study = BASE .. " study os " .. ANALYSIS,
  report = BASE .. " report os " .. ANALYSIS,
  pipeline = BASE .. " pipeline os " .. ANALYSIS,
  mapping = BASE .. " mapping time",
  module = BASE .. " os " .. ANALYSIS,
  test = BASE .. " test os " .. ANALYSIS,
}

-- The names that every script of a kind has; "module" for a file that is imported, "test" for one of tests.
function api.globals(kind)
  return set(globals_by_kind[kind] or globals_by_kind.module)
end

local NO_FILES = 'scripts do not open files: load data with data.load("dataset")'
local NO_CODE = 'code comes from files only: put it in a file beside the script and use import "name"'
local MODULE = 'use import "name": it looks beside the script and in the library'
api.blocked = {
  io = NO_FILES, dofile = NO_CODE, loadfile = NO_CODE, load = NO_CODE, loadstring = NO_CODE, require = MODULE,
  module = 'return a table from the file and use import "name"', package = 'use import "name"',
  ffi = "the functions of ta, stats and frame are there instead", jit = "the program sets it up",
  debug = "errors name file and line; print and log show values",
  collectgarbage = "memory is collected by itself; --memory-limit sets how much there is",
  gcinfo = "memory is collected by itself", newproxy = "use a table with a metatable",
  getfenv = "use locals and function arguments", setfenv = "use locals and function arguments",
  _G = "use locals; what a file offers to others is the table it returns", loadlib = "plugins in C are for that",
}
api.blocked_os = "of os there is only os.clock(), and not in strategies and rules: decisions know ctx.now only"

-- Library modules: name -> { member -> true | function entry of the description }.
api.modules = {
  math = set [[abs acos asin atan atan2 ceil cos cosh deg exp floor fmod frexp huge ldexp log log10 max min modf pi pow rad
    random randomseed sin sinh sqrt tan tanh]],
  string = set "byte char find format gmatch gsub len lower match rep reverse sub upper",
  table = set "concat insert maxn pack remove sort unpack",
  coroutine = set "create isyieldable resume running status wrap yield",
  bit = set "arshift band bnot bor bswap bxor lshift rol ror rshift tobit tohex",
  os = set "clock",
  frame = set "asof concat is join new range series times",
  data = set "list load symbols",
  log = set "debug info warn error",
  time = set "parse format date parts year month day hour minute weekday duration",
}
for full, entry in pairs(compute) do
  local module, name = full:match "^(%w+)%.([%w_]+)$"
  api.modules[module] = api.modules[module] or {}
  api.modules[module][name] = entry
  entry.full = full
end
for full in pairs(require "check.calculations") do
  local module, name = full:match "^(%w+)%.([%w_]+)$"
  api.modules[module] = api.modules[module] or {}
  api.modules[module][name] = true
end

-- What handlers get. methods: name -> { least, most arguments, kind of the first }; `open`: other fields are data, so
-- that only near misses are worth a word; `own`: scripts keep fields of their own there.
local none = {}
api.classes = {
  ctx = { what = "ctx", fields = set "params state cash equity now symbols universe settled_cash initial_margin maintenance_margin buying_power",
    methods = { balance = { 1, 1, "string" }, convert = { 3, 3, "number" }, symbol = { 1, 1, "string" }, every = { 1, 2, "string" }, bars = { 2, 2, "string" }, rebalance = { 1, 1, "table" },
      record = { 1, 1, "table" }, log = { 0, math.huge } } },
  symbol = { what = "s", own = true, of_ticks = set "bid ask bid_qty ask_qty mid microprice last level depth_qty queue_ahead",
    fields = set "symbol position price pending avg_price bid ask bid_qty ask_qty mid microprice last member halted gone adjustment point_value currency",
    methods = { buy = { 1, 2, "qty" }, sell = { 1, 2, "qty" }, order = { 1, 1, "order" }, cancel = { 1, 1, "number" }, change = { 2, 2, "number" },
      target = { 1, 1, "number" }, target_percent = { 1, 1, "number" }, close = { 0, 0 }, history = { 1, 2, "number" }, level = { 2, 2, "string" }, depth_qty = { 2, 2, "string" },
      queue_ahead = { 1, 1, "number" }, adjusted = { 1, 2, "number" } } },
  bar = { what = "bar", open = true, fields = set "open high low close volume time symbol", methods = { copy = { 0, 0 } } },
  order = { what = "order", fields = set "id time symbol side state qty filled reason rule", methods = none },
  fill = { what = "fill", fields = set "order id time bar_time symbol side qty price fee maker", methods = none },
  trade = { what = "trade", fields = set "price qty side time id symbol", methods = { copy = { 0, 0 } } },
  quote = { what = "quote", fields = set "bid ask bid_qty ask_qty time symbol", methods = { copy = { 0, 0 } } },
  event = { what = "this value", open = true, fields = {}, methods = none },
  instrument_event = { what = "event", fields = set "type time symbol into amount ratio price into_price rate before after cash fee",
    methods = none },
  rule_ctx = { what = "ctx", open = true, fields = set "params state cash equity now", methods = { reference_price = { 1, 1 },
    position = { 1, 1 } } },
}
-- Functions that ctx's methods call: the classes of their arguments.
api.callbacks = { every = { "ctx" }, bars = { "ctx", "symbol", "bar" } }
api.order_fields = set "side qty type limit stop trail trail_percent offset tif expires display post_only reduce_only one_of after take_profit stop_loss"
api.order_choices = { side = set "buy sell", tif = set "gtc day gtd ioc fok open close",
  type = set "market limit stop stop_limit trailing_stop trailing_stop_limit market_if_touched limit_if_touched" }

-- Declarations. handlers: name -> the classes of its arguments; fields: name -> Lua type.
local ABOUT = { name = "string", version = "string", api = "number", description = "string", author = "string",
  licence = "string", params = "table" }
local function declaration(handlers, fields, must, one)
  return { handlers = handlers, fields = setmetatable(fields, { __index = ABOUT }), must = must, one = one }
end
api.about = ABOUT
api.declarations = {
  strategy = declaration({ start = { "ctx" }, init = { "ctx", "symbol" }, on_bar = { "ctx", "symbol", "bar" },
    on_trade = { "ctx", "symbol", "trade" }, on_quote = { "ctx", "symbol", "quote" }, on_book = { "ctx", "symbol" },
    on_order = { "ctx", "symbol", "order" }, on_fill = { "ctx", "symbol", "fill" }, on_timer = { "ctx", "number" },
    on_session = { "ctx", "symbol", "string" }, on_event = { "ctx", "symbol", "instrument_event" }, on_time = { "ctx" }, finish = { "ctx" } }, {}, { "name" },
    { "on_bar", "on_trade", "on_quote", "on_book", "on_timer", "on_session", "on_time", "start" }),
  rule = declaration({ check = { "event", "rule_ctx", "params" }, start = { "rule_ctx" } },
    { id = "string", severity = "string", applies_to = "string" }, { "id", "check" }),
  study = declaration({ run = { "params" } }, {}, { "name", "run" }),
  report = declaration({ run = { "params", "event" } }, {}, { "name", "run" }),
  pipeline = declaration({ start = { "event" }, on_record = { "event", "event", "event" }, on_bar = { "event", "event", "bar" },
    on_trade = { "event", "event", "event" }, on_quote = { "event", "event", "event" }, on_timer = { "event", "event", "event" },
    finish = { "event" } }, { reads = "table", writes = "table" }, { "name" },
    { "on_record", "on_bar", "on_trade", "on_quote", "on_timer" }),
}
api.declarations.mapping = declaration({ columns = { "params", "event" }, levels = { "params", "event" }, row = { "event", "params" } },
  { kind = "string", file = "table", uses = "table" }, { "name", "kind", "columns" })
api.choices = { kind = set "trades quotes book", severity = set "reject warn", applies_to = set "order portfolio" }
api.param_keys = set "min max choices unit doc type step"
api.param_types = { integer = "number", number = "number", boolean = "boolean", text = "string" }

return api
