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

---@class microlib
micro = {}

---@class perflib
perf = {}

---@class risklib
risk = {}

---@class tslib
ts = {}

---@class portfoliolib
portfolio = {}

---@class optionslib
options = {}

---@class bondslib
bonds = {}

---@class attributionlib
attribution = {}

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
---last `fast_k` bars, in percent; its average over `slow_k` bars is %K, the average of that over
---`slow_d` bars is %D. 0 where high and low are equal.
---@param high series highs
---@param low series lows
---@param close series closes
---@param fast_k? integer bars in the range (1 to 100000, default: 5)
---@param slow_k? integer bars in the average of %K (1 to 100000, default: 3)
---@param slow_d? integer bars in the average of %D (1 to 100000, default: 3)
---@param slow_k_matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of the average of %K (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@param slow_d_matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of the average of %D (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@return series k %K, 0 to 100
---@return series d %D, 0 to 100
---@overload fun(fast_k?: integer, slow_k?: integer, slow_d?: integer, slow_k_matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3", slow_d_matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3"): ta.stoch.stream
function ta.stoch(high, low, close, fast_k, slow_k, slow_d, slow_k_matype, slow_d_matype) end

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
---every variance below 1e-14, this keeps about 15 digits.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 5)
---@param factor? number the result is multiplied with it (-3e+37 to 3e+37, default: 1)
---@return series stddev the deviation
---@overload fun(period?: integer, factor?: number): ta.stddev.stream
function ta.stddev(x, period, factor) end

---@class ta.bbands.stream
local bbands_stream = {}
---@param x number|bar
---@return number upper average + up * deviation
---@return number middle the average, as ta.ma
---@return number lower average - down * deviation
function bbands_stream:update(x) end

---Bollinger bands. A moving average of `period` values, and that average plus `up` and minus `down`
---standard deviations (ddof 0, about the mean whatever the average).
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 20)
---@param up? number width above the average (-3e+37 to 3e+37, default: 2)
---@param down? number width below the average (-3e+37 to 3e+37, default: as up)
---@param matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of average (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@return series upper average + up * deviation
---@return series middle the average, as ta.ma
---@return series lower average - down * deviation
---@overload fun(period?: integer, up?: number, down?: number, matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3"): ta.bbands.stream
function ta.bbands(x, period, up, down, matype) end

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

---@class ta.cci.stream
local cci_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number cci mostly from -100 to 100
function cci_stream:update(high, low, close) end

---Commodity channel index. How far the typical price lies from its mean, in units of 0.015 times
---the mean distance; 0 where either is 0. TA-Lib adds up in the order of its ring, so that the last
---digits differ.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer bars in the window (2 to 100000, default: 14)
---@return series cci mostly from -100 to 100
---@overload fun(period?: integer): ta.cci.stream
function ta.cci(high, low, close, period) end

---@class ta.willr.stream
local willr_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number willr -100 to 0
function willr_stream:update(high, low, close) end

---Williams' %R. How far the close lies below the highest high of the window, in percent of the
---window's range; 0 where there is none.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer bars in the window (2 to 100000, default: 14)
---@return series willr -100 to 0
---@overload fun(period?: integer): ta.willr.stream
function ta.willr(high, low, close, period) end

---@class ta.aroon.stream
local aroon_stream = {}
---@param high number|bar
---@param low? number
---@return number down 0 to 100, of the lowest low
---@return number up 0 to 100, of the highest high
function aroon_stream:update(high, low) end

---Aroon. How long ago the lowest low and the highest high of the last period + 1 bars were: 100 for
---now, 0 for `period` bars ago. Of equal extremes the newest counts. Down comes first, as in
---TA-Lib.
---@param high series highs
---@param low series lows
---@param period? integer bars back (2 to 100000, default: 14)
---@return series down 0 to 100, of the lowest low
---@return series up 0 to 100, of the highest high
---@overload fun(period?: integer): ta.aroon.stream
function ta.aroon(high, low, period) end

---@class ta.aroonosc.stream
local aroonosc_stream = {}
---@param high number|bar
---@param low? number
---@return number aroonosc -100 to 100
function aroonosc_stream:update(high, low) end

---Aroon oscillator. Aroon up less Aroon down.
---@param high series highs
---@param low series lows
---@param period? integer bars back (2 to 100000, default: 14)
---@return series aroonosc -100 to 100
---@overload fun(period?: integer): ta.aroonosc.stream
function ta.aroonosc(high, low, period) end

---@class ta.cmo.stream
local cmo_stream = {}
---@param x number|bar
---@return number cmo -100 to 100
function cmo_stream:update(x) end

---Chande's momentum oscillator. Gains less losses in percent of both, averaged after Wilder as in
---ta.rsi; 0 where nothing moved. (Chande's own has plain sums.)
---@param x series values
---@param period? integer period of Wilder's averages (2 to 100000, default: 14)
---@return series cmo -100 to 100
---@overload fun(period?: integer): ta.cmo.stream
function ta.cmo(x, period) end

---@class ta.trix.stream
local trix_stream = {}
---@param x number|bar
---@return number trix in percent
function trix_stream:update(x) end

---Change of a threefold exponential average. By how many percent an average of an average of an
---average changed since the bar before.
---@param x series values
---@param period? integer of the three averages (1 to 100000, default: 30)
---@return series trix in percent
---@overload fun(period?: integer): ta.trix.stream
function ta.trix(x, period) end

---@class ta.apo.stream
local apo_stream = {}
---@param x number|bar
---@return number apo in units of x
function apo_stream:update(x) end

---Absolute price oscillator. A fast moving average less a slow one. Averages of any kind; periods
---given the wrong way round are exchanged. Missing values are treated as the averages do.
---@param x series values
---@param fast? integer period of the fast average (2 to 100000, default: 12)
---@param slow? integer period of the slow average (2 to 100000, default: 26)
---@param matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of both averages (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@return series apo in units of x
---@overload fun(fast?: integer, slow?: integer, matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3"): ta.apo.stream
function ta.apo(x, fast, slow, matype) end

---@class ta.ppo.stream
local ppo_stream = {}
---@param x number|bar
---@return number ppo in percent
function ppo_stream:update(x) end

---Percentage price oscillator. A fast moving average less a slow one, in percent of the slow one; 0
---where that is 0. Averages of any kind; periods given the wrong way round are exchanged. Missing
---values are treated as the averages do.
---@param x series values
---@param fast? integer period of the fast average (2 to 100000, default: 12)
---@param slow? integer period of the slow average (2 to 100000, default: 26)
---@param matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of both averages (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@return series ppo in percent
---@overload fun(fast?: integer, slow?: integer, matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3"): ta.ppo.stream
function ta.ppo(x, fast, slow, matype) end

---@class ta.ultosc.stream
local ultosc_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number ultosc 0 to 100
function ultosc_stream:update(high, low, close) end

---Ultimate oscillator. Buying pressure in percent of the true range, over three windows: the
---shortest weighs 4, the next 2, the longest 1, in whatever order the periods are given. A window
---without any range adds nothing.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period1? integer of one window (1 to 100000, default: 7)
---@param period2? integer of another (1 to 100000, default: 14)
---@param period3? integer of the third (1 to 100000, default: 28)
---@return series ultosc 0 to 100
---@overload fun(period1?: integer, period2?: integer, period3?: integer): ta.ultosc.stream
function ta.ultosc(high, low, close, period1, period2, period3) end

---@class ta.dema.stream
local dema_stream = {}
---@param x number|bar
---@return number average the average
function dema_stream:update(x) end

---Double exponential moving average. Twice an exponential average less the average of that average,
---which lags less. Both are seeded with the mean of their first `period` values.
---@param x series values
---@param period? integer of both averages (2 to 100000, default: 30)
---@return series average the average
---@overload fun(period?: integer): ta.dema.stream
function ta.dema(x, period) end

---@class ta.tema.stream
local tema_stream = {}
---@param x number|bar
---@return number average the average
function tema_stream:update(x) end

---Triple exponential moving average. Three exponential averages, each of the one before, put
---together so that most of their lag cancels.
---@param x series values
---@param period? integer of the three averages (2 to 100000, default: 30)
---@return series average the average
---@overload fun(period?: integer): ta.tema.stream
function ta.tema(x, period) end

---@class ta.t3.stream
local t3_stream = {}
---@param x number|bar
---@return number average the average
function t3_stream:update(x) end

---Tillson's T3. Six exponential averages, each of the one before; the last four are added up with
---weights that the volume factor sets. A factor of 0 gives the average of averages, 1 the twofold
---exponential average of itself.
---@param x series values
---@param period? integer of the six averages (2 to 100000, default: 5)
---@param vfactor? number volume factor, how much lag is taken out (0 to 1, default: 0.7)
---@return series average the average
---@overload fun(period?: integer, vfactor?: number): ta.t3.stream
function ta.t3(x, period, vfactor) end

---@class ta.kama.stream
local kama_stream = {}
---@param x number|bar
---@return number average the average
function kama_stream:update(x) end

---Kaufman's adaptive moving average. An exponential average whose weight goes from that of 30 bars,
---where values come back to where they were, to that of 2, where they move straight. Begins anew
---after a missing value.
---@param x series values
---@param period? integer changes of which the efficiency is measured (2 to 100000, default: 30)
---@return series average the average
---@overload fun(period?: integer): ta.kama.stream
function ta.kama(x, period) end

---@class ta.trima.stream
local trima_stream = {}
---@param x number|bar
---@return number average the average
function trima_stream:update(x) end

---Triangular moving average. Values in the middle of the window weigh most: the weights rise by one
---to the middle and fall again. The same as a simple average of a simple average. Error-free sums
---as in ta.sma.
---@param x series values
---@param period? integer values in the average (2 to 100000, default: 30)
---@return series average the average
---@overload fun(period?: integer): ta.trima.stream
function ta.trima(x, period) end

---@class ta.ma.stream
local ma_stream = {}
---@param x number|bar
---@return number average the average
function ma_stream:update(x) end

---Moving average of a chosen kind. ta.sma, ta.ema, ta.wma, ta.dema, ta.tema, ta.trima, ta.kama,
---ta.mama (limits 0.5 and 0.05, whatever the period) or ta.t3 (volume factor 0.7), by `matype`. A
---period of 1 gives the values themselves. Missing values are treated as that function does.
---@param x series values
---@param period? integer values in the average (1 to 100000, default: 30)
---@param matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of average (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@return series average the average
---@overload fun(period?: integer, matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3"): ta.ma.stream
function ta.ma(x, period, matype) end

---@class ta.mama.stream
local mama_stream = {}
---@param x number|bar
---@return number mama the average
---@return number fama the one that follows
function mama_stream:update(x) end

---MESA adaptive moving average. An exponential average whose weight falls from `fastlimit` to
---`slowlimit` with how fast the phase of the dominant cycle turns, and one of that with half the
---weight, which follows it.
---@param x series values
---@param fastlimit? number the largest weight (0.01 to 0.99, default: 0.5)
---@param slowlimit? number the smallest weight (0.01 to 0.99, default: 0.05)
---@return series mama the average
---@return series fama the one that follows
---@overload fun(fastlimit?: number, slowlimit?: number): ta.mama.stream
function ta.mama(x, fastlimit, slowlimit) end

---@class ta.macdfix.stream
local macdfix_stream = {}
---@param x number|bar
---@return number macd fast minus slow average
---@return number signal_line its average
---@return number histogram macd minus signal_line
function macdfix_stream:update(x) end

---Moving average convergence/divergence, 12 and 26 bars. ta.macd with the weights that were first
---published for 12 and 26 bars, 0.15 and 0.075, instead of 2 / 13 and 2 / 27.
---@param x series values
---@param signal? integer period of the signal line (1 to 100000, default: 9)
---@return series macd fast minus slow average
---@return series signal_line its average
---@return series histogram macd minus signal_line
---@overload fun(signal?: integer): ta.macdfix.stream
function ta.macdfix(x, signal) end

---@class ta.macdext.stream
local macdext_stream = {}
---@param x number|bar
---@return number macd fast minus slow average
---@return number signal_line its average
---@return number histogram macd minus signal_line
function macdext_stream:update(x) end

---Moving average convergence/divergence with averages of any kind. ta.macd with three averages
---whose kinds are chosen. The average with the shorter look-back begins so late that both have
---their first values at the same bar. Periods given the wrong way round are exchanged, kinds with
---them.
---@param x series values
---@param fast? integer period of the fast average (2 to 100000, default: 12)
---@param fast_matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of the fast average (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@param slow? integer period of the slow average (2 to 100000, default: 26)
---@param slow_matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of the slow average (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@param signal? integer period of the signal line (1 to 100000, default: 9)
---@param signal_matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of the signal line (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@return series macd fast minus slow average
---@return series signal_line its average
---@return series histogram macd minus signal_line
---@overload fun(fast?: integer, fast_matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3", slow?: integer, slow_matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3", signal?: integer, signal_matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3"): ta.macdext.stream
function ta.macdext(x, fast, fast_matype, slow, slow_matype, signal, signal_matype) end

---@class ta.mavp.stream
local mavp_stream = {}
---@param x number|bar
---@param periods? number
---@return number average the average
function mavp_stream:update(x, periods) end

---Moving average with a variable period. At each bar the average with that bar's period, cut to a
---whole number and kept between `minperiod` and `maxperiod`. All averages have their first values
---at the bar of the longest's. A missing period gives NaN. A stream holds an average for every
---period between the bounds, and its updates take as long.
---@param x series values
---@param periods series a period for each
---@param minperiod? integer the shortest period (2 to 100000, default: 2)
---@param maxperiod? integer the longest period (2 to 100000, default: 30)
---@param matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of average (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@return series average the average
---@overload fun(minperiod?: integer, maxperiod?: integer, matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3"): ta.mavp.stream
function ta.mavp(x, periods, minperiod, maxperiod, matype) end

---@class ta.ht_dcperiod.stream
local ht_dcperiod_stream = {}
---@param x number|bar
---@return number period in bars
function ht_dcperiod_stream:update(x) end

---Period of the dominant cycle. How long the dominant cycle is, from 6 to 50 bars, smoothed. With
---which bar a series begins matters: odd and even bars take turns in the transform.
---@param x series values
---@return series period in bars
---@overload fun(): ta.ht_dcperiod.stream
function ta.ht_dcperiod(x) end

---@class ta.ht_phasor.stream
local ht_phasor_stream = {}
---@param x number|bar
---@return number inphase in units of x
---@return number quadrature in units of x
function ht_phasor_stream:update(x) end

---Phasor of the dominant cycle. The part of the smoothed and detrended values that is in phase with
---the cycle, and the one a quarter of a cycle behind.
---@param x series values
---@return series inphase in units of x
---@return series quadrature in units of x
---@overload fun(): ta.ht_phasor.stream
function ta.ht_phasor(x) end

---@class ta.ht_dcphase.stream
local ht_dcphase_stream = {}
---@param x number|bar
---@return number phase in degrees, -45 to 315
function ht_dcphase_stream:update(x) end

---Phase of the dominant cycle. Where in the dominant cycle the values are.
---@param x series values
---@return series phase in degrees, -45 to 315
---@overload fun(): ta.ht_dcphase.stream
function ta.ht_dcphase(x) end

---@class ta.ht_sine.stream
local ht_sine_stream = {}
---@param x number|bar
---@return number sine -1 to 1
---@return number leadsine -1 to 1
function ht_sine_stream:update(x) end

---Sine of the dominant cycle's phase. The sine of the phase, and that of the phase 45 degrees
---ahead; they cross before the cycle turns.
---@param x series values
---@return series sine -1 to 1
---@return series leadsine -1 to 1
---@overload fun(): ta.ht_sine.stream
function ta.ht_sine(x) end

---@class ta.ht_trendline.stream
local ht_trendline_stream = {}
---@param x number|bar
---@return number trendline in units of x
function ht_trendline_stream:update(x) end

---Trend without the dominant cycle. The mean of the values over one dominant cycle, smoothed over
---four bars, so that the cycle falls out.
---@param x series values
---@return series trendline in units of x
---@overload fun(): ta.ht_trendline.stream
function ta.ht_trendline(x) end

---@class ta.ht_trendmode.stream
local ht_trendmode_stream = {}
---@param x number|bar
---@return number trendmode 1 or 0
function ht_trendmode_stream:update(x) end

---Trend or cycle. 1 in a trend, 0 in a cycle: a cycle where the sines crossed within half a period
---or the phase turns as fast as the cycle's period says, unless values are 1.5 % or more from the
---trend line.
---@param x series values
---@return series trendmode 1 or 0
---@overload fun(): ta.ht_trendmode.stream
function ta.ht_trendmode(x) end

---@class ta.midpoint.stream
local midpoint_stream = {}
---@param x number|bar
---@return number midpoint in units of x
function midpoint_stream:update(x) end

---Middle of the extremes of values. Halfway between the largest and the smallest of the last
---`period` values.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 14)
---@return series midpoint in units of x
---@overload fun(period?: integer): ta.midpoint.stream
function ta.midpoint(x, period) end

---@class ta.midprice.stream
local midprice_stream = {}
---@param high number|bar
---@param low? number
---@return number midprice in units of price
function midprice_stream:update(high, low) end

---Middle of the range of bars. Halfway between the highest high and the lowest low of the last
---`period` bars.
---@param high series highs
---@param low series lows
---@param period? integer bars in the window (2 to 100000, default: 14)
---@return series midprice in units of price
---@overload fun(period?: integer): ta.midprice.stream
function ta.midprice(high, low, period) end

---@class ta.sar.stream
local sar_stream = {}
---@param high number|bar
---@param low? number
---@return number sar the stop, in units of price
function sar_stream:update(high, low) end

---Parabolic stop and reverse. A stop that follows the trend: it moves towards the trend's extreme
---by a fraction that grows with each new extreme, and jumps to the other side when a bar touches
---it.
---@param high series highs
---@param low series lows
---@param acceleration? number fraction at the start and what each new extreme adds (0 to 3e+37, default: 0.02)
---@param maximum? number the largest fraction (0 to 3e+37, default: 0.2)
---@return series sar the stop, in units of price
---@overload fun(acceleration?: number, maximum?: number): ta.sar.stream
function ta.sar(high, low, acceleration, maximum) end

---@class ta.sarext.stream
local sarext_stream = {}
---@param high number|bar
---@param low? number
---@return number sarext the stop, negative in falling trends
function sarext_stream:update(high, low) end

---Parabolic stop and reverse with all settings. ta.sar with fractions for each direction, a first
---stop, and an offset on reversal. The stop is negative in falling trends, as in TA-Lib.
---@param high series highs
---@param low series lows
---@param startvalue? number first stop of a rising trend; negative: of a falling one; 0: taken from the first bars (-3e+37 to 3e+37, default: 0)
---@param offsetonreverse? number fraction of the stop by which it is moved away when the trend turns (0 to 3e+37, default: 0)
---@param accelerationinitlong? number fraction at the start of a rising trend (0 to 3e+37, default: 0.02)
---@param accelerationlong? number what each new high adds (0 to 3e+37, default: 0.02)
---@param accelerationmaxlong? number the largest fraction in a rising trend (0 to 3e+37, default: 0.2)
---@param accelerationinitshort? number fraction at the start of a falling trend (0 to 3e+37, default: 0.02)
---@param accelerationshort? number what each new low adds (0 to 3e+37, default: 0.02)
---@param accelerationmaxshort? number the largest fraction in a falling trend (0 to 3e+37, default: 0.2)
---@return series sarext the stop, negative in falling trends
---@overload fun(startvalue?: number, offsetonreverse?: number, accelerationinitlong?: number, accelerationlong?: number, accelerationmaxlong?: number, accelerationinitshort?: number, accelerationshort?: number, accelerationmaxshort?: number): ta.sarext.stream
function ta.sarext(high, low, startvalue, offsetonreverse, accelerationinitlong, accelerationlong, accelerationmaxlong, accelerationinitshort, accelerationshort, accelerationmaxshort) end

---@class ta.donchian.stream
local donchian_stream = {}
---@param high number|bar
---@param low? number
---@return number upper highest high
---@return number middle halfway
---@return number lower lowest low
function donchian_stream:update(high, low) end

---Donchian's channel. The highest high and the lowest low of the last `period` bars, the newest
---among them, and the middle of both. A break-out is a close beyond the channel of the bar before.
---@param high series highs
---@param low series lows
---@param period? integer bars in the window (1 to 100000, default: 20)
---@return series upper highest high
---@return series middle halfway
---@return series lower lowest low
---@overload fun(period?: integer): ta.donchian.stream
function ta.donchian(high, low, period) end

---@class ta.accbands.stream
local accbands_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number upper in units of price
---@return number middle the mean close
---@return number lower in units of price
function accbands_stream:update(high, low, close) end

---Acceleration bands. Means of highs moved up, closes, and lows moved down, each by a share of
---itself that is four times the bar's range over the sum of high and low. Error-free sums as in
---ta.sma.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer bars in the means (2 to 100000, default: 20)
---@return series upper in units of price
---@return series middle the mean close
---@return series lower in units of price
---@overload fun(period?: integer): ta.accbands.stream
function ta.accbands(high, low, close, period) end

---@class ta.keltner.stream
local keltner_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number upper in units of price
---@return number middle ta.ema of the close
---@return number lower in units of price
function keltner_stream:update(high, low, close) end

---Keltner's channel. An exponential average of the close, plus and minus a multiple of the average
---true range: the channel as it is drawn since Raschke. Keltner's own had simple averages of
---typical prices and of high - low.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer period of the average (1 to 100000, default: 20)
---@param atr_period? integer period of the range (1 to 100000, default: 10)
---@param multiplier? number ranges from the average to a band (0 to 3e+37, default: 2)
---@return series upper in units of price
---@return series middle ta.ema of the close
---@return series lower in units of price
---@overload fun(period?: integer, atr_period?: integer, multiplier?: number): ta.keltner.stream
function ta.keltner(high, low, close, period, atr_period, multiplier) end

---@class ta.ichimoku.stream
local ichimoku_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number conversion_line Tenkan-sen, middle of the last `conversion` bars
---@return number base_line Kijun-sen, middle of the last `base` bars
---@return number cloud_a Senkou span A, the mean of both lines `displacement` bars ago
---@return number cloud_b Senkou span B, the middle of `span_b` bars, `displacement` bars ago
---@return number lagging the close `displacement` bars ago
function ichimoku_stream:update(high, low, close) end

---Ichimoku Kinko Hyo. Five lines, all of them values that are known at their bar. The spans of the
---cloud are those that a chart draws at this bar: they are made from the bars up to `displacement`
---bars ago. A chart draws the lagging span, the close, `displacement` bars back; here `lagging` is
---the close of that bar, to be compared with the present close. (TradingView displaces by one bar
---less.)
---@param high series highs
---@param low series lows
---@param close series closes
---@param conversion? integer bars of the conversion line (1 to 100000, default: 9)
---@param base? integer bars of the base line (1 to 100000, default: 26)
---@param span_b? integer bars of the second span (1 to 100000, default: 52)
---@param displacement? integer bars by which the spans are displaced (0 to 100000, default: 26)
---@return series conversion_line Tenkan-sen, middle of the last `conversion` bars
---@return series base_line Kijun-sen, middle of the last `base` bars
---@return series cloud_a Senkou span A, the mean of both lines `displacement` bars ago
---@return series cloud_b Senkou span B, the middle of `span_b` bars, `displacement` bars ago
---@return series lagging the close `displacement` bars ago
---@overload fun(conversion?: integer, base?: integer, span_b?: integer, displacement?: integer): ta.ichimoku.stream
function ta.ichimoku(high, low, close, conversion, base, span_b, displacement) end

---@class ta.supertrend.stream
local supertrend_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number supertrend the stop, in units of price
---@return number direction 1 rising, -1 falling
function supertrend_stream:update(high, low, close) end

---SuperTrend. A stop some average true ranges from the middle of the bar, below the price in a
---rising trend and above it in a falling one. It only moves with the trend; a close beyond it turns
---the trend. The first trend is taken as falling, as TradingView does (whose direction has the
---other sign).
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer period of the range (1 to 100000, default: 10)
---@param multiplier? number ranges from the middle to the stop (0 to 3e+37, default: 3)
---@return series supertrend the stop, in units of price
---@return series direction 1 rising, -1 falling
---@overload fun(period?: integer, multiplier?: number): ta.supertrend.stream
function ta.supertrend(high, low, close, period, multiplier) end

---@class ta.vwap.stream
local vwap_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@param volume? number
---@return number vwap in units of price
function vwap_stream:update(high, low, close, volume) end

---Volume-weighted average price. The mean of typical prices, each weighing as much as its bar's
---volume, over the last `period` bars, or since the start of the series or stream. NaN where
---nothing was traded. Begin a new stream for each session to get the day's. Since the start, a bar
---with a missing value is skipped.
---@param high series highs
---@param low series lows
---@param close series closes
---@param volume series volumes
---@param period? integer bars in the mean; 0: since the start (0 to 100000, default: 0)
---@return series vwap in units of price
---@overload fun(period?: integer): ta.vwap.stream
function ta.vwap(high, low, close, volume, period) end

---@class ta.volume_sma.stream
local volume_sma_stream = {}
---@param volume number|bar
---@return number average in units of volume
function volume_sma_stream:update(volume) end

---Simple moving average of volume. ta.sma of the volume; a stream takes a bar's volume.
---@param volume series volumes
---@param period? integer bars in the mean (1 to 100000, default: 20)
---@return series average in units of volume
---@overload fun(period?: integer): ta.volume_sma.stream
function ta.volume_sma(volume, period) end

---@class ta.stochf.stream
local stochf_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number k %K, 0 to 100
---@return number d %D, 0 to 100
function stochf_stream:update(high, low, close) end

---Fast stochastic oscillator. ta.stoch without the first average: where the close lies in the range
---of the last `fast_k` bars, in percent, and the average of that over `fast_d` bars.
---@param high series highs
---@param low series lows
---@param close series closes
---@param fast_k? integer bars in the range (1 to 100000, default: 5)
---@param fast_d? integer bars in the average (1 to 100000, default: 3)
---@param fast_d_matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of the average (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@return series k %K, 0 to 100
---@return series d %D, 0 to 100
---@overload fun(fast_k?: integer, fast_d?: integer, fast_d_matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3"): ta.stochf.stream
function ta.stochf(high, low, close, fast_k, fast_d, fast_d_matype) end

---@class ta.stochrsi.stream
local stochrsi_stream = {}
---@param x number|bar
---@return number k %K, 0 to 100
---@return number d %D, 0 to 100
function stochrsi_stream:update(x) end

---Stochastic oscillator of the relative strength index. ta.stochf of ta.rsi: where the index lies
---in the range of its last `fast_k` values, in percent, and the average of that. A missing value is
---skipped by the index and blanks the windows behind it.
---@param x series values
---@param period? integer period of the index (2 to 100000, default: 14)
---@param fast_k? integer values in the range (1 to 100000, default: 5)
---@param fast_d? integer values in the average (1 to 100000, default: 3)
---@param fast_d_matype? "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3" kind of the average (`"sma"`, `"ema"`, `"wma"`, `"dema"`, `"tema"`, `"trima"`, `"kama"`, `"mama"`, `"t3"`, default: "sma")
---@return series k %K, 0 to 100
---@return series d %D, 0 to 100
---@overload fun(period?: integer, fast_k?: integer, fast_d?: integer, fast_d_matype?: "sma"|"ema"|"wma"|"dema"|"tema"|"trima"|"kama"|"mama"|"t3"): ta.stochrsi.stream
function ta.stochrsi(x, period, fast_k, fast_d, fast_d_matype) end

---@class ta.roc.stream
local roc_stream = {}
---@param x number|bar
---@return number roc in percent
function roc_stream:update(x) end

---Rate of change in percent. How much a value changed over `period` bars, in percent of the value
---then; 0 where that is 0.
---@param x series values
---@param period? integer how far back (1 to 100000, default: 10)
---@return series roc in percent
---@overload fun(period?: integer): ta.roc.stream
function ta.roc(x, period) end

---@class ta.rocp.stream
local rocp_stream = {}
---@param x number|bar
---@return number rocp 0.01 is one percent
function rocp_stream:update(x) end

---Rate of change as a fraction. How much a value changed over `period` bars, as a fraction of the
---value then; 0 where that is 0.
---@param x series values
---@param period? integer how far back (1 to 100000, default: 10)
---@return series rocp 0.01 is one percent
---@overload fun(period?: integer): ta.rocp.stream
function ta.rocp(x, period) end

---@class ta.rocr.stream
local rocr_stream = {}
---@param x number|bar
---@return number rocr 1 is no change
function rocr_stream:update(x) end

---Ratio to the value before. A value divided by the one `period` bars before; 0 where that is 0.
---@param x series values
---@param period? integer how far back (1 to 100000, default: 10)
---@return series rocr 1 is no change
---@overload fun(period?: integer): ta.rocr.stream
function ta.rocr(x, period) end

---@class ta.rocr100.stream
local rocr100_stream = {}
---@param x number|bar
---@return number rocr100 100 is no change
function rocr100_stream:update(x) end

---Ratio to the value before, times 100. A value divided by the one `period` bars before, times 100;
---0 where that is 0.
---@param x series values
---@param period? integer how far back (1 to 100000, default: 10)
---@return series rocr100 100 is no change
---@overload fun(period?: integer): ta.rocr100.stream
function ta.rocr100(x, period) end

---@class ta.bop.stream
local bop_stream = {}
---@param open number|bar
---@param high? number
---@param low? number
---@param close? number
---@return number bop from -1 to 1
function bop_stream:update(open, high, low, close) end

---Balance of power. How far a bar closed from its open, as a fraction of its range, from -1 to 1; 0
---where the range is below 1e-14.
---@param open series opens
---@param high series highs
---@param low series lows
---@param close series closes
---@return series bop from -1 to 1
---@overload fun(): ta.bop.stream
function ta.bop(open, high, low, close) end

---@class ta.imi.stream
local imi_stream = {}
---@param open number|bar
---@param close? number
---@return number imi 0 to 100
function imi_stream:update(open, close) end

---Intraday momentum index. Of all moves from open to close in the window, how much was upwards, in
---percent. NaN where no bar of the window moved, as in TA-Lib.
---@param open series opens
---@param close series closes
---@param period? integer bars in the window (2 to 100000, default: 14)
---@return series imi 0 to 100
---@overload fun(period?: integer): ta.imi.stream
function ta.imi(open, close, period) end

---@class ta.mfi.stream
local mfi_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@param volume? number
---@return number mfi 0 to 100
function mfi_stream:update(high, low, close, volume) end

---Money flow index. Of the money traded in the window, how much was at bars whose typical price
---rose, in percent; bars whose typical price did not change count for neither. 0 where less than
---one unit of money was traded, as in TA-Lib.
---@param high series highs
---@param low series lows
---@param close series closes
---@param volume series volumes
---@param period? integer changes in the window (2 to 100000, default: 14)
---@return series mfi 0 to 100
---@overload fun(period?: integer): ta.mfi.stream
function ta.mfi(high, low, close, volume, period) end

---@class ta.ad.stream
local ad_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@param volume? number
---@return number ad in units of volume
function ad_stream:update(high, low, close, volume) end

---Accumulation/distribution line. Sums volumes, each weighted by where the bar closed within its
---range, from -1 at the low to 1 at the high; a bar without range adds nothing.
---@param high series highs
---@param low series lows
---@param close series closes
---@param volume series volumes
---@return series ad in units of volume
---@overload fun(): ta.ad.stream
function ta.ad(high, low, close, volume) end

---@class ta.adosc.stream
local adosc_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@param volume? number
---@return number adosc in units of volume
function adosc_stream:update(high, low, close, volume) end

---Chaikin's oscillator. A fast exponential average of the accumulation/distribution line less a
---slow one. Both averages start with the line's first value, as in TA-Lib; there is no check that
---fast is below slow.
---@param high series highs
---@param low series lows
---@param close series closes
---@param volume series volumes
---@param fast? integer period of the fast average (2 to 100000, default: 3)
---@param slow? integer period of the slow average (2 to 100000, default: 10)
---@return series adosc in units of volume
---@overload fun(fast?: integer, slow?: integer): ta.adosc.stream
function ta.adosc(high, low, close, volume, fast, slow) end

---@class ta.plus_dm.stream
local plus_dm_stream = {}
---@param high number|bar
---@param low? number
---@return number plus_dm in units of price
function plus_dm_stream:update(high, low) end

---Directional movement upwards. Wilder's smoothed sum of what each bar moved upwards beyond the one
---before: high[i] - high[i-1], where that is above 0 and the larger of both directions. The first
---period - 1 movements are summed, then each step takes a fraction 1 / period away. A period of 1
---gives the movements themselves.
---@param high series highs
---@param low series lows
---@param period? integer smoothing (1 to 100000, default: 14)
---@return series plus_dm in units of price
---@overload fun(period?: integer): ta.plus_dm.stream
function ta.plus_dm(high, low, period) end

---@class ta.plus_di.stream
local plus_di_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number plus_di in percent
function plus_di_stream:update(high, low, close) end

---Directional indicator upwards. The directional movement upwards in percent of the true range,
---both smoothed by Wilder; 0 where there was no range. A period of 1 gives a fraction instead of
---percent, as in TA-Lib.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer smoothing (1 to 100000, default: 14)
---@return series plus_di in percent
---@overload fun(period?: integer): ta.plus_di.stream
function ta.plus_di(high, low, close, period) end

---@class ta.minus_dm.stream
local minus_dm_stream = {}
---@param high number|bar
---@param low? number
---@return number minus_dm in units of price
function minus_dm_stream:update(high, low) end

---Directional movement downwards. Wilder's smoothed sum of what each bar moved downwards beyond the
---one before: low[i-1] - low[i], where that is above 0 and the larger of both directions. The first
---period - 1 movements are summed, then each step takes a fraction 1 / period away. A period of 1
---gives the movements themselves.
---@param high series highs
---@param low series lows
---@param period? integer smoothing (1 to 100000, default: 14)
---@return series minus_dm in units of price
---@overload fun(period?: integer): ta.minus_dm.stream
function ta.minus_dm(high, low, period) end

---@class ta.minus_di.stream
local minus_di_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number minus_di in percent
function minus_di_stream:update(high, low, close) end

---Directional indicator downwards. The directional movement downwards in percent of the true range,
---both smoothed by Wilder; 0 where there was no range. A period of 1 gives a fraction instead of
---percent, as in TA-Lib.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer smoothing (1 to 100000, default: 14)
---@return series minus_di in percent
---@overload fun(period?: integer): ta.minus_di.stream
function ta.minus_di(high, low, close, period) end

---@class ta.dx.stream
local dx_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number dx 0 to 100
function dx_stream:update(high, low, close) end

---Directional movement index. How one-sided movement is: the difference of both directional
---indicators in percent of their sum. Stays where it was when there is no movement or no range.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer smoothing (2 to 100000, default: 14)
---@return series dx 0 to 100
---@overload fun(period?: integer): ta.dx.stream
function ta.dx(high, low, close, period) end

---@class ta.adx.stream
local adx_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number adx 0 to 100
function adx_stream:update(high, low, close) end

---Average directional movement index. Wilder's average of the directional movement index, from the
---mean of its first `period` values; a trend's strength, not its direction.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer smoothing (2 to 100000, default: 14)
---@return series adx 0 to 100
---@overload fun(period?: integer): ta.adx.stream
function ta.adx(high, low, close, period) end

---@class ta.adxr.stream
local adxr_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number adxr 0 to 100
function adxr_stream:update(high, low, close) end

---Average directional movement index rating. The mean of the average directional movement index now
---and period - 1 bars ago.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer smoothing (2 to 100000, default: 14)
---@return series adxr 0 to 100
---@overload fun(period?: integer): ta.adxr.stream
function ta.adxr(high, low, close, period) end

---@class ta.trange.stream
local trange_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number trange in units of price
function trange_stream:update(high, low, close) end

---True range. The largest of a bar's range and the distances of its high and its low from the close
---before.
---@param high series highs
---@param low series lows
---@param close series closes
---@return series trange in units of price
---@overload fun(): ta.trange.stream
function ta.trange(high, low, close) end

---@class ta.natr.stream
local natr_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number natr in percent
function natr_stream:update(high, low, close) end

---Average true range in percent of the close. ta.atr divided by the close, in percent; 0 where the
---close is 0. A period of 1 gives the true range itself, as in TA-Lib.
---@param high series highs
---@param low series lows
---@param close series closes
---@param period? integer smoothing (1 to 100000, default: 14)
---@return series natr in percent
---@overload fun(period?: integer): ta.natr.stream
function ta.natr(high, low, close, period) end

---@class ta.avgprice.stream
local avgprice_stream = {}
---@param open number|bar
---@param high? number
---@param low? number
---@param close? number
---@return number avgprice in units of price
function avgprice_stream:update(open, high, low, close) end

---Average price. Average price of each bar.
---@param open series opens
---@param high series highs
---@param low series lows
---@param close series closes
---@return series avgprice in units of price
---@overload fun(): ta.avgprice.stream
function ta.avgprice(open, high, low, close) end

---@class ta.medprice.stream
local medprice_stream = {}
---@param high number|bar
---@param low? number
---@return number medprice in units of price
function medprice_stream:update(high, low) end

---Median price. Median price of each bar.
---@param high series highs
---@param low series lows
---@return series medprice in units of price
---@overload fun(): ta.medprice.stream
function ta.medprice(high, low) end

---@class ta.typprice.stream
local typprice_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number typprice in units of price
function typprice_stream:update(high, low, close) end

---Typical price. Typical price of each bar.
---@param high series highs
---@param low series lows
---@param close series closes
---@return series typprice in units of price
---@overload fun(): ta.typprice.stream
function ta.typprice(high, low, close) end

---@class ta.wclprice.stream
local wclprice_stream = {}
---@param high number|bar
---@param low? number
---@param close? number
---@return number wclprice in units of price
function wclprice_stream:update(high, low, close) end

---Weighted close price. Weighted close price of each bar.
---@param high series highs
---@param low series lows
---@param close series closes
---@return series wclprice in units of price
---@overload fun(): ta.wclprice.stream
function ta.wclprice(high, low, close) end

---@class ta.add.stream
local add_stream = {}
---@param x number|bar
---@param y? number
---@return number add x + y
function add_stream:update(x, y) end

---Sum of two series. Adds two series value by value.
---@param x series values
---@param y series values
---@return series add x + y
---@overload fun(): ta.add.stream
function ta.add(x, y) end

---@class ta.sub.stream
local sub_stream = {}
---@param x number|bar
---@param y? number
---@return number sub x - y
function sub_stream:update(x, y) end

---Difference of two series. Subtracts the second series from the first, value by value.
---@param x series values
---@param y series values
---@return series sub x - y
---@overload fun(): ta.sub.stream
function ta.sub(x, y) end

---@class ta.mult.stream
local mult_stream = {}
---@param x number|bar
---@param y? number
---@return number mult x * y
function mult_stream:update(x, y) end

---Product of two series. Multiplies two series value by value.
---@param x series values
---@param y series values
---@return series mult x * y
---@overload fun(): ta.mult.stream
function ta.mult(x, y) end

---@class ta.div.stream
local div_stream = {}
---@param x number|bar
---@param y? number
---@return number div x / y
function div_stream:update(x, y) end

---Quotient of two series. Divides the first series by the second, value by value; by 0 an infinity,
---0 by 0 NaN.
---@param x series values
---@param y series values
---@return series div x / y
---@overload fun(): ta.div.stream
function ta.div(x, y) end

---@class ta.acos.stream
local acos_stream = {}
---@param x number|bar
---@return number acos the transformed value
function acos_stream:update(x) end

---Arc cosine. The angle in radians, 0 to pi, whose cosine the value is; NaN outside -1 to 1.
---@param x series values
---@return series acos the transformed value
---@overload fun(): ta.acos.stream
function ta.acos(x) end

---@class ta.asin.stream
local asin_stream = {}
---@param x number|bar
---@return number asin the transformed value
function asin_stream:update(x) end

---Arc sine. The angle in radians, -pi/2 to pi/2, whose sine the value is; NaN outside -1 to 1.
---@param x series values
---@return series asin the transformed value
---@overload fun(): ta.asin.stream
function ta.asin(x) end

---@class ta.atan.stream
local atan_stream = {}
---@param x number|bar
---@return number atan the transformed value
function atan_stream:update(x) end

---Arc tangent. The angle in radians, -pi/2 to pi/2, whose tangent the value is.
---@param x series values
---@return series atan the transformed value
---@overload fun(): ta.atan.stream
function ta.atan(x) end

---@class ta.ceil.stream
local ceil_stream = {}
---@param x number|bar
---@return number ceil the transformed value
function ceil_stream:update(x) end

---Next whole number above. The smallest whole number that is not below the value.
---@param x series values
---@return series ceil the transformed value
---@overload fun(): ta.ceil.stream
function ta.ceil(x) end

---@class ta.cos.stream
local cos_stream = {}
---@param x number|bar
---@return number cos the transformed value
function cos_stream:update(x) end

---Cosine. The cosine of an angle in radians.
---@param x series values
---@return series cos the transformed value
---@overload fun(): ta.cos.stream
function ta.cos(x) end

---@class ta.cosh.stream
local cosh_stream = {}
---@param x number|bar
---@return number cosh the transformed value
function cosh_stream:update(x) end

---Hyperbolic cosine. (e^x + e^-x) / 2; infinite from about 710.5 on.
---@param x series values
---@return series cosh the transformed value
---@overload fun(): ta.cosh.stream
function ta.cosh(x) end

---@class ta.exp.stream
local exp_stream = {}
---@param x number|bar
---@return number exp the transformed value
function exp_stream:update(x) end

---Exponential. e^x; infinite from about 709.8 on.
---@param x series values
---@return series exp the transformed value
---@overload fun(): ta.exp.stream
function ta.exp(x) end

---@class ta.floor.stream
local floor_stream = {}
---@param x number|bar
---@return number floor the transformed value
function floor_stream:update(x) end

---Next whole number below. The largest whole number that is not above the value.
---@param x series values
---@return series floor the transformed value
---@overload fun(): ta.floor.stream
function ta.floor(x) end

---@class ta.ln.stream
local ln_stream = {}
---@param x number|bar
---@return number ln the transformed value
function ln_stream:update(x) end

---Natural logarithm. The natural logarithm; minus infinity for 0, NaN for negative values.
---@param x series values
---@return series ln the transformed value
---@overload fun(): ta.ln.stream
function ta.ln(x) end

---@class ta.log10.stream
local log10_stream = {}
---@param x number|bar
---@return number log10 the transformed value
function log10_stream:update(x) end

---Logarithm to base 10. The logarithm to base 10; minus infinity for 0, NaN for negative values.
---@param x series values
---@return series log10 the transformed value
---@overload fun(): ta.log10.stream
function ta.log10(x) end

---@class ta.sin.stream
local sin_stream = {}
---@param x number|bar
---@return number sin the transformed value
function sin_stream:update(x) end

---Sine. The sine of an angle in radians.
---@param x series values
---@return series sin the transformed value
---@overload fun(): ta.sin.stream
function ta.sin(x) end

---@class ta.sinh.stream
local sinh_stream = {}
---@param x number|bar
---@return number sinh the transformed value
function sinh_stream:update(x) end

---Hyperbolic sine. (e^x - e^-x) / 2; infinite from about 710.5 on.
---@param x series values
---@return series sinh the transformed value
---@overload fun(): ta.sinh.stream
function ta.sinh(x) end

---@class ta.sqrt.stream
local sqrt_stream = {}
---@param x number|bar
---@return number sqrt the transformed value
function sqrt_stream:update(x) end

---Square root. The square root; NaN for negative values.
---@param x series values
---@return series sqrt the transformed value
---@overload fun(): ta.sqrt.stream
function ta.sqrt(x) end

---@class ta.tan.stream
local tan_stream = {}
---@param x number|bar
---@return number tan the transformed value
function tan_stream:update(x) end

---Tangent. The tangent of an angle in radians.
---@param x series values
---@return series tan the transformed value
---@overload fun(): ta.tan.stream
function ta.tan(x) end

---@class ta.tanh.stream
local tanh_stream = {}
---@param x number|bar
---@return number tanh the transformed value
function tanh_stream:update(x) end

---Hyperbolic tangent. (e^x - e^-x) / (e^x + e^-x), from -1 to 1.
---@param x series values
---@return series tanh the transformed value
---@overload fun(): ta.tanh.stream
function ta.tanh(x) end

---@class ta.sum.stream
local ta_sum_stream = {}
---@param x number|bar
---@return number sum the sum
function ta_sum_stream:update(x) end

---Sum of a window. The sum of the last `period` values. The running sum keeps its errors, where
---TA-Lib's drifts.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 30)
---@return series sum the sum
---@overload fun(period?: integer): ta.sum.stream
function ta.sum(x, period) end

---@class ta.maxindex.stream
local maxindex_stream = {}
---@param x number|bar
---@return number maxindex position, from 1
function maxindex_stream:update(x) end

---Position of the largest of a window. Where the largest of the last `period` values stands.
---Positions are those of a series, counted from 1; TA-Lib counts from 0. Of equal values the newest
---is meant while the extreme stays in the window, and the oldest right after it has left, as in
---TA-Lib. A stream counts its updates.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 30)
---@return series maxindex position, from 1
---@overload fun(period?: integer): ta.maxindex.stream
function ta.maxindex(x, period) end

---@class ta.minindex.stream
local minindex_stream = {}
---@param x number|bar
---@return number minindex position, from 1
function minindex_stream:update(x) end

---Position of the smallest of a window. Where the smallest of the last `period` values stands.
---Positions are those of a series, counted from 1; TA-Lib counts from 0. Of equal values the newest
---is meant while the extreme stays in the window, and the oldest right after it has left, as in
---TA-Lib. A stream counts its updates.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 30)
---@return series minindex position, from 1
---@overload fun(period?: integer): ta.minindex.stream
function ta.minindex(x, period) end

---@class ta.minmax.stream
local minmax_stream = {}
---@param x number|bar
---@return number min the smallest value
---@return number max the largest value
function minmax_stream:update(x) end

---Smallest and largest of a window. The smallest and the largest of the last `period` values.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 30)
---@return series min the smallest value
---@return series max the largest value
---@overload fun(period?: integer): ta.minmax.stream
function ta.minmax(x, period) end

---@class ta.minmaxindex.stream
local minmaxindex_stream = {}
---@param x number|bar
---@return number minidx position of the smallest, from 1
---@return number maxidx position of the largest, from 1
function minmaxindex_stream:update(x) end

---Positions of the smallest and the largest of a window. Where the smallest and the largest of the
---last `period` values stand. Positions are those of a series, counted from 1; TA-Lib counts from
---0. Of equal values the newest is meant while the extreme stays in the window, and the oldest
---right after it has left, as in TA-Lib. A stream counts its updates.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 30)
---@return series minidx position of the smallest, from 1
---@return series maxidx position of the largest, from 1
---@overload fun(period?: integer): ta.minmaxindex.stream
function ta.minmaxindex(x, period) end

---@class ta.linearreg.stream
local linearreg_stream = {}
---@param x number|bar
---@return number linearreg in units of x
function linearreg_stream:update(x) end

---Line through a window at its last value. Where the line stands at the newest bar. The line is
---fitted by least squares to the last `period` values; their level costs no digit.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 14)
---@return series linearreg in units of x
---@overload fun(period?: integer): ta.linearreg.stream
function ta.linearreg(x, period) end

---@class ta.linearreg_angle.stream
local linearreg_angle_stream = {}
---@param x number|bar
---@return number linearreg_angle in degrees, -90 to 90
function linearreg_angle_stream:update(x) end

---Angle of the line through a window. The angle of the line's slope in degrees; it depends on the
---unit of x. The line is fitted by least squares to the last `period` values; their level costs no
---digit.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 14)
---@return series linearreg_angle in degrees, -90 to 90
---@overload fun(period?: integer): ta.linearreg_angle.stream
function ta.linearreg_angle(x, period) end

---@class ta.linearreg_intercept.stream
local linearreg_intercept_stream = {}
---@param x number|bar
---@return number linearreg_intercept in units of x
function linearreg_intercept_stream:update(x) end

---Line through a window at its first value. Where the line stands at the window's oldest bar. The
---line is fitted by least squares to the last `period` values; their level costs no digit.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 14)
---@return series linearreg_intercept in units of x
---@overload fun(period?: integer): ta.linearreg_intercept.stream
function ta.linearreg_intercept(x, period) end

---@class ta.linearreg_slope.stream
local linearreg_slope_stream = {}
---@param x number|bar
---@return number linearreg_slope in units of x for each bar
function linearreg_slope_stream:update(x) end

---Slope of the line through a window. How much the line rises with each bar. The line is fitted by
---least squares to the last `period` values; their level costs no digit.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 14)
---@return series linearreg_slope in units of x for each bar
---@overload fun(period?: integer): ta.linearreg_slope.stream
function ta.linearreg_slope(x, period) end

---@class ta.tsf.stream
local tsf_stream = {}
---@param x number|bar
---@return number tsf in units of x
function tsf_stream:update(x) end

---Time series forecast. Where the line stands one bar after the newest. The line is fitted by least
---squares to the last `period` values; their level costs no digit.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 14)
---@return series tsf in units of x
---@overload fun(period?: integer): ta.tsf.stream
function ta.tsf(x, period) end

---@class ta.var.stream
local ta_var_stream = {}
---@param x number|bar
---@return number var in squared units of x
function ta_var_stream:update(x) end

---Variance of a window (population). The variance of the last `period` values with ddof 0. `nbdev`
---is in TA-Lib's list of parameters and has no effect there either. Keeps about 15 digits where
---TA-Lib 0.6.4 loses them to cancellation.
---@param x series values
---@param period? integer values in the window (1 to 100000, default: 5)
---@param nbdev? number without effect (-3e+37 to 3e+37, default: 1)
---@return series var in squared units of x
---@overload fun(period?: integer, nbdev?: number): ta.var.stream
function ta.var(x, period, nbdev) end

---@class ta.avgdev.stream
local avgdev_stream = {}
---@param x number|bar
---@return number avgdev in units of x
function avgdev_stream:update(x) end

---Mean deviation of a window. The mean distance of the last `period` values from their mean.
---@param x series values
---@param period? integer values in the window (2 to 100000, default: 14)
---@return series avgdev in units of x
---@overload fun(period?: integer): ta.avgdev.stream
function ta.avgdev(x, period) end

---@class ta.correl.stream
local ta_correl_stream = {}
---@param x number|bar
---@param y? number
---@return number correl -1 to 1
function ta_correl_stream:update(x, y) end

---Correlation over a window. Pearson's correlation of the last `period` values of two series; 0
---where one of them does not vary. TA-Lib 0.6.4 gives 0 whenever the product of both variances is
---below 1e-14, and loses digits where they are small beside the level.
---@param x series values
---@param y series values
---@param period? integer values in the window (1 to 100000, default: 30)
---@return series correl -1 to 1
---@overload fun(period?: integer): ta.correl.stream
function ta.correl(x, y, period) end

---@class ta.beta.stream
local ta_beta_stream = {}
---@param x number|bar
---@param y? number
---@return number beta changes of y for each change of x
function ta_beta_stream:update(x, y) end

---Beta over a window. The slope of the relative changes of y on those of x, over the last `period`
---changes: x is the market, y the asset. 0 where the changes of x do not vary; a change from 0
---counts as 0.
---@param x series prices of the market
---@param y series prices of the asset
---@param period? integer values in the window (1 to 100000, default: 5)
---@return series beta changes of y for each change of x
---@overload fun(period?: integer): ta.beta.stream
function ta.beta(x, y, period) end

---@class micro.imbalance.stream
local imbalance_stream = {}
---@param bid_size number|bar
---@param ask_size? number
---@return number imbalance -1 all at the ask, 1 all at the bid
function imbalance_stream:update(bid_size, ask_size) end

---Order-book imbalance. Which side of the best quote is deeper. NaN where there is no size on
---either side or a negative one.
---@param bid_size series sizes at the best bid
---@param ask_size series sizes at the best ask
---@return series imbalance -1 all at the ask, 1 all at the bid
---@overload fun(): micro.imbalance.stream
function micro.imbalance(bid_size, ask_size) end

---@class micro.microprice.stream
local microprice_stream = {}
---@param bid number|bar
---@param ask? number
---@param bid_size? number
---@param ask_size? number
---@return number microprice in units of price
function microprice_stream:update(bid, ask, bid_size, ask_size) end

---Micro-price (mid weighted by the opposite sizes). The mid of the best quote, weighted so that it
---lies nearer to the side with less depth, where the next trade is likely. NaN where there is no
---size on either side or a negative one.
---@param bid series best bids
---@param ask series best asks
---@param bid_size series sizes at the best bid
---@param ask_size series sizes at the best ask
---@return series microprice in units of price
---@overload fun(): micro.microprice.stream
function micro.microprice(bid, ask, bid_size, ask_size) end

---@class micro.liquidity_score.stream
local liquidity_score_stream = {}
---@param bid number|bar
---@param ask? number
---@param bid_size? number
---@param ask_size? number
---@return number score 0 to 100
function liquidity_score_stream:update(bid, ask, bid_size, ask_size) end

---Liquidity against its own history. Depth in money and relative spread of the quote, each divided
---by its mean over the last `period` quotes (this one among them; a ratio to a mean of 0 is 1), put
---together to a score: 50 is usual, 100 is no spread, twice the usual depth at half the usual
---spread is 80; 50 where depth and spread are both 0. A crossed quote counts as no spread. A quote
---with negative sizes or a mid that is not above 0 counts as missing.
---@param bid series best bids
---@param ask series best asks
---@param bid_size series sizes at the best bid
---@param ask_size series sizes at the best ask
---@param period? integer quotes in the window (1 to 100000, default: 100)
---@return series score 0 to 100
---@overload fun(period?: integer): micro.liquidity_score.stream
function micro.liquidity_score(bid, ask, bid_size, ask_size, period) end

---@class micro.order_flow_imbalance.stream
local order_flow_imbalance_stream = {}
---@param bid number|bar
---@param ask? number
---@param bid_size? number
---@param ask_size? number
---@return number ofi in units of size
function order_flow_imbalance_stream:update(bid, ask, bid_size, ask_size) end

---Order flow imbalance. What the last `period` changes of the best quote added to demand, less what
---they added to supply: limit orders, cancellations and trades in one figure that moves with the
---price.
---@param bid series best bids
---@param ask series best asks
---@param bid_size series sizes at the best bid
---@param ask_size series sizes at the best ask
---@param period? integer changes of the quote in the window (1 to 100000, default: 20)
---@return series ofi in units of size
---@overload fun(period?: integer): micro.order_flow_imbalance.stream
function micro.order_flow_imbalance(bid, ask, bid_size, ask_size, period) end

---@class micro.quoted_spread.stream
local quoted_spread_stream = {}
---@param bid number|bar
---@param ask? number
---@return number spread in units of price
---@return number relative 0.0001 is one basis point of the mid
function quoted_spread_stream:update(bid, ask) end

---Quoted spread. The best ask less the best bid, and the same as a fraction of the mid (NaN where
---the mid is not above 0). Negative for a crossed quote.
---@param bid series best bids
---@param ask series best asks
---@return series spread in units of price
---@return series relative 0.0001 is one basis point of the mid
---@overload fun(): micro.quoted_spread.stream
function micro.quoted_spread(bid, ask) end

---@class micro.effective_spread.stream
local effective_spread_stream = {}
---@param price number|bar
---@param bid? number
---@param ask? number
---@return number spread in units of price
---@return number relative as a fraction of the mid
function effective_spread_stream:update(price, bid, ask) end

---Effective spread. Twice the distance of a trade's price from the mid at that time, and the same
---as a fraction of the mid (NaN where the mid is not above 0). Give the quote that stood before the
---trade.
---@param price series prices of trades
---@param bid series best bids
---@param ask series best asks
---@return series spread in units of price
---@return series relative as a fraction of the mid
---@overload fun(): micro.effective_spread.stream
function micro.effective_spread(price, bid, ask) end

---@class micro.realised_spread.stream
local realised_spread_stream = {}
---@param price number|bar
---@param side? number
---@param bid? number
---@param ask? number
---@return number spread in units of price
---@return number relative as a fraction of the mid at the trade
---@return number impact in units of price
function realised_spread_stream:update(price, side, bid, ask) end

---Realised spread and price impact. What the maker of the quote kept of the effective spread of the
---trade `horizon` observations ago, now that the mid has moved, and what the move took; both
---together are the effective spread (with its sign). Values stand at the observation at which they
---become known, `horizon` after the trade, so that nothing looks ahead. NaN for a trade of unknown
---side.
---@param price series prices of trades
---@param side series who took: above 0 the buyer, below 0 the seller, 0 unknown
---@param bid series best bids
---@param ask series best asks
---@param horizon? integer after how many the mid is taken (1 to 100000, default: 20)
---@return series spread in units of price
---@return series relative as a fraction of the mid at the trade
---@return series impact in units of price
---@overload fun(horizon?: integer): micro.realised_spread.stream
function micro.realised_spread(price, side, bid, ask, horizon) end

---Realised spread and price impact. What the maker of the quote kept of the effective spread of the
---trade `horizon` observations ago, now that the mid has moved, and what the move took; both
---together are the effective spread (with its sign). Values stand at the observation at which they
---become known, `horizon` after the trade, so that nothing looks ahead. NaN for a trade of unknown
---side.
---@param price series prices of trades
---@param side series who took: above 0 the buyer, below 0 the seller, 0 unknown
---@param bid series best bids
---@param ask series best asks
---@param horizon? integer after how many the mid is taken (1 to 100000, default: 20)
---@return series spread in units of price
---@return series relative as a fraction of the mid at the trade
---@return series impact in units of price
---@overload fun(horizon?: integer): micro.realised_spread.stream
function micro.realized_spread(price, side, bid, ask, horizon) end

---@class micro.roll_spread.stream
local roll_spread_stream = {}
---@param price number|bar
---@return number spread in units of price
function roll_spread_stream:update(price) end

---Roll's spread. The effective spread as trade prices alone tell it: prices that bounce between bid
---and ask make each change undo part of the one before. 0 where the covariance of changes is not
---negative.
---@param price series prices
---@param period? integer pairs of changes in the window (2 to 100000, default: 100)
---@return series spread in units of price
---@overload fun(period?: integer): micro.roll_spread.stream
function micro.roll_spread(price, period) end

---@class micro.amihud.stream
local amihud_stream = {}
---@param close number|bar
---@param volume? number
---@return number illiquidity return for each million of money
function amihud_stream:update(close, volume) end

---Amihud's illiquidity. How much a million of money traded moves the price: the mean of |return| /
---(close * volume) over the bars of the window that have volume, times 1e6. NaN where none has. A
---close that is not above 0 counts as missing.
---@param close series closes
---@param volume series volumes, in shares
---@param period? integer returns in the window (1 to 100000, default: 21)
---@return series illiquidity return for each million of money
---@overload fun(period?: integer): micro.amihud.stream
function micro.amihud(close, volume, period) end

---@class micro.realised_variance.stream
local micro_realised_variance_stream = {}
---@param price number|bar
---@return number variance of the window
function micro_realised_variance_stream:update(price) end

---Realised variance. The sum of the last `period` squared log returns: the variance of the whole
---window, not annualised. A price that is not above 0 counts as missing.
---@param price series prices
---@param period? integer returns in the window (1 to 100000, default: 78)
---@return series variance of the window
---@overload fun(period?: integer): micro.realised_variance.stream
function micro.realised_variance(price, period) end

---Realised variance. The sum of the last `period` squared log returns: the variance of the whole
---window, not annualised. A price that is not above 0 counts as missing.
---@param price series prices
---@param period? integer returns in the window (1 to 100000, default: 78)
---@return series variance of the window
---@overload fun(period?: integer): micro.realised_variance.stream
function micro.realized_variance(price, period) end

---@class micro.bipower_variation.stream
local micro_bipower_variation_stream = {}
---@param price number|bar
---@return number variation of the window
function micro_bipower_variation_stream:update(price) end

---Bipower variation. The variance of the window without its jumps, from products of neighbouring
---returns; realised variance less this is what jumps added. No correction for the one product less
---than returns. A price that is not above 0 counts as missing.
---@param price series prices
---@param period? integer returns in the window (2 to 100000, default: 78)
---@return series variation of the window
---@overload fun(period?: integer): micro.bipower_variation.stream
function micro.bipower_variation(price, period) end

---@class stats.rolling_var.stream
local rolling_var_stream = {}
---@param x number|bar
---@return number var of the window
function rolling_var_stream:update(x) end

---Variance of a window. The variance of the last `period` values; 0 where they do not vary.
---@param x series values
---@param period integer values in the window (2 to 100000, default: required)
---@param ddof? integer the variance is divided by the count less ddof (0 to 1, default: 1)
---@return series var of the window
---@overload fun(period: integer, ddof?: integer): stats.rolling_var.stream
function stats.rolling_var(x, period, ddof) end

---@class stats.rolling_cov.stream
local rolling_cov_stream = {}
---@param x number|bar
---@param y? number
---@return number cov of the window
function rolling_cov_stream:update(x, y) end

---Covariance of two series in a window. Of the last `period` pairs.
---@param x series values
---@param y series values of the other series
---@param period integer values in the window (2 to 100000, default: required)
---@param ddof? integer the variance is divided by the count less ddof (0 to 1, default: 1)
---@return series cov of the window
---@overload fun(period: integer, ddof?: integer): stats.rolling_cov.stream
function stats.rolling_cov(x, y, period, ddof) end

---@class stats.rolling_corr.stream
local rolling_corr_stream = {}
---@param x number|bar
---@param y? number
---@return number corr of the window
function rolling_corr_stream:update(x, y) end

---Correlation of two series in a window. Of the last `period` pairs; NaN where one of them does not
---vary (ta.correl gives 0).
---@param x series values
---@param y series values of the other series
---@param period integer values in the window (2 to 100000, default: required)
---@return series corr of the window
---@overload fun(period: integer): stats.rolling_corr.stream
function stats.rolling_corr(x, y, period) end

---@class stats.rolling_beta.stream
local rolling_beta_stream = {}
---@param x number|bar
---@param y? number
---@return number beta of the window
function rolling_beta_stream:update(x, y) end

---Slope on another series in a window. How much x moved for each unit of y: the slope of the
---regression of x on y over the last `period` pairs.
---@param x series values
---@param y series values of the other series
---@param period integer values in the window (2 to 100000, default: required)
---@return series beta of the window
---@overload fun(period: integer): stats.rolling_beta.stream
function stats.rolling_beta(x, y, period) end

---@class stats.rolling_skew.stream
local rolling_skew_stream = {}
---@param x number|bar
---@return number skew of the window
function rolling_skew_stream:update(x) end

---Skewness of a window. Corrected for bias; computed anew from each window.
---@param x series values
---@param period integer values in the window (3 to 100000, default: required)
---@return series skew of the window
---@overload fun(period: integer): stats.rolling_skew.stream
function stats.rolling_skew(x, period) end

---@class stats.rolling_kurt.stream
local rolling_kurt_stream = {}
---@param x number|bar
---@return number kurt of the window
function rolling_kurt_stream:update(x) end

---Kurtosis of a window. Excess, corrected for bias; computed anew from each window.
---@param x series values
---@param period integer values in the window (4 to 100000, default: required)
---@return series kurt of the window
---@overload fun(period: integer): stats.rolling_kurt.stream
function stats.rolling_kurt(x, period) end

---@class stats.rolling_rank.stream
local rolling_rank_stream = {}
---@param x number|bar
---@return number rank of the window
function rolling_rank_stream:update(x) end

---Rank in a window. The place of the newest value among the last `period`, from 1 for the smallest;
---ties share their mean.
---@param x series values
---@param period integer values in the window (1 to 100000, default: required)
---@return series rank of the window
---@overload fun(period: integer): stats.rolling_rank.stream
function stats.rolling_rank(x, period) end

---@class stats.rolling_quantile.stream
local rolling_quantile_stream = {}
---@param x number|bar
---@return number quantile of the window
function rolling_quantile_stream:update(x) end

---Quantile of a window. The value below which a share `probability` of the last `period` values
---lies (R's type 7); 0.5 is the median.
---@param x series values
---@param period integer values in the window (1 to 100000, default: required)
---@param probability? number the share (0 to 1, default: 0.5)
---@return series quantile of the window
---@overload fun(period: integer, probability?: number): stats.rolling_quantile.stream
function stats.rolling_quantile(x, period, probability) end

---@class stats.expanding_sum.stream
local expanding_sum_stream = {}
---@param x number|bar
---@return number sum so far
function expanding_sum_stream:update(x) end

---Sum so far. Of all values up to this one; keeps its errors.
---@param x series values
---@return series sum so far
---@overload fun(): stats.expanding_sum.stream
function stats.expanding_sum(x) end

---@class stats.expanding_mean.stream
local expanding_mean_stream = {}
---@param x number|bar
---@return number mean so far
function expanding_mean_stream:update(x) end

---Mean so far. Of all values up to this one.
---@param x series values
---@return series mean so far
---@overload fun(): stats.expanding_mean.stream
function stats.expanding_mean(x) end

---@class stats.expanding_min.stream
local expanding_min_stream = {}
---@param x number|bar
---@return number min so far
function expanding_min_stream:update(x) end

---Smallest so far. Of all values up to this one.
---@param x series values
---@return series min so far
---@overload fun(): stats.expanding_min.stream
function stats.expanding_min(x) end

---@class stats.expanding_max.stream
local expanding_max_stream = {}
---@param x number|bar
---@return number max so far
function expanding_max_stream:update(x) end

---Largest so far. Of all values up to this one.
---@param x series values
---@return series max so far
---@overload fun(): stats.expanding_max.stream
function stats.expanding_max(x) end

---@class stats.expanding_var.stream
local expanding_var_stream = {}
---@param x number|bar
---@return number var so far
function expanding_var_stream:update(x) end

---Variance so far. Of all values up to this one.
---@param x series values
---@param ddof? integer the variance is divided by the count less ddof (0 to 1, default: 1)
---@return series var so far
---@overload fun(ddof?: integer): stats.expanding_var.stream
function stats.expanding_var(x, ddof) end

---@class stats.expanding_std.stream
local expanding_std_stream = {}
---@param x number|bar
---@return number std so far
function expanding_std_stream:update(x) end

---Standard deviation so far. Of all values up to this one.
---@param x series values
---@param ddof? integer the variance is divided by the count less ddof (0 to 1, default: 1)
---@return series std so far
---@overload fun(ddof?: integer): stats.expanding_std.stream
function stats.expanding_std(x, ddof) end

---@class stats.expanding_skew.stream
local expanding_skew_stream = {}
---@param x number|bar
---@return number skew so far
function expanding_skew_stream:update(x) end

---Skewness so far. Corrected for bias; moments updated after Pebay (2008). NaN while nothing
---varies.
---@param x series values
---@return series skew so far
---@overload fun(): stats.expanding_skew.stream
function stats.expanding_skew(x) end

---@class stats.expanding_kurt.stream
local expanding_kurt_stream = {}
---@param x number|bar
---@return number kurt so far
function expanding_kurt_stream:update(x) end

---Kurtosis so far. Excess, corrected for bias; moments updated after Pebay (2008). NaN while
---nothing varies.
---@param x series values
---@return series kurt so far
---@overload fun(): stats.expanding_kurt.stream
function stats.expanding_kurt(x) end

---@class stats.ewm_mean.stream
local ewm_mean_stream = {}
---@param x number|bar
---@return number mean exponentially weighted
function ewm_mean_stream:update(x) end

---Exponentially weighted mean. Starts with the first value; ta.ema starts with a mean.
---@param x series values
---@param span number the newest value weighs 2 / (span + 1) (1 to 1000000000, default: required)
---@param adjust? "yes"|"no" yes: weights are divided by their sum; no: a recursion from the first value (`"yes"`, `"no"`, default: "yes")
---@return series mean exponentially weighted
---@overload fun(span: number, adjust?: "yes"|"no"): stats.ewm_mean.stream
function stats.ewm_mean(x, span, adjust) end

---@class stats.ewm_var.stream
local ewm_var_stream = {}
---@param x number|bar
---@return number var exponentially weighted
function ewm_var_stream:update(x) end

---Exponentially weighted variance. Corrected for bias.
---@param x series values
---@param span number the newest value weighs 2 / (span + 1) (1 to 1000000000, default: required)
---@param adjust? "yes"|"no" yes: weights are divided by their sum; no: a recursion from the first value (`"yes"`, `"no"`, default: "yes")
---@return series var exponentially weighted
---@overload fun(span: number, adjust?: "yes"|"no"): stats.ewm_var.stream
function stats.ewm_var(x, span, adjust) end

---@class stats.ewm_std.stream
local ewm_std_stream = {}
---@param x number|bar
---@return number std exponentially weighted
function ewm_std_stream:update(x) end

---Exponentially weighted standard deviation. The root of stats.ewm_var.
---@param x series values
---@param span number the newest value weighs 2 / (span + 1) (1 to 1000000000, default: required)
---@param adjust? "yes"|"no" yes: weights are divided by their sum; no: a recursion from the first value (`"yes"`, `"no"`, default: "yes")
---@return series std exponentially weighted
---@overload fun(span: number, adjust?: "yes"|"no"): stats.ewm_std.stream
function stats.ewm_std(x, span, adjust) end

---@class stats.ewm_cov.stream
local ewm_cov_stream = {}
---@param x number|bar
---@param y? number
---@return number cov exponentially weighted
function ewm_cov_stream:update(x, y) end

---Exponentially weighted covariance. Corrected for bias.
---@param x series values
---@param y series values of the other series
---@param span number the newest value weighs 2 / (span + 1) (1 to 1000000000, default: required)
---@param adjust? "yes"|"no" yes: weights are divided by their sum; no: a recursion from the first value (`"yes"`, `"no"`, default: "yes")
---@return series cov exponentially weighted
---@overload fun(span: number, adjust?: "yes"|"no"): stats.ewm_cov.stream
function stats.ewm_cov(x, y, span, adjust) end

---@class stats.ewm_corr.stream
local ewm_corr_stream = {}
---@param x number|bar
---@param y? number
---@return number corr exponentially weighted
function ewm_corr_stream:update(x, y) end

---Exponentially weighted correlation. NaN where one of them does not vary.
---@param x series values
---@param y series values of the other series
---@param span number the newest value weighs 2 / (span + 1) (1 to 1000000000, default: required)
---@param adjust? "yes"|"no" yes: weights are divided by their sum; no: a recursion from the first value (`"yes"`, `"no"`, default: "yes")
---@return series corr exponentially weighted
---@overload fun(span: number, adjust?: "yes"|"no"): stats.ewm_corr.stream
function stats.ewm_corr(x, y, span, adjust) end

---@class stats.rolling_median.stream
local rolling_median_stream = {}
---@param x number|bar
---@return number median of the window
function rolling_median_stream:update(x) end

---Median of a window. The middle of the last `period` values, sorted, or the mean of the two in the
---middle: no single wild value moves it far.
---@param x series values
---@param period integer values in the window (1 to 100000, default: required)
---@return series median of the window
---@overload fun(period: integer): stats.rolling_median.stream
function stats.rolling_median(x, period) end

---@class perf.to_prices.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field base? number price before the first return
---@field missing? "error"|"complete"|"pairwise"

---@class perf.to_prices.result
---@field prices series prices
---@field observations? integer rows used
---@field convention table options as they were used

---Prices from returns. The prices after each return, from `base` before the first.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.to_prices.options
---@return perf.to_prices.result
function perf.to_prices(returns, options) end

---@class perf.cumulative.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.cumulative.result
---@field cumulative series total return so far
---@field observations? integer rows used
---@field convention table options as they were used

---Cumulative return. The total return up to and with each observation.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.cumulative.options
---@return perf.cumulative.result
function perf.cumulative(returns, options) end

---Cumulative return. The total return up to and with each observation.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.cumulative.options
---@return perf.cumulative.result
function perf.compsum(returns, options) end

---@class perf.total_return.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.total_return.result
---@field value number total return
---@field observations? integer rows used
---@field convention table options as they were used

---Total return. The return of all periods together.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.total_return.options
---@return number
---@return perf.total_return.result
function perf.total_return(returns, options) end

---Total return. The return of all periods together.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.total_return.options
---@return number
---@return perf.total_return.result
function perf.comp(returns, options) end

---@class perf.annual_return.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.annual_return.result
---@field value number return of a year
---@field years number n / periods
---@field observations? integer rows used
---@field convention table options as they were used

---Return of a year (CAGR). The return that, each year, would have given the total. Years are the
---number of returns by `periods`, not calendar days. Of less than a year it projects more than was
---observed, which GIPS forbids in presentations: `years` tells.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.annual_return.options
---@return number
---@return perf.annual_return.result
function perf.annual_return(returns, options) end

---Return of a year (CAGR). The return that, each year, would have given the total. Years are the
---number of returns by `periods`, not calendar days. Of less than a year it projects more than was
---observed, which GIPS forbids in presentations: `years` tells.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.annual_return.options
---@return number
---@return perf.annual_return.result
function perf.cagr(returns, options) end

---@class perf.excess_returns.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field compounding? "geometric"|"arithmetic" geometric divides growth by the rate's, arithmetic takes the difference
---@field missing? "error"|"complete"|"pairwise"

---@class perf.excess_returns.result
---@field excess series excess returns
---@field rate number rate of one period
---@field observations? integer rows used
---@field convention table options as they were used

---Returns above a rate. Each return less the risk-free rate of its period.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.excess_returns.options
---@return perf.excess_returns.result
function perf.excess_returns(returns, options) end

---@class perf.aggregate.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.aggregate.result
---@field found number buckets
---@field returns series returns of the buckets
---@field labels series their labels
---@field counts series observations in each
---@field observations? integer rows used
---@field convention table options as they were used

---Returns of longer periods. Neighbours with equal labels (a month's or a quarter's number) become
---one return. The results are of the input's kind.
---@param returns series|number[] returns of a period each, as fractions
---@param labels series|number[] a number for each return
---@param options? perf.aggregate.options
---@return perf.aggregate.result
function perf.aggregate(returns, labels, options) end

---@class perf.modified_dietz.options
---@field flows any money that came in (above 0) or went out
---@field days any day of each, counted from 1 to `length`
---@field begin_value? number value at the start
---@field end_value? number value at the end, flows included
---@field length? number days of the period
---@field timing? "start"|"end" a flow works from the start of the day or sub-period in which it falls, or from its end
---@field missing? "error"|"complete"|"pairwise"

---@class perf.modified_dietz.result
---@field value number return
---@field gain number end - begin - F
---@field average_capital number the denominator
---@field observations? integer rows used
---@field convention table options as they were used

---Modified Dietz return. The gain by the average capital, in which each flow counts for the part of
---the period that it was there.
---@param options perf.modified_dietz.options
---@return number
---@return perf.modified_dietz.result
function perf.modified_dietz(options) end

---@class perf.twr.options
---@field timing? "start"|"end" a flow works from the start of the day or sub-period in which it falls, or from its end
---@field missing? "error"|"complete"|"pairwise"

---@class perf.twr.result
---@field value number time-weighted return
---@field returns series of the sub-periods
---@field observations? integer rows used
---@field convention table options as they were used

---Time-weighted return. The product of the returns of sub-periods between valuations, which flows
---do not move. `values[i]` is the value at the end of a sub-period, after all its flows; `flows[i]`
---fell in it; `flows[1]` lies before the first value and is not used.
---@param values series|number[] valuations
---@param flows series|number[] flows of the sub-periods that they end
---@param options? perf.twr.options
---@return number
---@return perf.twr.result
function perf.twr(values, flows, options) end

---@class perf.irr.options
---@field guess? number of several rates take the nearest to this
---@field missing? "error"|"complete"|"pairwise"

---@class perf.irr.result
---@field value number rate of a period
---@field found number rates there are (16 at most are told)
---@field rates series all of them, ascending
---@field observations? integer rows used
---@field convention table options as they were used

---Internal rate of return. The rate of a period at which cash flows at equal distances are worth
---nothing. Flows of several rates are an error that names them all, unless `guess` takes the
---nearest; flows that have none are an error.
---@param flows series|number[] cash flows
---@param options? perf.irr.options
---@return number
---@return perf.irr.result
function perf.irr(flows, options) end

---@class perf.xirr.options
---@field guess? number of several rates take the nearest to this
---@field missing? "error"|"complete"|"pairwise"

---@class perf.xirr.result
---@field value number rate of a year
---@field found number rates there are (16 at most are told)
---@field rates series all of them, ascending
---@field observations? integer rows used
---@field convention table options as they were used

---Internal rate of return of dated flows. The rate of a year at which cash flows on dates are worth
---nothing, as Excel's XIRR; the order of the dates does not matter. Several rates and none as in
---perf.irr.
---@param flows series|number[] cash flows
---@param times series|table|string|number their dates
---@param options? perf.xirr.options
---@return number
---@return perf.xirr.result
function perf.xirr(flows, times, options) end

---@class perf.portfolio_return.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field rebalance? integer periods between rebalancings; 0: never
---@field cash? number rate of a period on what is not invested
---@field cost? number costs by turnover, such as 0.001
---@field missing? "error"|"complete"|"pairwise"

---@class perf.portfolio_return.result
---@field returns series simple returns of the portfolio, after costs
---@field bop frame weights at the beginning of each period
---@field eop frame weights at its end
---@field contribution frame to the period's return
---@field cash_contribution series of the cash
---@field turnover series sum of |change of weight| at the period's start
---@field total number compounded return of all periods
---@field observations? integer rows used
---@field convention table options as they were used

---Return of a portfolio with drifting weights. The portfolio starts with `weights`, which drift
---with the market until it is rebalanced: every `rebalance` periods, and where the label in
---`buckets` changes. Weights may be below 0 and need not sum to 1; the rest is cash at `cash` a
---period. Costs are `cost` times the sum of the changes of weights; the first purchase is free.
---@param returns frame|table returns of the assets
---@param weights series|number[] target weights
---@param buckets? series|number[] labels; a change rebalances
---@param options? perf.portfolio_return.options
---@return perf.portfolio_return.result
function perf.portfolio_return(returns, weights, buckets, options) end

---@class perf.composite.options
---@field periods? number returns in a year
---@field trailing? integer periods of the ex-post standard deviation
---@field dispersion? "equal"|"asset" how portfolios are weighted in the dispersion
---@field ddof? integer variances are divided by n - ddof
---@field missing? "error"|"complete"|"pairwise"

---@class perf.composite.result
---@field returns series of the composite
---@field members series portfolios in it
---@field deviation series ex-post standard deviation of a year; NaN before the window is full
---@field total number linked return of all periods
---@field found number buckets
---@field labels series of the buckets
---@field bucket_returns series linked returns of the composite
---@field dispersion series internal dispersion
---@field full_members series portfolios in it for the whole bucket
---@field observations? integer rows used
---@field convention table options as they were used

---Composite of portfolios (GIPS). The asset-weighted return of a composite, its ex-post standard
---deviation, and for each bucket (year) its linked return and internal dispersion. A missing return
---says that the portfolio was not in the composite in that period; dispersion is that of the
---portfolios that were in it for the whole bucket, NaN for fewer than 2.
---@param returns frame|table simple returns of the portfolios, missing where they are not in the composite
---@param values frame|table their values at the beginning of each period
---@param buckets? series|number[] labels such as years
---@param options? perf.composite.options
---@return perf.composite.result
function perf.composite(returns, values, buckets, options) end

---@class perf.volatility.options
---@field periods? number returns in a year; 1 gives figures of a period
---@field ddof? integer variances are divided by n - ddof
---@field missing? "error"|"complete"|"pairwise"

---@class perf.volatility.result
---@field value number of a year
---@field per_period number standard deviation of a period
---@field observations? integer rows used
---@field convention table options as they were used

---Volatility. The standard deviation of returns, of a year. Exactly 0 for a constant series.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.volatility.options
---@return number
---@return perf.volatility.result
function perf.volatility(returns, options) end

---Volatility. The standard deviation of returns, of a year. Exactly 0 for a constant series.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.volatility.options
---@return number
---@return perf.volatility.result
function perf.annual_volatility(returns, options) end

---@class perf.semideviation.options
---@field periods? number returns in a year; 1 gives figures of a period
---@field divisor? "full"|"subset" divide by all observations, or by those below the threshold
---@field missing? "error"|"complete"|"pairwise"

---@class perf.semideviation.result
---@field value number of a year
---@field per_period number of a period
---@field observations? integer rows used
---@field convention table options as they were used

---Semideviation. The deviation of the returns below their mean.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.semideviation.options
---@return number
---@return perf.semideviation.result
function perf.semideviation(returns, options) end

---@class perf.downside_deviation.options
---@field mar? number least acceptable return of one period
---@field periods? number returns in a year; 1 gives figures of a period
---@field divisor? "full"|"subset" divide by all observations, or by those below the threshold
---@field missing? "error"|"complete"|"pairwise"

---@class perf.downside_deviation.result
---@field value number of a year
---@field per_period number of a period
---@field observations? integer rows used
---@field convention table options as they were used

---Downside deviation. The deviation of the returns below `mar`; 0 when none is below.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.downside_deviation.options
---@return number
---@return perf.downside_deviation.result
function perf.downside_deviation(returns, options) end

---Downside deviation. The deviation of the returns below `mar`; 0 when none is below.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.downside_deviation.options
---@return number
---@return perf.downside_deviation.result
function perf.downside_risk(returns, options) end

---@class perf.lpm.options
---@field order? number power
---@field mar? number least acceptable return of one period
---@field divisor? "full"|"subset" divide by all observations, or by those below the threshold
---@field missing? "error"|"complete"|"pairwise"

---@class perf.lpm.result
---@field value number the moment
---@field observations? integer rows used
---@field convention table options as they were used

---Lower partial moment. The mean of the shortfalls below `mar`, each to the power `order`; order 0
---is the share of returns below.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.lpm.options
---@return number
---@return perf.lpm.result
function perf.lpm(returns, options) end

---@class perf.sharpe.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field ddof? integer variances are divided by n - ddof
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.sharpe.result
---@field value number Sharpe ratio of a year
---@field excess number excess return of a year
---@field volatility number of a year
---@field observations? integer rows used
---@field convention table options as they were used

---Sharpe ratio. Excess return of a year by volatility. A constant series has none (an error).
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.sharpe.options
---@return number
---@return perf.sharpe.result
function perf.sharpe(returns, options) end

---Sharpe ratio. Excess return of a year by volatility. A constant series has none (an error).
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.sharpe.options
---@return number
---@return perf.sharpe.result
function perf.sharpe_ratio(returns, options) end

---@class perf.sortino.options
---@field mar? number least acceptable return of one period
---@field periods? number returns in a year; 1 gives figures of a period
---@field divisor? "full"|"subset" divide by all observations, or by those below the threshold
---@field missing? "error"|"complete"|"pairwise"

---@class perf.sortino.result
---@field value number Sortino ratio of a year
---@field downside number downside deviation of a period
---@field observations? integer rows used
---@field convention table options as they were used

---Sortino ratio. Return above `mar` by downside deviation.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.sortino.options
---@return number
---@return perf.sortino.result
function perf.sortino(returns, options) end

---Sortino ratio. Return above `mar` by downside deviation.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.sortino.options
---@return number
---@return perf.sortino.result
function perf.sortino_ratio(returns, options) end

---@class perf.omega.options
---@field mar? number least acceptable return of one period
---@field missing? "error"|"complete"|"pairwise"

---@class perf.omega.result
---@field value number omega
---@field observations? integer rows used
---@field convention table options as they were used

---Omega ratio. What is gained above `mar` by what is lost below it.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.omega.options
---@return number
---@return perf.omega.result
function perf.omega(returns, options) end

---Omega ratio. What is gained above `mar` by what is lost below it.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.omega.options
---@return number
---@return perf.omega.result
function perf.omega_ratio(returns, options) end

---@class perf.calmar.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.calmar.result
---@field value number Calmar ratio
---@field observations? integer rows used
---@field convention table options as they were used

---Calmar ratio. Return of a year by the deepest drawdown.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.calmar.options
---@return number
---@return perf.calmar.result
function perf.calmar(returns, options) end

---Calmar ratio. Return of a year by the deepest drawdown.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.calmar.options
---@return number
---@return perf.calmar.result
function perf.calmar_ratio(returns, options) end

---@class perf.sterling.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field drawdown? "average"|"max" which drawdown
---@field excess? number added to it
---@field missing? "error"|"complete"|"pairwise"

---@class perf.sterling.result
---@field value number Sterling ratio
---@field observations? integer rows used
---@field convention table options as they were used

---Sterling ratio. Return of a year by the average drawdown plus 10 %. PerformanceAnalytics divides
---by the deepest drawdown plus 10 %: `drawdown = "max"`.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.sterling.options
---@return number
---@return perf.sterling.result
function perf.sterling(returns, options) end

---Sterling ratio. Return of a year by the average drawdown plus 10 %. PerformanceAnalytics divides
---by the deepest drawdown plus 10 %: `drawdown = "max"`.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.sterling.options
---@return number
---@return perf.sterling.result
function perf.sterling_ratio(returns, options) end

---@class perf.burke.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field modified? boolean times the root of the number of returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.burke.result
---@field value number Burke ratio
---@field observations? integer rows used
---@field convention table options as they were used

---Burke ratio. Return of a year above the risk-free rate by the root of the sum of all drawdowns
---squared; modified: times sqrt(n).
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.burke.options
---@return number
---@return perf.burke.result
function perf.burke(returns, options) end

---Burke ratio. Return of a year above the risk-free rate by the root of the sum of all drawdowns
---squared; modified: times sqrt(n).
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.burke.options
---@return number
---@return perf.burke.result
function perf.burke_ratio(returns, options) end

---@class perf.martin.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field ddof? integer variances are divided by n - ddof
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.martin.result
---@field value number Martin ratio
---@field observations? integer rows used
---@field convention table options as they were used

---Martin ratio (ulcer performance index). Return of a year above the risk-free rate by the ulcer
---index.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.martin.options
---@return number
---@return perf.martin.result
function perf.martin(returns, options) end

---Martin ratio (ulcer performance index). Return of a year above the risk-free rate by the ulcer
---index.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.martin.options
---@return number
---@return perf.martin.result
function perf.upi(returns, options) end

---Martin ratio (ulcer performance index). Return of a year above the risk-free rate by the ulcer
---index.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.martin.options
---@return number
---@return perf.martin.result
function perf.ulcer_performance_index(returns, options) end

---@class perf.pain_ratio.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.pain_ratio.result
---@field value number pain ratio
---@field observations? integer rows used
---@field convention table options as they were used

---Pain ratio. Return of a year above the risk-free rate by the pain index.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.pain_ratio.options
---@return number
---@return perf.pain_ratio.result
function perf.pain_ratio(returns, options) end

---@class perf.drawdowns.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field order? "time"|"depth" by time, or deepest first
---@field missing? "error"|"complete"|"pairwise"

---@class perf.drawdowns.result
---@field found number drawdowns
---@field depth series deepest loss
---@field peak series position of the peak
---@field trough series position of the deepest loss
---@field recovery series position at which the peak is back
---@field length series from peak to recovery, or to the end
---@field decline_length series from peak to trough
---@field recovery_length series from trough to recovery
---@field underwater series depth of each observation
---@field observations? integer rows used
---@field convention table options as they were used

---Table of drawdowns. Every loss from a peak: depth, where it began, was deepest and ended, and how
---long that took. Positions count returns from 1; 0 is the start before the first, recovery NaN
---while it lasts.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.drawdowns.options
---@return perf.drawdowns.result
function perf.drawdowns(returns, options) end

---@class perf.max_drawdown.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.max_drawdown.result
---@field value number depth
---@field peak number position of its peak
---@field trough number position of its trough
---@field recovery number position of its recovery
---@field observations? integer rows used
---@field convention table options as they were used

---Deepest drawdown. The largest loss from a peak, with its positions (NaN when there is none;
---recovery NaN while it lasts).
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.max_drawdown.options
---@return number
---@return perf.max_drawdown.result
function perf.max_drawdown(returns, options) end

---@class perf.average_drawdown.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.average_drawdown.result
---@field value number mean depth
---@field found number drawdowns
---@field length number mean length
---@field observations? integer rows used
---@field convention table options as they were used

---Average drawdown. The mean depth of all drawdowns, and their mean length.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.average_drawdown.options
---@return number
---@return perf.average_drawdown.result
function perf.average_drawdown(returns, options) end

---@class perf.ulcer_index.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field ddof? integer variances are divided by n - ddof
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.ulcer_index.result
---@field value number ulcer index
---@field observations? integer rows used
---@field convention table options as they were used

---Ulcer index. The root of the mean squared depth of all observations. quantstats divides by n - 1:
---`ddof = 1`.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.ulcer_index.options
---@return number
---@return perf.ulcer_index.result
function perf.ulcer_index(returns, options) end

---@class perf.pain_index.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.pain_index.result
---@field value number pain index
---@field observations? integer rows used
---@field convention table options as they were used

---Pain index. The mean depth of all observations.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.pain_index.options
---@return number
---@return perf.pain_index.result
function perf.pain_index(returns, options) end

---@class perf.cdar.options
---@field level? number confidence; the worst 1 - level are averaged
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.cdar.result
---@field value number CDaR
---@field dar number drawdown at risk: the shallowest among them
---@field observations? integer rows used
---@field convention table options as they were used

---Conditional drawdown at risk. The mean of the deepest part of all observations' depths.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.cdar.options
---@return number
---@return perf.cdar.result
function perf.cdar(returns, options) end

---Conditional drawdown at risk. The mean of the deepest part of all observations' depths.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.cdar.options
---@return number
---@return perf.cdar.result
function perf.conditional_drawdown(returns, options) end

---@class perf.win_rate.options
---@field missing? "error"|"complete"|"pairwise"

---@class perf.win_rate.result
---@field value number win rate
---@field wins number returns above 0
---@field losses number below 0
---@field zeros number neither
---@field observations? integer rows used
---@field convention table options as they were used

---Win rate. The share of wins among wins and losses; returns of 0 are neither.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.win_rate.options
---@return number
---@return perf.win_rate.result
function perf.win_rate(returns, options) end

---@class perf.payoff_ratio.options
---@field missing? "error"|"complete"|"pairwise"

---@class perf.payoff_ratio.result
---@field value number payoff ratio
---@field average_win number mean win
---@field average_loss number mean loss, positive
---@field observations? integer rows used
---@field convention table options as they were used

---Payoff ratio. The mean win by the mean loss.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.payoff_ratio.options
---@return number
---@return perf.payoff_ratio.result
function perf.payoff_ratio(returns, options) end

---Payoff ratio. The mean win by the mean loss.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.payoff_ratio.options
---@return number
---@return perf.payoff_ratio.result
function perf.win_loss_ratio(returns, options) end

---@class perf.profit_factor.options
---@field missing? "error"|"complete"|"pairwise"

---@class perf.profit_factor.result
---@field value number profit factor
---@field observations? integer rows used
---@field convention table options as they were used

---Profit factor. The sum of wins by the sum of losses.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.profit_factor.options
---@return number
---@return perf.profit_factor.result
function perf.profit_factor(returns, options) end

---@class perf.gain_to_pain.options
---@field missing? "error"|"complete"|"pairwise"

---@class perf.gain_to_pain.result
---@field value number gain to pain
---@field observations? integer rows used
---@field convention table options as they were used

---Gain to pain ratio. The sum of all returns by the sum of losses.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.gain_to_pain.options
---@return number
---@return perf.gain_to_pain.result
function perf.gain_to_pain(returns, options) end

---Gain to pain ratio. The sum of all returns by the sum of losses.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.gain_to_pain.options
---@return number
---@return perf.gain_to_pain.result
function perf.gain_to_pain_ratio(returns, options) end

---@class perf.tail_ratio.options
---@field level? number where the right tail begins
---@field quantile_type? integer Hyndman and Fan's type, R's number
---@field missing? "error"|"complete"|"pairwise"

---@class perf.tail_ratio.result
---@field value number tail ratio
---@field observations? integer rows used
---@field convention table options as they were used

---Tail ratio. The size of the right tail by that of the left.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.tail_ratio.options
---@return number
---@return perf.tail_ratio.result
function perf.tail_ratio(returns, options) end

---@class perf.kelly.options
---@field method? "continuous"|"wins" which form
---@field fraction? number part of the share that is staked
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field missing? "error"|"complete"|"pairwise"

---@class perf.kelly.result
---@field value number share of the capital
---@field observations? integer rows used
---@field convention table options as they were used

---Kelly's share. The share of capital that makes it grow fastest. `continuous` takes mean and
---variance, `wins` the win rate and the payoff ratio: the two are different figures.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.kelly.options
---@return number
---@return perf.kelly.result
function perf.kelly(returns, options) end

---Kelly's share. The share of capital that makes it grow fastest. `continuous` takes mean and
---variance, `wins` the win rate and the payoff ratio: the two are different figures.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.kelly.options
---@return number
---@return perf.kelly.result
function perf.kelly_criterion(returns, options) end

---@class perf.best.options
---@field missing? "error"|"complete"|"pairwise"

---@class perf.best.result
---@field value number return
---@field position number from 1
---@field observations? integer rows used
---@field convention table options as they were used

---Best return. The largest return and its position.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.best.options
---@return number
---@return perf.best.result
function perf.best(returns, options) end

---@class perf.worst.options
---@field missing? "error"|"complete"|"pairwise"

---@class perf.worst.result
---@field value number return
---@field position number from 1
---@field observations? integer rows used
---@field convention table options as they were used

---Worst return. The smallest return and its position.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.worst.options
---@return number
---@return perf.worst.result
function perf.worst(returns, options) end

---@class perf.consecutive_wins.options
---@field missing? "error"|"complete"|"pairwise"

---@class perf.consecutive_wins.result
---@field value number length
---@field end number position of its last; NaN when there is none
---@field observations? integer rows used
---@field convention table options as they were used

---Longest run of wins. The most returns above 0 in a row.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.consecutive_wins.options
---@return number
---@return perf.consecutive_wins.result
function perf.consecutive_wins(returns, options) end

---@class perf.consecutive_losses.options
---@field missing? "error"|"complete"|"pairwise"

---@class perf.consecutive_losses.result
---@field value number length
---@field end number position of its last; NaN when there is none
---@field observations? integer rows used
---@field convention table options as they were used

---Longest run of losses. The most returns below 0 in a row.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.consecutive_losses.options
---@return number
---@return perf.consecutive_losses.result
function perf.consecutive_losses(returns, options) end

---@class perf.probabilistic_sharpe.options
---@field target? number Sharpe ratio of one period
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field shape? "population"|"unbiased" skewness and kurtosis from central moments with divisor n, or corrected for bias as pandas and Excel do
---@field missing? "error"|"complete"|"pairwise"

---@class perf.probabilistic_sharpe.result
---@field value number probability
---@field sharpe number of one period
---@field skewness number S
---@field kurtosis number K, raw
---@field observations? integer rows used
---@field convention table options as they were used

---Probabilistic Sharpe ratio. The probability that the true Sharpe ratio is above `target`, given
---the length, skewness and kurtosis of the sample.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.probabilistic_sharpe.options
---@return number
---@return perf.probabilistic_sharpe.result
function perf.probabilistic_sharpe(returns, options) end

---Probabilistic Sharpe ratio. The probability that the true Sharpe ratio is above `target`, given
---the length, skewness and kurtosis of the sample.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.probabilistic_sharpe.options
---@return number
---@return perf.probabilistic_sharpe.result
function perf.psr(returns, options) end

---@class perf.deflated_sharpe.options
---@field trials? number N, independent tries
---@field variance? number V, of their Sharpe ratios
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field shape? "population"|"unbiased" skewness and kurtosis from central moments with divisor n, or corrected for bias as pandas and Excel do
---@field missing? "error"|"complete"|"pairwise"

---@class perf.deflated_sharpe.result
---@field value number probability
---@field target number Sharpe ratio of one period to beat
---@field sharpe number of one period
---@field skewness number S
---@field kurtosis number K, raw
---@field observations? integer rows used
---@field convention table options as they were used

---Deflated Sharpe ratio. The probability that the true Sharpe ratio is above the best that `trials`
---independent tries without skill would show by luck.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.deflated_sharpe.options
---@return number
---@return perf.deflated_sharpe.result
function perf.deflated_sharpe(returns, options) end

---Deflated Sharpe ratio. The probability that the true Sharpe ratio is above the best that `trials`
---independent tries without skill would show by luck.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.deflated_sharpe.options
---@return number
---@return perf.deflated_sharpe.result
function perf.dsr(returns, options) end

---@class perf.adjusted_sharpe.options
---@field kind? "simple"|"log" what the returns are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field ddof? integer variances are divided by n - ddof
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field shape? "population"|"unbiased" skewness and kurtosis from central moments with divisor n, or corrected for bias as pandas and Excel do
---@field missing? "error"|"complete"|"pairwise"

---@class perf.adjusted_sharpe.result
---@field value number adjusted Sharpe ratio
---@field sharpe number of a year
---@field skewness number S
---@field kurtosis number K, raw
---@field observations? integer rows used
---@field convention table options as they were used

---Adjusted Sharpe ratio. The Sharpe ratio of a year, lowered for negative skewness and fat tails.
---@param returns series|number[] returns of a period each, as fractions
---@param options? perf.adjusted_sharpe.options
---@return number
---@return perf.adjusted_sharpe.result
function perf.adjusted_sharpe(returns, options) end

---@class perf.tracking_error.options
---@field periods? number returns in a year; 1 gives figures of a period
---@field ddof? integer variances are divided by n - ddof
---@field missing? "error"|"complete"|"pairwise"

---@class perf.tracking_error.result
---@field value number of a year
---@field per_period number of a period
---@field observations? integer rows used
---@field convention table options as they were used

---Tracking error. The standard deviation of returns less the benchmark's, of a year.
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.tracking_error.options
---@return number
---@return perf.tracking_error.result
function perf.tracking_error(returns, benchmark, options) end

---@class perf.beta.options
---@field side? "all"|"bull"|"bear" which periods
---@field kind? "simple"|"log" what both series are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field missing? "error"|"complete"|"pairwise"

---@class perf.beta.result
---@field value number beta
---@field used number periods that were used
---@field observations? integer rows used
---@field convention table options as they were used

---Beta. The slope of returns on the benchmark: over all periods, or those in which the benchmark
---was above the risk-free rate (bull) or below it (bear).
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.beta.options
---@return number
---@return perf.beta.result
function perf.beta(returns, benchmark, options) end

---@class perf.alpha.options
---@field kind? "simple"|"log" what both series are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field annualisation? "jensen"|"multiply"|"compound"|"none" which of the four is the value
---@field missing? "error"|"complete"|"pairwise"

---@class perf.alpha.result
---@field value number alpha by `annualisation`
---@field beta number slope
---@field per_period number a
---@field multiplied number periods * a
---@field compounded number (1 + a)^periods - 1
---@field jensen number from returns of a year
---@field observations? integer rows used
---@field convention table options as they were used

---Alpha. What returns have beyond their share of the benchmark's. Four figures have this name:
---Jensen's alpha from returns of a year; the regression's intercept of a period; that times
---`periods` (quantstats); and that compounded (empyrical).
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.alpha.options
---@return number
---@return perf.alpha.result
function perf.alpha(returns, benchmark, options) end

---Alpha. What returns have beyond their share of the benchmark's. Four figures have this name:
---Jensen's alpha from returns of a year; the regression's intercept of a period; that times
---`periods` (quantstats); and that compounded (empyrical).
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.alpha.options
---@return number
---@return perf.alpha.result
function perf.jensen_alpha(returns, benchmark, options) end

---@class perf.r_squared.options
---@field missing? "error"|"complete"|"pairwise"

---@class perf.r_squared.result
---@field value number R squared
---@field correlation number of returns and benchmark
---@field observations? integer rows used
---@field convention table options as they were used

---R squared. The share of the variance of returns that the benchmark explains.
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.r_squared.options
---@return number
---@return perf.r_squared.result
function perf.r_squared(returns, benchmark, options) end

---@class perf.treynor.options
---@field kind? "simple"|"log" what both series are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field modified? boolean divide by systematic risk
---@field missing? "error"|"complete"|"pairwise"

---@class perf.treynor.result
---@field value number Treynor ratio
---@field beta number slope
---@field observations? integer rows used
---@field convention table options as they were used

---Treynor ratio. Excess return of a year by beta; modified: by beta times the benchmark's
---volatility of a year.
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.treynor.options
---@return number
---@return perf.treynor.result
function perf.treynor(returns, benchmark, options) end

---Treynor ratio. Excess return of a year by beta; modified: by beta times the benchmark's
---volatility of a year.
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.treynor.options
---@return number
---@return perf.treynor.result
function perf.treynor_ratio(returns, benchmark, options) end

---@class perf.m2.options
---@field kind? "simple"|"log" what both series are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.m2.result
---@field value number M squared
---@field excess number above the benchmark's return
---@field observations? integer rows used
---@field convention table options as they were used

---M squared. The return of a year that the series would have had at the benchmark's volatility, and
---that less the benchmark's return.
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.m2.options
---@return number
---@return perf.m2.result
function perf.m2(returns, benchmark, options) end

---M squared. The return of a year that the series would have had at the benchmark's volatility, and
---that less the benchmark's return.
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.m2.options
---@return number
---@return perf.m2.result
function perf.m_squared(returns, benchmark, options) end

---@class perf.active_premium.options
---@field kind? "simple"|"log" what both series are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.active_premium.result
---@field value number active premium
---@field observations? integer rows used
---@field convention table options as they were used

---Active premium. The return of a year less the benchmark's.
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.active_premium.options
---@return number
---@return perf.active_premium.result
function perf.active_premium(returns, benchmark, options) end

---@class perf.information_ratio.options
---@field kind? "simple"|"log" what both series are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field ddof? integer variances are divided by n - ddof
---@field compounding? "geometric"|"arithmetic" geometric multiplies growth, arithmetic adds returns
---@field missing? "error"|"complete"|"pairwise"

---@class perf.information_ratio.result
---@field value number information ratio
---@field active_premium number numerator
---@field tracking_error number denominator
---@field observations? integer rows used
---@field convention table options as they were used

---Information ratio. Active return of a year by tracking error. Arithmetic by default;
---PerformanceAnalytics takes the geometric active premium; quantstats and empyrical give the
---arithmetic figure of one period (periods = 1).
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.information_ratio.options
---@return number
---@return perf.information_ratio.result
function perf.information_ratio(returns, benchmark, options) end

---@class perf.appraisal.options
---@field kind? "simple"|"log" what both series are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field rf? number risk-free rate of a year; a period has (1 + rf)^(1 / periods) - 1 of it, log returns ln(1 + rf) / periods
---@field ddof? integer variances are divided by n - ddof
---@field missing? "error"|"complete"|"pairwise"

---@class perf.appraisal.result
---@field value number appraisal ratio
---@field alpha number Jensen's
---@field specific_risk number denominator
---@field observations? integer rows used
---@field convention table options as they were used

---Appraisal ratio. Jensen's alpha by the risk of what the benchmark does not explain.
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.appraisal.options
---@return number
---@return perf.appraisal.result
function perf.appraisal(returns, benchmark, options) end

---Appraisal ratio. Jensen's alpha by the risk of what the benchmark does not explain.
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.appraisal.options
---@return number
---@return perf.appraisal.result
function perf.appraisal_ratio(returns, benchmark, options) end

---@class perf.up_capture.options
---@field kind? "simple"|"log" what both series are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field method? "compound"|"annualised"|"mean" compounded over those periods, annualised with their number (empyrical), or mean by mean
---@field missing? "error"|"complete"|"pairwise"

---@class perf.up_capture.result
---@field value number capture ratio
---@field used number periods that were used
---@field observations? integer rows used
---@field convention table options as they were used

---Up capture. Return by the benchmark's, over the periods in which the benchmark rose.
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.up_capture.options
---@return number
---@return perf.up_capture.result
function perf.up_capture(returns, benchmark, options) end

---@class perf.down_capture.options
---@field kind? "simple"|"log" what both series are: simple (p / previous - 1) or log (ln(p / previous))
---@field periods? number returns in a year; 1 gives figures of a period
---@field method? "compound"|"annualised"|"mean" compounded over those periods, annualised with their number (empyrical), or mean by mean
---@field zeros? boolean periods with b = 0 count as down
---@field missing? "error"|"complete"|"pairwise"

---@class perf.down_capture.result
---@field value number capture ratio
---@field used number periods that were used
---@field observations? integer rows used
---@field convention table options as they were used

---Down capture. Return by the benchmark's, over the periods in which the benchmark fell.
---PerformanceAnalytics counts those too in which it stood still: `zeros = true`.
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.down_capture.options
---@return number
---@return perf.down_capture.result
function perf.down_capture(returns, benchmark, options) end

---@class perf.up_down.options
---@field measure? "up_number"|"down_number"|"up_percent"|"down_percent" which is the value
---@field missing? "error"|"complete"|"pairwise"

---@class perf.up_down.result
---@field value number the share that `measure` names
---@field up_number number rose when the benchmark rose
---@field down_number number fell when it fell
---@field up_percent number above it when it rose
---@field down_percent number above it when it fell
---@field observations? integer rows used
---@field convention table options as they were used

---Up and down ratios. How often returns rose with the benchmark and fell with it (number), and were
---above it when it rose and when it fell (percent).
---@param returns series|number[] returns of a period each, as fractions
---@param benchmark series|number[] the benchmark's returns of the same periods
---@param options? perf.up_down.options
---@return number
---@return perf.up_down.result
function perf.up_down(returns, benchmark, options) end

---@class risk.var.options
---@field method? "historical"|"gaussian"|"cornish_fisher"|"ewma"|"garch"|"filtered_historical"|"monte_carlo" how the loss is estimated
---@field level? number confidence: losses pass the figure in 1 - level of periods
---@field horizon? number periods; the figure of one period times its square root
---@field quantile_type? integer Hyndman and Fan's type, R's number
---@field ddof? integer variances are divided by n - ddof
---@field lambda? number decay of ewma: 0.94 for days, 0.97 for months
---@field distribution? "gaussian"|"t"|"bootstrap" what monte_carlo draws
---@field df? number degrees of freedom of t, scaled to the sample's deviation
---@field paths? integer draws of monte_carlo
---@field seed? integer of monte_carlo: the same gives the same figure
---@field missing? "error"|"complete"|"pairwise"

---@class risk.var.result
---@field value number VaR
---@field deviation number of one period, as the method has it
---@field monotone number 0 where Cornish and Fisher's quantile does not rise with its probability: skewness and kurtosis are too large for it
---@field observations? integer rows used
---@field convention table options as they were used

---Value at risk. The loss that is passed in 1 - level of periods, as a positive number; a negative
---figure is a gain. Methods: historical quantile; gaussian; cornish_fisher (modified for skewness
---and kurtosis); ewma (RiskMetrics, mean 0); garch (GARCH(1,1) with normal errors, next period's
---variance); filtered_historical (that fit's standardised residuals); monte_carlo. Use with
---`window` for a rolling VaR.
---@param returns series|number[] returns or profits of a period each
---@param options? risk.var.options
---@return number
---@return risk.var.result
function risk.var(returns, options) end

---Value at risk. The loss that is passed in 1 - level of periods, as a positive number; a negative
---figure is a gain. Methods: historical quantile; gaussian; cornish_fisher (modified for skewness
---and kurtosis); ewma (RiskMetrics, mean 0); garch (GARCH(1,1) with normal errors, next period's
---variance); filtered_historical (that fit's standardised residuals); monte_carlo. Use with
---`window` for a rolling VaR.
---@param returns series|number[] returns or profits of a period each
---@param options? risk.var.options
---@return number
---@return risk.var.result
function risk.value_at_risk(returns, options) end

---@class risk.es.options
---@field method? "historical"|"gaussian"|"cornish_fisher"|"ewma"|"garch"|"filtered_historical"|"monte_carlo" how the loss is estimated
---@field level? number confidence: losses pass the figure in 1 - level of periods
---@field horizon? number periods; the figure of one period times its square root
---@field quantile_type? integer Hyndman and Fan's type, R's number
---@field ddof? integer variances are divided by n - ddof
---@field lambda? number decay of ewma: 0.94 for days, 0.97 for months
---@field distribution? "gaussian"|"t"|"bootstrap" what monte_carlo draws
---@field df? number degrees of freedom of t, scaled to the sample's deviation
---@field paths? integer draws of monte_carlo
---@field seed? integer of monte_carlo: the same gives the same figure
---@field tail? "beyond"|"fraction" the historical ES is the mean of what lies at or below the quantile, or of the worst (1 - level) n values, the last in part (coherent)
---@field missing? "error"|"complete"|"pairwise"

---@class risk.es.result
---@field value number ES
---@field var number VaR at the same level and horizon
---@field deviation number of one period, as the method has it
---@field monotone number 0 where Cornish and Fisher's quantile does not rise with its probability: skewness and kurtosis are too large for it
---@field observations? integer rows used
---@field convention table options as they were used

---Expected shortfall (CVaR). The mean loss in the periods whose losses pass VaR, as a positive
---number, by the same methods; cornish_fisher is that of Boudt, Peterson and Croux and never below
---VaR.
---@param returns series|number[] returns or profits of a period each
---@param options? risk.es.options
---@return number
---@return risk.es.result
function risk.es(returns, options) end

---Expected shortfall (CVaR). The mean loss in the periods whose losses pass VaR, as a positive
---number, by the same methods; cornish_fisher is that of Boudt, Peterson and Croux and never below
---VaR.
---@param returns series|number[] returns or profits of a period each
---@param options? risk.es.options
---@return number
---@return risk.es.result
function risk.cvar(returns, options) end

---Expected shortfall (CVaR). The mean loss in the periods whose losses pass VaR, as a positive
---number, by the same methods; cornish_fisher is that of Boudt, Peterson and Croux and never below
---VaR.
---@param returns series|number[] returns or profits of a period each
---@param options? risk.es.options
---@return number
---@return risk.es.result
function risk.expected_shortfall(returns, options) end

---@class risk.sharpe.options
---@field measure? "var"|"es" the denominator
---@field method? "historical"|"gaussian"|"cornish_fisher" how it is estimated
---@field level? number confidence: losses pass the figure in 1 - level of periods
---@field quantile_type? integer Hyndman and Fan's type, R's number
---@field ddof? integer variances are divided by n - ddof
---@field kind? "simple"|"log" what the returns are
---@field periods? number returns in a year, for rf
---@field rf? number risk-free rate of a year; log returns have ln(1 + rf) / periods of it
---@field missing? "error"|"complete"|"pairwise"

---@class risk.sharpe.result
---@field value number ratio of a period
---@field excess number mean(r) - f
---@field risk number VaR or ES
---@field observations? integer rows used
---@field convention table options as they were used

---Sharpe ratio by VaR or ES. Excess return of a period by VaR or ES of a period in place of the
---deviation; with Cornish-Fisher VaR it is known as the modified Sharpe ratio. A sample without
---losses at this level has none (an error).
---@param returns series|number[] returns or profits of a period each
---@param options? risk.sharpe.options
---@return number
---@return risk.sharpe.result
function risk.sharpe(returns, options) end

---Sharpe ratio by VaR or ES. Excess return of a period by VaR or ES of a period in place of the
---deviation; with Cornish-Fisher VaR it is known as the modified Sharpe ratio. A sample without
---losses at this level has none (an error).
---@param returns series|number[] returns or profits of a period each
---@param options? risk.sharpe.options
---@return number
---@return risk.sharpe.result
function perf.modified_sharpe(returns, options) end

---@class risk.portfolio_var.options
---@field method? "historical"|"gaussian"|"cornish_fisher" how the loss is estimated
---@field level? number confidence: losses pass the figure in 1 - level of periods
---@field horizon? number periods; the figure of one period times its square root
---@field quantile_type? integer Hyndman and Fan's type, R's number
---@field ddof? integer variances are divided by n - ddof
---@field missing? "error"|"complete"|"pairwise"

---@class risk.portfolio_var.result
---@field value number VaR of the portfolio
---@field marginal series|table<string, number> change of the figure by one more unit of the position
---@field component series|table<string, number> position * marginal; they sum to the figure
---@field percent series|table<string, number> component / figure
---@field incremental series|table<string, number> the figure less that of the portfolio without the position
---@field observations? integer rows used
---@field convention table options as they were used

---Value at risk of a portfolio and its parts. VaR of positions, and for each position the marginal,
---component and incremental VaR. Components sum to VaR.
---@param returns frame|table returns of the assets
---@param positions series|number[] weights (figures are returns) or amounts of money (figures are money)
---@param options? risk.portfolio_var.options
---@return number
---@return risk.portfolio_var.result
function risk.portfolio_var(returns, positions, options) end

---@class risk.portfolio_es.options
---@field method? "historical"|"gaussian"|"cornish_fisher" how the loss is estimated
---@field level? number confidence: losses pass the figure in 1 - level of periods
---@field horizon? number periods; the figure of one period times its square root
---@field quantile_type? integer Hyndman and Fan's type, R's number
---@field ddof? integer variances are divided by n - ddof
---@field tail? "beyond"|"fraction" the historical ES is the mean of what lies at or below the quantile, or of the worst (1 - level) n values, the last in part (coherent)
---@field missing? "error"|"complete"|"pairwise"

---@class risk.portfolio_es.result
---@field value number ES of the portfolio
---@field marginal series|table<string, number> change of the figure by one more unit of the position
---@field component series|table<string, number> position * marginal; they sum to the figure
---@field percent series|table<string, number> component / figure
---@field incremental series|table<string, number> the figure less that of the portfolio without the position
---@field observations? integer rows used
---@field convention table options as they were used

---Expected shortfall of a portfolio and its parts. ES of positions, and for each position the
---marginal, component and incremental ES. Components sum to ES.
---@param returns frame|table returns of the assets
---@param positions series|number[] weights (figures are returns) or amounts of money (figures are money)
---@param options? risk.portfolio_es.options
---@return number
---@return risk.portfolio_es.result
function risk.portfolio_es(returns, positions, options) end

---Expected shortfall of a portfolio and its parts. ES of positions, and for each position the
---marginal, component and incremental ES. Components sum to ES.
---@param returns frame|table returns of the assets
---@param positions series|number[] weights (figures are returns) or amounts of money (figures are money)
---@param options? risk.portfolio_es.options
---@return number
---@return risk.portfolio_es.result
function risk.portfolio_cvar(returns, positions, options) end

---@class risk.scenario_pnl.options
---@field level? number confidence: losses pass the figure in 1 - level of periods
---@field quantile_type? integer Hyndman and Fan's type, R's number
---@field tail? "beyond"|"fraction" the historical ES is the mean of what lies at or below the quantile, or of the worst (1 - level) n values, the last in part (coherent)
---@field missing? "error"|"complete"|"pairwise"

---@class risk.scenario_pnl.result
---@field pnl series profit of each scenario
---@field var number VaR
---@field es number ES
---@field worst number lowest profit
---@field worst_row number its scenario
---@field observations? integer rows used
---@field convention table options as they were used

---Profit of scenarios and its VaR. The profit of positions in each scenario (a row of shocks), and
---VaR and ES of the scenarios as equally likely: historical simulation. 10,000 positions by 500
---scenarios take the time of reading them once.
---@param shocks frame|table scenarios (rows) of each position's return or change of price
---@param exposures series|number[] amounts
---@param options? risk.scenario_pnl.options
---@return risk.scenario_pnl.result
function risk.scenario_pnl(shocks, exposures, options) end

---@class risk.stress.options
---@field missing? "error"|"complete"|"pairwise"

---@class risk.stress.result
---@field pnl series profit of each scenario
---@field first_order series delta'x
---@field second_order series x'Gamma x / 2
---@field contribution frame each factor's part
---@field worst number lowest profit
---@field worst_row number its scenario
---@field observations? integer rows used
---@field convention table options as they were used

---Profit of factor shocks. The profit of each scenario of factor shocks from deltas and, where
---given, gammas, and each factor's part of it.
---@param shocks frame|table scenarios (rows) of changes of factors
---@param delta series|number[] change of the portfolio by one unit of each factor
---@param gamma? frame|table second derivatives
---@param options? risk.stress.options
---@return risk.stress.result
function risk.stress(shocks, delta, gamma, options) end

---Profit of factor shocks. The profit of each scenario of factor shocks from deltas and, where
---given, gammas, and each factor's part of it.
---@param shocks frame|table scenarios (rows) of changes of factors
---@param delta series|number[] change of the portfolio by one unit of each factor
---@param gamma? frame|table second derivatives
---@param options? risk.stress.options
---@return risk.stress.result
function risk.delta_gamma(shocks, delta, gamma, options) end

---@class risk.reverse_stress.options
---@field loss? number to be lost
---@field missing? "error"|"complete"|"pairwise"

---@class risk.reverse_stress.result
---@field value number scale
---@field scenario series scale * shock
---@field observations? integer rows used
---@field convention table options as they were used

---Scale of a scenario that gives a loss. The smallest factor by which a scenario must be multiplied
---to lose `loss`; an error where no factor does.
---@param shock series|number[] the scenario
---@param delta series|number[] change of the portfolio by one unit of each factor
---@param gamma? frame|table second derivatives
---@param options? risk.reverse_stress.options
---@return number
---@return risk.reverse_stress.result
function risk.reverse_stress(shock, delta, gamma, options) end

---@class risk.period_shocks.options
---@field kind? "simple"|"log" what the returns are
---@field missing? "error"|"complete"|"pairwise"

---@class risk.period_shocks.result
---@field shocks frame one row a period
---@field observations? integer rows used
---@field convention table options as they were used

---Shocks of historical periods. The compounded returns of factors from `first` to `last` (positions
---from 1, both included), one scenario a period: a crisis as a shock.
---@param returns frame|table returns of the factors
---@param first series|number[] where each period begins
---@param last series|number[] where it ends
---@param options? risk.period_shocks.options
---@return risk.period_shocks.result
function risk.period_shocks(returns, first, last, options) end

---@class risk.window_shocks.options
---@field length? integer periods of a window
---@field kind? "simple"|"log" what the returns are
---@field missing? "error"|"complete"|"pairwise"

---@class risk.window_shocks.result
---@field shocks frame one row a window
---@field observations? integer rows used
---@field convention table options as they were used

---Shocks of all windows. The compounded returns of factors over every window of so many periods,
---overlapping: scenarios for a horizon.
---@param returns frame|table returns of the factors
---@param options? risk.window_shocks.options
---@return risk.window_shocks.result
function risk.window_shocks(returns, options) end

---@class risk.correlation_stress.options
---@field share? number of the way
---@field correlation? number without target: between all pairs
---@field level? number confidence: losses pass the figure in 1 - level of periods
---@field floor? number smallest eigenvalue of a repaired matrix
---@field missing? "error"|"complete"|"pairwise"

---@class risk.correlation_stress.result
---@field value number VaR under stress
---@field base number VaR before
---@field deviation number of the portfolio under stress
---@field base_deviation number before
---@field smallest number eigenvalue of what was asked for; below 0: it cannot be
---@field distance number of the repair, Frobenius' norm
---@field correlations frame as used
---@field observations? integer rows used
---@field convention table options as they were used

---Risk under other correlations. A portfolio's VaR when correlations move by `share` towards
---`target`, or towards `correlation` between all pairs, and volatilities stay. Correlations that
---cannot be together are replaced by the nearest that can.
---@param covariance frame|table covariance of the assets
---@param positions series|number[] weights or amounts
---@param target? frame|table correlations to move to
---@param options? risk.correlation_stress.options
---@return number
---@return risk.correlation_stress.result
function risk.correlation_stress(covariance, positions, target, options) end

---@class risk.exceedances.options
---@field missing? "error"|"complete"|"pairwise"

---@class risk.exceedances.result
---@field value number how many
---@field rate number their share
---@field excess number mean loss above VaR; NaN when there is none
---@field hits series 1 or 0
---@field observations? integer rows used
---@field convention table options as they were used

---Losses above VaR. Marks the observations whose loss is above the VaR told for them, and how far
---above on average.
---@param returns series|number[] returns or profits
---@param var series|number[] VaR for each
---@param options? risk.exceedances.options
---@return number
---@return risk.exceedances.result
function risk.exceedances(returns, var, options) end

---@class risk.kupiec.options
---@field hits? any 1 where the loss was above VaR, else 0; left out when counts are given
---@field level? number confidence: losses pass the figure in 1 - level of periods
---@field observations? integer without hits: how many there are
---@field exceedances? integer without hits: how many losses were above VaR
---@field confidence? number of the test
---@field missing? "error"|"complete"|"pairwise"

---@class risk.kupiec.result
---@field value number LR
---@field p_value number probability of a larger one
---@field rate number N / T
---@field rejected number 1 at `confidence`
---@field accept_low number fewest hits that are not rejected
---@field accept_high number most hits that are not rejected
---@field observations? integer rows used
---@field convention table options as they were used

---Kupiec's test (proportion of failures). Whether losses are above VaR as often as its level says.
---Give `hits`, or the counts.
---@param options risk.kupiec.options
---@return number
---@return risk.kupiec.result
function risk.kupiec(options) end

---Kupiec's test (proportion of failures). Whether losses are above VaR as often as its level says.
---Give `hits`, or the counts.
---@param options risk.kupiec.options
---@return number
---@return risk.kupiec.result
function risk.pof_test(options) end

---@class risk.christoffersen.options
---@field level? number confidence: losses pass the figure in 1 - level of periods
---@field confidence? number of the test
---@field missing? "error"|"complete"|"pairwise"

---@class risk.christoffersen.result
---@field value number LR of conditional coverage
---@field p_value number its probability
---@field coverage number Kupiec's LR
---@field p_coverage number its probability
---@field independence number LR of independence
---@field p_independence number its probability
---@field rejected number conditional coverage, 1 at `confidence`
---@field n00 number steps without hits
---@field n01 number to a hit
---@field n10 number from a hit
---@field n11 number from hit to hit
---@field observations? integer rows used
---@field convention table options as they were used

---Christoffersen's tests. Whether hits are independent of the one before, and, with Kupiec's test,
---whether coverage is right given the past.
---@param hits series|number[] 1 where the loss was above VaR, else 0
---@param options? risk.christoffersen.options
---@return number
---@return risk.christoffersen.result
function risk.christoffersen(hits, options) end

---@class risk.basel_zone.options
---@field hits? any 1 where the loss was above VaR, else 0; left out when counts are given
---@field exceedances? integer without hits: how many losses were above VaR
---@field observations? integer without hits: how many there are
---@field level? number confidence of the VaR
---@field missing? "error"|"complete"|"pairwise"

---@class risk.basel_zone.result
---@field value number 0 green, 1 yellow, 2 red
---@field probability number of at most so many
---@field plus number addition to the multiplier
---@field yellow_from number hits from which it is yellow
---@field red_from number and red
---@field observations? integer rows used
---@field convention table options as they were used

---Basel traffic light. The zone of a count of losses above VaR: 0 green, 1 yellow (from a
---cumulative probability of 95 %), 2 red (99.99 %). Give `hits`, or the counts. `plus` is the
---addition to the multiplier, defined for 250 days at 99 %.
---@param options risk.basel_zone.options
---@return number
---@return risk.basel_zone.result
function risk.basel_zone(options) end

---Basel traffic light. The zone of a count of losses above VaR: 0 green, 1 yellow (from a
---cumulative probability of 95 %), 2 red (99.99 %). Give `hits`, or the counts. `plus` is the
---addition to the multiplier, defined for 250 days at 99 %.
---@param options risk.basel_zone.options
---@return number
---@return risk.basel_zone.result
function risk.traffic_light(options) end

---@class ts.ols.options
---@field intercept? boolean a constant is added
---@field covariance? "nonrobust"|"hc0"|"hc1"|"hc2"|"hc3"|"hac" how standard errors are computed
---@field lags? integer of `hac`; -1: floor(4 (n / 100)^(2/9))
---@field small_sample? boolean multiplies `hac` by n / (n - k)
---@field distribution? "t"|"normal" of p-values and intervals
---@field confidence? number of the intervals
---@field missing? "error"|"complete"|"pairwise"

---@class ts.ols.result
---@field intercept number NaN without intercept, as its other figures
---@field intercept_standard_error number its standard error
---@field intercept_t number its t value
---@field intercept_p_value number its two-sided p-value
---@field intercept_lower number lower end of its interval
---@field intercept_upper number upper end of its interval
---@field coefficients series|table<string, number> of the columns of x
---@field standard_errors series|table<string, number> of the coefficients
---@field t_values series|table<string, number> coefficients by standard errors
---@field p_values series|table<string, number> two-sided
---@field lower series|table<string, number> lower ends of the intervals
---@field upper series|table<string, number> upper ends of the intervals
---@field covariance frame of the estimates, the intercept first
---@field r_squared number share of the variation that is explained
---@field adjusted_r_squared number after degrees of freedom
---@field f_statistic number all coefficients but the constant are 0; a Wald test with robust errors
---@field f_p_value number its p-value
---@field log_likelihood number Gaussian
---@field aic number Akaike's criterion
---@field bic number Schwarz's criterion
---@field sigma number standard deviation of the residuals
---@field durbin_watson number 2 without first-order autocorrelation of the residuals
---@field condition_number number of the design: above 1e8 or so, regressors say nearly the same
---@field df_model number coefficients but the constant
---@field df_residual number observations less coefficients
---@field lags number used by `hac`
---@field residuals series y less fitted
---@field fitted series values of the line
---@field observations? integer rows used
---@field convention table options as they were used

---Linear regression. Least squares of y on the columns of x, ordinary or weighted, solved by QR
---with column pivoting and refined, with classical, heteroskedasticity-robust (HC0 to HC3) or
---autocorrelation-robust (Newey-West) standard errors. A regressor that depends on the others is an
---error that names it. Without x, y is regressed on the intercept alone: the mean, with its robust
---error.
---@param y series|number[] what is explained
---@param x? frame|table regressors
---@param weights? series|number[] of the observations, above 0, proportional to 1 / variance
---@param options? ts.ols.options
---@return ts.ols.result
function ts.ols(y, x, weights, options) end

---@class ts.rolling_ols.options
---@field period? integer observations in a window, more than coefficients
---@field intercept? boolean a constant is added
---@field missing? "error"|"complete"|"pairwise"

---@class ts.rolling_ols.result
---@field intercept series NaN before the first full window, as all of these
---@field intercept_standard_error series its standard error
---@field coefficients frame a column for each regressor
---@field standard_errors frame of the coefficients
---@field r_squared series share of the variation that is explained
---@field sigma series standard deviation of the residuals
---@field singular number windows without a unique solution
---@field observations? integer rows used
---@field convention table options as they were used

---Rolling regression. The regression of y on x over each window of the last observations, such as a
---rolling beta. Every window is solved anew, so that no error adds up. Windows in which regressors
---depend on each other are NaN and counted in `singular`.
---@param y series|number[] what is explained
---@param x? frame|table regressors
---@param options? ts.rolling_ols.options
---@return ts.rolling_ols.result
function ts.rolling_ols(y, x, options) end

---@class ts.recursive_ols.options
---@field intercept? boolean a constant is added
---@field level? number of the band
---@field missing? "error"|"complete"|"pairwise"

---@class ts.recursive_ols.result
---@field start number the first observation with a recursive residual
---@field intercept series over the observations so far
---@field coefficients frame likewise
---@field residuals series recursive
---@field cusum series their sum so far, in standard deviations
---@field band series CUSUM beyond +-band rejects constant coefficients
---@field cusum_squares series share of the sum of squares so far
---@field statistic number the largest |CUSUM| / (sqrt(m) + 2 j / sqrt(m))
---@field p_value number that it is reached under constant coefficients
---@field observations? integer rows used
---@field convention table options as they were used

---Recursive regression and CUSUM. The regression over a growing sample, its recursive residuals,
---and the CUSUM test whether the coefficients stay the same: the sum leaves the band with
---probability `level` when they do.
---@param y series|number[] what is explained
---@param x? frame|table regressors
---@param options? ts.recursive_ols.options
---@return ts.recursive_ols.result
function ts.recursive_ols(y, x, options) end

---@class ts.acf.options
---@field lags? integer below n; -1: min(10 log10(n), n - 1)
---@field adjusted? boolean divides by n - k
---@field bartlett? boolean the band widens with earlier autocorrelations
---@field confidence? number of the band
---@field missing? "error"|"complete"|"pairwise"

---@class ts.acf.result
---@field count number lags + 1
---@field values series lag 0 first
---@field lower series lower ends
---@field upper series upper ends
---@field observations? integer rows used
---@field convention table options as they were used

---Autocorrelation. Correlation of a series with itself k values before, lag 0 first, with a band in
---which it lies when there is none.
---@param x series|number[] values
---@param options? ts.acf.options
---@return ts.acf.result
function ts.acf(x, options) end

---@class ts.pacf.options
---@field lags? integer up to n / 2; -1: min(10 log10(n), n / 2 - 1)
---@field method? "ywadjusted"|"ywmle"|"ols"|"ols_inefficient"|"ols_adjusted"|"ldadjusted"|"ldbiased"|"burg" Yule-Walker, regressions, Levinson-Durbin or Burg
---@field confidence? number of the band
---@field missing? "error"|"complete"|"pairwise"

---@class ts.pacf.result
---@field count number lags + 1
---@field values series lag 0 first
---@field lower series lower ends
---@field upper series upper ends
---@field observations? integer rows used
---@field convention table options as they were used

---Partial autocorrelation. Correlation with the value k before, after what the values between
---explain.
---@param x series|number[] values
---@param options? ts.pacf.options
---@return ts.pacf.result
function ts.pacf(x, options) end

---@class ts.ccf.options
---@field lags? integer below n; -1: min(10 log10(n), n - 1)
---@field adjusted? boolean divides by n - k
---@field missing? "error"|"complete"|"pairwise"

---@class ts.ccf.result
---@field count number lags + 1
---@field values series of x with y k before, lag 0 first
---@field leads series of x with y k later
---@field observations? integer rows used
---@field convention table options as they were used

---Cross-correlation. Correlation of two series at lags in both directions: `values` is high where y
---leads x, `leads` where x leads y.
---@param x series|number[] values
---@param y series|number[] values
---@param options? ts.ccf.options
---@return ts.ccf.result
function ts.ccf(x, y, options) end

---@class ts.ljung_box.options
---@field lags? integer the most, below n
---@field model_df? integer parameters of the model
---@field missing? "error"|"complete"|"pairwise"

---@class ts.ljung_box.result
---@field statistic number with all lags
---@field p_value number NaN when no degrees of freedom are left
---@field statistics series with 1, 2, ... lags
---@field p_values series theirs
---@field observations? integer rows used
---@field convention table options as they were used

---Ljung-Box test. Whether any of the first autocorrelations differs from 0. For residuals of a
---model, `model_df` is the number of its parameters.
---@param x series|number[] returns or residuals
---@param options? ts.ljung_box.options
---@return ts.ljung_box.result
function ts.ljung_box(x, options) end

---@class ts.box_pierce.options
---@field lags? integer the most, below n
---@field model_df? integer parameters of the model
---@field missing? "error"|"complete"|"pairwise"

---@class ts.box_pierce.result
---@field statistic number with all lags
---@field p_value number NaN when no degrees of freedom are left
---@field statistics series with 1, 2, ... lags
---@field p_values series theirs
---@field observations? integer rows used
---@field convention table options as they were used

---Box-Pierce test. As the Ljung-Box test without its correction for small samples.
---@param x series|number[] returns or residuals
---@param options? ts.box_pierce.options
---@return ts.box_pierce.result
function ts.box_pierce(x, options) end

---@class ts.jarque_bera.options
---@field missing? "error"|"complete"|"pairwise"

---@class ts.jarque_bera.result
---@field statistic number high speaks against a normal distribution
---@field p_value number upper tail
---@field skewness number S
---@field kurtosis number K
---@field observations? integer rows used
---@field convention table options as they were used

---Jarque-Bera test. Whether skewness and kurtosis are those of a normal distribution. The p-value
---is exact only for large samples.
---@param x series|number[] returns or residuals
---@param options? ts.jarque_bera.options
---@return ts.jarque_bera.result
function ts.jarque_bera(x, options) end

---@class ts.arch_lm.options
---@field lags? integer at least 1; -1: min(10, n / 5)
---@field model_df? integer parameters of the model
---@field missing? "error"|"complete"|"pairwise"

---@class ts.arch_lm.result
---@field statistic number Lagrange multiplier
---@field p_value number its upper tail
---@field f_statistic number the same by an F test
---@field f_p_value number its upper tail
---@field lags number used
---@field observations? integer rows used
---@field convention table options as they were used

---ARCH-LM test. Whether the size of a value depends on the size of those before: clusters of
---volatility.
---@param x series|number[] residuals
---@param options? ts.arch_lm.options
---@return ts.arch_lm.result
function ts.arch_lm(x, options) end

---@class ts.durbin_watson.options
---@field missing? "error"|"complete"|"pairwise"

---@class ts.durbin_watson.result
---@field statistic number from 0 to 4
---@field observations? integer rows used
---@field convention table options as they were used

---Durbin-Watson statistic. First-order autocorrelation of residuals: 2 for none, towards 0 for
---positive, towards 4 for negative.
---@param x series|number[] residuals
---@param options? ts.durbin_watson.options
---@return number
---@return ts.durbin_watson.result
function ts.durbin_watson(x, options) end

---@class ts.breusch_pagan.options
---@field missing? "error"|"complete"|"pairwise"

---@class ts.breusch_pagan.result
---@field statistic number Lagrange multiplier
---@field p_value number its upper tail
---@field f_statistic number the same by an F test
---@field f_p_value number its upper tail
---@field df number degrees of freedom: columns of the regression but the constant
---@field observations? integer rows used
---@field convention table options as they were used

---Breusch-Pagan test. Whether the variance of residuals depends on the regressors: a small p-value
---asks for robust standard errors.
---@param e series|number[] residuals of the regression
---@param x frame|table its regressors, without the constant
---@param options? ts.breusch_pagan.options
---@return ts.breusch_pagan.result
function ts.breusch_pagan(e, x, options) end

---@class ts.white.options
---@field missing? "error"|"complete"|"pairwise"

---@class ts.white.result
---@field statistic number Lagrange multiplier
---@field p_value number its upper tail
---@field f_statistic number the same by an F test
---@field f_p_value number its upper tail
---@field df number degrees of freedom: columns of the regression but the constant
---@field observations? integer rows used
---@field convention table options as they were used

---White test. As the Breusch-Pagan test, with the squares and products of the regressors. Products
---that repeat a column are left out.
---@param e series|number[] residuals of the regression
---@param x frame|table its regressors, without the constant
---@param options? ts.white.options
---@return ts.white.result
function ts.white(e, x, options) end

---@class ts.breusch_godfrey.options
---@field lags? integer the most
---@field missing? "error"|"complete"|"pairwise"

---@class ts.breusch_godfrey.result
---@field statistic number Lagrange multiplier
---@field p_value number its upper tail
---@field f_statistic number the same by an F test
---@field f_p_value number its upper tail
---@field observations? integer rows used
---@field convention table options as they were used

---Breusch-Godfrey test. Whether residuals follow each other at any of the first lags; the
---regressors may hold lags of what was explained.
---@param e series|number[] residuals of the regression
---@param x? frame|table its regressors, without the constant
---@param options? ts.breusch_godfrey.options
---@return ts.breusch_godfrey.result
function ts.breusch_godfrey(e, x, options) end

---@class ts.runs_test.options
---@field cutoff? "mean"|"median" what divides the values
---@field correction? boolean of 1/2 for continuity below 50 values
---@field missing? "error"|"complete"|"pairwise"

---@class ts.runs_test.result
---@field statistic number standard normal
---@field p_value number two-sided
---@field runs number found
---@field above number values at or above the cutoff
---@field below number values below it
---@field expected number runs at random
---@field observations? integer rows used
---@field convention table options as they were used

---Runs test. Whether values above and below the cutoff follow each other at random: few runs speak
---for trends, many for reversals.
---@param x series|number[] returns or residuals
---@param options? ts.runs_test.options
---@return ts.runs_test.result
function ts.runs_test(x, options) end

---@class ts.adf.options
---@field trend? "none"|"constant"|"linear"|"quadratic" deterministic terms, each with those before it
---@field lags? integer differences in the regression; -1: chosen by `criterion`
---@field criterion? "aic"|"bic"|"t_stat" how lags are chosen
---@field max_lags? integer the most that are tried; -1: ceil(12 (n / 100)^(1/4)), but below n / 2 less the terms of the trend
---@field missing? "error"|"complete"|"pairwise"

---@class ts.adf.result
---@field statistic number t of the level
---@field p_value number of the unit root
---@field critical series critical values at 1, 5 and 10 %
---@field lags number used
---@field used number observations of the regression
---@field criterion number its value; NaN when lags were given
---@field coefficient number of the level: rho - 1
---@field standard_error number of the coefficient
---@field observations? integer rows used
---@field convention table options as they were used

---Augmented Dickey-Fuller test. Whether a series has a unit root (the null hypothesis) or is
---stationary: a small p-value speaks for a stationary series.
---@param y series|number[] levels, such as log prices
---@param options? ts.adf.options
---@return ts.adf.result
function ts.adf(y, options) end

---Augmented Dickey-Fuller test. Whether a series has a unit root (the null hypothesis) or is
---stationary: a small p-value speaks for a stationary series.
---@param y series|number[] levels, such as log prices
---@param options? ts.adf.options
---@return ts.adf.result
function ts.adfuller(y, options) end

---@class ts.phillips_perron.options
---@field trend? "none"|"constant"|"linear" deterministic terms
---@field lags? integer of the long-run variance; -1: ceil(12 (n / 100)^(1/4))
---@field test? "tau"|"rho" which of the two `statistic` is
---@field missing? "error"|"complete"|"pairwise"

---@class ts.phillips_perron.result
---@field statistic number tau or rho
---@field p_value number of the unit root
---@field critical series critical values at 1, 5 and 10 %
---@field tau number the t form
---@field rho number the coefficient form
---@field lags number used
---@field long_run_variance number of the residuals
---@field variance number of the residuals
---@field observations? integer rows used
---@field convention table options as they were used

---Phillips-Perron test. As the Dickey-Fuller test, with a correction for autocorrelation by the
---long-run variance instead of lags.
---@param y series|number[] levels, such as log prices
---@param options? ts.phillips_perron.options
---@return ts.phillips_perron.result
function ts.phillips_perron(y, options) end

---@class ts.kpss.options
---@field trend? "level"|"linear" what the series is stationary around
---@field lags? integer of the long-run variance; -1: by `rule`
---@field rule? "auto"|"legacy" auto depends on the data, legacy is ceil(12 (n / 100)^(1/4))
---@field missing? "error"|"complete"|"pairwise"

---@class ts.kpss.result
---@field statistic number high speaks for a unit root
---@field p_value number from 0.01 to 0.10
---@field limit number -1: p is below 0.01, 1: above 0.10, 0: as told
---@field critical series critical values at 1, 2.5, 5 and 10 %
---@field lags number used
---@field observations? integer rows used
---@field convention table options as they were used

---KPSS test. Whether a series is stationary (the null hypothesis): a small p-value speaks for a
---unit root. The published table reaches from 0.01 to 0.10; `limit` tells when p is below (-1) or
---above (1) these.
---@param y series|number[] levels
---@param options? ts.kpss.options
---@return ts.kpss.result
function ts.kpss(y, options) end

---@class ts.variance_ratio.options
---@field lags? integer q, the periods of the long return
---@field drift? boolean takes the mean return out
---@field robust? boolean holds under changing volatility (overlapping only)
---@field debiased? boolean unbiased variances (overlapping only)
---@field overlap? boolean all long returns, not every q-th
---@field missing? "error"|"complete"|"pairwise"

---@class ts.variance_ratio.result
---@field ratio number 1 for a random walk
---@field statistic number standard normal
---@field p_value number two-sided
---@field variance number of sqrt(n) (ratio - 1)
---@field used number returns
---@field observations? integer rows used
---@field convention table options as they were used

---Variance ratio test. Whether prices follow a random walk: the variance of returns over `lags`
---periods is then that many times the variance over one. A ratio above 1 speaks for trends, below 1
---for reversals.
---@param y series|number[] log prices, not returns
---@param options? ts.variance_ratio.options
---@return ts.variance_ratio.result
function ts.variance_ratio(y, options) end

---@class ts.engle_granger.options
---@field trend? "none"|"constant"|"linear"|"quadratic" deterministic terms of the regression
---@field lags? integer differences in the regression; -1: chosen by `criterion`
---@field criterion? "aic"|"bic"|"t_stat" how lags are chosen
---@field max_lags? integer the most that are tried; -1: ceil(12 (n / 100)^(1/4)), but below n / 2 less the terms of the trend
---@field missing? "error"|"complete"|"pairwise"

---@class ts.engle_granger.result
---@field statistic number tau of the residuals
---@field p_value number of no cointegration
---@field critical series critical values at 1, 5 and 10 %
---@field lags number used
---@field intercept number of the regression; NaN without
---@field coefficients series|table<string, number> hedge ratios
---@field residuals series the spread
---@field observations? integer rows used
---@field convention table options as they were used

---Engle-Granger cointegration test. Whether a combination of series with unit roots is stationary,
---as in pairs trading: y is regressed on x, and the residuals, the spread, are tested for a unit
---root. A small p-value speaks for cointegration.
---@param y series|number[] levels
---@param x frame|table levels
---@param options? ts.engle_granger.options
---@return ts.engle_granger.result
function ts.engle_granger(y, x, options) end

---Engle-Granger cointegration test. Whether a combination of series with unit roots is stationary,
---as in pairs trading: y is regressed on x, and the residuals, the spread, are tested for a unit
---root. A small p-value speaks for cointegration.
---@param y series|number[] levels
---@param x frame|table levels
---@param options? ts.engle_granger.options
---@return ts.engle_granger.result
function ts.coint(y, x, options) end

---@class ts.johansen.options
---@field det_order? integer -1 no deterministic terms, 0 a constant, 1 a linear trend
---@field lags? integer lagged differences
---@field missing? "error"|"complete"|"pairwise"

---@class ts.johansen.result
---@field rank number relations at 5 % by the trace
---@field rank_max number by the largest eigenvalues
---@field eigenvalues series largest first
---@field trace series statistics
---@field max_eigen series statistics
---@field trace_critical frame at 10, 5 and 1 %
---@field max_eigen_critical frame at 10, 5 and 1 %
---@field vectors frame a cointegrating vector in each column
---@field observations? integer rows used
---@field convention table options as they were used

---Johansen cointegration test. How many independent combinations of up to 12 series are stationary,
---and which: by the trace and the largest eigenvalues of the vector error correction model. Row r
---of the tests has at most r - 1 relations as its null hypothesis.
---@param x frame|table levels
---@param options? ts.johansen.options
---@return ts.johansen.result
function ts.johansen(x, options) end

---@class ts.granger.options
---@field lags? integer the most
---@field missing? "error"|"complete"|"pairwise"

---@class ts.granger.result
---@field statistic number F with all lags
---@field p_value number its upper tail
---@field f series with 1, 2, ... lags
---@field f_p_value series F distribution
---@field chi2 series with 1, 2, ... lags
---@field chi2_p_value series chi-squared
---@field lr series likelihood ratio
---@field lr_p_value series chi-squared
---@field df_residual series of the regression with x
---@field observations? integer rows used
---@field convention table options as they were used

---Granger causality test. Whether past values of x help to predict y beyond the past of y itself: a
---small p-value says that they do. Both should be stationary, such as returns.
---@param y series|number[] what is predicted
---@param x series|number[] what may lead it
---@param options? ts.granger.options
---@return ts.granger.result
function ts.granger(y, x, options) end

---Granger causality test. Whether past values of x help to predict y beyond the past of y itself: a
---small p-value says that they do. Both should be stationary, such as returns.
---@param y series|number[] what is predicted
---@param x series|number[] what may lead it
---@param options? ts.granger.options
---@return ts.granger.result
function ts.granger_causality(y, x, options) end

---@class ts.factor_model.options
---@field intercept? boolean with alphas
---@field covariance? "nonrobust"|"hc0"|"hc1"|"hc2"|"hc3"|"hac" how standard errors are computed
---@field lags? integer of `hac`; -1: floor(4 (n / 100)^(2/9))
---@field small_sample? boolean multiplies `hac` by n / (n - k)
---@field missing? "error"|"complete"|"pairwise"

---@class ts.factor_model.result
---@field alphas series|table<string, number> intercepts
---@field alpha_standard_errors series|table<string, number> of the alphas
---@field alpha_t_values series|table<string, number> of the alphas
---@field alpha_p_values series|table<string, number> two-sided
---@field betas frame assets down, factors across
---@field standard_errors frame of the betas
---@field t_values frame of the betas
---@field p_values frame two-sided
---@field r_squared series|table<string, number> share of each asset's variation that factors explain
---@field sigma series|table<string, number> standard deviation of what they leave
---@field residuals frame what they leave
---@field factor_covariance frame F
---@field covariance frame of the assets, as the model has it
---@field observations? integer rows used
---@field convention table options as they were used

---Factor model of several assets. Returns of many assets regressed on the same factors (Fama and
---French, or a market and its sectors), and the covariance of the assets that the model implies,
---for risk and for optimisers.
---@param y frame|table returns of the assets
---@param x frame|table returns of the factors
---@param options? ts.factor_model.options
---@return ts.factor_model.result
function ts.factor_model(y, x, options) end

---@class ts.hp_filter.options
---@field lambda? number smoothness
---@field missing? "error"|"complete"|"pairwise"

---@class ts.hp_filter.result
---@field trend series smooth part
---@field cycle series y less trend
---@field observations? integer rows used
---@field convention table options as they were used

---Hodrick-Prescott filter. A smooth trend and the cycle around it. Every value of the trend depends
---on later values of the series: in a backtest it looks ahead.
---@param y series|number[] levels, usually logarithms
---@param options? ts.hp_filter.options
---@return ts.hp_filter.result
function ts.hp_filter(y, options) end

---Hodrick-Prescott filter. A smooth trend and the cycle around it. Every value of the trend depends
---on later values of the series: in a backtest it looks ahead.
---@param y series|number[] levels, usually logarithms
---@param options? ts.hp_filter.options
---@return ts.hp_filter.result
function ts.hpfilter(y, options) end

---@class ts.half_life.options
---@field dt? number time between values
---@field missing? "error"|"complete"|"pairwise"

---@class ts.half_life.result
---@field half_life number in units of dt
---@field kappa number speed
---@field mean number level of reversion
---@field sigma number volatility per square root of time
---@field deviation number standard deviation in the long run
---@field slope number b
---@field t number its t value
---@field observations? integer rows used
---@field convention table options as they were used

---Half-life of mean reversion. How long a spread takes to lose half of its distance from its mean,
---by the Ornstein-Uhlenbeck process that fits it best. Infinite when it does not revert. Test first
---whether it does, with ts.adf: short samples make reversion look faster than it is.
---@param x series|number[] a spread, equally spaced in time
---@param options? ts.half_life.options
---@return number
---@return ts.half_life.result
function ts.half_life(x, options) end

---@class portfolio.min_variance.options
---@field budget? number sum of the weights
---@field lower? number[]|series|number least weights: one for all, or one an asset; 0 when left out, -math.huge for none
---@field upper? number[]|series|number greatest weights, likewise; none when left out
---@field group? number[]|series|number number of each asset's group, from 1; 0 for none
---@field group_lower? number[]|series|number least sum of the weights of group 1, 2, ...
---@field group_upper? number[]|series|number greatest sum of the weights of group 1, 2, ...
---@field previous? number[]|series|number weights held now
---@field turnover? number greatest sum of |weight - previous|
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.min_variance.result
---@field weights series|table<string, number> one an asset
---@field volatility number of one period
---@field turnover number sum of |weight - previous|; NaN without previous
---@field bound_dual series|table<string, number> multipliers of the bounds: what 1/2 w'Sw - w'm / risk_aversion rises by when the bound does; NaN when the limit of turnover binds
---@field budget_dual number multiplier of the sum of weights
---@field observations? integer rows used
---@field convention table options as they were used

---Portfolio of least variance. The weights with the least volatility. Weights are long only and sum
---to 1 unless `lower`, `upper` and `budget` say otherwise; groups and turnover may be limited.
---Contradicting limits are an error that names them.
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.min_variance.options
---@return portfolio.min_variance.result
function portfolio.min_variance(covariance, options) end

---Portfolio of least variance. The weights with the least volatility. Weights are long only and sum
---to 1 unless `lower`, `upper` and `budget` say otherwise; groups and turnover may be limited.
---Contradicting limits are an error that names them.
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.min_variance.options
---@return portfolio.min_variance.result
function portfolio.min_volatility(covariance, options) end

---@class portfolio.max_utility.options
---@field budget? number sum of the weights
---@field lower? number[]|series|number least weights: one for all, or one an asset; 0 when left out, -math.huge for none
---@field upper? number[]|series|number greatest weights, likewise; none when left out
---@field group? number[]|series|number number of each asset's group, from 1; 0 for none
---@field group_lower? number[]|series|number least sum of the weights of group 1, 2, ...
---@field group_upper? number[]|series|number greatest sum of the weights of group 1, 2, ...
---@field previous? number[]|series|number weights held now
---@field turnover? number greatest sum of |weight - previous|
---@field risk_aversion? number price of variance
---@field rf? number risk-free rate of the same period
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.max_utility.result
---@field weights series|table<string, number> one an asset
---@field expected_return number m'w
---@field volatility number of one period
---@field sharpe number (expected_return - rf) / volatility
---@field risk_aversion number for which this is the portfolio of greatest utility; infinite for the least variance
---@field turnover number sum of |weight - previous|; NaN without previous
---@field bound_dual series|table<string, number> multipliers of the bounds: what 1/2 w'Sw - w'm / risk_aversion rises by when the bound does; NaN when the limit of turnover binds
---@field budget_dual number multiplier of the sum of weights
---@field observations? integer rows used
---@field convention table options as they were used

---Portfolio of greatest utility. The weights with the greatest expected return less a price of
---variance. Weights are long only and sum to 1 unless `lower`, `upper` and `budget` say otherwise;
---groups and turnover may be limited. Contradicting limits are an error that names them.
---@param expected series|number[] expected returns of one period
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.max_utility.options
---@return portfolio.max_utility.result
function portfolio.max_utility(expected, covariance, options) end

---Portfolio of greatest utility. The weights with the greatest expected return less a price of
---variance. Weights are long only and sum to 1 unless `lower`, `upper` and `budget` say otherwise;
---groups and turnover may be limited. Contradicting limits are an error that names them.
---@param expected series|number[] expected returns of one period
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.max_utility.options
---@return portfolio.max_utility.result
function portfolio.max_quadratic_utility(expected, covariance, options) end

---@class portfolio.efficient_return.options
---@field budget? number sum of the weights
---@field lower? number[]|series|number least weights: one for all, or one an asset; 0 when left out, -math.huge for none
---@field upper? number[]|series|number greatest weights, likewise; none when left out
---@field group? number[]|series|number number of each asset's group, from 1; 0 for none
---@field group_lower? number[]|series|number least sum of the weights of group 1, 2, ...
---@field group_upper? number[]|series|number greatest sum of the weights of group 1, 2, ...
---@field previous? number[]|series|number weights held now
---@field turnover? number greatest sum of |weight - previous|
---@field target? number least expected return; must be given
---@field rf? number risk-free rate of the same period
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.efficient_return.result
---@field weights series|table<string, number> one an asset
---@field expected_return number m'w
---@field volatility number of one period
---@field sharpe number (expected_return - rf) / volatility
---@field risk_aversion number for which this is the portfolio of greatest utility; infinite for the least variance
---@field turnover number sum of |weight - previous|; NaN without previous
---@field bound_dual series|table<string, number> multipliers of the bounds: what 1/2 w'Sw - w'm / risk_aversion rises by when the bound does; NaN when the limit of turnover binds
---@field budget_dual number multiplier of the sum of weights
---@field observations? integer rows used
---@field convention table options as they were used

---Portfolio of least variance with a return. The weights with the least volatility whose expected
---return is at least `target`. Weights are long only and sum to 1 unless `lower`, `upper` and
---`budget` say otherwise; groups and turnover may be limited. Contradicting limits are an error
---that names them.
---@param expected series|number[] expected returns of one period
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.efficient_return.options
---@return portfolio.efficient_return.result
function portfolio.efficient_return(expected, covariance, options) end

---@class portfolio.efficient_risk.options
---@field budget? number sum of the weights
---@field lower? number[]|series|number least weights: one for all, or one an asset; 0 when left out, -math.huge for none
---@field upper? number[]|series|number greatest weights, likewise; none when left out
---@field group? number[]|series|number number of each asset's group, from 1; 0 for none
---@field group_lower? number[]|series|number least sum of the weights of group 1, 2, ...
---@field group_upper? number[]|series|number greatest sum of the weights of group 1, 2, ...
---@field previous? number[]|series|number weights held now
---@field turnover? number greatest sum of |weight - previous|
---@field target? number greatest volatility; must be given
---@field rf? number risk-free rate of the same period
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.efficient_risk.result
---@field weights series|table<string, number> one an asset
---@field expected_return number m'w
---@field volatility number of one period
---@field sharpe number (expected_return - rf) / volatility
---@field risk_aversion number for which this is the portfolio of greatest utility; infinite for the least variance
---@field turnover number sum of |weight - previous|; NaN without previous
---@field bound_dual series|table<string, number> multipliers of the bounds: what 1/2 w'Sw - w'm / risk_aversion rises by when the bound does; NaN when the limit of turnover binds
---@field budget_dual number multiplier of the sum of weights
---@field observations? integer rows used
---@field convention table options as they were used

---Portfolio of greatest return with a risk. The weights with the greatest expected return whose
---volatility is at most `target`. Weights are long only and sum to 1 unless `lower`, `upper` and
---`budget` say otherwise; groups and turnover may be limited. Contradicting limits are an error
---that names them.
---@param expected series|number[] expected returns of one period
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.efficient_risk.options
---@return portfolio.efficient_risk.result
function portfolio.efficient_risk(expected, covariance, options) end

---@class portfolio.max_sharpe.options
---@field budget? number sum of the weights
---@field lower? number[]|series|number least weights: one for all, or one an asset; 0 when left out, -math.huge for none
---@field upper? number[]|series|number greatest weights, likewise; none when left out
---@field group? number[]|series|number number of each asset's group, from 1; 0 for none
---@field group_lower? number[]|series|number least sum of the weights of group 1, 2, ...
---@field group_upper? number[]|series|number greatest sum of the weights of group 1, 2, ...
---@field previous? number[]|series|number weights held now
---@field turnover? number greatest sum of |weight - previous|
---@field rf? number risk-free rate of the same period
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.max_sharpe.result
---@field weights series|table<string, number> one an asset
---@field expected_return number m'w
---@field volatility number of one period
---@field sharpe number (expected_return - rf) / volatility
---@field risk_aversion number for which this is the portfolio of greatest utility; infinite for the least variance
---@field turnover number sum of |weight - previous|; NaN without previous
---@field bound_dual series|table<string, number> multipliers of the bounds: what 1/2 w'Sw - w'm / risk_aversion rises by when the bound does; NaN when the limit of turnover binds
---@field budget_dual number multiplier of the sum of weights
---@field observations? integer rows used
---@field convention table options as they were used

---Portfolio of the greatest Sharpe ratio. The tangency portfolio. An error when no portfolio within
---the limits has an expected return above rf. Weights are long only and sum to 1 unless `lower`,
---`upper` and `budget` say otherwise; groups and turnover may be limited. Contradicting limits are
---an error that names them.
---@param expected series|number[] expected returns of one period
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.max_sharpe.options
---@return portfolio.max_sharpe.result
function portfolio.max_sharpe(expected, covariance, options) end

---Portfolio of the greatest Sharpe ratio. The tangency portfolio. An error when no portfolio within
---the limits has an expected return above rf. Weights are long only and sum to 1 unless `lower`,
---`upper` and `budget` say otherwise; groups and turnover may be limited. Contradicting limits are
---an error that names them.
---@param expected series|number[] expected returns of one period
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.max_sharpe.options
---@return portfolio.max_sharpe.result
function portfolio.tangency(expected, covariance, options) end

---@class portfolio.frontier.options
---@field budget? number sum of the weights
---@field lower? number[]|series|number least weights: one for all, or one an asset; 0 when left out, -math.huge for none
---@field upper? number[]|series|number greatest weights, likewise; none when left out
---@field group? number[]|series|number number of each asset's group, from 1; 0 for none
---@field group_lower? number[]|series|number least sum of the weights of group 1, 2, ...
---@field group_upper? number[]|series|number greatest sum of the weights of group 1, 2, ...
---@field previous? number[]|series|number weights held now
---@field turnover? number greatest sum of |weight - previous|
---@field points? integer portfolios
---@field rf? number risk-free rate of the same period
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.frontier.result
---@field expected_returns series of each
---@field volatilities series of each
---@field sharpes series of each
---@field weights frame a row each
---@field observations? integer rows used
---@field convention table options as they were used

---Efficient frontier. Portfolios of least variance for expected returns that rise evenly from that
---of the least variance to the greatest. Weights are long only and sum to 1 unless `lower`, `upper`
---and `budget` say otherwise; groups and turnover may be limited. Contradicting limits are an error
---that names them.
---@param expected series|number[] expected returns of one period
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.frontier.options
---@return portfolio.frontier.result
function portfolio.frontier(expected, covariance, options) end

---Efficient frontier. Portfolios of least variance for expected returns that rise evenly from that
---of the least variance to the greatest. Weights are long only and sum to 1 unless `lower`, `upper`
---and `budget` say otherwise; groups and turnover may be limited. Contradicting limits are an error
---that names them.
---@param expected series|number[] expected returns of one period
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.frontier.options
---@return portfolio.frontier.result
function portfolio.efficient_frontier(expected, covariance, options) end

---@class portfolio.risk_parity.options
---@field budget? number[]|series|number shares of risk, above 0, in any unit
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.risk_parity.result
---@field weights series|table<string, number> one an asset
---@field volatility number of one period
---@field share series|table<string, number> of risk
---@field iterations number steps made
---@field observations? integer rows used
---@field convention table options as they were used

---Risk parity. The long-only weights whose shares of risk are the budget, equal ones by default.
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.risk_parity.options
---@return portfolio.risk_parity.result
function portfolio.risk_parity(covariance, options) end

---Risk parity. The long-only weights whose shares of risk are the budget, equal ones by default.
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.risk_parity.options
---@return portfolio.risk_parity.result
function portfolio.risk_budgeting(covariance, options) end

---Risk parity. The long-only weights whose shares of risk are the budget, equal ones by default.
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.risk_parity.options
---@return portfolio.risk_parity.result
function portfolio.equal_risk_contribution(covariance, options) end

---@class portfolio.risk_contributions.options
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.risk_contributions.result
---@field volatility number of one period
---@field marginal series|table<string, number> (Sw)_i / volatility
---@field contribution series|table<string, number> weight * marginal
---@field share series|table<string, number> contribution / volatility
---@field observations? integer rows used
---@field convention table options as they were used

---Contributions to risk. What each asset adds to the volatility of a portfolio.
---@param weights series|number[] of the portfolio
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.risk_contributions.options
---@return portfolio.risk_contributions.result
function portfolio.risk_contributions(weights, covariance, options) end

---@class portfolio.inverse_volatility.options
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.inverse_volatility.result
---@field weights series|table<string, number> one an asset
---@field volatility number of one period
---@field observations? integer rows used
---@field convention table options as they were used

---Weights by inverse volatility. Each asset by one over its volatility; correlations do not matter.
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.inverse_volatility.options
---@return portfolio.inverse_volatility.result
function portfolio.inverse_volatility(covariance, options) end

---@class portfolio.equal_weight.options
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.equal_weight.result
---@field weights series|table<string, number> one an asset
---@field volatility number of one period
---@field observations? integer rows used
---@field convention table options as they were used

---Equal weights. One over the number of assets each, and the volatility of that.
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.equal_weight.options
---@return portfolio.equal_weight.result
function portfolio.equal_weight(covariance, options) end

---@class portfolio.black_litterman.options
---@field market_weights? number[]|series|number for the prior
---@field prior? number[]|series|number prior expected returns
---@field risk_aversion? number of the market
---@field tau? number uncertainty of the prior relative to S
---@field rf? number added to the excess returns that the market implies
---@field omega? frame|table covariance of the views' errors
---@field confidence? number[]|series|number in each view, from 0 (none) to 1 (certain)
---@field covariance? "posterior"|"prior" S + M or S
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.black_litterman.result
---@field returns series|table<string, number> posterior expected returns
---@field covariance frame that goes with them
---@field prior series|table<string, number> expected returns before the views
---@field weights series|table<string, number> of the greatest utility without bounds
---@field omega frame as used; infinite for a view without confidence
---@field observations? integer rows used
---@field convention table options as they were used

---Black-Litterman. Expected returns that blend those which the market's weights imply with views. A
---view is a row of `views` (1 and -1 for one asset above another) and its return. Give either
---market_weights or prior. Uncertainty of views: proportional to their variance by default,
---`omega`, or `confidence`.
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param views? frame|table portfolios of the views, one a row
---@param view_returns? series|number[] their expected returns
---@param options? portfolio.black_litterman.options
---@return portfolio.black_litterman.result
function portfolio.black_litterman(covariance, views, view_returns, options) end

---@class portfolio.hrp.options
---@field distance? "columns"|"condensed" what is clustered
---@field linkage? "single"|"complete"|"average"|"ward" distance of clusters
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.hrp.result
---@field weights series|table<string, number> one an asset
---@field volatility number of one period
---@field order series assets in the order of the tree's leaves, from 1
---@field linkage frame clusters merged, their distance, assets in both; assets are 1 to k, the cluster of row m is k + m
---@field observations? integer rows used
---@field convention table options as they were used

---Hierarchical risk parity. Assets are clustered by correlation, and weight is split from the top
---of the tree in inverse proportion to the variance of each half. Works for singular covariances.
---Implementations differ in what they cluster: the paper takes distances between the columns of the
---distance matrix ("columns"), PyPortfolioOpt the distances themselves ("condensed").
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.hrp.options
---@return portfolio.hrp.result
function portfolio.hrp(covariance, options) end

---Hierarchical risk parity. Assets are clustered by correlation, and weight is split from the top
---of the tree in inverse proportion to the variance of each half. Works for singular covariances.
---Implementations differ in what they cluster: the paper takes distances between the columns of the
---distance matrix ("columns"), PyPortfolioOpt the distances themselves ("condensed").
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.hrp.options
---@return portfolio.hrp.result
function portfolio.hierarchical_risk_parity(covariance, options) end

---@class portfolio.discrete_allocation.options
---@field total? number money
---@field lot? number units come in multiples of it
---@field method? "greedy"|"exact" how
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.discrete_allocation.result
---@field units series to hold
---@field weights series that they have of total
---@field leftover number money
---@field shortfall number what assets are worth below their targets
---@field proven number 1 when nothing better exists; 0 for greedy, and where exact gave up
---@field observations? integer rows used
---@field convention table options as they were used

---Whole units for weights. How many units of each asset to buy. Weights are at least 0 and sum to
---at most 1; what they do not use stays in cash.
---@param weights series|number[] at least 0
---@param prices series|number[] of one unit, above 0
---@param options? portfolio.discrete_allocation.options
---@return portfolio.discrete_allocation.result
function portfolio.discrete_allocation(weights, prices, options) end

---@class portfolio.statistics.options
---@field expected? number[]|series|number expected returns
---@field rf? number risk-free rate of the same period
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.statistics.result
---@field expected_return number NaN without expected returns
---@field volatility number of one period
---@field sharpe number NaN without expected returns
---@field diversification_ratio number 1 for one bet, sqrt(k) for k equal independent ones
---@field herfindahl number 1 / k to 1
---@field effective_assets number 1 / herfindahl
---@field effective_bets number 1 to k
---@field gross number sum |w|
---@field net number sum w
---@field observations? integer rows used
---@field convention table options as they were used

---Statistics of a portfolio. Return, risk and diversification of given weights.
---@param weights series|number[] of the portfolio
---@param covariance frame|table covariance of the assets' returns, of the same period; symmetric, positive semidefinite
---@param options? portfolio.statistics.options
---@return portfolio.statistics.result
function portfolio.statistics(weights, covariance, options) end

---@class portfolio.turnover.options
---@field returns? number[]|series|number of the assets since then
---@field missing? "error"|"complete"|"pairwise"

---@class portfolio.turnover.result
---@field turnover number buys + sells
---@field one_way number the smaller of buys and sells
---@field buys number bought
---@field sells number sold
---@field trades series change of each weight
---@field drifted series what the previous weights have become
---@field observations? integer rows used
---@field convention table options as they were used

---Turnover. What is traded to get from previous to target weights. With `returns` the previous
---weights first drift with them.
---@param target series|number[] weights to get to
---@param previous series|number[] weights as they were made
---@param options? portfolio.turnover.options
---@return number
---@return portfolio.turnover.result
function portfolio.turnover(target, previous, options) end

---@class ts.garch.options
---@field p? integer lags of squared errors
---@field q? integer lags of the variance; 0: ARCH
---@field mean? "constant"|"zero" of y
---@field distribution? "normal"|"t" of z; t is scaled to variance 1
---@field start? "backcast"|"sample" the variance before the series: the first 75 squared deviations weighted by 0.94^i (arch), or the mean of e^2 (the benchmark, fGarch)
---@field covariance? "robust"|"hessian"|"opg"|"information" of std_errors: the sandwich (Bollerslev and Wooldridge), the second derivatives, the scores' outer product, or the information matrix
---@field horizon? integer steps to forecast
---@field missing? "error"|"complete"|"pairwise"

---@class ts.garch.result
---@field mu number mean of y; 0 when it is zero
---@field omega number constant of the variance
---@field alpha series coefficients of squared errors
---@field beta series coefficients of past variances
---@field nu number degrees of freedom of t; NaN for normal errors
---@field parameters series mu, omega, alpha, beta, nu
---@field std_errors series in the same order; NaN for what is not estimated or on an edge
---@field errors frame all standard errors: columns robust, hessian, opg, information
---@field log_likelihood number of the observations as given
---@field aic number Akaike's criterion
---@field bic number Schwarz's criterion
---@field persistence number sum of alpha and beta
---@field unconditional number variance in the long run; infinite at a persistence of 1
---@field boundary number 0, or the sum of 1: persistence is 1; 2: an alpha or beta is 0; 4: omega or nu at an edge
---@field iterations number of the search
---@field variance series h
---@field residuals series standardised: e / sqrt(h)
---@field forecast series variances 1, 2, ... steps ahead
---@field observations? integer rows used
---@field convention table options as they were used

---GARCH(p, q). Fits a model of changing variance to returns by maximum likelihood, with normal or
---Student's t errors, and forecasts variances. The search holds alpha and beta at or above 0 and
---their sum at or below 1, nu from 2.05 to 500; `boundary` tells an estimate on an edge, which has
---no standard error. The variance before the first observation moves the third digit of estimates:
---`start` says which.
---@param y series|number[] observations, oldest first
---@param options? ts.garch.options
---@return ts.garch.result
function ts.garch(y, options) end

---@class ts.arima.options
---@field p? integer autoregressive order
---@field d? integer differences
---@field q? integer order of the moving average
---@field seasonal_p? integer autoregressive order in seasons
---@field seasonal_d? integer seasonal differences
---@field seasonal_q? integer order of the moving average in seasons
---@field period? integer observations a season
---@field constant? "auto"|"yes"|"no" auto: yes if nothing is differenced
---@field horizon? integer steps to forecast
---@field level? number probability of the forecasts' intervals
---@field fixed? number[]|series|number parameters to take: the constant if there is one, ar, ma, sar, sma, and sigma2 or not
---@field missing? "error"|"complete"|"pairwise"

---@class ts.arima.result
---@field constant number mean of the differenced series; 0 without one
---@field sigma2 number variance of e
---@field ar series autoregressive coefficients
---@field ma series moving average coefficients
---@field sar series seasonal autoregressive coefficients
---@field sma series seasonal moving average coefficients
---@field parameters series constant, ar, ma, sar, sma
---@field std_errors series in the same order; NaN for what is not estimated
---@field log_likelihood number of the observations as given
---@field aic number Akaike's criterion; sigma2 counts as a parameter
---@field aicc number the same corrected for small samples
---@field bic number Schwarz's criterion
---@field used number differences that are there: the n of the criteria
---@field boundary number 0, or the sum of 1: a root of the autoregression is nearly 1; 2: of the moving average
---@field iterations number of the search
---@field residuals series one-step errors
---@field fitted series one-step forecasts
---@field forecast series of y
---@field lower series lower end of the interval
---@field upper series upper end of the interval
---@field forecast_error series standard deviations of the forecasts
---@field observations? integer rows used
---@field convention table options as they were used

---ARIMA with seasons. Fits ARIMA(p, d, q)(P, D, Q) by exact Gaussian maximum likelihood and
---forecasts with intervals. y is differenced first, then a Kalman filter from the stationary start
---gives the likelihood. Missing values are allowed: they count for nothing, and differences that
---touch one are missing too. Estimates are stationary and invertible; `boundary` tells a root that
---is nearly 1. `constant` is the mean of the differenced series (the drift with one difference).
---`fixed` gives the parameters instead of estimating them.
---@param y series|number[] observations, oldest first
---@param options? ts.arima.options
---@return ts.arima.result
function ts.arima(y, options) end

---ARIMA with seasons. Fits ARIMA(p, d, q)(P, D, Q) by exact Gaussian maximum likelihood and
---forecasts with intervals. y is differenced first, then a Kalman filter from the stationary start
---gives the likelihood. Missing values are allowed: they count for nothing, and differences that
---touch one are missing too. Estimates are stationary and invertible; `boundary` tells a root that
---is nearly 1. `constant` is the mean of the differenced series (the drift with one difference).
---`fixed` gives the parameters instead of estimating them.
---@param y series|number[] observations, oldest first
---@param options? ts.arima.options
---@return ts.arima.result
function ts.sarima(y, options) end

---@class ts.auto_arima.options
---@field period? integer observations a season; 1: none
---@field d? integer differences; -1: chosen
---@field seasonal_d? integer seasonal differences; -1: chosen
---@field max_p? integer most lags
---@field max_q? integer most lags of errors
---@field max_seasonal_p? integer most seasonal lags
---@field max_seasonal_q? integer most seasonal lags of errors
---@field horizon? integer steps to forecast
---@field level? number probability of the forecasts' intervals
---@field missing? "error"|"complete"|"pairwise"

---@class ts.auto_arima.result
---@field p number autoregressive order
---@field d number differences
---@field q number order of the moving average
---@field seasonal_p number seasonal autoregressive order
---@field seasonal_d number seasonal differences
---@field seasonal_q number seasonal order of the moving average
---@field has_constant number 1 if there is one
---@field models number that were fitted
---@field constant number mean of the differenced series; 0 without one
---@field sigma2 number variance of e
---@field count number of parameters
---@field parameters series constant, ar, ma, sar, sma
---@field std_errors series in the same order
---@field log_likelihood number of the observations as given
---@field aic number Akaike's criterion; sigma2 counts as a parameter
---@field aicc number the same corrected for small samples
---@field bic number Schwarz's criterion
---@field residuals series one-step errors
---@field fitted series one-step forecasts
---@field forecast series of y
---@field lower series lower end of the interval
---@field upper series upper end of the interval
---@field forecast_error series standard deviations of the forecasts
---@field observations? integer rows used
---@field convention table options as they were used

---ARIMA with orders that are searched for. Chooses differences by the strength of the season and by
---KPSS, then orders by a stepwise search for the least AICc, and forecasts with the model found.
---Models with a root that is nearly 1 do not count; the search is no proof that there is none
---better. Missing values are allowed.
---@param y series|number[] observations, oldest first
---@param options? ts.auto_arima.options
---@return ts.auto_arima.result
function ts.auto_arima(y, options) end

---@class ts.ets.options
---@field error? "additive"|"multiplicative" multiplicative: its deviation is a share of the level
---@field trend? "none"|"additive"|"damped" of the level
---@field season? "none"|"additive"|"multiplicative" added, or a factor
---@field period? integer observations a season
---@field alpha? number weight of an error in the level; left out: estimated
---@field beta? number in the slope; left out: estimated
---@field gamma? number in the season; left out: estimated
---@field phi? number damping of the slope; left out: estimated
---@field initial? "estimated"|"heuristic" starts that are not given: estimated, or from a line through the first 10 values and a moving average
---@field initial_level? number before the first value
---@field initial_trend? number slope before the first value
---@field initial_season? number[]|series|number of the first `period` values
---@field horizon? integer steps to forecast
---@field level? number probability of the forecasts' intervals
---@field paths? integer simulated for the intervals of a multiplicative season; horizon * paths at most 20 million
---@field seed? integer of the simulation: the same gives the same intervals
---@field missing? "error"|"complete"|"pairwise"

---@class ts.ets.result
---@field alpha number weight of an error in the level
---@field beta number in the slope; NaN without trend
---@field gamma number in the season; NaN without one
---@field phi number damping; NaN without
---@field initial_level number before the first value
---@field initial_trend number slope before the first value
---@field initial_season series of the first values; mean 0, or 1 when multiplicative
---@field sigma2 number variance of errors, relative ones when multiplicative
---@field sse number sum of squares of y - fitted
---@field log_likelihood number of the observations as given
---@field aic number Akaike's criterion; sigma2 counts as a parameter
---@field aicc number the same corrected for small samples
---@field bic number Schwarz's criterion
---@field boundary number 0, or the sum of 1, 2, 4, 8 for alpha, beta, gamma, phi on an edge
---@field iterations number of the search
---@field level_path series level after each value
---@field trend_path series slope after each value
---@field season_path series season after each value
---@field fitted series one-step forecasts
---@field residuals series errors, relative ones when multiplicative
---@field forecast series of y
---@field lower series lower end of the interval
---@field upper series upper end of the interval
---@field forecast_error series standard deviations of the forecasts
---@field observations? integer rows used
---@field convention table options as they were used

---Exponential smoothing as a state space model. Fits ETS(error, trend, season) by maximum
---likelihood, starts included, and forecasts with intervals: exact, or simulated when the season is
---multiplicative. beta and gamma are those of the state space form (Holt's beta is beta / alpha,
---Winters' gamma is gamma / (1 - alpha)). alpha is held within 0.0001 and 0.9999, beta below alpha,
---gamma below 1 - alpha, phi from 0.8 to 0.98; `boundary` tells an estimate on an edge.
---@param y series|number[] observations, oldest first
---@param options? ts.ets.options
---@return ts.ets.result
function ts.ets(y, options) end

---@class ts.ses.options
---@field alpha? number weight of the newest value; left out: estimated
---@field horizon? integer steps to forecast
---@field level? number probability of the forecasts' intervals
---@field missing? "error"|"complete"|"pairwise"

---@class ts.ses.result
---@field alpha number weight of the newest value
---@field initial_level number before the first value
---@field sse number sum of squared one-step errors
---@field aicc number Akaike's criterion, corrected
---@field smoothed series level after each value
---@field fitted series forecast of each value from those before
---@field forecast series of y
---@field lower series lower end of the interval
---@field upper series upper end of the interval
---@field observations? integer rows used
---@field convention table options as they were used

---Simple exponential smoothing. Forecasts by a level that each value moves by alpha times its
---error. alpha and the start are those of least squared one-step errors, unless alpha is given.
---@param y series|number[] observations, oldest first
---@param options? ts.ses.options
---@return ts.ses.result
function ts.ses(y, options) end

---@class ts.holt.options
---@field alpha? number weight of the newest value; left out: estimated
---@field beta? number weight of the newest slope; needs alpha; left out: estimated
---@field damped? boolean the trend fades
---@field phi? number share of the trend that is left after a step; left out: estimated
---@field horizon? integer steps to forecast
---@field level? number probability of the forecasts' intervals
---@field missing? "error"|"complete"|"pairwise"

---@class ts.holt.result
---@field alpha number weight of the newest value
---@field beta number weight of the newest slope
---@field phi number damping; NaN without
---@field initial_level number before the first value
---@field initial_trend number before the first value
---@field sse number sum of squared one-step errors
---@field aicc number Akaike's criterion, corrected
---@field smoothed series level after each value
---@field trend series trend after each value
---@field fitted series forecast of each value from those before
---@field forecast series of y
---@field lower series lower end of the interval
---@field upper series upper end of the interval
---@field observations? integer rows used
---@field convention table options as they were used

---Holt's method. Exponential smoothing with a trend, which may be damped. Parameters that are not
---given, and the starts, are those of least squared one-step errors.
---@param y series|number[] observations, oldest first
---@param options? ts.holt.options
---@return ts.holt.result
function ts.holt(y, options) end

---@class ts.holt_winters.options
---@field period? integer observations a season
---@field season? "additive"|"multiplicative" added, or a factor
---@field alpha? number weight of the newest value; left out: estimated
---@field beta? number weight of the newest slope; needs alpha; left out: estimated
---@field gamma? number weight of the newest season; needs alpha; left out: estimated
---@field damped? boolean the trend fades
---@field phi? number share of the trend that is left after a step; left out: estimated
---@field horizon? integer steps to forecast
---@field level? number probability of the forecasts' intervals
---@field paths? integer simulated for the intervals of a multiplicative season; horizon * paths at most 20 million
---@field seed? integer of the simulation: the same gives the same intervals
---@field missing? "error"|"complete"|"pairwise"

---@class ts.holt_winters.result
---@field alpha number weight of the newest value
---@field beta number weight of the newest slope
---@field gamma number weight of the newest season
---@field phi number damping; NaN without
---@field initial_level number before the first value
---@field initial_trend number before the first value
---@field initial_season series of the first values; mean 0, or 1 when multiplicative
---@field sse number sum of squared one-step errors
---@field aicc number Akaike's criterion, corrected
---@field smoothed series level after each value
---@field trend series trend after each value
---@field season series season after each value
---@field fitted series forecast of each value from those before
---@field forecast series of y
---@field lower series lower end of the interval
---@field upper series upper end of the interval
---@field observations? integer rows used
---@field convention table options as they were used

---Holt and Winters' method. Exponential smoothing with a trend and a season. Parameters that are
---not given, and the starts, are those of least squared one-step errors. A multiplicative season is
---corrected by y over the level forecast (Winters, and R's HoltWinters, take the new level).
---@param y series|number[] observations, oldest first
---@param options? ts.holt_winters.options
---@return ts.holt_winters.result
function ts.holt_winters(y, options) end

---@class ts.kalman.options
---@field y any observations
---@field design any what of the states is observed
---@field transition any from a state to the next
---@field state_covariance any of what is added to the states
---@field observation_covariance any of the noise of observations
---@field initial_state? any at the first time; 0 when left out
---@field initial_covariance? any of it; left out: diffuse
---@field horizon? integer observations to forecast
---@field missing? "error"|"complete"|"pairwise"

---@class ts.kalman.result
---@field log_likelihood number of the observations
---@field observed number values that counted
---@field diffuse number of them, those that settled a diffuse start
---@field filtered frame states given times up to that one
---@field filtered_variance frame their variances
---@field smoothed frame states given all times
---@field smoothed_variance frame their variances
---@field innovations frame y less its forecast from the time before
---@field innovation_variance frame their variances
---@field forecast frame of y
---@field forecast_variance frame their variances
---@field last_state series of the time after the last
---@field last_covariance frame of that state
---@field observations? integer rows used
---@field convention table options as they were used

---Kalman filter and smoother. States of a linear Gaussian model whose matrices are given: filtered
---(given the past and present), smoothed (given all), the log-likelihood and forecasts. Missing
---values of y tell nothing. Without `initial_covariance` nothing is known of the start: it is
---diffuse, exactly, and values are NaN until it is settled.
---@param options ts.kalman.options
---@return ts.kalman.result
function ts.kalman(options) end

---@class ts.dynamic_beta.options
---@field constant? boolean the first coefficient is that of a constant
---@field sigma2? number variance of the noise; given with `walk`
---@field walk? number[]|series|number variances of the walks, the constant's first; left out: estimated
---@field missing? "error"|"complete"|"pairwise"

---@class ts.dynamic_beta.result
---@field sigma2 number variance of the noise
---@field walk series variances of the walks
---@field log_likelihood number of the observations as given
---@field aic number Akaike's criterion
---@field bic number Schwarz's criterion
---@field boundary number 0, or the sum of 1: the variance of a walk is 0; 2: that of the noise is
---@field iterations number of the search
---@field beta frame filtered coefficients
---@field beta_error frame their standard errors
---@field smoothed frame coefficients given all times
---@field smoothed_error frame their standard errors
---@field residuals series y less its forecast from the time before
---@field observations? integer rows used
---@field convention table options as they were used

---Regression with coefficients that walk. A regression whose coefficients are random walks, by the
---Kalman filter with an exact diffuse start; the variances of the noise and of the walks are those
---of greatest likelihood, or given. Filtered coefficients know the past and the present only. A
---walk whose variance comes out as nothing is a constant coefficient (`boundary`). Times at which y
---or a regressor is missing tell nothing.
---@param y series|number[] what is explained
---@param x frame|table regressors
---@param options? ts.dynamic_beta.options
---@return ts.dynamic_beta.result
function ts.dynamic_beta(y, x, options) end

---@class ts.local_level.options
---@field sigma2? number variance of the noise; given with `walk`
---@field walk? number variance of the level's steps
---@field horizon? integer steps to forecast
---@field level? number probability of the forecasts' intervals
---@field missing? "error"|"complete"|"pairwise"

---@class ts.local_level.result
---@field sigma2 number variance of the noise
---@field walk number variance of the level's steps
---@field ratio number walk / sigma2
---@field log_likelihood number of the observations as given
---@field aic number Akaike's criterion
---@field bic number Schwarz's criterion
---@field boundary number 0, or 1: the level is constant, or 2: there is no noise
---@field iterations number of the search
---@field filtered series level given the past and the present
---@field filtered_error series its standard error
---@field smoothed series level given all times
---@field smoothed_error series its standard error
---@field residuals series y less its forecast from the time before
---@field forecast series of y
---@field lower series lower end of the interval
---@field upper series upper end of the interval
---@field observations? integer rows used
---@field convention table options as they were used

---Local level model. A level that walks at random, seen with noise, by the Kalman filter with an
---exact diffuse start; both variances are those of greatest likelihood, or given. Missing values
---are allowed.
---@param y series|number[] observations, oldest first
---@param options? ts.local_level.options
---@return ts.local_level.result
function ts.local_level(y, options) end

---@class options.bsm.options
---@field spot any price of the underlying now
---@field strike any price at which it may be exercised
---@field rate any interest a year, continuously compounded (0.05 is 5 %)
---@field dividend? any dividend yield a year, continuously compounded; none when left out
---@field volatility any of the logarithm of the price over a year (0.2 is 20 %)
---@field expiry any years left
---@field type? "call"|"put" the right to buy or to sell
---@field missing? "error"|"complete"|"pairwise"

---@class options.bsm.result
---@field price series what the option is worth
---@field delta series price by the underlying
---@field gamma series delta by the underlying
---@field vega series price by the volatility, for a change by 1.00
---@field vega_percent series vega / 100: for a change by 1 %
---@field theta series price as time passes, a year
---@field theta_day series theta / 365: a calendar day
---@field rho series price by the rate, for a change by 1.00
---@field rho_percent series rho / 100: for a change by 1 %
---@field phi series price by the dividend yield, for a change by 1.00
---@field vanna series delta by the volatility, which is vega by the underlying
---@field volga series vega by the volatility (vomma)
---@field charm series delta as time passes, a year
---@field speed series gamma by the underlying
---@field zomma series gamma by the volatility
---@field color series gamma as time passes, a year
---@field strike_delta series price by the strike
---@field strike_gamma series price by the strike, twice: the discounted density of the underlying at expiry
---@field d1 series of the formula
---@field d2 series of the formula
---@field observations? integer rows used
---@field convention table options as they were used

---Black, Scholes and Merton's European options. Price and all Greeks of European options on an
---underlying with a continuous dividend yield. Far from the money prices keep their digits. With no
---time or volatility left they are the exact limits: what exercise is worth, and no second
---derivatives; on the edge itself gamma is infinite and charm, speed, zomma and color are missing.
---A missing input makes that option's results missing; one out of its range is an error.
---@param options options.bsm.options
---@return number
---@return options.bsm.result
function options.bsm(options) end

---Black, Scholes and Merton's European options. Price and all Greeks of European options on an
---underlying with a continuous dividend yield. Far from the money prices keep their digits. With no
---time or volatility left they are the exact limits: what exercise is worth, and no second
---derivatives; on the edge itself gamma is infinite and charm, speed, zomma and color are missing.
---A missing input makes that option's results missing; one out of its range is an error.
---@param options options.bsm.options
---@return number
---@return options.bsm.result
function options.black_scholes(options) end

---@class options.black76.options
---@field forward any price of the underlying's forward or future
---@field strike any price at which it may be exercised
---@field rate any interest a year, continuously compounded (0.05 is 5 %)
---@field volatility any of the logarithm of the price over a year (0.2 is 20 %)
---@field expiry any years left
---@field type? "call"|"put" the right to buy or to sell
---@field missing? "error"|"complete"|"pairwise"

---@class options.black76.result
---@field price series what the option is worth
---@field delta series price by the underlying
---@field gamma series delta by the underlying
---@field vega series price by the volatility, for a change by 1.00
---@field vega_percent series vega / 100: for a change by 1 %
---@field theta series price as time passes, a year
---@field theta_day series theta / 365: a calendar day
---@field rho series price by the rate, for a change by 1.00
---@field rho_percent series rho / 100: for a change by 1 %
---@field vanna series delta by the volatility, which is vega by the underlying
---@field volga series vega by the volatility (vomma)
---@field charm series delta as time passes, a year
---@field speed series gamma by the underlying
---@field zomma series gamma by the volatility
---@field color series gamma as time passes, a year
---@field strike_delta series price by the strike
---@field strike_gamma series price by the strike, twice: the discounted density of the underlying at expiry
---@field d1 series of the formula
---@field d2 series of the formula
---@field observations? integer rows used
---@field convention table options as they were used

---Black's European options on forwards. Price and Greeks of European options on a forward or
---future, which does not move when the rate does; caps and swaptions by annuity are quoted by it.
---Limits as in options.bsm. A missing input makes that option's results missing; one out of its
---range is an error.
---@param options options.black76.options
---@return number
---@return options.black76.result
function options.black76(options) end

---@class options.bachelier.options
---@field forward any price of the underlying's forward or future
---@field strike any price at which it may be exercised
---@field rate any interest a year, continuously compounded (0.05 is 5 %)
---@field volatility any of changes of the forward over a year, in its unit
---@field expiry any years left
---@field type? "call"|"put" the right to buy or to sell
---@field missing? "error"|"complete"|"pairwise"

---@class options.bachelier.result
---@field price series what the option is worth
---@field delta series price by the underlying
---@field gamma series delta by the underlying
---@field vega series price by the volatility, for a change by 1.00
---@field theta series price as time passes, a year
---@field theta_day series theta / 365: a calendar day
---@field rho series price by the rate, for a change by 1.00
---@field rho_percent series rho / 100: for a change by 1 %
---@field vanna series delta by the volatility, which is vega by the underlying
---@field volga series vega by the volatility (vomma)
---@field charm series delta as time passes, a year
---@field speed series gamma by the underlying
---@field zomma series gamma by the volatility
---@field color series gamma as time passes, a year
---@field strike_delta series price by the strike
---@field strike_gamma series price by the strike, twice: the discounted density of the underlying at expiry
---@field d series of the formula
---@field observations? integer rows used
---@field convention table options as they were used

---Bachelier's European options. Price and Greeks of European options on a forward whose changes are
---normal: rates and spreads, which may be below 0. Limits as in options.bsm. A missing input makes
---that option's results missing; one out of its range is an error.
---@param options options.bachelier.options
---@return number
---@return options.bachelier.result
function options.bachelier(options) end

---Bachelier's European options. Price and Greeks of European options on a forward whose changes are
---normal: rates and spreads, which may be below 0. Limits as in options.bsm. A missing input makes
---that option's results missing; one out of its range is an error.
---@param options options.bachelier.options
---@return number
---@return options.bachelier.result
function options.normal(options) end

---@class options.implied_vol.options
---@field price any of the option
---@field spot any price of the underlying, or its forward for black76 and bachelier
---@field strike any price at which it may be exercised
---@field rate any interest a year, continuously compounded (0.05 is 5 %)
---@field dividend? any dividend yield a year, continuously compounded; none when left out
---@field expiry any years left
---@field type? "call"|"put" the right to buy or to sell
---@field model? "bsm"|"black76"|"bachelier" whose volatility
---@field missing? "error"|"complete"|"pairwise"

---@class options.implied_vol.result
---@field volatility series a year
---@field observations? integer rows used
---@field convention table options as they were used

---Implied volatility. The volatility at which a model gives the price, to the last digits that the
---price has. A price outside its bounds without arbitrage is an error that names them; one at the
---lower bound has volatility 0. A missing input gives a missing volatility.
---@param options options.implied_vol.options
---@return number
---@return options.implied_vol.result
function options.implied_vol(options) end

---Implied volatility. The volatility at which a model gives the price, to the last digits that the
---price has. A price outside its bounds without arbitrage is an error that names them; one at the
---lower bound has volatility 0. A missing input gives a missing volatility.
---@param options options.implied_vol.options
---@return number
---@return options.implied_vol.result
function options.implied_volatility(options) end

---@class options.american.options
---@field spot any price of the underlying now
---@field strike any price at which it may be exercised
---@field rate any interest a year, continuously compounded (0.05 is 5 %)
---@field dividend? any dividend yield a year, continuously compounded; none when left out
---@field volatility any of the logarithm of the price over a year (0.2 is 20 %)
---@field expiry any years left
---@field type? "call"|"put" the right to buy or to sell
---@field method? "crr"|"leisen_reimer"|"baw"|"bjerksund_stensland" how it is priced
---@field exercise? "american"|"european" at any time, or at the end only
---@field steps? integer of trees
---@field missing? "error"|"complete"|"pairwise"

---@class options.american.result
---@field price series what the option is worth
---@field delta series price by the underlying
---@field gamma series delta by the underlying
---@field vega series price by the volatility, for a change by 1.00
---@field theta series price as time passes, a year
---@field rho series price by the rate, for a change by 1.00
---@field observations? integer rows used
---@field convention table options as they were used

---American options. Price and Greeks of options that may be exercised at any time. Methods: crr,
---the tree of Cox, Ross and Rubinstein; leisen_reimer, a tree whose error falls with the square of
---the steps (an even number becomes the next odd one); baw and bjerksund_stensland, approximations
---without steps, for american exercise and rates of 0 or more. A tree with too few steps for the
---carry is an error that says how many it needs. A missing input makes that option's results
---missing; one out of its range is an error.
---@param options options.american.options
---@return number
---@return options.american.result
function options.american(options) end

---@class options.binomial.options
---@field spot any price of the underlying now
---@field strike any price at which it may be exercised
---@field rate any interest a year, continuously compounded (0.05 is 5 %)
---@field dividend? any dividend yield a year, continuously compounded; none when left out
---@field expiry any years left
---@field type? "call"|"put" the right to buy or to sell
---@field exercise? "american"|"european" at any time, or at the end only
---@field steps? integer to the expiry
---@field up? number factor of a step up
---@field down? number factor of a step down
---@field missing? "error"|"complete"|"pairwise"

---@class options.binomial.result
---@field price series what the option is worth
---@field probability series of a step up, risk-neutral
---@field observations? integer rows used
---@field convention table options as they were used

---Binomial tree with given factors. The textbook's tree: in each step the price goes up or down by
---a given factor. The factors must lie around the growth of a step, exp((rate - dividend) expiry /
---steps). A missing input makes that option's results missing; one out of its range is an error.
---@param options options.binomial.options
---@return number
---@return options.binomial.result
function options.binomial(options) end

---@class bonds.year_fraction.options
---@field day_count? "thirty_360"|"thirty_e_360"|"actual_360"|"actual_365"|"actual_actual_isda"|"actual_actual_icma" 30/360 US (bond basis), 30E/360, ACT/360, ACT/365 fixed, ACT/ACT ISDA, ACT/ACT ICMA
---@field frequency? integer coupons a year, for ACT/ACT ICMA: 1, 2, 3, 4, 6 or 12
---@field missing? "error"|"complete"|"pairwise"

---@class bonds.year_fraction.result
---@field fraction series of a year
---@field days series as the convention counts them
---@field observations? integer rows used
---@field convention table options as they were used

---Year fractions by day counts. The part of a year between two dates, as contracts count it, and
---the days that are counted. Negative when the second date is before the first, which ACT/ACT ICMA
---refuses; that counts coupon periods back from the second date. Times of day are ignored.
---@param start series|table|string|number first dates
---@param finish series|table|string|number second dates
---@param options? bonds.year_fraction.options
---@return number
---@return bonds.year_fraction.result
function bonds.year_fraction(start, finish, options) end

---@class bonds.schedule.options
---@field frequency? integer coupons a year: 1, 2, 3, 4, 6 or 12
---@field end_of_month? boolean a maturity on a month's last day has its coupons on last days
---@field stub? "short"|"long" what becomes of a first period that is not whole
---@field missing? "error"|"complete"|"pairwise"

---@class bonds.schedule.result
---@field count number dates there are
---@field dates series in seconds since 1970
---@field observations? integer rows used
---@field convention table options as they were used

---Coupon dates. From a start to the maturity, counted back from the maturity, both included. A
---first period that is not whole stands alone (short) or joins the next (long).
---@param start series|table|string|number one date, before the maturity
---@param maturity series|table|string|number one date
---@param options? bonds.schedule.options
---@return bonds.schedule.result
function bonds.schedule(start, maturity, options) end

---@class bonds.price.options
---@field frequency? integer coupons a year: 1, 2, 3, 4, 6 or 12
---@field day_count? "thirty_360"|"thirty_e_360"|"actual_360"|"actual_365"|"actual_actual_isda"|"actual_actual_icma" 30/360 US (bond basis), 30E/360, ACT/360, ACT/365 fixed, ACT/ACT ISDA, ACT/ACT ICMA
---@field end_of_month? boolean a maturity on a month's last day has its coupons on last days
---@field last_period? "simple"|"compound" discounting with one coupon left: simple is the street's convention and that of spreadsheets
---@field redemption? number paid at maturity, per 100 of face value
---@field missing? "error"|"complete"|"pairwise"

---@class bonds.price.result
---@field clean series price without accrued interest
---@field dirty series price that is paid
---@field accrued series interest since the last coupon
---@field macaulay series duration in years
---@field modified series duration: relative loss of price a unit of yield
---@field convexity series second derivative by the yield, of the price
---@field dv01 series loss of the price of 100 when the yield rises by 0.01 %
---@field observations? integer rows used
---@field convention table options as they were used

---Price and risk of a bond from its yield. Clean and dirty price, accrued interest, Macaulay and
---modified duration, convexity and DV01 of bonds with fixed coupons. A coupon pays coupon x year
---fraction of its period, coupon / frequency for 30/360 and ACT/ACT ICMA. A missing coupon or yield
---makes that bond's results missing.
---@param settlement series|table|string|number days from which the buyer owns the bond
---@param maturity series|table|string|number days of the last payment
---@param coupon number|series a year, as a fraction (0.05 is 5 %)
---@param yield number|series a year, as a fraction
---@param options? bonds.price.options
---@return number
---@return bonds.price.result
function bonds.price(settlement, maturity, coupon, yield, options) end

---Price and risk of a bond from its yield. Clean and dirty price, accrued interest, Macaulay and
---modified duration, convexity and DV01 of bonds with fixed coupons. A coupon pays coupon x year
---fraction of its period, coupon / frequency for 30/360 and ACT/ACT ICMA. A missing coupon or yield
---makes that bond's results missing.
---@param settlement series|table|string|number days from which the buyer owns the bond
---@param maturity series|table|string|number days of the last payment
---@param coupon number|series a year, as a fraction (0.05 is 5 %)
---@param yield number|series a year, as a fraction
---@param options? bonds.price.options
---@return number
---@return bonds.price.result
function bonds.bond(settlement, maturity, coupon, yield, options) end

---@class bonds.yield.options
---@field frequency? integer coupons a year: 1, 2, 3, 4, 6 or 12
---@field day_count? "thirty_360"|"thirty_e_360"|"actual_360"|"actual_365"|"actual_actual_isda"|"actual_actual_icma" 30/360 US (bond basis), 30E/360, ACT/360, ACT/365 fixed, ACT/ACT ISDA, ACT/ACT ICMA
---@field end_of_month? boolean a maturity on a month's last day has its coupons on last days
---@field last_period? "simple"|"compound" discounting with one coupon left: simple is the street's convention and that of spreadsheets
---@field redemption? number paid at maturity, per 100 of face value
---@field missing? "error"|"complete"|"pairwise"

---@class bonds.yield.result
---@field yield series a year, as a fraction
---@field accrued series interest since the last coupon
---@field observations? integer rows used
---@field convention table options as they were used

---Yield of a bond from its price. The yield at which bonds.price gives the clean price, to the last
---digits. A missing coupon or price makes the yield missing.
---@param settlement series|table|string|number days from which the buyer owns the bond
---@param maturity series|table|string|number days of the last payment
---@param coupon number|series a year, as a fraction
---@param price number|series clean, per 100 of face value
---@param options? bonds.yield.options
---@return number
---@return bonds.yield.result
function bonds.yield(settlement, maturity, coupon, price, options) end

---@class bonds.curve.options
---@field deposit_times? any years
---@field deposit_rates? any simple, as fractions a year
---@field par_times? any years
---@field par_rates? any as fractions a year
---@field at? any years at which rates are wanted
---@field frequency? integer coupons a year of par instruments: 1, 2, 3, 4, 6 or 12
---@field interpolation? "log_discount"|"zero" what is linear between pillars
---@field missing? "error"|"complete"|"pairwise"

---@class bonds.curve.result
---@field times series pillars, in years
---@field discounts series factors at the pillars
---@field zeros series zero rates there
---@field forwards series forward rates from the pillar before
---@field discount series factors at `at`
---@field zero series zero rates there
---@field forward series instantaneous forward rates there
---@field par series par rates there
---@field observations? integer rows used
---@field convention table options as they were used

---Discount curve from deposits and par rates. Bootstraps discount factors from simple deposit rates
---and the par rates of bonds or swaps, each of which the curve then prices exactly, and gives
---discount factors, zero, forward and par rates at any times. Before the first pillar the zero rate
---is the first's; after the last the last forward rate (log_discount) or zero rate (zero) goes on.
---@param options bonds.curve.options
---@return bonds.curve.result
function bonds.curve(options) end

---Discount curve from deposits and par rates. Bootstraps discount factors from simple deposit rates
---and the par rates of bonds or swaps, each of which the curve then prices exactly, and gives
---discount factors, zero, forward and par rates at any times. Before the first pillar the zero rate
---is the first's; after the last the last forward rate (log_discount) or zero rate (zero) goes on.
---@param options bonds.curve.options
---@return bonds.curve.result
function bonds.bootstrap(options) end

---@class bonds.nelson_siegel.options
---@field beta0? number level
---@field beta1? number slope
---@field beta2? number curvature
---@field beta3? number second curvature
---@field tau1? number decay time in years
---@field tau2? number second decay time in years
---@field missing? "error"|"complete"|"pairwise"

---@class bonds.nelson_siegel.result
---@field zero series zero rates
---@field forward series instantaneous forward rates
---@field discount series discount factors
---@field observations? integer rows used
---@field convention table options as they were used

---Nelson and Siegel's and Svensson's curves. Zero and forward rates and discount factors of a curve
---given by its parameters; beta3 = 0 is Nelson and Siegel's, otherwise Svensson's.
---@param times series|number[] years, 0 or more
---@param options? bonds.nelson_siegel.options
---@return bonds.nelson_siegel.result
function bonds.nelson_siegel(times, options) end

---@class bonds.nelson_siegel_fit.options
---@field model? "nelson_siegel"|"svensson" the curve
---@field tau_min? number least decay time in years
---@field tau_max? number largest decay time in years
---@field missing? "error"|"complete"|"pairwise"

---@class bonds.nelson_siegel_fit.result
---@field beta0 number level
---@field beta1 number slope
---@field beta2 number curvature
---@field beta3 number second curvature; 0 for Nelson and Siegel's
---@field tau1 number decay time in years
---@field tau2 number second decay time; missing for Nelson and Siegel's
---@field rmse number root of the mean squared residual
---@field fitted series rates of the curve
---@field residuals series rate - fitted
---@field observations? integer rows used
---@field convention table options as they were used

---Fit of Nelson and Siegel's and Svensson's curves. Least squares of zero rates. The betas follow
---from the decay times by linear least squares; those are searched from a grid, by the simplex
---method from its best five points, as the sum of squares has several minima. Needs 4 rates,
---Svensson's 6; a search that does not settle is an error that tells its best point.
---@param times series|number[] years, above 0
---@param rates series|number[] zero rates
---@param options? bonds.nelson_siegel_fit.options
---@return bonds.nelson_siegel_fit.result
function bonds.nelson_siegel_fit(times, rates, options) end

---@class micro.volume_profile.options
---@field bins? integer levels
---@field value_area? number the fraction of volume that the value area holds at least
---@field missing? "error"|"complete"|"pairwise"

---@class micro.volume_profile.result
---@field found number levels: `bins`, or 1 where all prices are the same
---@field levels series the middle of each level, ascending
---@field volumes series traded at each level
---@field point_of_control number the middle of the level with the most volume
---@field value_area_low number lower edge of the value area
---@field value_area_high number upper edge of the value area
---@field value_area_volume number traded in the value area
---@field total number traded at all
---@field observations? integer rows used
---@field convention table options as they were used

---Volume profile. How much was traded at which price: the range of prices in levels of equal
---height, the level with the most volume (the point of control) and the value area around it. A
---price on the edge of two levels belongs to the upper one. The value area grows from the point of
---control by the neighbouring level with more volume (of equal ones the one above) until it holds
---the fraction `value_area` of all volume. Prices that are all the same give one level.
---@param prices series|number[] prices of trades or bars
---@param volumes series|number[] volume at each price
---@param options? micro.volume_profile.options
---@return micro.volume_profile.result
function micro.volume_profile(prices, volumes, options) end

---@class attribution.brinson.options
---@field method? "brinson_fachler"|"bhb" whether allocation is judged against the benchmark's return (brinson_fachler) or against 0 (bhb)
---@field mode? "arithmetic"|"geometric" whether effects explain R - B or (1 + R) / (1 + B) - 1
---@field linking? "carino"|"menchero"|"grap"|"frongello"|"davies_laker" how arithmetic effects are linked over periods
---@field fold? boolean interaction is part of selection
---@field missing? "error"|"complete"|"pairwise"

---@class attribution.brinson.result
---@field portfolio series return of each period
---@field benchmark series and the benchmark's
---@field allocation frame of each period
---@field selection frame of each period
---@field interaction frame of each period
---@field linked_allocation series|table<string, number> over all periods
---@field linked_selection series|table<string, number> over all periods
---@field linked_interaction series|table<string, number> over all periods
---@field portfolio_return number compounded
---@field benchmark_return number compounded
---@field excess number R - B, or (1 + R) / (1 + B) - 1
---@field total_allocation number of all segments, linked
---@field total_selection number likewise
---@field total_interaction number likewise
---@field residual number what is not explained: 0 but for rounding
---@field observations? integer rows used
---@field convention table options as they were used

---Brinson attribution. What allocation between segments, selection within them and the interaction
---of both added to the benchmark's return, in each period and linked over all without a residual.
---The weights of portfolio and benchmark must sum to the same in each period; cash is a segment.
---@param wp frame|table weights of the portfolio: periods down, segments across
---@param rp frame|table returns of the portfolio's segments
---@param wb frame|table weights of the benchmark
---@param rb frame|table returns of the benchmark's segments
---@param options? attribution.brinson.options
---@return attribution.brinson.result
function attribution.brinson(wp, rp, wb, rb, options) end

---@class attribution.contribution.options
---@field missing? "error"|"complete"|"pairwise"

---@class attribution.contribution.result
---@field contributions frame of each period
---@field linked series|table<string, number> over all periods
---@field total number compounded return
---@field residual number 0 but for rounding
---@field observations? integer rows used
---@field convention table options as they were used

---Contribution to return. What each segment contributed to the compounded return.
---@param weights frame|table weights: periods down, segments across
---@param returns frame|table returns of the segments
---@param options? attribution.contribution.options
---@return attribution.contribution.result
function attribution.contribution(weights, returns, options) end

---@class stats.mean.options
---@field missing? "error"|"complete"|"pairwise"

---@class stats.mean.result
---@field value number mean
---@field observations? integer rows used
---@field convention table options as they were used

---Mean. The arithmetic mean.
---@param x series|number[] observations
---@param options? stats.mean.options
---@return number
---@return stats.mean.result
function stats.mean(x, options) end

---@class stats.std.options
---@field ddof? integer the variance is divided by n - ddof
---@field missing? "error"|"complete"|"pairwise"

---@class stats.std.result
---@field value number deviation
---@field variance number its square
---@field mean number mean
---@field observations? integer rows used
---@field convention table options as they were used

---Standard deviation. The deviation from the mean; a sample that does not vary has exactly 0.
---@param x series|number[] observations
---@param options? stats.std.options
---@return number
---@return stats.std.result
function stats.std(x, options) end

---@class stats.variance.options
---@field ddof? integer the variance is divided by n - ddof
---@field missing? "error"|"complete"|"pairwise"

---@class stats.variance.result
---@field value number variance
---@field mean number mean
---@field observations? integer rows used
---@field convention table options as they were used

---Variance. The mean square of the distances from the mean.
---@param x series|number[] observations
---@param options? stats.variance.options
---@return number
---@return stats.variance.result
function stats.variance(x, options) end

---Variance. The mean square of the distances from the mean.
---@param x series|number[] observations
---@param options? stats.variance.options
---@return number
---@return stats.variance.result
function stats.var(x, options) end

---@class stats.skewness.options
---@field method? "moment"|"sample" which form
---@field missing? "error"|"complete"|"pairwise"

---@class stats.skewness.result
---@field value number skewness
---@field standard_error number of the sample form, for a normal sample
---@field observations? integer rows used
---@field convention table options as they were used

---Skewness. The third standardised moment: below 0 with a long tail of losses.
---@param x series|number[] observations
---@param options? stats.skewness.options
---@return number
---@return stats.skewness.result
function stats.skewness(x, options) end

---Skewness. The third standardised moment: below 0 with a long tail of losses.
---@param x series|number[] observations
---@param options? stats.skewness.options
---@return number
---@return stats.skewness.result
function stats.skew(x, options) end

---@class stats.kurtosis.options
---@field method? "excess"|"moment"|"sample_excess"|"sample"|"fisher" which form
---@field missing? "error"|"complete"|"pairwise"

---@class stats.kurtosis.result
---@field value number kurtosis
---@field standard_error number of the sample's excess, for a normal sample
---@field observations? integer rows used
---@field convention table options as they were used

---Kurtosis. The fourth standardised moment, in the five forms that are in use, under
---PerformanceAnalytics' names. The excess forms are 0 for a normal distribution, the others 3.
---@param x series|number[] observations
---@param options? stats.kurtosis.options
---@return number
---@return stats.kurtosis.result
function stats.kurtosis(x, options) end

---Kurtosis. The fourth standardised moment, in the five forms that are in use, under
---PerformanceAnalytics' names. The excess forms are 0 for a normal distribution, the others 3.
---@param x series|number[] observations
---@param options? stats.kurtosis.options
---@return number
---@return stats.kurtosis.result
function stats.kurt(x, options) end

---@class stats.describe.options
---@field missing? "error"|"complete"|"pairwise"

---@class stats.describe.result
---@field count number observations
---@field mean number mean
---@field std number deviation; NaN for one observation
---@field min number smallest
---@field q25 number lower quartile
---@field median number median
---@field q75 number upper quartile
---@field max number largest
---@field skewness number sample form
---@field kurtosis number sample excess
---@field observations? integer rows used
---@field convention table options as they were used

---Summary of a sample. Count, mean, deviation, extremes, quartiles, skewness and kurtosis at once.
---Given a frame, of each column.
---@param x series|number[] observations
---@param options? stats.describe.options
---@return stats.describe.result
function stats.describe(x, options) end

---@class stats.quantile.options
---@field p? number[]|series|number probabilities from 0 to 1; the median when left out
---@field type? integer Hyndman and Fan's type, R's number
---@field missing? "error"|"complete"|"pairwise"

---@class stats.quantile.result
---@field value number the first quantile
---@field values series one for each p
---@field observations? integer rows used
---@field convention table options as they were used

---Quantile. The value below which a share `p` of the sample lies, in one of the nine types that
---programs use. Several at once with a list: they are in `values`, the first is returned.
---@param x series|number[] observations
---@param options? stats.quantile.options
---@return number
---@return stats.quantile.result
function stats.quantile(x, options) end

---Quantile. The value below which a share `p` of the sample lies, in one of the nine types that
---programs use. Several at once with a list: they are in `values`, the first is returned.
---@param x series|number[] observations
---@param options? stats.quantile.options
---@return number
---@return stats.quantile.result
function stats.percentile(x, options) end

---@class stats.median.options
---@field missing? "error"|"complete"|"pairwise"

---@class stats.median.result
---@field value number median
---@field observations? integer rows used
---@field convention table options as they were used

---Median. The middle of the sorted sample, or the mean of the two in the middle.
---@param x series|number[] observations
---@param options? stats.median.options
---@return number
---@return stats.median.result
function stats.median(x, options) end

---@class stats.mad.options
---@field scale? number the result is multiplied with it
---@field missing? "error"|"complete"|"pairwise"

---@class stats.mad.result
---@field value number deviation
---@field median number median
---@field observations? integer rows used
---@field convention table options as they were used

---Median absolute deviation. The median distance from the median, scaled so that it is the standard
---deviation of a normal sample. Half of the sample may be wild without moving it.
---@param x series|number[] observations
---@param options? stats.mad.options
---@return number
---@return stats.mad.result
function stats.mad(x, options) end

---@class stats.iqr.options
---@field type? integer Hyndman and Fan's type, R's number
---@field missing? "error"|"complete"|"pairwise"

---@class stats.iqr.result
---@field value number range
---@field q25 number lower quartile
---@field q75 number upper quartile
---@field observations? integer rows used
---@field convention table options as they were used

---Interquartile range. The distance between the quartiles.
---@param x series|number[] observations
---@param options? stats.iqr.options
---@return number
---@return stats.iqr.result
function stats.iqr(x, options) end

---@class stats.trimmed_mean.options
---@field proportion? number cut on each side, below 0.5
---@field missing? "error"|"complete"|"pairwise"

---@class stats.trimmed_mean.result
---@field value number mean
---@field cut number values cut on each side
---@field observations? integer rows used
---@field convention table options as they were used

---Trimmed mean. The mean without the lowest and the highest values, a share `proportion` on each
---side.
---@param x series|number[] observations
---@param options? stats.trimmed_mean.options
---@return number
---@return stats.trimmed_mean.result
function stats.trimmed_mean(x, options) end

---@class stats.winsorized_mean.options
---@field proportion? number pulled in on each side, below 0.5
---@field missing? "error"|"complete"|"pairwise"

---@class stats.winsorized_mean.result
---@field value number mean
---@field cut number values pulled in on each side
---@field observations? integer rows used
---@field convention table options as they were used

---Winsorised mean. The mean after the lowest and the highest values, a share `proportion` on each
---side, were set to the nearest that stays.
---@param x series|number[] observations
---@param options? stats.winsorized_mean.options
---@return number
---@return stats.winsorized_mean.result
function stats.winsorized_mean(x, options) end

---@class stats.huber.options
---@field k? number 1.345 has 95 % of the mean's efficiency for normal samples
---@field missing? "error"|"complete"|"pairwise"

---@class stats.huber.result
---@field value number location
---@field scale number s
---@field iterations number steps made
---@field observations? integer rows used
---@field convention table options as they were used

---Huber's location. A mean in which values further than `k` scales from the centre pull no more
---than those at k. The scale is the median absolute deviation.
---@param x series|number[] observations
---@param options? stats.huber.options
---@return number
---@return stats.huber.result
function stats.huber(x, options) end

---@class stats.covariance.options
---@field ddof? integer the variance is divided by n - ddof
---@field pairwise? boolean missing values are left out of each pair
---@field missing? "error"|"complete"|"pairwise"

---@class stats.covariance.result
---@field covariance frame k by k
---@field observations? integer rows used
---@field convention table options as they were used

---Covariance matrix. Of every pair of columns. With missing = "pairwise" each pair uses the rows in
---which both are there; the matrix need not be positive semidefinite then.
---@param x frame|table observations down, series across, such as a frame of returns
---@param options? stats.covariance.options
---@return stats.covariance.result
function stats.covariance(x, options) end

---Covariance matrix. Of every pair of columns. With missing = "pairwise" each pair uses the rows in
---which both are there; the matrix need not be positive semidefinite then.
---@param x frame|table observations down, series across, such as a frame of returns
---@param options? stats.covariance.options
---@return stats.covariance.result
function stats.cov(x, options) end

---@class stats.correlation.options
---@field method? "pearson"|"spearman"|"kendall" which correlation
---@field pairwise? boolean missing values are left out of each pair
---@field missing? "error"|"complete"|"pairwise"

---@class stats.correlation.result
---@field correlation frame k by k, 1 on the diagonal
---@field observations? integer rows used
---@field convention table options as they were used

---Correlation matrix. Of every pair of columns: Pearson's, Spearman's of ranks, or Kendall's tau-b.
---@param x frame|table observations down, series across, such as a frame of returns
---@param options? stats.correlation.options
---@return stats.correlation.result
function stats.correlation(x, options) end

---Correlation matrix. Of every pair of columns: Pearson's, Spearman's of ranks, or Kendall's tau-b.
---@param x frame|table observations down, series across, such as a frame of returns
---@param options? stats.correlation.options
---@return stats.correlation.result
function stats.corr(x, options) end

---@class stats.ewma_covariance.options
---@field lambda? number 0.94 for days, 0.97 for months
---@field centre? boolean about the weighted mean instead of 0
---@field missing? "error"|"complete"|"pairwise"

---@class stats.ewma_covariance.result
---@field covariance frame k by k
---@field observations? integer rows used
---@field convention table options as they were used

---Exponentially weighted covariance matrix. The newest row weighs most, each older one `lambda`
---times the one after it; weights sum to 1.
---@param x frame|table observations down, series across, such as a frame of returns
---@param options? stats.ewma_covariance.options
---@return stats.ewma_covariance.result
function stats.ewma_covariance(x, options) end

---@class stats.shrunk_covariance.options
---@field method? "ledoit_wolf"|"constant_correlation"|"oas" target and intensity
---@field missing? "error"|"complete"|"pairwise"

---@class stats.shrunk_covariance.result
---@field covariance frame k by k
---@field shrinkage number 0 to 1
---@field observations? integer rows used
---@field convention table options as they were used

---Shrunk covariance matrix. The sample covariance pulled towards a simple matrix by as much as the
---data say: better conditioned, and nearer to the truth where there are many columns for the rows.
---@param x frame|table observations down, series across, such as a frame of returns
---@param options? stats.shrunk_covariance.options
---@return stats.shrunk_covariance.result
function stats.shrunk_covariance(x, options) end

---@class stats.constant_correlation.options
---@field ddof? integer the variance is divided by n - ddof
---@field missing? "error"|"complete"|"pairwise"

---@class stats.constant_correlation.result
---@field covariance frame k by k
---@field correlation number mean correlation
---@field observations? integer rows used
---@field convention table options as they were used

---Constant correlation covariance matrix. The columns' own variances, with their mean correlation
---between all pairs.
---@param x frame|table observations down, series across, such as a frame of returns
---@param options? stats.constant_correlation.options
---@return stats.constant_correlation.result
function stats.constant_correlation(x, options) end

---@class stats.nearest_psd.options
---@field kind? "covariance"|"correlation"|"any" what the diagonal becomes: its own, 1, or whatever is nearest
---@field floor? number least eigenvalue of the correlations; of the matrix itself for any
---@field tolerance? number greatest change of a correlation in the last round
---@field iterations? integer rounds at most
---@field missing? "error"|"complete"|"pairwise"

---@class stats.nearest_psd.result
---@field matrix frame k by k
---@field distance number of it from what was given, Frobenius' norm
---@field smallest number eigenvalue before, of the correlations; below 0: no data have that matrix
---@field change number of a correlation in the last round
---@field iterations number rounds; 0 where nothing was to do
---@field observations? integer rows used
---@field convention table options as they were used

---Nearest positive semidefinite matrix. What a matrix becomes that is none of any data:
---correlations of pairs from different rows, or of a scenario, may have negative eigenvalues, and
---portfolios a variance below 0. The nearest matrix without them, of the same diagonal
---(covariance), of a diagonal of 1 (correlation), or of any. It is an error when `iterations`
---rounds do not suffice.
---@param matrix frame|table symmetric
---@param options? stats.nearest_psd.options
---@return stats.nearest_psd.result
function stats.nearest_psd(matrix, options) end

---@class stats.bootstrap.options
---@field statistic? "mean"|"std"|"median"|"sharpe" what is computed of each sample
---@field method? "iid"|"moving"|"circular"|"stationary" how samples are drawn
---@field interval? "percentile"|"basic"|"bca" kind of interval; bca for iid only
---@field samples? integer samples drawn
---@field block? number length of blocks, mean length for stationary; not for iid
---@field confidence? number of the interval
---@field seed? integer the same seed gives the same samples
---@field missing? "error"|"complete"|"pairwise"

---@class stats.bootstrap.result
---@field value number of x itself
---@field standard_error number deviation of the replicates
---@field bias number mean of the replicates less value
---@field lower number end of the interval
---@field upper number end of the interval
---@field replicates series the statistic of each sample
---@field observations? integer rows used
---@field convention table options as they were used

---Bootstrap. Standard error, bias and confidence interval of a statistic, from samples drawn with
---replacement: single observations, or blocks where neighbours depend on each other.
---@param x series|number[] observations
---@param options? stats.bootstrap.options
---@return number
---@return stats.bootstrap.result
function stats.bootstrap(x, options) end

---@class stats.norm_pdf.options
---@field missing? "error"|"complete"|"pairwise"

---@class stats.norm_pdf.result
---@field value series the density at x
---@field observations? integer rows used
---@field convention table options as they were used

---Density of the standard normal distribution. For each x the density at x; NaN where x is missing.
---@param x number|series values
---@param options? stats.norm_pdf.options
---@return number
---@return stats.norm_pdf.result
function stats.norm_pdf(x, options) end

---@class stats.norm_cdf.options
---@field missing? "error"|"complete"|"pairwise"

---@class stats.norm_cdf.result
---@field value series the probability of at most x
---@field observations? integer rows used
---@field convention table options as they were used

---Lower tail of the standard normal distribution. For each x the probability of at most x; NaN
---where x is missing.
---@param x number|series values
---@param options? stats.norm_cdf.options
---@return number
---@return stats.norm_cdf.result
function stats.norm_cdf(x, options) end

---@class stats.norm_sf.options
---@field missing? "error"|"complete"|"pairwise"

---@class stats.norm_sf.result
---@field value series the probability of more than x, with all digits where it is small
---@field observations? integer rows used
---@field convention table options as they were used

---Upper tail of the standard normal distribution. For each x the probability of more than x, with
---all digits where it is small; NaN where x is missing.
---@param x number|series values
---@param options? stats.norm_sf.options
---@return number
---@return stats.norm_sf.result
function stats.norm_sf(x, options) end

---@class stats.norm_ppf.options
---@field missing? "error"|"complete"|"pairwise"

---@class stats.norm_ppf.result
---@field value series the value whose lower tail is the probability x
---@field observations? integer rows used
---@field convention table options as they were used

---Quantile of the standard normal distribution. For each x the value whose lower tail is the
---probability x; NaN where x is missing or no probability.
---@param x number|series probabilities from 0 to 1
---@param options? stats.norm_ppf.options
---@return number
---@return stats.norm_ppf.result
function stats.norm_ppf(x, options) end

---@class stats.t_pdf.options
---@field df? number degrees of freedom
---@field missing? "error"|"complete"|"pairwise"

---@class stats.t_pdf.result
---@field value series the density at x
---@field observations? integer rows used
---@field convention table options as they were used

---Density of Student's t distribution. For each x the density at x; NaN where x is missing.
---@param x number|series values
---@param options? stats.t_pdf.options
---@return number
---@return stats.t_pdf.result
function stats.t_pdf(x, options) end

---@class stats.t_cdf.options
---@field df? number degrees of freedom
---@field missing? "error"|"complete"|"pairwise"

---@class stats.t_cdf.result
---@field value series the probability of at most x
---@field observations? integer rows used
---@field convention table options as they were used

---Lower tail of Student's t distribution. For each x the probability of at most x; NaN where x is
---missing.
---@param x number|series values
---@param options? stats.t_cdf.options
---@return number
---@return stats.t_cdf.result
function stats.t_cdf(x, options) end

---@class stats.t_sf.options
---@field df? number degrees of freedom
---@field missing? "error"|"complete"|"pairwise"

---@class stats.t_sf.result
---@field value series the probability of more than x, with all digits where it is small
---@field observations? integer rows used
---@field convention table options as they were used

---Upper tail of Student's t distribution. For each x the probability of more than x, with all
---digits where it is small; NaN where x is missing.
---@param x number|series values
---@param options? stats.t_sf.options
---@return number
---@return stats.t_sf.result
function stats.t_sf(x, options) end

---@class stats.t_ppf.options
---@field df? number degrees of freedom
---@field missing? "error"|"complete"|"pairwise"

---@class stats.t_ppf.result
---@field value series the value whose lower tail is the probability x
---@field observations? integer rows used
---@field convention table options as they were used

---Quantile of Student's t distribution. For each x the value whose lower tail is the probability x;
---NaN where x is missing or no probability.
---@param x number|series probabilities from 0 to 1
---@param options? stats.t_ppf.options
---@return number
---@return stats.t_ppf.result
function stats.t_ppf(x, options) end

---@class stats.chi2_pdf.options
---@field df? number degrees of freedom
---@field missing? "error"|"complete"|"pairwise"

---@class stats.chi2_pdf.result
---@field value series the density at x
---@field observations? integer rows used
---@field convention table options as they were used

---Density of the chi-square distribution. For each x the density at x; NaN where x is missing.
---@param x number|series values
---@param options? stats.chi2_pdf.options
---@return number
---@return stats.chi2_pdf.result
function stats.chi2_pdf(x, options) end

---@class stats.chi2_cdf.options
---@field df? number degrees of freedom
---@field missing? "error"|"complete"|"pairwise"

---@class stats.chi2_cdf.result
---@field value series the probability of at most x
---@field observations? integer rows used
---@field convention table options as they were used

---Lower tail of the chi-square distribution. For each x the probability of at most x; NaN where x
---is missing.
---@param x number|series values
---@param options? stats.chi2_cdf.options
---@return number
---@return stats.chi2_cdf.result
function stats.chi2_cdf(x, options) end

---@class stats.chi2_sf.options
---@field df? number degrees of freedom
---@field missing? "error"|"complete"|"pairwise"

---@class stats.chi2_sf.result
---@field value series the probability of more than x, with all digits where it is small
---@field observations? integer rows used
---@field convention table options as they were used

---Upper tail of the chi-square distribution. For each x the probability of more than x, with all
---digits where it is small; NaN where x is missing.
---@param x number|series values
---@param options? stats.chi2_sf.options
---@return number
---@return stats.chi2_sf.result
function stats.chi2_sf(x, options) end

---@class stats.chi2_ppf.options
---@field df? number degrees of freedom
---@field missing? "error"|"complete"|"pairwise"

---@class stats.chi2_ppf.result
---@field value series the value whose lower tail is the probability x
---@field observations? integer rows used
---@field convention table options as they were used

---Quantile of the chi-square distribution. For each x the value whose lower tail is the probability
---x; NaN where x is missing or no probability.
---@param x number|series probabilities from 0 to 1
---@param options? stats.chi2_ppf.options
---@return number
---@return stats.chi2_ppf.result
function stats.chi2_ppf(x, options) end

---@class stats.f_pdf.options
---@field d1? number degrees of freedom of the numerator
---@field d2? number of the denominator
---@field missing? "error"|"complete"|"pairwise"

---@class stats.f_pdf.result
---@field value series the density at x
---@field observations? integer rows used
---@field convention table options as they were used

---Density of the F distribution. For each x the density at x; NaN where x is missing.
---@param x number|series values
---@param options? stats.f_pdf.options
---@return number
---@return stats.f_pdf.result
function stats.f_pdf(x, options) end

---@class stats.f_cdf.options
---@field d1? number degrees of freedom of the numerator
---@field d2? number of the denominator
---@field missing? "error"|"complete"|"pairwise"

---@class stats.f_cdf.result
---@field value series the probability of at most x
---@field observations? integer rows used
---@field convention table options as they were used

---Lower tail of the F distribution. For each x the probability of at most x; NaN where x is
---missing.
---@param x number|series values
---@param options? stats.f_cdf.options
---@return number
---@return stats.f_cdf.result
function stats.f_cdf(x, options) end

---@class stats.f_sf.options
---@field d1? number degrees of freedom of the numerator
---@field d2? number of the denominator
---@field missing? "error"|"complete"|"pairwise"

---@class stats.f_sf.result
---@field value series the probability of more than x, with all digits where it is small
---@field observations? integer rows used
---@field convention table options as they were used

---Upper tail of the F distribution. For each x the probability of more than x, with all digits
---where it is small; NaN where x is missing.
---@param x number|series values
---@param options? stats.f_sf.options
---@return number
---@return stats.f_sf.result
function stats.f_sf(x, options) end

---@class stats.f_ppf.options
---@field d1? number degrees of freedom of the numerator
---@field d2? number of the denominator
---@field missing? "error"|"complete"|"pairwise"

---@class stats.f_ppf.result
---@field value series the value whose lower tail is the probability x
---@field observations? integer rows used
---@field convention table options as they were used

---Quantile of the F distribution. For each x the value whose lower tail is the probability x; NaN
---where x is missing or no probability.
---@param x number|series probabilities from 0 to 1
---@param options? stats.f_ppf.options
---@return number
---@return stats.f_ppf.result
function stats.f_ppf(x, options) end

---@class stats.gamma_pdf.options
---@field shape? number shape
---@field scale? number scale
---@field missing? "error"|"complete"|"pairwise"

---@class stats.gamma_pdf.result
---@field value series the density at x
---@field observations? integer rows used
---@field convention table options as they were used

---Density of the gamma distribution with mean shape * scale. For each x the density at x; NaN where
---x is missing.
---@param x number|series values
---@param options? stats.gamma_pdf.options
---@return number
---@return stats.gamma_pdf.result
function stats.gamma_pdf(x, options) end

---@class stats.gamma_cdf.options
---@field shape? number shape
---@field scale? number scale
---@field missing? "error"|"complete"|"pairwise"

---@class stats.gamma_cdf.result
---@field value series the probability of at most x
---@field observations? integer rows used
---@field convention table options as they were used

---Lower tail of the gamma distribution with mean shape * scale. For each x the probability of at
---most x; NaN where x is missing.
---@param x number|series values
---@param options? stats.gamma_cdf.options
---@return number
---@return stats.gamma_cdf.result
function stats.gamma_cdf(x, options) end

---@class stats.gamma_sf.options
---@field shape? number shape
---@field scale? number scale
---@field missing? "error"|"complete"|"pairwise"

---@class stats.gamma_sf.result
---@field value series the probability of more than x, with all digits where it is small
---@field observations? integer rows used
---@field convention table options as they were used

---Upper tail of the gamma distribution with mean shape * scale. For each x the probability of more
---than x, with all digits where it is small; NaN where x is missing.
---@param x number|series values
---@param options? stats.gamma_sf.options
---@return number
---@return stats.gamma_sf.result
function stats.gamma_sf(x, options) end

---@class stats.gamma_ppf.options
---@field shape? number shape
---@field scale? number scale
---@field missing? "error"|"complete"|"pairwise"

---@class stats.gamma_ppf.result
---@field value series the value whose lower tail is the probability x
---@field observations? integer rows used
---@field convention table options as they were used

---Quantile of the gamma distribution with mean shape * scale. For each x the value whose lower tail
---is the probability x; NaN where x is missing or no probability.
---@param x number|series probabilities from 0 to 1
---@param options? stats.gamma_ppf.options
---@return number
---@return stats.gamma_ppf.result
function stats.gamma_ppf(x, options) end

---@class stats.beta_pdf.options
---@field a? number first shape
---@field b? number second shape
---@field missing? "error"|"complete"|"pairwise"

---@class stats.beta_pdf.result
---@field value series the density at x
---@field observations? integer rows used
---@field convention table options as they were used

---Density of the beta distribution. For each x the density at x; NaN where x is missing.
---@param x number|series values
---@param options? stats.beta_pdf.options
---@return number
---@return stats.beta_pdf.result
function stats.beta_pdf(x, options) end

---@class stats.beta_cdf.options
---@field a? number first shape
---@field b? number second shape
---@field missing? "error"|"complete"|"pairwise"

---@class stats.beta_cdf.result
---@field value series the probability of at most x
---@field observations? integer rows used
---@field convention table options as they were used

---Lower tail of the beta distribution. For each x the probability of at most x; NaN where x is
---missing.
---@param x number|series values
---@param options? stats.beta_cdf.options
---@return number
---@return stats.beta_cdf.result
function stats.beta_cdf(x, options) end

---@class stats.beta_sf.options
---@field a? number first shape
---@field b? number second shape
---@field missing? "error"|"complete"|"pairwise"

---@class stats.beta_sf.result
---@field value series the probability of more than x, with all digits where it is small
---@field observations? integer rows used
---@field convention table options as they were used

---Upper tail of the beta distribution. For each x the probability of more than x, with all digits
---where it is small; NaN where x is missing.
---@param x number|series values
---@param options? stats.beta_sf.options
---@return number
---@return stats.beta_sf.result
function stats.beta_sf(x, options) end

---@class stats.beta_ppf.options
---@field a? number first shape
---@field b? number second shape
---@field missing? "error"|"complete"|"pairwise"

---@class stats.beta_ppf.result
---@field value series the value whose lower tail is the probability x
---@field observations? integer rows used
---@field convention table options as they were used

---Quantile of the beta distribution. For each x the value whose lower tail is the probability x;
---NaN where x is missing or no probability.
---@param x number|series probabilities from 0 to 1
---@param options? stats.beta_ppf.options
---@return number
---@return stats.beta_ppf.result
function stats.beta_ppf(x, options) end

---@class stats.random.options
---@field n? integer how many
---@field distribution? "normal"|"uniform"|"exponential"|"gamma"|"t" of the standard numbers
---@field mean? number is added
---@field scale? number multiplies
---@field shape? number of gamma
---@field df? number of t
---@field seed? integer which sequence
---@field stream? integer which stream of the seed
---@field missing? "error"|"complete"|"pairwise"

---@class stats.random.result
---@field values series the numbers
---@field observations? integer rows used
---@field convention table options as they were used

---Random numbers. A sample of n random numbers. The same seed and stream give the same numbers on
---every machine; streams of one seed are independent.
---@param options? stats.random.options
---@return stats.random.result
function stats.random(options) end
