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
---fitted by least squares to the last `period` values, with sums in 106 bits.
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
---unit of x. The line is fitted by least squares to the last `period` values, with sums in 106
---bits.
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
---line is fitted by least squares to the last `period` values, with sums in 106 bits.
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
---least squares to the last `period` values, with sums in 106 bits.
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
---squares to the last `period` values, with sums in 106 bits.
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
---TA-Lib 0.6.4 loses them to cancellation; a variance below 2^-88 of the mean square is 0.
---@param x series values
---@param period? integer values in the window (1 to 100000, default: 5)
---@param nbdev? number without effect (-3.0000000000000002e+37 to 3.0000000000000002e+37, default: 1)
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
