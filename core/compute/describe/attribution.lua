-- Attribution of returns to decisions.
local function side(name, doc) return { name = name, type = "matrix", rows = "n", columns = "k", doc = doc } end
local function effect(name, doc) return { name = name, type = "matrix", rows = "n", columns = "k", doc = doc } end
local function linked(name, doc) return { name = name, type = "vector", length = "k", labels = "k", doc = doc } end
local function number(name, doc) return { name = name, type = "number", doc = doc } end
local bacon = [[
local wp = { UK = {0.4, 0.7, 0.3, 0.3}, Japan = {0.3, 0.2, 0.5, 0.5}, US = {0.3, 0.1, 0.2, 0.2} }
local rp = { UK = {0.2, -0.05, -0.2, 0.1}, Japan = {-0.05, 0.03, 0.08, -0.07}, US = {0.06, -0.05, -0.15, 0.25} }
]]
return { calculations = true,
  { c = "attribution_brinson", header = "brinson", module = "attribution", name = "brinson", title = "Brinson attribution",
    doc = "What allocation between segments, selection within them and the interaction of both added to the benchmark's return, in each period and linked over all without a residual. The weights of portfolio and benchmark must sum to the same in each period; cash is a segment.",
    formula = "allocation (wp - wb) (rb - B), of bhb (wp - wb) rb; selection wb (rp - rb); interaction (wp - wb) (rp - rb); geometric: (wp - wb) ((1 + rb) / (1 + B) - 1) and wp (rp - rb) / (1 + sum(wp rb))",
    source = "Brinson and Fachler (1985); Brinson, Hood and Beebower (1986); Carino (1999); Menchero (2000); GRAP (1997); Frongello (2002); Davies and Laker (2001); Bacon, Practical Portfolio Performance (2008)",
    convention = "weights are those at the beginning of a period; returns are simple; effects of periods are not linked, linked_ and total_ are",
    inputs = { side("wp", "weights of the portfolio: periods down, segments across"), side("rp", "returns of the portfolio's segments"),
      side("wb", "weights of the benchmark"), side("rb", "returns of the benchmark's segments") },
    options = {
      { name = "method", type = "choice", choices = { "brinson_fachler", "bhb" }, default = "brinson_fachler", doc = "whether allocation is judged against the benchmark's return (brinson_fachler) or against 0 (bhb)" },
      { name = "mode", type = "choice", choices = { "arithmetic", "geometric" }, default = "arithmetic", doc = "whether effects explain R - B or (1 + R) / (1 + B) - 1" },
      { name = "linking", type = "choice", choices = { "carino", "menchero", "grap", "frongello", "davies_laker" }, default = "carino", doc = "how arithmetic effects are linked over periods" },
      { name = "fold", type = "flag", default = false, doc = "interaction is part of selection" },
    },
    results = {
      { name = "portfolio", type = "series", length = "n", doc = "return of each period" }, { name = "benchmark", type = "series", length = "n", doc = "and the benchmark's" },
      effect("allocation", "of each period"), effect("selection", "of each period"), effect("interaction", "of each period"),
      linked("linked_allocation", "over all periods"), linked("linked_selection", "over all periods"), linked("linked_interaction", "over all periods"),
      number("portfolio_return", "compounded"), number("benchmark_return", "compounded"), number("excess", "R - B, or (1 + R) / (1 + B) - 1"),
      number("total_allocation", "of all segments, linked"), number("total_selection", "likewise"), number("total_interaction", "likewise"),
      number("residual", "what is not explained: 0 but for rounding"),
    },
    example = bacon .. [[
local wb = { UK = {0.4, 0.4, 0.5, 0.4}, Japan = {0.2, 0.3, 0.4, 0.4}, US = {0.4, 0.3, 0.1, 0.2} }
local rb = { UK = {0.1, -0.07, -0.25, 0.05}, Japan = {-0.04, 0.04, 0.05, -0.05}, US = {0.08, -0.1, -0.2, 0.1} }
local a = attribution.brinson(wp, rp, wb, rb, { linking = "carino", fold = true })
print(a.total_allocation, a.total_selection, a.linked_allocation.UK)  -- 0.0119, 0.1207]] },
  { c = "attribution_contribution", header = "brinson", module = "attribution", name = "contribution", title = "Contribution to return",
    doc = "What each segment contributed to the compounded return.", formula = "w r, linked with ln(1 + R_t) / R_t over ln(1 + R) / R", source = "Carino (1999)",
    convention = "weights are those at the beginning of a period",
    inputs = { side("weights", "weights: periods down, segments across"), side("returns", "returns of the segments") },
    results = { effect("contributions", "of each period"), linked("linked", "over all periods"), number("total", "compounded return"), number("residual", "0 but for rounding") },
    example = bacon .. "print(attribution.contribution(wp, rp).linked.UK)" },
}
