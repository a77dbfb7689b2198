-- What is free over bars is the engine's over ticks.
return strategy {
  name = "ticks", version = "1.0.0", api = 1, description = "Sets what is not its own.",
  on_book = function(_ctx, s)
    s.mine = s.mid
    s.last = s.mine -- expect: unknown-field
    s.level = 3 -- expect: unknown-field
  end,
}
