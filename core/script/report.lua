-- report.lua: pages made by the library in scripts/lib: of a backtest for C, of what a study returned for study.lua.
local host = ...
local loader = host.use "loader"
local series = host.use "series"
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

-- What a value of the runtime is, in the words of study_page.lua.
function report.inspect(value)
  if series.is(value) then return "series", series.kind(value) == 1 and "time" or "number" end
  if not (host.is_frame and host.is_frame(value)) then return nil end
  local columns = {}
  for i, name in ipairs((host.frame_columns(value))) do
    local values = value:column(name)
    columns[i] = { name = name, values = values,
      kind = not series.is(values) and "text" or series.kind(values) == 1 and "time" or "number" }
  end
  return "frame", columns
end

-- The page of what a study returned; fields as in study_page.lua.
function report.study(about)
  about.inspect = report.inspect
  return report.library("study_page").build(about)
end

return report
