-- Bonds: day counts, schedules, prices and yields; curves from instruments and of few parameters.
local function value(name, doc) return { name = name, type = "value", doc = doc } end
local function series(name, doc) return { name = name, type = "series", length = "n", doc = doc } end
local function vector(name, length, doc) return { name = name, type = "vector", length = length, doc = doc } end
local function number(name, doc) return { name = name, type = "number", doc = doc } end

local counts = { "thirty_360", "thirty_e_360", "actual_360", "actual_365", "actual_actual_isda", "actual_actual_icma" }
local count_doc = "30/360 US (bond basis), 30E/360, ACT/360, ACT/365 fixed, ACT/ACT ISDA, ACT/ACT ICMA"
local function day_count(default) return { name = "day_count", type = "choice", choices = counts, default = default, doc = count_doc } end
local function frequency(doc) return { name = "frequency", type = "int", min = 1, max = 12, default = 2, doc = doc .. ": 1, 2, 3, 4, 6 or 12" } end
local end_of_month = { name = "end_of_month", type = "flag", default = true, doc = "a maturity on a month's last day has its coupons on last days" }
local last_period = { name = "last_period", type = "choice", choices = { "simple", "compound" }, default = "simple",
  doc = "discounting with one coupon left: simple is the street's convention and that of spreadsheets" }
local redemption = { name = "redemption", type = "number", min = 0, max = math.huge, default = 100, doc = "paid at maturity, per 100 of face value" }
local dates = {
  { name = "settlement", type = "time", length = "n", doc = "days from which the buyer owns the bond" },
  { name = "maturity", type = "time", length = "n", doc = "days of the last payment" },
}
local bond_options = { frequency("coupons a year"), day_count("actual_actual_icma"), end_of_month, last_period, redemption }
local two_dates = "local settlement = frame.times({ time.parse(\"2008-02-15\") })\nlocal maturity = frame.times({ time.parse(\"2017-11-15\") })\n"
local street = "per 100 of face value; yields compounded `frequency` times a year; coupon dates counted back from the maturity, without holidays; coupon and yield as fractions a year"

return {
  calculations = true,
  {
    c = "year_fraction", header = "day_count", module = "bonds", name = "year_fraction",
    title = "Year fractions by day counts",
    doc = "The part of a year between two dates, as contracts count it, and the days that are counted. Negative when the second date is before the first, which ACT/ACT ICMA refuses; that counts coupon periods back from the second date. Times of day are ignored.",
    formula = "days / 360, days / 365, days in leap years / 366 + others / 365 (ISDA), or days / (days of the coupon period x frequency) (ICMA)",
    source = "ISDA 2006 Definitions, 4.16; ICMA rule 251; SIA (30/360 with the ends of February as 30th)", convention = "the first day counts, the last does not",
    inputs = { { name = "start", type = "time", length = "n", doc = "first dates" }, { name = "finish", type = "time", length = "n", doc = "second dates" } },
    options = { day_count("actual_365"), frequency("coupons a year, for ACT/ACT ICMA") },
    results = { series("fraction", "of a year"), series("days", "as the convention counts them") }, value = "fraction", missing = "own",
    example = "local a, b = frame.times({ time.parse(\"2003-11-01\") }), frame.times({ time.parse(\"2004-05-01\") })\nprint(bonds.year_fraction(a, b, { day_count = \"actual_actual_isda\" }))",
  },
  {
    c = "bond_schedule", header = "bond", module = "bonds", name = "schedule",
    title = "Coupon dates",
    doc = "From a start to the maturity, counted back from the maturity, both included. A first period that is not whole stands alone (short) or joins the next (long).",
    formula = "maturity - k 12 / frequency months", source = "ISDA and SIA conventions", convention = "not adjusted for holidays; times at midnight UTC",
    inputs = { { name = "start", type = "time", length = "n", doc = "one date, before the maturity" }, { name = "maturity", type = "time", length = "n", doc = "one date" } },
    options = { frequency("coupons a year"), end_of_month, { name = "stub", type = "choice", choices = { "short", "long" }, default = "short", doc = "what becomes of a first period that is not whole" } },
    results = { { name = "count", type = "int", doc = "dates there are" }, { name = "dates", type = "vector", length = "2402", count = "count", doc = "in seconds since 1970" } },
    missing = "own",
    example = "local start, maturity = frame.times({ time.parse(\"2020-01-15\") }), frame.times({ time.parse(\"2023-08-31\") })\nlocal s = bonds.schedule(start, maturity)\nfor i = 1, s.count do print(time.date(s.dates[i])) end",
  },
  {
    c = "bond", header = "bond", module = "bonds", name = "price", also = { { module = "bonds", name = "bond" } },
    title = "Price and risk of a bond from its yield",
    doc = "Clean and dirty price, accrued interest, Macaulay and modified duration, convexity and DV01 of bonds with fixed coupons. A coupon pays coupon x year fraction of its period, coupon / frequency for 30/360 and ACT/ACT ICMA. A missing coupon or yield makes that bond's results missing.",
    formula = "dirty = sum of flow / (1 + yield / f)^(f t); clean = dirty - accrued; macaulay = sum t PV / dirty; modified = -dirty' / dirty; convexity = dirty'' / dirty; dv01 = modified dirty / 10000",
    source = "Fabozzi, Fixed Income Mathematics; SIA, Standard Securities Calculation Methods", convention = street,
    inputs = { dates[1], dates[2], value("coupon", "a year, as a fraction (0.05 is 5 %)"), value("yield", "a year, as a fraction") },
    options = bond_options,
    results = {
      series("clean", "price without accrued interest"), series("dirty", "price that is paid"), series("accrued", "interest since the last coupon"),
      series("macaulay", "duration in years"), series("modified", "duration: relative loss of price a unit of yield"),
      series("convexity", "second derivative by the yield, of the price"), series("dv01", "loss of the price of 100 when the yield rises by 0.01 %"),
    },
    value = "clean", missing = "own",
    example = two_dates .. "print(bonds.price(settlement, maturity, 0.0575, 0.065, { day_count = \"thirty_360\" }))",
  },
  {
    c = "bond_yield", header = "bond", module = "bonds", name = "yield",
    title = "Yield of a bond from its price",
    doc = "The yield at which bonds.price gives the clean price, to the last digits. A missing coupon or price makes the yield missing.",
    formula = "yield with clean(yield) = price, by Brent's method", source = "Brent (1973); conventions of bonds.price", convention = street,
    inputs = { dates[1], dates[2], value("coupon", "a year, as a fraction"), value("price", "clean, per 100 of face value") },
    options = bond_options,
    results = { series("yield", "a year, as a fraction"), series("accrued", "interest since the last coupon") }, value = "yield", missing = "own",
    example = two_dates .. "print(bonds.yield(settlement, maturity, 0.0575, 94.634, { day_count = \"thirty_360\" }))",
  },
  {
    c = "curve", header = "curve", module = "bonds", name = "curve", also = { { module = "bonds", name = "bootstrap" } }, named = true,
    title = "Discount curve from deposits and par rates",
    doc = "Bootstraps discount factors from simple deposit rates and the par rates of bonds or swaps, each of which the curve then prices exactly, and gives discount factors, zero, forward and par rates at any times. " ..
      "Before the first pillar the zero rate is the first's; after the last the last forward rate (log_discount) or zero rate (zero) goes on.",
    formula = "deposit: 1 / (1 + r t); par: sum of r / frequency x factors + last factor = 1", source = "Hagan and West, Interpolation Methods for Curve Construction (2006)",
    convention = "times in years from today; zero and forward rates continuously compounded, par rates `frequency` times a year",
    inputs = {
      { name = "deposit_times", type = "vector", length = "d", optional = true, doc = "years" },
      { name = "deposit_rates", type = "vector", length = "d", optional = true, doc = "simple, as fractions a year" },
      { name = "par_times", type = "vector", length = "p", optional = true, doc = "years" },
      { name = "par_rates", type = "vector", length = "p", optional = true, doc = "as fractions a year" },
      { name = "at", type = "vector", length = "m", optional = true, doc = "years at which rates are wanted" },
    },
    options = {
      frequency("coupons a year of par instruments"),
      { name = "interpolation", type = "choice", choices = { "log_discount", "zero" }, default = "log_discount", doc = "what is linear between pillars" },
    },
    results = {
      vector("times", "d + p", "pillars, in years"), vector("discounts", "d + p", "factors at the pillars"), vector("zeros", "d + p", "zero rates there"),
      vector("forwards", "d + p", "forward rates from the pillar before"), vector("discount", "m", "factors at `at`"), vector("zero", "m", "zero rates there"),
      vector("forward", "m", "instantaneous forward rates there"), vector("par", "m", "par rates there"),
    },
    missing = "error",
    example = "local c = bonds.curve{deposit_times = {0.25, 0.5}, deposit_rates = {0.05, 0.049}, par_times = {1, 2, 5, 10}, par_rates = {0.047, 0.045, 0.041, 0.042}, at = {3, 7}}\nprint(c.discounts[1], c.zero[1], c.forward[1], c.par[2])",
  },
  {
    c = "nelson_siegel", header = "nelson_siegel", module = "bonds", name = "nelson_siegel",
    title = "Nelson and Siegel's and Svensson's curves",
    doc = "Zero and forward rates and discount factors of a curve given by its parameters; beta3 = 0 is Nelson and Siegel's, otherwise Svensson's.",
    formula = "zero = beta0 + beta1 g(t/tau1) + beta2 (g(t/tau1) - exp(-t/tau1)) + beta3 (g(t/tau2) - exp(-t/tau2)); g(x) = (1 - exp(-x)) / x",
    source = "Nelson and Siegel (1987); Svensson (1994)", convention = "continuous rates as fractions a year, t in years",
    inputs = { { name = "times", type = "vector", length = "m", min = 1, doc = "years, 0 or more" } },
    options = {
      { name = "beta0", type = "number", min = -math.huge, max = math.huge, default = 0, doc = "level" },
      { name = "beta1", type = "number", min = -math.huge, max = math.huge, default = 0, doc = "slope" },
      { name = "beta2", type = "number", min = -math.huge, max = math.huge, default = 0, doc = "curvature" },
      { name = "beta3", type = "number", min = -math.huge, max = math.huge, default = 0, doc = "second curvature" },
      { name = "tau1", type = "number", min = 0, max = math.huge, open = true, default = 1, doc = "decay time in years" },
      { name = "tau2", type = "number", min = 0, max = math.huge, open = true, default = 1, doc = "second decay time in years" },
    },
    results = { vector("zero", "m", "zero rates"), vector("forward", "m", "instantaneous forward rates"), vector("discount", "m", "discount factors") },
    missing = "error",
    example = "local c = bonds.nelson_siegel({0.5, 1, 2, 5, 10}, { beta0 = 0.04, beta1 = -0.02, beta2 = 0.03, tau1 = 1.7 })\nprint(c.zero[1], c.forward[5], c.discount[5])",
  },
  {
    c = "nelson_siegel_fit", header = "nelson_siegel", module = "bonds", name = "nelson_siegel_fit",
    title = "Fit of Nelson and Siegel's and Svensson's curves",
    doc = "Least squares of zero rates. The betas follow from the decay times by linear least squares; those are searched from a grid, by the simplex method from its best five points, as the sum of squares has several minima. Needs 4 rates, Svensson's 6; a search that does not settle is an error that tells its best point.",
    formula = "min over tau of the residual sum of squares, betas by QR", source = "Nelson and Siegel (1987); Svensson (1994); Gilli, Grosse and Schumann (2010) on its minima",
    convention = "continuous rates as fractions a year, times in years",
    inputs = { { name = "times", type = "vector", length = "n", min = 4, doc = "years, above 0" }, { name = "rates", type = "vector", length = "n", doc = "zero rates" } },
    options = {
      { name = "model", type = "choice", choices = { "nelson_siegel", "svensson" }, default = "nelson_siegel", doc = "the curve" },
      { name = "tau_min", type = "number", min = 0, max = math.huge, open = true, default = 0.05, doc = "least decay time in years" },
      { name = "tau_max", type = "number", min = 0, max = math.huge, open = true, default = 30, doc = "largest decay time in years" },
    },
    results = {
      number("beta0", "level"), number("beta1", "slope"), number("beta2", "curvature"), number("beta3", "second curvature; 0 for Nelson and Siegel's"),
      number("tau1", "decay time in years"), number("tau2", "second decay time; missing for Nelson and Siegel's"), number("rmse", "root of the mean squared residual"),
      vector("fitted", "n", "rates of the curve"), vector("residuals", "n", "rate - fitted"),
    },
    missing = "error",
    example = "local fit = bonds.nelson_siegel_fit({0.25, 0.5, 1, 2, 3, 5, 7, 10, 30}, {0.053, 0.0528, 0.05, 0.046, 0.0439, 0.0421, 0.0423, 0.0425, 0.0438})\nprint(fit.beta0, fit.beta1, fit.beta2, fit.tau1, fit.rmse)",
  },
}
