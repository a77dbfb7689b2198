-- 253 pairs of moving averages as columns, of the fixed size of the engine's benchmark: bench_columns.c runs and compares it.
return study { name = "columns_sma", api = 1,
  run = function()
    local f, fast, slow, pairs_ = data.load("bars"), {}, {}, {}
    for n = 5, 27 do fast[n] = ta.sma(f.close, n) end
    for n = 30, 130, 10 do slow[n] = ta.sma(f.close, n) end
    for a = 5, 27 do
      for b = 30, 130, 10 do pairs_[#pairs_ + 1] = { fast[a], slow[b] } end
    end
    local r = backtest.columns { prices = f, size = 100, size_type = "units", cash = 1e7, fee_bps = 5, interval = "1m", count = #pairs_,
      make = function(i) return { entries = pairs_[i][1]:gt(pairs_[i][2]), exits = pairs_[i][1]:lt(pairs_[i][2]) } end }
    local s = r.stats
    return { total_return = s.total_return, trades = s.trades, sharpe = s.sharpe, max_drawdown = s.max_drawdown }
  end }
