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
