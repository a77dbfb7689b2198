local report = import "sweep_report"

local METRICS = { total_return = 0.5, cagr = 0.04, sharpe = 0.6, max_drawdown = -0.2, trades = 12 }

-- The least that a sweep's document has.
local function document()
  return {
    script = { name = "cross", version = "1.0.0", path = "<cross>.lua", hash = "aa" }, data = { dataset = "d", bars = 100, hash = "bb" },
    space = { method = "grid", params = { { name = "fast", from = 1, to = 3, step = 1 }, { name = "kind", values = { "sma", "<ema>" } } } },
    objective = "sharpe", constraints = { "p.fast < 3" }, counts = { sets = 6, done = 4, excluded = 2, refused = 0, failed = 0 },
    top = { { rank = 1, set = 2, params = { fast = 2, kind = "<ema>" }, objective = 0.6, metrics = METRICS } },
    overfitting = { deflated_sharpe = { value = 0.7, probabilistic_sharpe = 0.9, trials = 4 }, pbo = { value = 0.4, combinations = 70, probability_of_loss = 0.1 } },
    journal_hash = "cc", run = { version = "0.1.0" },
  }
end

test("a_page_of_a_plain_sweep_has_its_best_and_nothing_that_was_not_asked_for", function()
  local html = report.build(document())
  contains(html, "The best sets")
  contains(html, "fast 2, kind &lt;ema&gt;")
  contains(html, "p.fast &lt; 3")
  lacks(html, "<ema>"); lacks(html, "Walk-forward"); lacks(html, "Cross-validation"); lacks(html, "Permuted"); lacks(html, "drawn anew"); lacks(html, ">nan"); lacks(html, ">-nan")
end)

test("a_page_shows_every_part_that_was_asked_for", function()
  local doc = document()
  doc.equity = { time = { "2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z" }, value = { 100, 101 } }
  doc.heat_map = { rows = "fast", row_values = { 1, 2, 3 }, columns = "kind", column_values = { "sma", "<ema>" }, mean = { { 0.1, 0.2 }, { nil, 0.6 }, {} } }
  doc.walk_forward = { spec = "train=50,test=10", efficiency = 0.5, test_cagr = 0.01, test_return = 0.1, test_sharpe = 0.2, test_max_drawdown = -0.1, equity = doc.equity,
    folds = { { fold = 1, train = {}, test = { from = "2020-01-01T00:00:00Z", to = "2020-01-02T00:00:00Z" }, params = { fast = 1, kind = "sma" }, train_objective = 1,
      test_objective = -1, test_metrics = METRICS }, { fold = 2, train = {}, test = {} } } }
  doc.cpcv = { spec = "groups=4,test=2", splits = { {}, {} }, paths = { { sharpe = 0.3, total_return = 0.2 }, { total_return = -0.1 } } }
  doc.permutations = { count = 4, seed = 9, p_value = 0.4, best_objectives = { 0.1, 0.5, 0.7 } }
  doc.monte_carlo = { samples = 10, seed = 9, trades = 12, levels = { 0.05, 0.5 }, bootstrap_final_equity = { 90, 110 }, bootstrap_max_drawdown = { -0.4, -0.1 },
    shuffle_max_drawdown = { -0.3, -0.1 }, probability_of_loss = 0.2, probability_of_ruin = 0 }
  local html = report.build(doc)
  for _, part in ipairs { "Sensitivity", "Walk-forward", "Cross-validation", "Permuted bars", "Trades drawn anew", "p = 0.4" } do contains(html, part) end
  lacks(html, "<ema>"); lacks(html, ">nan"); lacks(html, ">-nan")
end)

test("a_sweep_without_a_best_says_so", function()
  local doc = document()
  doc.top = {}
  contains(report.build(doc), "No set has an objective")
end)
