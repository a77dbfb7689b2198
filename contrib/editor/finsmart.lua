---@meta
-- Generated from core/compute/describe/; do not edit. For editors that speak LuaCATS.

---@class series A column of numbers, 1-based, oldest first; read-only.
---@operator len: integer
---@field [integer] number

---@class bar
---@field open number
---@field high number
---@field low number
---@field close number
---@field volume number

---@class talib
ta = {}

---@class statslib
stats = {}

---@class ta.sma.stream
local sma_stream = {}
---@param x number|bar
---@return number sma the mean
function sma_stream:update(x) end

---Simple moving average. The mean of the last `period` values. Its running sum keeps every rounding
---error, so that it does not drift over millions of bars as TA-Lib's does (both agree to about
---1e-12).
---@param x series values
---@param period integer values in the mean (1 to 100000, default: required)
---@return series sma the mean
---@overload fun(period: integer): ta.sma.stream
function ta.sma(x, period) end

---Simple moving average. The mean of the last `period` values. Its running sum keeps every rounding
---error, so that it does not drift over millions of bars as TA-Lib's does (both agree to about
---1e-12).
---@param x series values
---@param period integer values in the mean (1 to 100000, default: required)
---@return series sma the mean
---@overload fun(period: integer): ta.sma.stream
function stats.rolling_mean(x, period) end

---@class ta.ema.stream
local ema_stream = {}
---@param x number|bar
---@return number ema the average
function ema_stream:update(x) end

---Exponential moving average. Recent values weigh more: each new value enters with the weight 2 /
---(period + 1). The first output is the mean of the first `period` values, as TA-Lib does it (Tulip
---and TradingView start from the first value instead).
---@param x series values
---@param period integer sets the weight, 2 / (period + 1) (1 to 100000, default: required)
---@return series ema the average
---@overload fun(period: integer): ta.ema.stream
function ta.ema(x, period) end

---@class ta.wma.stream
local wma_stream = {}
---@param x number|bar
---@return number wma the average
function wma_stream:update(x) end

---Weighted moving average. The newest of the last `period` values weighs `period`, the one before
---it one less, the oldest 1. Error-free sums as in ta.sma.
---@param x series values
---@param period integer values in the average (1 to 100000, default: required)
---@return series wma the average
---@overload fun(period: integer): ta.wma.stream
function ta.wma(x, period) end

---@class ta.macd.stream
local macd_stream = {}
---@param x number|bar
---@return number macd fast minus slow average
---@return number signal_line its average
---@return number histogram macd minus signal_line
function macd_stream:update(x) end

---Moving average convergence/divergence. The difference of a fast and a slow exponential average,
---the exponential average of that (the signal line), and the difference of both (the histogram).
---The fast average is seeded with the end of the slow one's window. Periods given the wrong way
---round are exchanged.
---@param x series values
---@param fast? integer period of the fast average (2 to 100000, default: 12)
---@param slow? integer period of the slow average (2 to 100000, default: 26)
---@param signal? integer period of the signal line (1 to 100000, default: 9)
---@return series macd fast minus slow average
---@return series signal_line its average
---@return series histogram macd minus signal_line
---@overload fun(fast?: integer, slow?: integer, signal?: integer): ta.macd.stream
function ta.macd(x, fast, slow, signal) end

---@class ta.rsi.stream
local rsi_stream = {}
---@param x number|bar
---@return number rsi 0 to 100
function rsi_stream:update(x) end

---Relative strength index. The share of gains in all movement, in percent, each averaged after
---Wilder and seeded with the mean of the first `period` changes. 0 where nothing moved, as in
---TA-Lib.
---@param x series values
---@param period? integer period of Wilder's averages (2 to 100000, default: 14)
---@return series rsi 0 to 100
---@overload fun(period?: integer): ta.rsi.stream
function ta.rsi(x, period) end

---@class ta.atr.stream
local atr_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number atr the range, in price units
function atr_stream:update(high, low, close) end

---Average true range. How far a bar reaches, gaps included: the largest of high - low, |high -
---previous close| and |low - previous close|, averaged after Wilder and seeded with the mean of the
---first `period`.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer period of Wilder's average (1 to 100000, default: 14)
---@return series atr the range, in price units
---@overload fun(period?: integer): ta.atr.stream
function ta.atr(high, low, close, period) end

---@class ta.stoch.stream
local stoch_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number k %K, 0 to 100
---@return number d %D, 0 to 100
function stoch_stream:update(high, low, close) end

---Stochastic oscillator. Where the close lies between the lowest low and the highest high of the
---last `fast_k` bars, in percent; its mean over `slow_k` bars is %K, the mean of that over `slow_d`
---bars is %D. Simple averages only (TA-Lib's matype 0). 0 where high and low are equal.
---@param high series highs
---@param low series lows
---@param close series closes
---@param fast_k? integer bars in the range (1 to 100000, default: 5)
---@param slow_k? integer bars in the mean of %K (1 to 100000, default: 3)
---@param slow_d? integer bars in the mean of %D (1 to 100000, default: 3)
---@return series k %K, 0 to 100
---@return series d %D, 0 to 100
---@overload fun(fast_k?: integer, slow_k?: integer, slow_d?: integer): ta.stoch.stream
function ta.stoch(high, low, close, fast_k, slow_k, slow_d) end

---@class ta.max.stream
local max_stream = {}
---@param x number|bar
---@return number max the largest value
function max_stream:update(x) end

---Largest of a window. The largest of the last `period` values. Takes the same time for every
---period.
---@param x series values
---@param period integer values in the window (1 to 100000, default: required)
---@return series max the largest value
---@overload fun(period: integer): ta.max.stream
function ta.max(x, period) end

---Largest of a window. The largest of the last `period` values. Takes the same time for every
---period.
---@param x series values
---@param period integer values in the window (1 to 100000, default: required)
---@return series max the largest value
---@overload fun(period: integer): ta.max.stream
function stats.rolling_max(x, period) end

---@class ta.min.stream
local min_stream = {}
---@param x number|bar
---@return number min the smallest value
function min_stream:update(x) end

---Smallest of a window. The smallest of the last `period` values. Takes the same time for every
---period.
---@param x series values
---@param period integer values in the window (1 to 100000, default: required)
---@return series min the smallest value
---@overload fun(period: integer): ta.min.stream
function ta.min(x, period) end

---Smallest of a window. The smallest of the last `period` values. Takes the same time for every
---period.
---@param x series values
---@param period integer values in the window (1 to 100000, default: required)
---@return series min the smallest value
---@overload fun(period: integer): ta.min.stream
function stats.rolling_min(x, period) end

---@class ta.stddev.stream
local stddev_stream = {}
---@param x number|bar
---@return number stddev the deviation
function stddev_stream:update(x) end

---Standard deviation of a window (population). The standard deviation of the last `period` values
---with ddof 0, times `factor`. Where TA-Lib 0.6.4 loses digits to cancellation, and gives 0 for
---every variance below 1e-14, this keeps about 15 digits; a deviation below 2^-44 of the mean is 0.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 5)
---@param factor? number the result is multiplied with it (-3.0000000000000002e+37 to 3.0000000000000002e+37, default: 1)
---@return series stddev the deviation
---@overload fun(period?: integer, factor?: number): ta.stddev.stream
function ta.stddev(x, period, factor) end

---@class ta.bbands.stream
local bbands_stream = {}
---@param x number|bar
---@return number upper mean + up * deviation
---@return number middle the mean, as ta.sma
---@return number lower mean - down * deviation
function bbands_stream:update(x) end

---Bollinger bands. The mean of the last `period` values, and that mean plus `up` and minus `down`
---standard deviations (ddof 0). Simple average only (TA-Lib's matype 0).
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 20)
---@param up? number width above the mean (-3.0000000000000002e+37 to 3.0000000000000002e+37, default: 2)
---@param down? number width below the mean (-3.0000000000000002e+37 to 3.0000000000000002e+37, default: as up)
---@return series upper mean + up * deviation
---@return series middle the mean, as ta.sma
---@return series lower mean - down * deviation
---@overload fun(period?: integer, up?: number, down?: number): ta.bbands.stream
function ta.bbands(x, period, up, down) end

---@class stats.rolling_std.stream
local rolling_std_stream = {}
---@param x number|bar
---@return number std the deviation
function rolling_std_stream:update(x) end

---Standard deviation of a window. The standard deviation of the last `period` values; by default
---the sample deviation (ddof 1), as pandas' rolling().std().
---@param x series values
---@param period integer values in the window (2 to 100000, default: required)
---@param ddof? integer the variance is divided by period - ddof: 1 estimates a population from a sample, 0 describes the window itself (0 to 1, default: 1)
---@return series std the deviation
---@overload fun(period: integer, ddof?: integer): stats.rolling_std.stream
function stats.rolling_std(x, period, ddof) end

---@class stats.zscore.stream
local zscore_stream = {}
---@param x number|bar
---@return number z deviations from the mean
function zscore_stream:update(x) end

---z-score in a window. How many standard deviations a value lies above the mean of the last
---`period` values, itself included; NaN where they are all equal.
---@param x series values
---@param period integer values in the window (2 to 100000, default: required)
---@param ddof? integer the variance is divided by period - ddof: 1 estimates a population from a sample, 0 describes the window itself (0 to 1, default: 1)
---@return series z deviations from the mean
---@overload fun(period: integer, ddof?: integer): stats.zscore.stream
function stats.zscore(x, period, ddof) end

---@class stats.returns.stream
local returns_stream = {}
---@param x number|bar
---@return number returns fractions: 0.01 is one percent
function returns_stream:update(x) end

---Returns. The relative change from each value to the next: simple, x / previous - 1, or
---logarithmic, log(x / previous). NaN where it is not defined: a simple return from 0, a
---logarithmic one from or to a value that is not positive. The same bits on every processor.
---@param x series values
---@param kind? "simple"|"log" which of the two (`"simple"`, `"log"`, default: "simple")
---@return series returns fractions: 0.01 is one percent
---@overload fun(kind?: "simple"|"log"): stats.returns.stream
function stats.returns(x, kind) end

---@class ta.obv.stream
local obv_stream = {}
---@param close number|bar
---@param volume? number
---@return number obv in units of volume
function obv_stream:update(close, volume) end

---On-balance volume. Adds the volume of bars that close higher than the one before and takes away
---that of bars that close lower. Starts with the first bar's volume, as TA-Lib does (Tulip starts
---with 0).
---@param close series closes
---@param volume series volumes
---@return series obv in units of volume
---@overload fun(): ta.obv.stream
function ta.obv(close, volume) end

---@class ta.mom.stream
local mom_stream = {}
---@param x number|bar
---@return number mom in units of x
function mom_stream:update(x) end

---Momentum. How much a value changed over `period` bars.
---@param x series values
---@param period? integer how far back (1 to 100000, default: 10)
---@return series mom in units of x
---@overload fun(period?: integer): ta.mom.stream
function ta.mom(x, period) end
