-- A strategy with a mistake on nearly every line.
local unused = 1 -- expect: unused
local written -- expect: unused
written = 2
local count = 0
local cache = {}
local list = {}
local function helper(x)
  count = count + 1 -- expect: mutable-upvalue
  return x
end
local function at_load(x)
  cache.start = x
end
at_load(1)

return strategy { -- expect: missing-api undocumented
  name = "wrong", version = "1", version = "2", -- expect: shadow
  params = {
    fast = { 10, min = 11, max = 500, doc = "d" }, -- expect: bad-param
    slow = { 30, mn = 1 }, -- expect: bad-param undocumented-param
    other = 5, -- expect: undocumented-param unused-param
    upside = { 1, min = 3, max = 2, doc = "d" }, -- expect: bad-param unused-param
    word = { "a", choices = { "b", "c" }, doc = "d" }, -- expect: bad-param unused-param
    text = { "a", min = 1, doc = "d" }, -- expect: bad-param unused-param
    nothing = { doc = "d" }, -- expect: bad-param unused-param
    kind = { 1, type = "float", doc = "d" }, -- expect: bad-param unused-param
  },
  init = function(ctx, s)
    s.fast = ta.smaa(ctx.params.fst) -- expect: unknown-field unknown-param
    s.slow, s.z = ta.sma(0), ta.sma("x") -- expect: bad-argument bad-argument
    s.third = ta.sma(2.5) -- expect: bad-argument
    s.fine = ta.sma(ctx.params.fast + ctx.params.slow)
    local ctx = 1 -- expect: shadow
    ctx:every(60, function(c) c.params.fast() end)
  end,
  on_bars = function(ctx, s, bar) end, -- expect: unknown-handler
  finish = 5, -- expect: bad-field
  colour = "red", -- expect: unknown-field
  on_bar = function(ctx, s, bar, more) -- expect: handler-arguments
    helper(bar.clsoe) -- expect: unknown-field
    cache[1] = s.fastt -- expect: mutable-upvalue unknown-field
    table.insert(list, 1) -- expect: mutable-upvalue
    s.buy(10) -- expect: dot-call
    s:buuy(3) -- expect: unknown-field
    s:buy(-1) -- expect: bad-argument
    s:buy("ten") -- expect: bad-argument
    s:buy(1, { limt = 3 }) -- expect: unknown-field
    s:order{ side = "by", qy = 1 } -- expect: bad-argument unknown-field
    s:order("buy") -- expect: bad-argument
    s:close(1) -- expect: argument-count
    s:history() -- expect: argument-count
    s.price = 1 -- expect: unknown-field
    s.order = nil -- expect: unknown-field
    s.last = bar.close
    ctx.equty = 1 -- expect: unknown-field
    ctx.total = 1 -- expect: unknown-field
    print(ctx.eqity) -- expect: unknown-field
    print(os.time()) -- expect: blocked-name
    print(io.open("x")) -- expect: blocked-name
    print(math.flor(1)) -- expect: unknown-field
    print(require "x") -- expect: blocked-name
    print(foo) -- expect: unknown-global
    print(reject("x")) -- expect: unknown-global
    s.fine:updat(1) -- expect: unknown-field
    s.fine:update() -- expect: argument-count
    s.fine.update(1) -- expect: dot-call
    ta:sma(3) -- expect: colon-call
    ta.sma(bar.close, 0) -- expect: bad-argument
    ta.sma({ 1 }, 2, 3) -- expect: argument-count
    ta.sma() -- expect: argument-count
    ta.ema({ 1, 2 }, "x") -- expect: bad-argument
    ta(1) -- expect: bad-call
    if bar.close == 0 / 0 then -- expect: nan-compare
      return
    end
    glob = 3 -- expect: global-assignment
    function globf() end -- expect: global-assignment
    if bar.close > 1 then
      return
    else
      error("no")
    end
    print(import "no_such_module") -- expect: unreachable bad-import
  end,
  on_order = function(ctx, s, order)
    print(ctx, s, order.stat) -- expect: unknown-field
  end,
}
