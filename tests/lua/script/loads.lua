return strategy {
  name = "loads", api = 1, description = "What was read before an order stays what it was.",
  init = function(_, s) s.bars = 0 end,
  on_bar = function(_, s)
    local sum = 0
    for _ = 1, 20 do
      local before = s.pending
      s:buy(3)
      sum = sum + before
    end
    s.bars = s.bars + 1
    if sum ~= 3 * 190 then error(("bar %d: %g units were waiting before orders, in all"):format(s.bars, sum)) end
  end,
}
