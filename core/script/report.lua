-- report.lua: what the library in scripts/lib makes for the program: the page of a backtest, and the module `chart`.
local host = ...
local loader = host.use "loader"
local report = {}

local import

-- A file of the library, loaded in the environment of a report.
function report.library(name)
  if not import then import = loader.script(host.share() .. "/scripts/lib/report", "", "report").env.import end
  return import(name)
end

-- The page of a backtest: the result as a document, and prices(symbol) for the charts.
function report.backtest(document, prices)
  document.prices = setmetatable({}, { __index = function(known, symbol)
    local found = prices(symbol) or false
    rawset(known, symbol, found)
    return found
  end })
  return report.library("backtest_report").build(document)
end

-- The page of a sweep: the document of finsmart sweep --json, with curves.
function report.sweep(document)
  return report.library("sweep_report").build(document)
end

return report
