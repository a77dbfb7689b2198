-- Distributions, four functions each, and random numbers.
local FORMS = {
  { "pdf", "Density", "the density at x", "values" },
  { "cdf", "Lower tail", "the probability of at most x", "values" },
  { "sf", "Upper tail", "the probability of more than x, with all digits where it is small", "values" },
  { "ppf", "Quantile", "the value whose lower tail is the probability x", "probabilities from 0 to 1" },
}
local function positive(name, default, doc) return { name = name, type = "number", min = 0, max = math.huge, open = true, default = default, doc = doc } end
local FAMILIES = {
  { "norm", "the standard normal distribution", {}, "exp(-x^2 / 2) / sqrt(2 pi)" },
  { "t", "Student's t distribution", { positive("df", nil, "degrees of freedom") }, "Gamma((df + 1) / 2) / (sqrt(df pi) Gamma(df / 2)) (1 + x^2 / df)^(-(df + 1) / 2)" },
  { "chi2", "the chi-square distribution", { positive("df", nil, "degrees of freedom") }, "x^(df / 2 - 1) exp(-x / 2) / (2^(df / 2) Gamma(df / 2))" },
  { "f", "the F distribution", { positive("d1", nil, "degrees of freedom of the numerator"), positive("d2", nil, "of the denominator") }, "a ratio of mean squares" },
  { "gamma", "the gamma distribution with mean shape * scale", { positive("shape", nil, "shape"), positive("scale", 1, "scale") }, "x^(shape - 1) exp(-x / scale) / (Gamma(shape) scale^shape)" },
  { "beta", "the beta distribution", { positive("a", nil, "first shape"), positive("b", nil, "second shape") }, "x^(a - 1) (1 - x)^(b - 1) / B(a, b)" },
}
local list = { calculations = true }
for _, family in ipairs(FAMILIES) do
  for _, form in ipairs(FORMS) do
    local name = family[1] .. "_" .. form[1]
    local options = {}
    for i, q in ipairs(family[3]) do options[i] = q.name .. " = " .. (i + 1.5) end
    list[#list + 1] = {
      c = "stats_" .. name, header = "evaluate", module = "stats", name = name,
      title = form[2] .. " of " .. family[2], doc = "For each x " .. form[3] .. "; NaN where x is missing" .. (form[1] == "ppf" and " or no probability." or "."),
      formula = (form[1] == "pdf" and "" or "of the density ") .. family[4],
      source = "as scipy.stats; incomplete functions by DLMF 8.7 to 8.17, prefactors after Loader (2000)",
      inputs = { { name = "x", type = "value", doc = form[4] } }, options = family[3],
      results = { { name = "value", type = "series", length = "n", doc = form[3] } }, value = "value", missing = "own",
      example = ("print(stats.%s(0.3%s))"):format(name, #options > 0 and ", { " .. table.concat(options, ", ") .. " }" or ""),
    }
  end
end
list[#list + 1] = {
  c = "stats_random", header = "evaluate", module = "stats", name = "random", title = "Random numbers",
  doc = "A sample of n random numbers. The same seed and stream give the same numbers on every machine; streams of one seed are independent.",
  formula = "mean + scale * standard number; normal by the polar method, gamma by Marsaglia and Tsang", source = "Philox4x32-10, Salmon, Moraes, Dror and Shaw (2011)",
  inputs = {},
  options = { { name = "n", type = "int", min = 0, max = 100000000, default = 1, doc = "how many" },
    { name = "distribution", type = "choice", choices = { "normal", "uniform", "exponential", "gamma", "t" }, default = "normal", doc = "of the standard numbers" },
    { name = "mean", type = "number", min = -math.huge, max = math.huge, default = 0, doc = "is added" },
    { name = "scale", type = "number", min = -math.huge, max = math.huge, default = 1, doc = "multiplies" },
    positive("shape", 1, "of gamma"), positive("df", 5, "of t"),
    { name = "seed", type = "seed", default = 1, doc = "which sequence" }, { name = "stream", type = "int", min = 0, max = 2147483647, default = 0, doc = "which stream of the seed" } },
  results = { { name = "values", type = "vector", length = "n", doc = "the numbers" } },
  example = "local r = stats.random{ n = 5, distribution = \"t\", df = 4, seed = 42 }\nprint(r.values[1], r.convention.seed)",
}
return list
