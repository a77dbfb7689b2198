-- report.lua: what the library in scripts/lib makes for the program: the tear sheet and the page of a backtest, the page of
-- several, and the module `chart`.
local host = ...
local loader = host.use "loader"
local report = {}

local import

-- A file of the library, loaded in the environment of a report.
function report.library(name)
  if not import then import = loader.script(host.share() .. "/scripts/lib/report", "", "report").env.import end
  return import(name)
end

local document

-- Takes the result of a backtest as a document, and prices(symbol); computes its tear sheet.
function report.open(given, prices)
  given.prices = setmetatable({}, { __index = function(known, symbol)
    local found = prices(symbol) or false
    rawset(known, symbol, found)
    return found
  end })
  document = report.library("backtest_document").normal(given)
  document.tearsheet = report.library("tearsheet").build(document)
end

-- The tear sheet as JSON text.
function report.json() return report.library("tearsheet").json(document.tearsheet) end

-- The tables of the tear sheet: a list of names, and a list of their CSV texts.
function report.tables() return report.library("tearsheet_tables").csv(document.tearsheet) end

function report.page()
  document.sha256 = host.sha256
  return report.library("backtest_report").build(document)
end

-- The page of a sweep: the document of finsmart sweep --json, with curves.
function report.sweep(document)
  return report.library("sweep_report").build(document)
end

-- Several runs side by side: paths and their tear sheets (or documents that have one); JSON text, text for a terminal, and
-- the page where `page` is asked for.
function report.compare(runs, page)
  local found, problem = report.library("compare").build(runs)
  if not found then host.use("errors").raise("input", problem) end
  found.sha256 = host.sha256
  local json, text = report.library("compare").json(found), report.library("compare").text(found)
  return json, text, page and report.library("compare_report").build(found)
end

return report
