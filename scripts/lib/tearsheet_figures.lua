-- tearsheet_figures.lua: every figure that is made of returns alone, and those beside a benchmark.
--
-- What each is and where it comes from stands in docs/reports.md; the calculations are the compute library's. Where a
-- figure is not defined (no loss, no variance, too few returns) it is NaN.
local sample = import "tearsheet_sample"
local figures = {}
local figure = sample.figure
local sqrt = math.sqrt
local NAN = 0 / 0

-- The share of the starting capital whose loss is ruin in `risk_of_ruin`.
figures.RUIN = 0.5

local function less(r, amount)
  if amount == 0 then return r end
  local out = {}
  for i = 1, #r do out[i] = r[i] - amount end
  return out
end

local function where(r, keep)
  local out = {}
  for i = 1, #r do if keep(r[i]) then out[#out + 1] = r[i] end end
  return out
end

-- How much the Sharpe ratio is too good because returns lean on the one before.
local function penalty(r)
  local n = #r
  if n < 3 then return NAN end
  local now, before = {}, {}
  for i = 2, n do now[i - 1], before[i - 1] = r[i], r[i - 1] end
  local found = sample.result(perf.r_squared, now, before)
  if not found then return NAN end
  local rho, sum, power = math.abs(found.correlation), 0, 1
  for k = 1, n - 1 do
    power = power * rho
    if power < 1e-17 then break end
    sum = sum + (n - k) / n * power
  end
  return sqrt(1 + 2 * sum)
end

-- The probability of ever losing the share RUIN, of a random walk with the mean and variance of the log returns.
local function ruin(r)
  local logs = {}
  for i = 1, #r do logs[i] = math.log(1 + r[i]) end
  local mean, variance = figure(stats.mean, logs), figure(stats.variance, logs)
  if not (variance > 0) then return NAN end
  return mean <= 0 and 1 or (1 - figures.RUIN) ^ (2 * mean / variance)
end

-- How well a straight line explains the growth of wealth: R squared of the sum of log returns on time.
local function stability(r)
  local sum, growth, time = 0, {}, {}
  for i = 1, #r do
    sum = sum + math.log(1 + r[i])
    growth[i], time[i] = sum, i
  end
  return figure(perf.r_squared, growth, time)
end

local function ratios(f, r, m, rf)
  local free = rf / m
  local excess = less(r, free)
  f.total_return = figure(perf.total_return, r)
  f.cagr = figure(perf.cagr, r, { periods = m })
  f.volatility = figure(perf.volatility, r, { periods = m })
  f.sharpe = figure(perf.sharpe, excess, { periods = m })
  f.sortino = figure(perf.sortino, r, { mar = free, periods = m })
  local p = penalty(excess)
  f.smart_sharpe, f.smart_sortino = f.sharpe / p, f.sortino / p
  f.adjusted_sortino, f.smart_adjusted_sortino = f.sortino / sqrt(2), f.smart_sortino / sqrt(2)
  f.adjusted_sharpe = figure(perf.adjusted_sharpe, excess, { periods = m })
  f.probabilistic_sharpe = figure(perf.probabilistic_sharpe, excess)
  f.stability = stability(r)
  f.omega = figure(perf.omega, r, { mar = free })
end

local function falls(f, r, m, rf)
  f.max_drawdown = -figure(perf.max_drawdown, r)
  f.average_drawdown = -figure(perf.average_drawdown, r)
  f.ulcer_index = figure(perf.ulcer_index, r)
  f.calmar = figure(perf.calmar, r, { periods = m })
  f.ulcer_performance_index = figure(perf.martin, r, { periods = m, rf = rf })
  f.recovery_factor = f.max_drawdown < 0 and f.total_return / -f.max_drawdown or NAN
  local pitfall = figure(perf.cdar, r) / f.volatility
  f.serenity_index = f.ulcer_index > 0 and pitfall > 0 and (f.cagr - rf) / (f.ulcer_index * pitfall) or NAN
end

local function outcomes(f, r)
  f.win_rate_period = figure(perf.win_rate, r)
  f.payoff_ratio, f.profit_factor = figure(perf.payoff_ratio, r), figure(perf.profit_factor, r)
  local pay = sample.result(perf.payoff_ratio, r)
  f.average_win, f.average_loss = pay and pay.average_win or NAN, pay and -pay.average_loss or NAN
  f.gain_to_pain, f.tail_ratio = figure(perf.gain_to_pain, r), figure(perf.tail_ratio, r)
  f.common_sense_ratio = f.profit_factor * f.tail_ratio
  f.cpc_index = f.profit_factor * f.win_rate_period * f.payoff_ratio
  f.outlier_win_ratio = figure(stats.quantile, r, { p = { 0.99 } }) / figure(stats.mean, where(r, function(v) return v >= 0 end))
  f.outlier_loss_ratio = figure(stats.quantile, r, { p = { 0.01 } }) / figure(stats.mean, where(r, function(v) return v < 0 end))
  f.kelly, f.kelly_continuous = figure(perf.kelly, r, { method = "wins" }), figure(perf.kelly, r)
  f.risk_of_ruin = ruin(r)
  f.consecutive_wins, f.consecutive_losses = figure(perf.consecutive_wins, r), figure(perf.consecutive_losses, r)
  f.skewness, f.kurtosis = figure(stats.skewness, r, { method = "moment" }), figure(stats.kurtosis, r, { method = "excess" })
  for _, level in ipairs { 95, 99 } do
    f["var_" .. level] = figure(risk.var, r, { level = level / 100 })
    f["cvar_" .. level] = figure(risk.es, r, { level = level / 100 })
    f["var_" .. level .. "_gaussian"] = figure(risk.var, r, { level = level / 100, method = "gaussian" })
  end
end

-- Figures of calendar periods, which the same list of returns has in several lengths.
local function calendar(f, s, r)
  for _, period in ipairs(sample.PERIODS) do
    local list = sample.periods(s, period, r)
    f["best_" .. period], f["worst_" .. period] = figure(perf.best, list), figure(perf.worst, list)
    f["win_rate_" .. period] = figure(perf.win_rate, list)
    f["expected_" .. period] = #list > 0 and (1 + figure(perf.total_return, list)) ^ (1 / #list) - 1 or NAN
    if period == "month" then
      f.average_up_month = figure(stats.mean, where(list, function(v) return v > 0 end))
      f.average_down_month = figure(stats.mean, where(list, function(v) return v < 0 end))
      f.gain_to_pain_month = figure(perf.gain_to_pain, list)
    end
  end
end

-- Of a run that is too short for figures a year (`s.annual_left_out` says so) those are NaN.
local ANNUAL = { "cagr", "volatility", "sharpe", "smart_sharpe", "adjusted_sharpe", "sortino", "smart_sortino", "adjusted_sortino",
  "smart_adjusted_sortino", "calmar", "ulcer_performance_index", "serenity_index", "alpha", "treynor", "m_squared", "information_ratio", "tracking_error" }
function figures.leave_out(s, f)
  for _, name in ipairs(s.annual_left_out and ANNUAL or {}) do f[name] = f[name] and NAN end
  return f
end

-- All figures of a sample's returns, or of another list `r` over the same times (the benchmark's; NaN where it has none).
function figures.of(s, rf, r)
  local all = r or s.r
  r = where(all, function(v) return v == v end)
  local f = {}
  ratios(f, r, s.m, rf)
  falls(f, r, s.m, rf)
  outcomes(f, r)
  calendar(f, s, all)
  return figures.leave_out(s, f)
end

-- Figures of returns beside a benchmark's of the same periods.
function figures.relative(r, b, m, rf)
  local x, y = less(r, rf / m), less(b, rf / m)
  local alpha = sample.result(perf.alpha, x, y, { periods = m, annualisation = "multiply" }) or {}
  local squared = sample.result(perf.r_squared, r, b) or {}
  return {
    periods = #r,
    beta = alpha.beta or NAN, alpha = alpha.multiplied or NAN, correlation = squared.correlation or NAN,
    r_squared = figure(perf.r_squared, r, b), treynor = figure(perf.treynor, x, y, { periods = m }),
    m_squared = figure(perf.m2, x, y, { periods = m }) + rf,
    information_ratio = figure(perf.information_ratio, r, b, { periods = m }), tracking_error = figure(perf.tracking_error, r, b, { periods = m }),
    up_capture = figure(perf.up_capture, r, b, { method = "mean" }), down_capture = figure(perf.down_capture, r, b, { method = "mean" }),
    excess_return = figure(perf.active_premium, r, b, { periods = m }),
  }
end

return figures
