--[[
test.lua: the tests of scripts.

@object t
What a test gets: test("name", function(t) ... end). Paths of scripts are relative to the test's own file.
]]
local host = ...
local errors = host.use "errors"
local loader = host.use "loader"
local params = host.use "params"
local sandbox = host.use "sandbox"
local series = host.use "series"
local test_ticks = host.use "test_ticks"
local frame = host.use "frame"
local fail = errors.fail
local pairs = sandbox.pairs
local test = {}
local tests, t, folder, watched = {}, {}, ".", {}
local own_path -- of the file of tests

local function shown(v)
  if type(v) == "string" then return ("%q"):format(v) end
  if type(v) == "number" then return series.value_text(v, 0) end
  if type(v) == "table" and getmetatable(v) == nil then
    local parts = {}
    for k, inner in pairs(v) do
      if #parts == 12 then
        parts[#parts + 1] = "..."
        break
      end
      parts[#parts + 1] = (type(k) == "number" and "" or tostring(k) .. " = ") .. (type(inner) == "table" and "{...}" or shown(inner))
    end
    return "{ " .. table.concat(parts, ", ") .. " }"
  end
  return sandbox.tostring(v)
end

-- Where two values differ ("" at the top), or nil where they are equal; NaN equals NaN.
local function difference(a, b, tolerance, place, seen)
  if type(a) == "number" and type(b) == "number" then
    if a == b or a ~= a and b ~= b then return nil end
    if tolerance and math.abs(a - b) <= tolerance then return nil end
    return place, a, b
  end
  local p, n = series.pointer(a)
  local q, m = series.pointer(b)
  if p ~= nil or q ~= nil then
    local function value(v, pointer, i)
      if pointer ~= nil then return pointer[i - 1] end
      return v[i]
    end
    n = n or type(a) == "table" and #a
    m = m or type(b) == "table" and #b
    if not n or not m then return place, a, b end
    if n ~= m then return place .. " (length)", n, m end
    for i = 1, n do
      local where, x, y = difference(value(a, p, i), value(b, q, i), tolerance, place .. "[" .. i .. "]", seen)
      if where then return where, x, y end
    end
    return nil
  end
  if type(a) == "table" and type(b) == "table" and getmetatable(a) == nil and getmetatable(b) == nil then
    if seen[a] == b then return nil end
    seen[a] = b
    for k, v in pairs(a) do
      local where, x, y = difference(v, b[k], tolerance, place .. (type(k) == "number" and "[" .. k .. "]" or "." .. tostring(k)), seen)
      if where then return where, x, y end
    end
    for k, v in pairs(b) do
      if a[k] == nil then return place .. "." .. tostring(k), nil, v end
    end
    return nil
  end
  if a == b then return nil end
  return place, a, b
end

local function report(message, where, a, b, extra)
  fail("%s%sexpected %s, got %s%s", message and message .. ": " or "", where ~= "" and "at " .. where:gsub("^%.", "") .. ": " or "",
    shown(b), shown(a), extra or "")
end

---t.equal(actual, expected [, message]): fails unless both are equal; tables and series are compared value by value, NaN equals NaN.
function t.equal(a, b, message)
  local where, x, y = difference(a, b, nil, "", {})
  if where then report(message, where, x, y) end
end

---t.near(actual, expected [, tolerance [, message]]): the same for numbers that may differ by at most the tolerance (1e-9).
function t.near(a, b, tolerance, message)
  tolerance = tolerance or 1e-9
  local where, x, y = difference(a, b, tolerance, "", {})
  if where then report(message, where, x, y, (" (allowed difference %g)"):format(tolerance)) end
end

---t.ok(value [, message]): fails where the value is false or nil.
function t.ok(v, message)
  if not v then fail("%s", message or "expected a true value, got " .. shown(v)) end
end

---t.nan(value [, message]): fails unless the value is NaN.
function t.nan(v, message)
  if v == v then fail("%sexpected NaN, got %s", message and message .. ": " or "", shown(v)) end
end

---t.raises(fn [, text]) -> string: fails unless fn raises an error whose message has the text in it; returns the message.
function t.raises(fn, text)
  if type(fn) ~= "function" then fail("t.raises expects a function, got %s", type(fn)) end
  local ok, problem = pcall(fn)
  if ok then fail("expected an error%s, but there was none", text and " with \"" .. text .. "\"" or "") end
  local message = errors.text(problem)
  if text and not message:find(text, 1, true) then fail("expected an error with \"%s\", got \"%s\"", text, message) end
  return message
end

local function script_path(path, name)
  if type(path) ~= "string" then fail("%s expects the path of a script, got %s", name, path == nil and "nothing" or type(path)) end
  return path:sub(1, 1) == "/" and path or folder .. "/" .. path
end

local function given_params(values)
  local list = {}
  for name, value in pairs(values or {}) do list[#list + 1] = tostring(name) .. "=" .. sandbox.tostring(value) end
  return list
end

---t.rule(path [, params]) -> rule: loads a rule; rule:check(order, ctx) gives { verdict = "allow", "warn" or "reject", reason =, details =, failed = }. ctx may have price, position and pending (tables by symbol), cash, equity and now.
function t.rule(path, values)
  local loaded, id = host.rule_open(script_path(path, "t.rule"), given_params(values))
  local rule = { id = id }
  function rule.check(_, order, context)
    if type(order) ~= "table" then fail("rule:check expects an order as a table, got %s", type(order)) end
    local verdict, reason, details, failed = host.rule_ask(loaded, order, context or {})
    host.enter("test", own_path)
    return { verdict = verdict, reason = reason, details = details, failed = failed }
  end
  return rule
end

---t.study(path [, params]): runs a study and returns what its run function returned.
function t.study(path, values)
  local full = script_path(path, "t.study")
  local declaration = loader.load(full, { "study", "report" })
  watched[#watched + 1] = full
  host.enter("run", full)
  local result = declaration.fields.run(params.values(declaration.params, values or {}, full))
  host.enter("test", own_path)
  return result
end

local BAR_COLUMNS = { time = true, open = true, high = true, low = true, close = true, volume = true }

-- The names of a frame's columns of numbers that are not a bar's, in order.
local function extra_columns(f)
  local names = {}
  for _, name in ipairs((host.frame_columns(f))) do
    if not BAR_COLUMNS[name] and series.is(f:column(name)) then names[#names + 1] = name end
  end
  table.sort(names)
  return names
end

-- The frames of bars that a test gives as what the engine takes: symbols, their columns, the names of further columns.
local function bars(frames)
  if host.is_frame(frames) then frames = { TEST = frames } end
  if type(frames) ~= "table" then fail("t.backtest: data is %s; expected a frame, or frames by symbol", type(frames)) end
  local symbols, columns, further = {}, {}, nil
  for symbol, f in pairs(frames) do
    if not host.is_frame(f) then fail("t.backtest: data of %s is a %s; expected a frame", tostring(symbol), type(f)) end
    local function column(name)
      for _, known in ipairs((host.frame_columns(f))) do
        if known == name then return f:column(name) end
      end
    end
    local close = column "close" or fail("t.backtest: data of %s has no column 'close'", symbol)
    symbols[#symbols + 1] = symbol
    columns[#columns + 1] = { column "time" or fail("t.backtest: data of %s has no column 'time'", symbol), column "open" or close,
      column "high" or close:max_of(column "open" or close), column "low" or close:min_of(column "open" or close), close,
      column "volume" or false }
    if not further then further = extra_columns(f) end
    for i, name in ipairs(further) do
      columns[#columns][6 + i] = column(name) or fail("t.backtest: data of %s has no column '%s', which another symbol has", symbol, name)
    end
  end
  return symbols, columns, further or {}
end

local OPTIONS = { "script", "params", "cash", "fee_bps", "fee_per_share", "lot", "tick", "min_notional", "allow_short", "max_leverage" }
local OF_BARS = { "data", "slippage_bps", "volume_share", "impact", "warmup", "interval" }
local OF_TICKS = { "trades", "quotes", "book", "latency", "latency_change", "latency_cancel", "latency_report", "latency_feed",
  "latency_seed", "queue", "maker_bps", "taker_bps", "price_band", "equity_interval" }

local function check_options(o, over_ticks)
  local known, names = {}, {}
  for _, list in ipairs { OPTIONS, OF_BARS, OF_TICKS } do
    for _, name in ipairs(list) do
      known[name] = list
      names[#names + 1] = name
    end
  end
  for name in pairs(o) do
    if not known[name] then
      local near = type(name) == "string" and host.nearest(name, names)
      fail("t.backtest has no option '%s'%s", tostring(name), near and "; did you mean '" .. near .. "'?" or "")
    end
    local other = over_ticks and OF_BARS or OF_TICKS
    if known[name] == other then fail("t.backtest: %s is of %s, and this run is over %s", name, over_ticks and "bars" or "ticks", over_ticks and "ticks" or "bars") end
  end
end

---t.backtest{ script =, data =, params =, cash =, ... } -> table: runs a strategy on a frame (time, open, high, low, close; or time and close; volume and further columns of numbers), or on a table of frames by symbol. Further options: fee_bps, fee_per_share, slippage_bps, volume_share, impact, lot, tick, min_notional, warmup, allow_short, max_leverage, interval ("1d"). Over ticks: trades =, quotes =, book = (lists of rows by column, frames, or either by symbol) in place of data, and latency, latency_change, latency_cancel, latency_report, latency_feed ("5ms", "normal:5ms:1ms"), latency_seed, queue ("power:3"), maker_bps, taker_bps, price_band, equity_interval ("1m"). The result has orders, fills, rejected, equity (a series), trades, metrics, final_equity, journal_hash, decisions (a list: kind = "order", "change", "verdict", "fill" or "event", order, time, symbol, and what it says), and feed over ticks.
function t.backtest(o)
  if type(o) ~= "table" then fail("t.backtest expects a table, got %s", type(o)) end
  local full = script_path(o.script, "t.backtest")
  local parts = test_ticks.parts(o)
  check_options(o, parts)
  local options = {}
  for key, value in pairs(o) do options[key] = value end
  -- A strategy's trusted file of its own: its handlers and figures belong to one run.
  local strategy = assert(loadstring(host.embedded "strategy", "=[strategy]"))(host)
  strategy.load(full, given_params(o.params))
  watched[#watched + 1] = full
  local run
  if parts then
    run = host.backtest_open_ticks(parts, options)
  else
    local symbols, columns, further = bars(o.data)
    options.interval = host.duration(o.interval or "1d")
    run = host.backtest_open(symbols, columns, options, further)
  end
  local ok, problem = xpcall(strategy.run, errors.handler, run.engine)
  if not ok then
    host.backtest_close(run.handle)
    error(problem, 0)
  end
  local result = host.backtest_result(run.handle)
  host.backtest_close(run.handle)
  host.enter("test", own_path)
  return result
end

---test(name, function(t) ... end): declares a test.
local function declare(name, fn)
  if type(name) ~= "string" or type(fn) ~= "function" then fail "test expects a name and a function" end
  tests[#tests + 1] = { name, fn }
end

-- Coverage ---------------------------------------------------------------------------------------------------------------
local lines_run = {}

local function count_line(_, line)
  local source = debug.getinfo(2, "S").source
  local lines = lines_run[source]
  if not lines then
    lines = {}
    lines_run[source] = lines
  end
  lines[line] = true
end

-- The lines of a file that hold code, from its compiled form.
local function code_lines(path)
  local util = require "jit.util"
  local fn = loadstring(host.read(path), "@" .. path)
  local lines = {}
  local function walk(f)
    local info = util.funcinfo(f)
    for pc = 1, info.bytecodes - 1 do
      local at = util.funcinfo(f, pc)
      if at.currentline and at.currentline > 0 then lines[at.currentline] = true end
    end
    if info.children then
      for n = -1, -1000000000, -1 do
        local k = util.funck(f, n)
        if k == nil then break end
        if type(k) == "proto" then walk(k) end
      end
    end
  end
  if fn then walk(fn) end
  return lines
end

-- { { path, lines that ran, lines with code, "12, 15-17" }, ... } of the scripts that the tests ran.
function test.coverage()
  debug.sethook()
  local out, done = {}, {}
  for _, path in ipairs(watched) do
    if not done[path] then
      done[path] = true
      local code, ran = code_lines(path), lines_run["@" .. path] or {}
      local hit, total, missed, first, last = 0, 0, {}, nil, nil
      local function flush()
        if first then missed[#missed + 1] = first == last and tostring(first) or first .. "-" .. last end
        first, last = nil, nil
      end
      for line in pairs(code) do
        total = total + 1
        if ran[line] then
          hit = hit + 1
          flush()
        else
          first, last = first or line, line
        end
      end
      flush()
      out[#out + 1] = { path, hit, total, table.concat(missed, ", ") }
    end
  end
  return out
end

-- Loads a file of tests; returns how many there are.
function test.load(path, coverage)
  own_path = path
  folder = path:match "^(.*)/[^/]*$" or "."
  host.enter("loading", path)
  local source, problem = host.read(path)
  if not source then errors.raise("not_found", ("cannot read the tests '%s': %s"):format(path, problem)) end
  local script = loader.script(path, source, "study", { test = declare })
  if coverage then debug.sethook(count_line, "l") end
  loader.compile(source, path, script.env)()
  host.leave()
  return #tests
end

function test.name(i)
  return tests[i][1]
end

function test.run(i)
  host.enter("test", own_path)
  tests[i][2](t)
  host.leave()
end

return test
